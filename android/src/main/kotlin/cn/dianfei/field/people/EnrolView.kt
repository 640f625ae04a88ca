package cn.dianfei.field.people

import android.view.View
import cn.dianfei.field.R
import cn.dianfei.field.ui.BusyLine
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class EnrolView(root: View, private val emit: (EnrolEvent) -> Unit) : ScreenView<EnrolState>(root) {
    private val words = root.resources
    private val form = root.findViewById<View>(R.id.form)
    private val scanned = root.findViewById<TextEntry>(R.id.scanned)
    private val label = root.findViewById<TextEntry>(R.id.label)
    private val done = root.findViewById<NoticeBox>(R.id.done)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val busy = root.findViewById<BusyLine>(R.id.busy)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).apply {
            show(words.getText(R.string.screen_enrol_title))
            isFirst()
        }
        scanned.about(words.getText(R.string.screen_enrol_scanned)) { emit(EnrolEvent.Scanned(it)) }
        label.about(words.getText(R.string.screen_enrol_label), isOneLine = true) { emit(EnrolEvent.Label(it)) }
    }

    override fun render(state: EnrolState) {
        val enrolled = state.enrolled
        form.showIf(enrolled == null)
        scanned.show(state.scanned)
        label.show(state.label)
        done.show(enrolled?.let { Notice(Notice.Kind.DONE, words.getString(R.string.screen_enrol_done, it.stationName, it.person)) })
        wrong.show(state.error?.let { if (enrolled == null) words.notice(it) else notFetched(state) })
        val sentence = if (enrolled == null) R.string.screen_enrol_binding else R.string.screen_enrol_fetching
        busy.show(if (state.isBusy) words.getText(sentence) else null)
        if (enrolled == null) {
            bar.primary(R.string.action_enrol, state.mayEnrol) { emit(EnrolEvent.Enrol) }
        } else {
            bar.primary(R.string.action_go_on, !state.isBusy) { emit(EnrolEvent.GoOn) }
        }
    }

    /** The phone is bound; only its work is not there yet. */
    private fun notFetched(state: EnrolState): Notice? = state.error?.let {
        words.notice(it).copy(kind = Notice.Kind.WARNING, todo = words.getString(R.string.screen_enrol_fetch_later))
    }
}
