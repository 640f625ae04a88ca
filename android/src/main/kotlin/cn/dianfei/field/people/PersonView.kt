package cn.dianfei.field.people

import android.view.View
import cn.dianfei.core.Role
import cn.dianfei.core.StatusView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowList
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class PersonView(root: View, private val emit: (PersonEvent) -> Unit) : ScreenView<PersonState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val about = root.findViewById<KeyValues>(R.id.about)
    private val ways = root.findViewById<RowList>(R.id.ways)
    private val question = root.findViewById<NoticeBox>(R.id.question)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_person_title))
        val lines = listOf(
            RowLine(words.getText(R.string.action_sign_out), words.getText(R.string.screen_person_sign_out_is), icon = R.drawable.ic_lock),
            RowLine(words.getText(R.string.action_empty), words.getText(R.string.screen_person_empty_is), icon = R.drawable.ic_person),
        )
        ways.show(lines) { at -> emit(PersonEvent.Ask(Leaving.entries[at])) }
    }

    override fun render(state: PersonState) {
        state.status?.let { status ->
            strip.show(status)
            about.show(rows(status))
        }
        wrong.show(state.error?.let(words::notice))
        ways.showIf(state.asking == null && state.status != null)
        bar.showIf(state.asking != null)
        val asking = state.asking
        question.showIf(asking != null)
        if (asking == null) return
        val says = if (asking == Leaving.SIGN_OUT) R.string.screen_person_sign_out_ask else R.string.screen_person_empty_ask
        question.show(Notice(Notice.Kind.WARNING, words.getString(says)))
        val act = if (asking == Leaving.SIGN_OUT) R.string.action_sign_out else R.string.action_empty
        bar.primary(act, !state.isBusy) { emit(PersonEvent.Confirm) }
        bar.secondary(R.string.action_cancel, !state.isBusy) { emit(PersonEvent.Cancel) }
    }

    private fun rows(status: StatusView): List<Pair<CharSequence, CharSequence?>> = listOf(
        words.getText(R.string.screen_person_who) to (status.personName ?: status.person),
        words.getText(R.string.screen_person_number) to status.person,
        words.getText(R.string.screen_person_roles) to status.roles.joinToString(words.getString(R.string.format_comma), transform = ::role),
        words.getText(R.string.screen_person_station) to status.stationName,
        words.getText(R.string.screen_person_facts) to status.facts.toString(),
        words.getText(R.string.screen_person_contact) to status.lastContactMs?.let { Format.moment(words, it) },
    )

    private fun role(role: Role): String = words.getString(
        when (role) {
            Role.READER -> R.string.role_reader
            Role.COLLECTOR -> R.string.role_collector
            Role.OFFICE -> R.string.role_office
        },
    )
}
