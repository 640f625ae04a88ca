package cn.dianfei.field.reading

import android.content.res.Resources
import android.view.View
import android.widget.TextView
import cn.dianfei.core.MissReason
import cn.dianfei.core.StopMissedView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.ChoiceList
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.say
import cn.dianfei.field.ui.showIf

class MissView(root: View, private val emit: (MissEvent) -> Unit) : ScreenView<MissState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val place = root.findViewById<TextView>(R.id.place)
    private val before = root.findViewById<NoticeBox>(R.id.before)
    private val form = root.findViewById<View>(R.id.form)
    private val reasons = root.findViewById<ChoiceList>(R.id.reasons)
    private val note = root.findViewById<TextEntry>(R.id.note)
    private val done = root.findViewById<NoticeBox>(R.id.done)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        header.show(words.getText(R.string.screen_miss_title))
        note.about(words.getText(R.string.screen_miss_note)) { emit(MissEvent.Note(it)) }
    }

    override fun render(state: MissState) {
        val work = state.work
        if (work != null) {
            strip.show(state.missed?.status ?: work.status)
            header.show(
                words.getText(R.string.screen_miss_title),
                words.getString(R.string.screen_meter_title, work.stop.seq.toInt(), work.stop.account.name),
            )
            place.say(words.getString(R.string.screen_miss_place, work.stop.meter, work.stop.account.address))
            val misses = work.misses.toInt()
            before.show(
                if (misses > 0 && state.missed == null) Notice(Notice.Kind.WARNING, words.getString(R.string.screen_miss_before, misses)) else null,
            )
        }
        form.showIf(state.missed == null)
        reasons.show(MissReason.entries.map { words.getText(it.word) }, state.reason?.ordinal) { at ->
            emit(MissEvent.Reason(MissReason.entries[at]))
        }
        note.show(state.note)
        done.show(state.missed?.let(words::missed))
        wrong.show(state.error?.let(words::notice))
        val missed = state.missed
        if (missed == null) {
            bar.primary(R.string.screen_miss_record, state.mayRecord) { emit(MissEvent.Record) }
        } else {
            bar.primary(if (missed.next == null) R.string.screen_meter_to_list else R.string.screen_meter_next) { emit(MissEvent.GoOn) }
        }
    }
}

/** What it leads to (4.1.5). */
private fun Resources.missed(missed: StopMissedView): Notice {
    val leads = buildList {
        if (missed.exceptionForm) add(getString(R.string.screen_meter_form_made))
        if (missed.terminationNotice) add(getString(R.string.screen_miss_termination))
    }
    return Notice(
        Notice.Kind.DONE,
        getString(R.string.screen_miss_done, missed.misses.toInt()),
        leads.joinToString("\n").ifEmpty { getString(R.string.screen_miss_make_up) },
        getString(R.string.common_clause, "4.1.5"),
    )
}

private val MissReason.word: Int
    get() = when (this) {
        MissReason.DOOR_LOCKED -> R.string.miss_door_locked
        MissReason.ACCESS_REFUSED -> R.string.miss_access_refused
        MissReason.FORCE_MAJEURE -> R.string.miss_force_majeure
        MissReason.METER_FAULT -> R.string.miss_meter_fault
        MissReason.METER_MISSING -> R.string.miss_meter_missing
    }
