package cn.dianfei.field.ticket

import android.view.View
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.ChoiceList
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class VoidView(root: View, private val emit: (VoidEvent) -> Unit) : ScreenView<VoidState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val about = root.findViewById<KeyValues>(R.id.about)
    private val kind = root.findViewById<ChoiceList>(R.id.kind)
    private val meaning = root.findViewById<NoticeBox>(R.id.meaning)
    private val reason = root.findViewById<TextEntry>(R.id.reason)
    private val copiesHeading = root.findViewById<View>(R.id.copies_heading)
    private val copies = root.findViewById<ChoiceList>(R.id.copies)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_void_title))
        reason.about(words.getText(R.string.screen_void_reason)) { emit(VoidEvent.ReasonTyped(it)) }
    }

    override fun render(state: VoidState) {
        strip.showIf(state.status != null)
        state.status?.let(strip::show)
        wrong.show(state.error?.let(words::notice))
        about.show(words.getText(R.string.screen_void_number) to words.getString(R.string.screen_ticket_number, state.series, state.no))
        meaning.show(meaning(state))
        val isOpen = state.done == null
        kind.showIf(isOpen)
        kind.show(Claim.entries.map { words.getText(if (it == Claim.VOID) R.string.screen_void_void else R.string.screen_void_lost) }, state.claim.ordinal) {
            emit(VoidEvent.Kind(Claim.entries[it]))
        }
        reason.showIf(isOpen)
        reason.show(state.reason)
        val asksCopies = isOpen && state.claim == Claim.VOID
        copiesHeading.showIf(asksCopies)
        copies.showIf(asksCopies)
        copies.show((ALL_COPIES downTo 0).map { words.getString(R.string.screen_void_copies_kept, it) }, state.copies?.let { ALL_COPIES - it }) {
            emit(VoidEvent.Copies(ALL_COPIES - it))
        }
        if (isOpen) {
            val act = if (state.claim == Claim.VOID) R.string.action_claim_void else R.string.action_report_lost
            bar.primary(act, state.isReady) { emit(VoidEvent.Record) }
        } else {
            bar.primary(R.string.action_go_on) { emit(VoidEvent.Done) }
        }
    }

    /** One sentence: what is recorded, and under which clause. */
    private fun meaning(state: VoidState): Notice {
        val done = state.done
        return when {
            done == null && state.claim == Claim.VOID ->
                Notice(Notice.Kind.WARNING, words.getString(R.string.screen_void_means), words.getString(R.string.screen_void_keep))
            done == null -> Notice(Notice.Kind.WARNING, words.getString(R.string.screen_void_lost_means))
            done.heldFen > 0L ->
                Notice(Notice.Kind.DONE, words.getString(R.string.screen_void_held, Format.yuan(done.heldFen)), words.getString(R.string.screen_void_keep))
            else -> Notice(Notice.Kind.DONE, words.getString(R.string.screen_void_recorded))
        }
    }

    private companion object {
        /** 存根, 报销联, 记账联. */
        const val ALL_COPIES = 3
    }
}
