package cn.dianfei.field.ticket

import android.view.View
import android.widget.LinearLayout
import cn.dianfei.core.HandoverState
import cn.dianfei.core.HandoverView
import cn.dianfei.core.TicketRangeView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.EmptyState
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.across
import cn.dianfei.field.ui.button
import cn.dianfei.field.ui.fill
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.px
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.ui.text
import cn.dianfei.field.ui.yuan

class HandoversView(root: View, private val emit: (HandoversEvent) -> Unit) : ScreenView<HandoversState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val empty = root.findViewById<EmptyState>(R.id.empty)
    private val offers = root.findViewById<LinearLayout>(R.id.offers)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_handovers_title), words.getText(R.string.screen_handovers_under))
        empty.show(words.getText(R.string.screen_handovers_none), words.getText(R.string.screen_handovers_none_todo))
        bar.showIf(false)
    }

    override fun render(state: HandoversState) {
        strip.showIf(state.status != null)
        state.status?.let(strip::show)
        wrong.show(state.error?.let(words::notice))
        val handovers = state.handovers.orEmpty()
        empty.showIf(state.handovers?.isEmpty() == true)
        offers.fill(handovers, { Card() }) { show(it, state) }
    }

    /** One handover: what passes, to or from whom, how it stands, and what can be done. */
    private inner class Card : LinearLayout(root.context) {
        private val title = context.text(R.style.Text_Heading)
        private val content = KeyValues(context)
        private val stands = NoticeBox(context)
        private val accept = context.button(R.style.Button_Primary)
        private val withdraw = context.button(R.style.Button)
        private val reason = TextEntry(context)
        private val record = context.button(R.style.Button_Primary)
        private val cancel = context.button(R.style.Button, words.getText(R.string.action_cancel)) { emit(HandoversEvent.Cancel) }

        init {
            orientation = VERTICAL
            layoutParams = across()
            val gap = px(R.dimen.gap)
            setPadding(0, 0, 0, px(R.dimen.edge))
            listOf(title, content, stands, accept, withdraw, reason, record, cancel).forEach {
                addView(it, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT).apply { topMargin = gap })
            }
            reason.about(words.getText(R.string.screen_handovers_reason)) { emit(HandoversEvent.ReasonTyped(it)) }
        }

        fun show(handover: HandoverView, state: HandoversState) {
            val who = handover.otherName.ifEmpty { handover.other }
            title.text = words.getString(if (handover.outgoing) R.string.screen_handovers_to else R.string.screen_handovers_from, who)
            content.show(
                words.getText(R.string.screen_handovers_tickets) to ranges(handover.tickets),
                words.getText(R.string.screen_handovers_lists) to handover.lists.joinToString(),
                words.getText(R.string.screen_handovers_cash) to if (handover.cashFen != 0L) words.yuan(handover.cashFen) else null,
                words.getText(R.string.screen_handovers_used) to used(handover),
            )
            stands.show(stands(handover, who))
            val isOpen = handover.state == HandoverState.OFFERED
            val isAsked = state.withdrawing == handover.offer
            accept.showIf(isOpen && !handover.outgoing && !isAsked)
            accept.setText(R.string.action_accept)
            accept.setOnClickListener { emit(HandoversEvent.Accept(handover.offer)) }
            withdraw.showIf(isOpen && !isAsked)
            withdraw.setText(if (handover.outgoing) R.string.action_take_back else R.string.action_refuse)
            withdraw.setOnClickListener { emit(HandoversEvent.Withdraw(handover.offer)) }
            listOf(reason, record, cancel).forEach { it.showIf(isAsked) }
            reason.show(if (isAsked) state.reason else "")
            record.setText(if (handover.outgoing) R.string.action_take_back else R.string.action_refuse)
            record.isEnabled = state.reason.isNotBlank()
            record.setOnClickListener { emit(HandoversEvent.RecordWithdrawal) }
        }
    }

    private fun ranges(ranges: List<TicketRangeView>): String = ranges.joinToString("\n") {
        words.getString(R.string.screen_handovers_range, it.series, it.first, it.last, it.count.toInt())
    }

    private fun used(handover: HandoverView): String? =
        if (handover.used.isEmpty()) null else ranges(handover.used)

    private fun stands(handover: HandoverView, who: String): Notice {
        val on = handover.answeredOn?.let { Format.date(words, it) }.orEmpty()
        return when (handover.state) {
            HandoverState.OFFERED -> Notice(
                Notice.Kind.INFO,
                if (handover.outgoing) words.getString(R.string.screen_handovers_waits_for, who) else words.getString(R.string.screen_handovers_waits),
                if (handover.outgoing) null else words.getString(R.string.screen_handovers_accept_means),
            )
            HandoverState.ACCEPTED -> Notice(Notice.Kind.DONE, words.getString(R.string.screen_handovers_accepted, on))
            HandoverState.WITHDRAWN -> Notice(Notice.Kind.WARNING, words.getString(R.string.screen_handovers_withdrawn, on))
            HandoverState.DISPUTED ->
                Notice(Notice.Kind.REFUSAL, words.getString(R.string.screen_handovers_disputed), words.getString(R.string.screen_handovers_disputed_todo))
        }
    }
}
