package cn.dianfei.field.collection

import android.content.res.Resources
import cn.dianfei.core.AllocationView
import cn.dianfei.core.PaymentPreviewView
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.core.QuoteView
import cn.dianfei.field.R
import cn.dianfei.field.core.UiError
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.yuan

/** What is read out before money is taken, and what stands there after it. */
internal class SecondWord(
    val receivedFen: Long,
    val changeFen: Long,
    val amountFen: Long,
    val capitals: String?,
    val lines: List<Pair<CharSequence, CharSequence?>>,
)

internal fun Resources.confirming(state: PaymentState): SecondWord? {
    val (quote, preview) = (state.quote ?: return null) to (state.preview ?: return null)
    val next = quote.nextTicket
    val number = getText(R.string.screen_payment_ticket) to next?.let { getString(R.string.screen_payment_number, it.series, it.no) }
    val lines = goes(preview.lines, preview.advanceFen, quote) + stillOpen(preview)
    return SecondWord(preview.receivedFen, preview.changeFen, preview.amountFen, preview.amountCapitals, listOf(number) + lines)
}

internal fun Resources.taken(taken: PaymentTakenView, quote: QuoteView): SecondWord {
    val number = getText(R.string.screen_payment_ticket) to getString(R.string.screen_payment_number, taken.series, taken.no)
    val lines = goes(taken.lines, taken.advanceFen, quote)
    return SecondWord(taken.receivedFen, taken.changeFen, taken.amountFen, null, listOf(number) + lines)
}

/** What of it goes where: a row for each bill, and for what is left over. */
internal fun Resources.goes(lines: List<AllocationView>, advanceFen: Long, quote: QuoteView): List<Pair<CharSequence, CharSequence?>> =
    lines.map { line ->
        val period = quote.debts.firstOrNull { it.bill == line.bill }?.period
        val name = getString(R.string.screen_payment_goes_to, period?.let { Format.month(this, it) } ?: line.bill)
        val late = line.lateFeeFen.takeIf { it != 0L }?.let { "\n" + getString(R.string.screen_payment_goes_late, Format.yuan(it)) }
        name to yuan(line.totalFen) + late.orEmpty()
    } + (getText(R.string.screen_payment_goes_advance) to advanceFen.takeIf { it != 0L }?.let(::yuan))

internal fun Resources.stillOpen(preview: PaymentPreviewView): Pair<CharSequence, CharSequence?> =
    getText(R.string.screen_payment_still_open) to yuan(preview.stillOpenFen)

/** What is wrong with a figure, to stand under it. */
internal fun Resources.wrongAt(field: String, wrong: UiError?): String? =
    wrong?.takeIf { it.field == field }?.what?.let(::say)

/** All that should be known here; none of it but a missing number stops money. */
internal fun Resources.notices(state: PaymentState): List<Notice> = buildList {
    state.error?.let { add(notice(it)) }
    state.wrong?.takeIf { it.field != "amount" && it.field != "received" }?.let { add(notice(it)) }
    val (quote, taken) = state.quote to state.taken
    when {
        taken != null -> addAll(after(taken))
        quote != null -> addAll(before(state, quote))
    }
}

private fun Resources.before(state: PaymentState, quote: QuoteView): List<Notice> = buildList {
    if (state.isConfirming) {
        add(Notice(Notice.Kind.WARNING, getString(R.string.screen_payment_ask), getString(R.string.screen_payment_ask_todo)))
        return@buildList
    }
    val next = quote.nextTicket
    if (next == null) {
        add(Notice(Notice.Kind.REFUSAL, getString(R.string.screen_payment_no_ticket), getString(R.string.screen_payment_no_ticket_todo), getString(R.string.common_clause, "3.2")))
    } else if (next.runningOut) {
        add(Notice(Notice.Kind.WARNING, getString(R.string.screen_payment_few_tickets, next.left.toInt()), getString(R.string.screen_payment_few_tickets_todo)))
    }
    quote.lateFeeUnset?.let { add(Notice(Notice.Kind.INFO, getString(R.string.screen_payment_late_unset, say(it)), getString(R.string.screen_payment_late_unset_todo))) }
    if (quote.debts.isEmpty()) add(Notice(Notice.Kind.INFO, getString(R.string.screen_payment_nothing), getString(R.string.screen_payment_nothing_todo)))
}

private fun Resources.after(taken: PaymentTakenView): List<Notice> = buildList {
    add(Notice(Notice.Kind.DONE, getString(R.string.screen_payment_taken, Format.yuan(taken.amountFen))))
    if (taken.overCashLimit) {
        add(Notice(Notice.Kind.WARNING, getString(R.string.screen_payment_over_limit, Format.yuan(taken.status.cashFen)), getString(R.string.screen_payment_over_limit_todo)))
    }
    if (taken.runningOut) {
        add(Notice(Notice.Kind.WARNING, getString(R.string.screen_payment_few_tickets, taken.ticketsLeft.toInt()), getString(R.string.screen_payment_few_tickets_todo)))
    }
}
