package cn.dianfei.field.ticket

import android.view.View
import cn.dianfei.core.NumberView
import cn.dianfei.core.RangeView
import cn.dianfei.core.StandingView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.EmptyState
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowList
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class TicketsView(root: View, private val emit: (TicketsEvent) -> Unit) : ScreenView<TicketsState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val ranges = root.findViewById<RowList>(R.id.ranges)
    private val noRanges = root.findViewById<EmptyState>(R.id.no_ranges)
    private val numbersHeading = root.findViewById<View>(R.id.numbers_heading)
    private val numbers = root.findViewById<RowList>(R.id.numbers)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_tickets_title), words.getText(R.string.screen_tickets_under))
        noRanges.show(words.getText(R.string.screen_tickets_none), words.getText(R.string.screen_tickets_none_todo))
    }

    override fun render(state: TicketsState) {
        wrong.show(state.error?.let(words::notice))
        val tickets = state.tickets
        strip.showIf(tickets != null)
        noRanges.showIf(tickets != null && tickets.ranges.isEmpty())
        numbersHeading.showIf(tickets != null && tickets.numbers.isNotEmpty())
        val next = tickets?.ranges?.firstOrNull { it.next != null }
        bar.primary(R.string.action_spoilt, next != null) { emit(TicketsEvent.Next) }
        if (tickets == null) return
        strip.show(tickets.status)
        ranges.show(tickets.ranges.map(::line))
        numbers.show(tickets.numbers.map(::line)) { emit(TicketsEvent.Number(it)) }
    }

    private fun line(range: RangeView) = RowLine(
        name = words.getString(R.string.screen_tickets_range, range.range.series, range.range.first, range.range.last),
        under = range.next?.let { words.getString(R.string.screen_tickets_next, it) } ?: words.getString(R.string.screen_tickets_used_up),
        figure = words.getString(R.string.screen_tickets_left, range.left.toInt()),
        icon = R.drawable.ic_ticket,
    )

    private fun line(number: NumberView): RowLine {
        val isDoubted = number.standing?.reason != null || number.void
        return RowLine(
            name = words.getString(R.string.screen_ticket_number, number.series, number.no),
            under = listOfNotNull(
                number.reason,
                number.standing?.let(::said),
                if (number.handedIn) words.getString(R.string.screen_tickets_handed_in) else null,
            ).joinToString(words.getString(R.string.format_comma)),
            word = words.say(number.said),
            icon = if (number.used) R.drawable.ic_check else R.drawable.ic_cross,
            ink = if (isDoubted) R.color.warning_ink else R.color.ink_soft,
        )
    }

    private fun said(standing: StandingView): String {
        val parts = listOfNotNull(standing.state, standing.payment, standing.reason).map(words::say)
        return words.getString(R.string.screen_ticket_station_says, parts.joinToString(words.getString(R.string.format_comma)))
    }
}
