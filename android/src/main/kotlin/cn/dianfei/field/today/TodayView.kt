package cn.dianfei.field.today

import android.view.View
import cn.dianfei.core.AreaView
import cn.dianfei.core.RouteView
import cn.dianfei.core.TodayView as Day
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.BusyLine
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.EmptyState
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowList
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.ui.yuan

class TodayView(root: View, private val emit: (TodayEvent) -> Unit) : ScreenView<TodayState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val empty = root.findViewById<EmptyState>(R.id.empty)
    private val sending = root.findViewById<BusyLine>(R.id.sending)
    private val reading = root.findViewById<View>(R.id.reading)
    private val routes = root.findViewById<RowList>(R.id.routes)
    private val noRoute = root.findViewById<View>(R.id.no_route)
    private val collecting = root.findViewById<View>(R.id.collecting)
    private val areas = root.findViewById<RowList>(R.id.areas)
    private val others = root.findViewById<RowList>(R.id.others)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        header.show(words.getText(R.string.app_name))
        header.isFirst()
        header.way(R.drawable.ic_sync, R.string.action_sync) { emit(TodayEvent.Sync) }
        empty.show(words.getText(R.string.screen_today_nothing), words.getText(R.string.screen_today_sync_first))
    }

    override fun render(state: TodayState) {
        wrong.show(state.error?.let(words::notice))
        empty.showIf(state.isNothingAssigned)
        strip.showIf(state.today != null)
        state.today?.let(::day)
        reading.showIf(state.isReader)
        collecting.showIf(state.isCollector)
        sending.show(if (state.isSending) words.getText(R.string.screen_today_sending) else null)
        others(state)
        primary(state)
    }

    private fun day(day: Day) {
        val status = day.status
        header.show(
            words.getString(R.string.screen_today_title, Format.date(words, status.businessDate), status.personName ?: status.person),
            status.stationName,
        )
        strip.show(status)
        routes.show(day.routes.map(::line)) { at -> day.routes[at].let { emit(TodayEvent.Route(it.route, it.period)) } }
        noRoute.showIf(day.routes.isEmpty())
        val lines = day.areas.map(::line)
        areas.show(lines) { at -> emit(TodayEvent.Area(day.areas[at].area)) }
    }

    private fun line(route: RouteView): RowLine {
        val (word, icon) = when {
            route.handedIn -> R.string.screen_today_handed_in to R.drawable.ic_lock
            route.open == 0uL -> R.string.screen_today_to_hand_in to R.drawable.ic_flag
            else -> R.string.screen_today_open to R.drawable.ic_meter
        }
        return RowLine(
            name = words.getString(R.string.screen_today_route, route.route, route.name),
            under = words.getString(
                R.string.screen_today_progress,
                Format.month(words, route.period),
                route.read.toInt(),
                route.missed.toInt(),
                route.stops.toInt(),
            ),
            figure = if (route.open > 0uL) words.getString(R.string.screen_today_left, route.open.toInt()) else null,
            word = words.getText(word),
            icon = icon,
        )
    }

    private fun line(area: AreaView) = RowLine(
        name = words.getString(R.string.screen_today_area, area.area, area.name),
        under = words.getString(R.string.screen_today_debtors, area.debtors.toInt()),
        figure = words.yuan(area.openFen),
        word = words.getText(R.string.screen_today_to_collect),
        icon = R.drawable.ic_cash,
    )

    private fun others(state: TodayState) {
        val day = state.today
        val lines = buildList {
            if (day != null && (day.offers > 0u || state.isCollector)) {
                val waits = if (day.offers > 0u) words.getString(R.string.screen_today_offers, day.offers.toInt()) else null
                add(RowLine(words.getText(R.string.screen_today_handovers), waits, icon = R.drawable.ic_flag) to TodayEvent.Handovers)
            }
            if (state.isCollector) {
                val left = words.getString(R.string.common_tickets_left, day!!.status.ticketsLeft.toInt())
                add(RowLine(words.getText(R.string.screen_today_tickets), left, icon = R.drawable.ic_ticket) to TodayEvent.Tickets)
                val open = day.openBecause?.let { words.say(it.what) }
                add(RowLine(words.getText(R.string.screen_today_day_end), open, icon = R.drawable.ic_cash) to TodayEvent.DayEnd)
            }
            add(RowLine(words.getText(R.string.screen_today_sync), icon = R.drawable.ic_sync) to TodayEvent.Sync)
            add(RowLine(words.getText(R.string.screen_today_person), icon = R.drawable.ic_person) to TodayEvent.Person)
        }
        others.show(lines.map { it.first }) { at -> emit(lines[at].second) }
    }

    /** What most people do next from here. */
    private fun primary(state: TodayState) {
        val route = state.nextRoute
        when {
            route != null -> bar.primary(R.string.action_read_on) { emit(TodayEvent.Route(route.route, route.period)) }
            state.isCollector -> bar.primary(R.string.action_collect) { emit(TodayEvent.Debtors) }
            else -> bar.primary(R.string.action_sync) { emit(TodayEvent.Sync) }
        }
    }
}
