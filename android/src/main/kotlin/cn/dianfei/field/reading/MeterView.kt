package cn.dianfei.field.reading

import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import cn.dianfei.core.StopWorkView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.CheckList
import cn.dianfei.field.ui.FigureField
import cn.dianfei.field.ui.FilterChips
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Keypad
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.Page
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.across
import cn.dianfei.field.ui.fill
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.say
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.core.say

class MeterView(root: View, private val emit: (MeterEvent) -> Unit) : ScreenView<MeterState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val page = root.findViewById<Page>(R.id.page)
    private val taken = root.findViewById<NoticeBox>(R.id.taken)
    private val who = root.findViewById<View>(R.id.who)
    private val meter = root.findViewById<TextView>(R.id.meter)
    private val kind = root.findViewById<TextView>(R.id.kind)
    private val address = root.findViewById<TextView>(R.id.address)
    private val before = root.findViewById<NoticeBox>(R.id.before)
    private val reason = root.findViewById<TextEntry>(R.id.reason)
    private val figures = root.findViewById<ViewGroup>(R.id.figures)
    private val read = root.findViewById<View>(R.id.read)
    private val shown = root.findViewById<KeyValues>(R.id.shown)
    private val verdict = root.findViewById<NoticeBox>(R.id.verdict)
    private val findings = root.findViewById<ViewGroup>(R.id.findings)
    private val rollover = root.findViewById<CheckList>(R.id.rollover)
    private val again = root.findViewById<ViewGroup>(R.id.again)
    private val why = root.findViewById<View>(R.id.why)
    private val causeHint = root.findViewById<TextView>(R.id.cause_hint)
    private val causes = root.findViewById<FilterChips>(R.id.causes)
    private val cause = root.findViewById<TextEntry>(R.id.cause)
    private val entry = root.findViewById<View>(R.id.entry)
    private val compare = root.findViewById<Button>(R.id.compare)
    private val identity = root.findViewById<CheckList>(R.id.identity)
    private val loadNote = root.findViewById<TextEntry>(R.id.load_note)
    private val load = root.findViewById<CheckList>(R.id.load)
    private val photo = root.findViewById<Button>(R.id.photo)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val keypad = root.findViewById<Keypad>(R.id.keypad)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)
    private val commonCauses = words.getStringArray(R.array.reading_causes).toList()

    /** What the keypad serves now, so that the focus is given once and not at each state. */
    private var served: Any? = null

    init {
        reason.about(words.getText(R.string.screen_meter_reason)) { emit(MeterEvent.Reason(it)) }
        cause.about(words.getText(R.string.screen_meter_cause)) { emit(MeterEvent.Cause(it)) }
        loadNote.about(words.getText(R.string.screen_meter_load_note)) { emit(MeterEvent.LoadNote(it)) }
        compare.setOnClickListener { emit(MeterEvent.Compare) }
        photo.setOnClickListener { emit(MeterEvent.TakePhoto) }
    }

    override fun render(state: MeterState) {
        wrong.show(state.error?.let(words::notice))
        taken.show(state.taken?.let(words::taken))
        who.showIf(state.work != null)
        val isAtWork = state.phase == Phase.ENTRY || state.phase == Phase.CHECKED
        entry.showIf(isAtWork)
        state.work?.let { work ->
            about(work)
            before.show(if (isAtWork) words.before(state, work) else null)
            reason.showIf(isAtWork && state.isCorrecting)
            reason.show(state.draft.reason)
        }
        read(state)
        figures(state)
        answers(state)
        around(state)
        buttons(state)
    }

    private fun about(work: StopWorkView) {
        // Another meter begins at its top, where what was just recorded stands.
        if (page.tag != work.stop.meter) page.scrollTo(0, 0)
        page.tag = work.stop.meter
        val account = work.stop.account
        header.show(
            words.getString(R.string.screen_meter_title, work.stop.seq.toInt(), account.name),
            words.getString(R.string.screen_meter_account, account.account),
        )
        strip.show(work.status)
        meter.say(words.getString(R.string.screen_meter_no, work.stop.meter))
        kind.say(words.getString(R.string.screen_meter_kind, work.meterType, work.multiplier))
        address.say(account.address)
    }

    /** What was read, or what the checked figures come to: then the last index is no secret. */
    private fun read(state: MeterState) {
        read.showIf(state.phase == Phase.READ || state.phase == Phase.CHECKED)
        val (work, reading, check) = Triple(state.work, state.work?.reading, state.check)
        if (work == null) return
        when {
            state.phase == Phase.READ && reading != null -> {
                shown.show(words.read(work, reading))
                verdict.show(words.verdict(reading))
                findings(words.findings(reading.findings))
            }
            check != null -> {
                shown.show(words.checked(state, work, check))
                verdict.show(if (check.findings.isEmpty()) words.plain() else null)
                findings(words.findings(check.findings))
            }
        }
    }

    private fun findings(notices: List<cn.dianfei.field.ui.Notice>) =
        findings.fill(notices, { NoticeBox(root.context).also { it.layoutParams = across() } }) { show(it) }

    private fun figures(state: MeterState) {
        val registers = state.work?.registers.orEmpty()
        val isEntry = state.phase == Phase.ENTRY
        val isAgain = state.phase == Phase.CHECKED && state.check?.needs?.again == true
        figures.showIf(isEntry)
        again.showIf(isAgain)
        keypad.showIf(isEntry || isAgain)
        if (!isEntry && !isAgain) {
            served = null
            return
        }
        val (place, texts) = if (isEntry) figures to state.draft.entered else again to state.draft.again
        val hasPoint = (state.work?.decimals ?: 0u) > 0u
        val unit = words.getString(R.string.screen_meter_digits, state.work?.digits?.toInt() ?: 0)
        place.fill(registers, { FigureField(root.context).also { it.layoutParams = across() } }) { register ->
            val name = words.say(register.name)
            about(if (isEntry) name else words.getString(R.string.screen_meter_again, name), unit, hasPoint) { text ->
                emit(if (isEntry) MeterEvent.Figure(register.register, text) else MeterEvent.Again(register.register, text))
            }
            show(texts[register.register].orEmpty())
        }
        serve(state, place)
    }

    private fun serve(state: MeterState, place: ViewGroup) {
        val what = Triple(state.work?.stop?.meter, place.id, place.childCount)
        if (what == served) return
        served = what
        val fields = (0 until place.childCount).map { place.getChildAt(it) as FigureField }
        keypad.serve(fields) { emit(MeterEvent.Check) }
        fields.firstOrNull()?.focus()
    }

    /** What the findings ask for. */
    private fun answers(state: MeterState) {
        val needs = state.check?.needs.takeIf { state.phase == Phase.CHECKED }
        rollover.showIf(needs?.rollover == true)
        rollover.show(listOf(words.getText(R.string.screen_meter_rollover)), listOf(state.draft.isRollover)) { _, isSo ->
            emit(MeterEvent.Rollover(isSo))
        }
        val isForm = needs?.form == true || state.draft.isLoadChanged
        why.showIf(needs != null && (needs.cause || isForm))
        causeHint.say(words.getText(if (isForm) R.string.screen_meter_form else R.string.screen_meter_why))
        causes.show(commonCauses, commonCauses.indexOf(state.draft.cause)) { at -> emit(MeterEvent.Cause(commonCauses[at])) }
        cause.show(state.draft.cause)
    }

    /** What is looked at beside the figures. */
    private fun around(state: MeterState) {
        val differs = state.draft.differs
        compare.text = if (differs.isEmpty()) words.getString(R.string.screen_meter_agrees)
        else words.getString(R.string.screen_meter_differs, differs.size)
        identity.showIf(state.isComparing)
        identity.show(Identity.entries.map { words.getText(it.word) }, Identity.entries.map { it in differs }) { at, isSo ->
            emit(MeterEvent.Differs(Identity.entries[at], isSo))
        }
        loadNote.show(state.draft.loadNote)
        load.show(listOf(words.getText(R.string.screen_meter_load_changed)), listOf(state.draft.isLoadChanged)) { _, isSo ->
            emit(MeterEvent.LoadChanged(isSo))
        }
        val photos = state.draft.photos.size
        photo.text = if (photos == 0) words.getString(R.string.screen_meter_photo) else words.getString(R.string.screen_meter_photos, photos)
    }

    private fun buttons(state: MeterState) {
        val next = state.work?.next
        val goOn = if (next == null) R.string.screen_meter_to_list else R.string.screen_meter_next
        bar.hideSecondary()
        when (state.phase) {
            Phase.LOADING -> bar.primary(R.string.screen_meter_to_list) { emit(MeterEvent.GoTo(null)) }
            Phase.CLOSED -> bar.primary(goOn) { emit(MeterEvent.Next) }
            Phase.READ -> {
                bar.primary(goOn) { emit(MeterEvent.Next) }
                if (state.work?.route?.handedIn == false) bar.secondary(R.string.screen_meter_correct) { emit(MeterEvent.Correct) }
            }
            Phase.ENTRY -> {
                bar.primary(R.string.screen_meter_check, state.mayCheck) { emit(MeterEvent.Check) }
                if (state.isCorrecting) bar.secondary(R.string.action_cancel) { emit(MeterEvent.DropCorrection) }
                else bar.secondary(R.string.screen_meter_miss) { emit(MeterEvent.Miss) }
            }
            Phase.CHECKED -> {
                val asks = state.check?.needs?.let { it.cause || it.again || it.rollover || it.form } == true
                bar.primary(if (asks) R.string.screen_meter_it_is_so else R.string.action_save, !state.isBusy) { emit(MeterEvent.Save) }
                bar.secondary(R.string.screen_meter_read_again, !state.isBusy) { emit(MeterEvent.ReadAgain) }
            }
        }
    }
}

private val Identity.word: Int
    get() = when (this) {
        Identity.ACCOUNT_NO -> R.string.identity_account_no
        Identity.NAME -> R.string.identity_name
        Identity.ADDRESS -> R.string.identity_address
        Identity.METER_TYPE -> R.string.identity_meter_type
        Identity.METER_NO -> R.string.identity_meter_no
        Identity.MULTIPLIER -> R.string.identity_multiplier
        Identity.SEAL -> R.string.identity_seal
    }
