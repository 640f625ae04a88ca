package cn.dianfei.field.sync

import android.content.res.Resources
import android.view.View
import cn.dianfei.core.DigestView
import cn.dianfei.core.StatusView
import cn.dianfei.core.SyncView as Synced
import cn.dianfei.field.R
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.BusyLine
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class SyncView(root: View, private val emit: (SyncEvent) -> Unit) : ScreenView<SyncState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val waiting = root.findViewById<KeyValues>(R.id.waiting)
    private val result = root.findViewById<NoticeBox>(R.id.result)
    private val warning = root.findViewById<NoticeBox>(R.id.warning)
    private val counted = root.findViewById<View>(R.id.counted)
    private val counts = root.findViewById<KeyValues>(R.id.counts)
    private val busy = root.findViewById<BusyLine>(R.id.busy)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_sync_title))
    }

    override fun render(state: SyncState) {
        strip.showIf(state.status != null)
        state.status?.let {
            strip.show(it)
            waiting.show(waiting(it))
        }
        result.show(state.error?.let { words.told(it) } ?: state.synced?.let { words.told(it) })
        warning.show(state.synced?.let { words.warned(it) })
        val (ours, theirs) = state.synced?.ours to state.synced?.theirs
        counted.showIf(ours != null && theirs != null)
        if (ours != null && theirs != null) counts.show(words.compared(ours, theirs))
        busy.show(if (state.isBusy) words.getText(R.string.screen_sync_busy) else null)
        if (state.synced == null) {
            bar.primary(R.string.action_sync_now, !state.isBusy) { emit(SyncEvent.Sync) }
            bar.hideSecondary()
        } else {
            bar.primary(R.string.action_done) { emit(SyncEvent.Done) }
            bar.secondary(R.string.action_again, !state.isBusy) { emit(SyncEvent.Sync) }
        }
    }

    private fun waiting(status: StatusView): List<Pair<CharSequence, CharSequence?>> = listOf(
        words.getText(R.string.screen_sync_facts) to words.getString(R.string.screen_sync_pieces, status.unsentFacts.toInt()),
        words.getText(R.string.screen_sync_parts) to words.getString(R.string.screen_sync_pieces, status.unsentParts.toInt()),
        words.getText(R.string.screen_sync_oldest) to status.oldestUnsentDays?.toInt()?.let {
            if (it == 0) words.getText(R.string.screen_sync_of_today) else words.getString(R.string.screen_sync_days, it)
        },
        words.getText(R.string.screen_sync_contact) to
            (status.lastContactMs?.let { Format.moment(words, it) } ?: words.getText(R.string.screen_sync_never)),
    )
}

/** No signal is no fault of the person's, and nothing is lost by it. */
private fun Resources.told(error: UiError): Notice = when (error.kind) {
    ErrorKind.OFFLINE -> notice(error).copy(kind = Notice.Kind.INFO)
    ErrorKind.BUSY -> notice(error).copy(kind = Notice.Kind.INFO)
    else -> notice(error).copy(kind = Notice.Kind.WARNING)
}

private fun Resources.told(synced: Synced): Notice {
    val sent = getString(R.string.screen_sync_sent, synced.sentFacts.toInt(), synced.sentParts.toInt())
    val assigned = if (synced.assigned) getString(R.string.screen_sync_assigned) else null
    return when (synced.agrees) {
        true -> Notice(Notice.Kind.DONE, getString(R.string.screen_sync_agrees), assigned, sent)
        false -> Notice(Notice.Kind.WARNING, getString(R.string.screen_sync_differs), getString(R.string.screen_sync_tell), sent)
        null -> Notice(Notice.Kind.INFO, getString(R.string.screen_sync_unfinished), assigned, sent)
    }
}

/** What a person must know besides; the strip says when the phone is frozen or revoked. */
private fun Resources.warned(synced: Synced): Notice? {
    val said = buildList {
        if (synced.disputed > 0uL) add(getString(R.string.screen_sync_disputed, synced.disputed.toInt()))
        if (synced.refusedParts > 0uL) add(getString(R.string.screen_sync_refused_parts, synced.refusedParts.toInt()))
        if (synced.rewound) add(getString(R.string.screen_sync_rewound))
        if (synced.tooOld) add(getString(R.string.screen_sync_too_old))
    }
    return if (said.isEmpty()) null else Notice(Notice.Kind.WARNING, said.joinToString("\n"))
}

private fun Resources.compared(ours: DigestView, theirs: DigestView): List<Pair<CharSequence, CharSequence?>> {
    val both = { name: Int, one: String, other: String ->
        getText(name) to getString(if (one == other) R.string.screen_sync_same else R.string.screen_sync_other, one, other)
    }
    return listOf(
        both(R.string.screen_sync_count_facts, ours.facts.toString(), theirs.facts.toString()),
        both(R.string.screen_sync_count_readings, ours.readings.toString(), theirs.readings.toString()),
        both(R.string.screen_sync_count_missed, ours.missed.toString(), theirs.missed.toString()),
        both(R.string.screen_sync_count_payments, ours.payments.toString(), theirs.payments.toString()),
        both(R.string.screen_sync_count_collected, Format.yuan(ours.collectedFen), Format.yuan(theirs.collectedFen)),
        both(R.string.screen_sync_count_voids, ours.voids.toString(), theirs.voids.toString()),
    )
}
