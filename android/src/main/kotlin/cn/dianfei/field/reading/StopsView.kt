package cn.dianfei.field.reading

import android.content.res.Resources
import android.view.View
import android.widget.ListView
import cn.dianfei.core.RouteView
import cn.dianfei.core.StopState
import cn.dianfei.core.StopView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.EmptyState
import cn.dianfei.field.ui.FilterChips
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowAdapter
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.SearchField
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class StopsView(root: View, private val emit: (StopsEvent) -> Unit) : ScreenView<StopsState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val search = root.findViewById<SearchField>(R.id.search)
    private val chips = root.findViewById<FilterChips>(R.id.chips)
    private val list = root.findViewById<ListView>(R.id.list)
    private val empty = root.findViewById<EmptyState>(R.id.empty)
    private val said = root.findViewById<NoticeBox>(R.id.said)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)
    private val rows = RowAdapter<StopView>(id = { it.seq.toLong() }, line = { words.line(it) })

    init {
        search.about(words.getText(R.string.screen_stops_search)) { emit(StopsEvent.Search(it)) }
        list.adapter = rows
        list.emptyView = empty
        list.setOnItemClickListener { _, _, at, _ -> emit(StopsEvent.Open(rows.getItem(at).meter)) }
    }

    override fun render(state: StopsState) {
        val found = state.list ?: return said.show(state.error?.let(words::notice))
        val route = found.route
        header.show(
            words.getString(R.string.screen_stops_title, route.route, route.name),
            words.getString(R.string.screen_stops_about, Format.month(words, route.period), Format.date(words, route.readOn)),
        )
        strip.show(found.status)
        search.show(state.text)
        chips.show(FILTERS.map { words.counted(it, route) }, FILTERS.indexOf(state.only)) { at -> emit(StopsEvent.Only(FILTERS[at])) }
        rows.show(found.stops)
        empty.show(words.getText(R.string.screen_stops_none), words.getText(R.string.screen_stops_none_todo))
        said.show(
            when {
                state.error != null -> words.notice(state.error)
                state.isConfirming -> words.question(route)
                state.isHandedIn -> words.handedIn(route)
                else -> null
            },
        )
        buttons(state, route)
    }

    private fun buttons(state: StopsState, route: RouteView) {
        bar.hideSecondary()
        when {
            state.isConfirming -> {
                bar.primary(R.string.screen_stops_confirm, !state.isBusy) { emit(StopsEvent.Confirm) }
                bar.secondary(R.string.action_cancel, !state.isBusy) { emit(StopsEvent.Cancel) }
            }
            state.isHandedIn -> bar.primary(R.string.action_done) { emit(StopsEvent.Close) }
            route.open == 0uL -> bar.primary(R.string.screen_stops_hand_in) { emit(StopsEvent.HandIn) }
            else -> {
                bar.primary(R.string.screen_stops_next, state.next != null) { emit(StopsEvent.Next) }
                bar.secondary(R.string.screen_stops_hand_in) { emit(StopsEvent.HandIn) }
            }
        }
    }

    private companion object {
        val FILTERS = listOf(StopState.OPEN, StopState.READ, StopState.MISSED, null)
    }
}

private fun Resources.counted(filter: StopState?, route: RouteView): String = when (filter) {
    StopState.OPEN -> getString(R.string.screen_stops_filter_open, route.open.toInt())
    StopState.READ -> getString(R.string.screen_stops_filter_read, route.read.toInt())
    StopState.MISSED -> getString(R.string.screen_stops_filter_missed, route.missed.toInt())
    null -> getString(R.string.screen_stops_filter_all, route.stops.toInt())
}

private fun Resources.line(stop: StopView): RowLine {
    val (word, icon, ink) = when (stop.state) {
        StopState.OPEN -> Triple(R.string.screen_stops_open, R.drawable.ic_meter, R.color.accent)
        StopState.READ -> Triple(R.string.screen_stops_read, R.drawable.ic_check, R.color.done_ink)
        StopState.MISSED -> Triple(R.string.screen_stops_missed, R.drawable.ic_flag, R.color.warning_ink)
    }
    return RowLine(
        name = getString(R.string.screen_meter_title, stop.seq.toInt(), stop.account.name),
        under = getString(R.string.screen_stops_under, stop.account.address, stop.meter, stop.account.account),
        word = getText(word),
        icon = icon,
        ink = ink,
    )
}

/** What handing in records, and by which clause. */
private fun Resources.question(route: RouteView) = Notice(
    Notice.Kind.WARNING,
    getString(R.string.screen_stops_ask, route.route, Format.month(this, route.period), route.read.toInt(), route.missed.toInt()),
    getString(R.string.screen_stops_ask_after),
    getString(R.string.common_clause, "4.1.2"),
)

private fun Resources.handedIn(route: RouteView) = Notice(
    Notice.Kind.DONE,
    getString(R.string.screen_stops_handed_in, route.read.toInt(), route.missed.toInt()),
    getString(R.string.screen_stops_handed_in_todo),
)
