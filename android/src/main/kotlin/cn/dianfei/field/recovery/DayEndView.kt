package cn.dianfei.field.recovery

import android.view.View
import cn.dianfei.core.CountView
import cn.dianfei.core.DayTallyView
import cn.dianfei.core.HandoverState
import cn.dianfei.core.HandoverView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.ChoiceList
import cn.dianfei.field.ui.FlowRow
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Keypad
import cn.dianfei.field.ui.MoneyLine
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.Pieces
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.px
import cn.dianfei.field.ui.showIf

class DayEndView(root: View, private val emit: (DayEndEvent) -> Unit) : ScreenView<DayEndState>(root) {
    private val words = root.resources
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val told = root.findViewById<NoticeBox>(R.id.told)
    private val sums = root.findViewById<FlowRow>(R.id.sums)
    private val expected = sum()
    private val counted = sum()
    private val difference = sum()
    private val said = root.findViewById<KeyValues>(R.id.said)
    private val pieces = root.findViewById<Pieces>(R.id.pieces)
    private val cause = root.findViewById<TextEntry>(R.id.cause)
    private val toHeading = root.findViewById<View>(R.id.to_heading)
    private val cashiers = root.findViewById<ChoiceList>(R.id.cashiers)
    private val keypad = root.findViewById<Keypad>(R.id.keypad)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        sums.setBackgroundResource(R.color.surface)
        sums.setPadding(sums.px(R.dimen.edge), 0, sums.px(R.dimen.edge), 0)
        root.findViewById<HeaderBar>(R.id.header).show(words.getText(R.string.screen_day_end_title), words.getText(R.string.screen_day_end_under))
        cause.about(words.getText(R.string.screen_day_end_cause)) { emit(DayEndEvent.CauseTyped(it)) }
    }

    override fun render(state: DayEndState) {
        val tally = state.tally
        strip.showIf(tally != null)
        wrong.show(state.error?.let(words::notice))
        told.show(tally?.let { toldOf(state, it) })
        if (tally == null) return bar.hidePrimary()
        strip.show(tally.status)
        said(state, tally)
        count(state, tally)
        val isReport = state.step == DayStep.REPORT
        cause.showIf(isReport)
        cause.show(state.cause)
        val isHandIn = state.step == DayStep.HAND_IN
        toHeading.showIf(isHandIn)
        cashiers.showIf(isHandIn)
        val at = tally.cashiers.indexOfFirst { it.person == state.to }.takeIf { it >= 0 }
        cashiers.show(tally.cashiers.map { words.getString(R.string.screen_day_end_cashier, it.name, it.person) }, at) {
            emit(DayEndEvent.Chosen(tally.cashiers[it].person))
        }
        primary(state)
    }

    private fun toldOf(state: DayEndState, tally: DayTallyView): Notice? = when (state.step) {
        DayStep.COUNT -> null
        DayStep.REPORT -> Notice(
            Notice.Kind.WARNING,
            words.getString(if (tally.count!!.differenceFen < 0) R.string.screen_day_end_short else R.string.screen_day_end_over),
            words.getString(R.string.screen_day_end_report_todo),
        )
        DayStep.HAND_IN -> Notice(Notice.Kind.DONE, counted(tally.count!!), words.getString(R.string.screen_day_end_hand_in_todo))
        DayStep.DONE -> state.lastHandIn?.let(::handedIn) ?: done(state)
    }

    private fun counted(count: CountView): String = when {
        count.differenceFen == 0L -> words.getString(R.string.screen_day_end_agrees)
        else -> words.getString(R.string.screen_day_end_reported, count.cause.orEmpty())
    }

    private fun handedIn(last: HandoverView): Notice {
        val (sum, who) = Format.yuan(last.cashFen) to last.otherName.ifEmpty { last.other }
        return when (last.state) {
            HandoverState.ACCEPTED -> {
                val on = last.answeredOn?.let { Format.date(words, it) }.orEmpty()
                Notice(Notice.Kind.DONE, words.getString(R.string.screen_day_end_accepted, who, on, sum), words.getString(R.string.screen_day_end_nothing))
            }
            HandoverState.DISPUTED ->
                Notice(Notice.Kind.REFUSAL, words.getString(R.string.screen_day_end_disputed, sum), words.getString(R.string.screen_day_end_disputed_todo))
            HandoverState.OFFERED ->
                Notice(Notice.Kind.INFO, words.getString(R.string.screen_day_end_waits, sum, who), words.getString(R.string.screen_day_end_in_transit))
            HandoverState.WITHDRAWN -> Notice(Notice.Kind.INFO, words.getString(R.string.screen_day_end_nothing))
        }
    }

    private fun done(state: DayEndState): Notice = when (val handedIn = state.handedIn) {
        null -> Notice(Notice.Kind.INFO, words.getString(R.string.screen_day_end_nothing))
        else -> Notice(
            Notice.Kind.DONE,
            words.getString(R.string.screen_day_end_handed_in, Format.yuan(handedIn.cashFen)),
            words.getString(R.string.screen_day_end_in_transit),
        )
    }

    /** What the tickets say, and the clause's answer where the day cannot close yet. */
    private fun said(state: DayEndState, tally: DayTallyView) {
        val isDone = state.step == DayStep.DONE
        sums.showIf(!isDone)
        expected.show(words.getText(R.string.screen_day_end_expected), tally.expectedFen)
        val used = tally.used.joinToString("\n") { words.getString(R.string.screen_day_end_range, it.series, it.first, it.last) }
        said.showIf(!isDone)
        said.show(
            words.getText(R.string.screen_day_end_used) to words.getString(R.string.screen_day_end_tickets, tally.usedCount.toInt()),
            words.getText(R.string.screen_day_end_numbers) to used,
            words.getText(R.string.screen_day_end_voids) to tally.voids.joinToString("\n"),
            words.getText(R.string.screen_day_end_open) to
                tally.openBecause?.takeIf { state.step != DayStep.COUNT }?.let { words.say(it.what) },
        )
    }

    private fun count(state: DayEndState, tally: DayTallyView) {
        val isCount = state.step == DayStep.COUNT
        pieces.showIf(isCount)
        keypad.showIf(isCount)
        if (isCount) {
            pieces.about(tally.denominations) { value, text -> emit(DayEndEvent.Typed(value, text)) }
            pieces.show(state.pieces)
            keypad.serve(pieces.fields) { root.clearFocus() }
        }
        val count = tally.count.takeIf { !isCount }
        val (sum, less) = (count?.countedFen ?: state.preview?.countedFen) to (count?.differenceFen ?: state.preview?.differenceFen)
        val isShown = state.step != DayStep.DONE && sum != null && less != null
        counted.showIf(isShown)
        difference.showIf(isShown)
        if (sum == null || less == null) return
        counted.show(words.getText(R.string.screen_day_end_counted), sum)
        difference.show(words.getText(R.string.screen_day_end_difference), less, isBreach = less != 0L)
    }

    private fun sum(): MoneyLine = MoneyLine(root.context).also {
        it.narrow()
        sums.addView(it)
    }

    private fun primary(state: DayEndState) {
        bar.hideSecondary()
        when (state.step) {
            DayStep.COUNT -> bar.primary(R.string.action_record_count, state.preview != null) { emit(DayEndEvent.Count) }
            DayStep.REPORT -> {
                bar.primary(R.string.action_report, state.cause.isNotBlank()) { emit(DayEndEvent.Report) }
                bar.secondary(R.string.action_count_again) { emit(DayEndEvent.CountAgain) }
            }
            DayStep.HAND_IN -> {
                bar.primary(R.string.action_hand_in, state.to != null) { emit(DayEndEvent.HandIn) }
                bar.secondary(R.string.action_count_again) { emit(DayEndEvent.CountAgain) }
            }
            DayStep.DONE -> bar.hidePrimary()
        }
    }
}
