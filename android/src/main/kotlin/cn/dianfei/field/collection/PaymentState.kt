package cn.dianfei.field.collection

import cn.dianfei.core.PaymentPreviewView
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.core.QuoteView
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Format

/** Taking a customer's money. */
data class PaymentState(
    val account: String,
    /** What is owed; absent before the core was asked. */
    val quote: QuoteView? = null,
    /** The bills that it is for; absent for the oldest first. */
    val bills: Set<String>? = null,
    /** What they come to today by the core, fen; absent until it has said it. */
    val owedFen: Long? = null,
    /** Absent while the proposed amount stands. */
    val typedAmount: String? = null,
    /** Absent while it follows the amount. */
    val typedReceived: String? = null,
    /** What the figures come to; absent where they are none. */
    val preview: PaymentPreviewView? = null,
    /** What is wrong with the figures; absent where nothing is. */
    val wrong: UiError? = null,
    /** What taking it records stands there and waits for a second word. */
    val isConfirming: Boolean = false,
    val isTaking: Boolean = false,
    /** What it came to; absent before it was recorded. */
    val taken: PaymentTakenView? = null,
    val error: UiError? = null,
) {
    /** In yuan, as typed or as proposed: all that is owed. */
    val amount: String get() = typedAmount ?: owedFen?.takeIf { it > 0 }?.let(Format::typed).orEmpty()

    /** In yuan, as typed or as proposed: what is taken. */
    val received: String get() = typedReceived ?: amount

    /** Whether there is a number to give for it (3.2). */
    val hasTicket: Boolean get() = quote?.nextTicket != null

    /** Whether there is anything to preview. */
    val isFilled: Boolean get() = amount.isNotBlank() && received.isNotBlank() && bills?.isEmpty() != true

    val canTake: Boolean get() = hasTicket && isFilled && wrong == null && !isTaking && taken == null

    fun request(requestId: String) = PaymentRequest(
        requestId = requestId,
        account = account,
        bills = quote?.debts.orEmpty().map { it.bill }.filter { it in bills.orEmpty() },
        amount = amount,
        received = received,
    )
}

sealed interface PaymentEvent {
    data class AmountTyped(val text: String) : PaymentEvent

    data class ReceivedTyped(val text: String) : PaymentEvent

    /** It is for chosen bills, at first all of them, or for the oldest first. */
    data class ByBill(val isChosen: Boolean) : PaymentEvent

    data class Chosen(val bill: String, val isFor: Boolean) : PaymentEvent

    data class OpenBill(val bill: String) : PaymentEvent

    /** A ticket of the same day is looked at. */
    data class OpenTicket(val series: String, val no: String) : PaymentEvent

    /** No number is left: a book that was offered may wait. */
    data object OpenHandovers : PaymentEvent

    /** The money lies there: amount, received, change and number are read out and wait for the second word. */
    data object Take : PaymentEvent

    data object Confirm : PaymentEvent

    data object Cancel : PaymentEvent

    /** After it: the ticket. */
    data object ShowTicket : PaymentEvent
}

sealed interface PaymentEffect {
    data class OpenBill(val bill: String) : PaymentEffect

    /** A ticket of an earlier payment. */
    data class OpenTicket(val series: String, val no: String) : PaymentEffect

    data object OpenHandovers : PaymentEffect

    data object Saved : PaymentEffect

    data object Refused : PaymentEffect

    /** This screen is done: its ticket is next. */
    data class GoOn(val series: String, val no: String) : PaymentEffect
}
