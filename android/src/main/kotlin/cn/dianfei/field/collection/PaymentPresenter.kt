package cn.dianfei.field.collection

import cn.dianfei.core.PaymentRequest
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay

/** Takes a customer's money: what is owed, the figures, the second word, the ticket. */
class PaymentPresenter(
    private val core: CoreGateway,
    private val account: String,
    scope: CoroutineScope,
    newId: () -> String = { UUID.randomUUID().toString() },
) : Presenter<PaymentState, PaymentEvent, PaymentEffect>(PaymentState(account), scope) {
    private var requestId = newId()
    private var isChanged = false
    private var asking: Job? = null

    /** What [PaymentState.preview] is of. */
    private var previewed: PaymentRequest? = null

    override fun on(event: PaymentEvent) {
        when (event) {
            is PaymentEvent.AmountTyped -> typed { copy(typedAmount = event.text) }
            is PaymentEvent.ReceivedTyped -> typed { copy(typedReceived = event.text) }
            is PaymentEvent.ByBill -> chosen { if (event.isChosen) quote?.debts.orEmpty().map { it.bill }.toSet() else null }
            is PaymentEvent.Chosen -> chosen { bills.orEmpty().let { if (event.isFor) it + event.bill else it - event.bill } }
            is PaymentEvent.OpenBill -> tell(PaymentEffect.OpenBill(event.bill))
            is PaymentEvent.OpenTicket -> tell(PaymentEffect.OpenTicket(event.series, event.no))
            PaymentEvent.OpenHandovers -> tell(PaymentEffect.OpenHandovers)
            PaymentEvent.Take -> once { ask() }
            PaymentEvent.Confirm -> if (now.isConfirming) once { take() }
            PaymentEvent.Cancel -> if (!now.isTaking) show { copy(isConfirming = false, error = null) }
            PaymentEvent.ShowTicket -> now.taken?.let { tell(PaymentEffect.GoOn(it.series, it.no)) }
        }
    }

    override fun seen() {
        if (now.taken == null && !now.isTaking) launch { load() }
    }

    override fun left() {
        // Once it is being taken the draft is kept; after it, it would come back as a payment of the past.
        if (!isChanged || now.isTaking || now.taken != null) return
        launch { asked(::failed) { keep() } }
    }

    private suspend fun keep() {
        val draft = PaymentDraft(requestId, now.typedAmount, now.typedReceived, now.bills)
        isChanged = false
        core.keepPaymentDraft(account, requestId, draft.toText())
    }

    private suspend fun load() {
        val quote = asked(::failed) { core.quote(account) } ?: return
        if (now.isTaking || now.taken != null) return
        val draft = quote.draft?.let(PaymentDraft::of)?.takeIf { now.quote == null && !isChanged }
        if (draft != null) {
            requestId = draft.requestId
            show { copy(typedAmount = draft.amount, typedReceived = draft.received, bills = draft.bills) }
        }
        val open = quote.debts.map { it.bill }.toSet()
        show {
            copy(
                quote = quote,
                // A bill that was paid in the meantime is chosen no more.
                bills = bills?.intersect(open)?.takeIf { it.isNotEmpty() || bills.isEmpty() },
                error = null,
            )
        }
        previewed = null
        propose()
        preview()
    }

    /** What the bills come to is proposed in place of what was typed. */
    private fun chosen(bills: PaymentState.() -> Set<String>?) = typed { copy(bills = bills(), owedFen = null, typedAmount = null) }

    private fun typed(change: PaymentState.() -> PaymentState) {
        val before = now
        if (before.isTaking || before.taken != null) return
        show { change().copy(isConfirming = false, error = null) }
        if (now.request("") == before.request("") && now.bills == before.bills) return
        isChanged = true
        asking?.cancel()
        asking = launch {
            propose()
            delay(SETTLED_MS)
            preview()
        }
    }

    /** What it is for comes to, unless another amount is typed: as quoted, or for chosen bills as the core says. */
    private suspend fun propose() {
        val (quote, bills) = (now.quote ?: return) to now.bills
        if (now.typedAmount != null) return
        val owedFen = when {
            bills == null -> quote.totalFen
            bills.isEmpty() -> 0L
            else -> asked(::failed) { core.owed(account, bills.toList()) } ?: return
        }
        // Others were chosen while the core was at it: they are on their way.
        if (now.bills == bills) show { copy(owedFen = owedFen) }
    }

    /** What the figures come to, by the core; asked only once for the same figures. */
    private suspend fun preview() {
        val request = now.request(requestId)
        if (request == previewed) return
        if (!now.isFilled) {
            previewed = null
            return show { copy(preview = null, wrong = null) }
        }
        var wrong: UiError? = null
        val preview = asked({ wrong = it }) { core.previewPayment(request) }
        // Something else was typed while the core was at it: that is on its way.
        if (now.request(requestId) != request) return
        previewed = request
        show { copy(preview = preview, wrong = wrong) }
    }

    private suspend fun ask() {
        asking?.cancel()
        propose()
        preview()
        if (now.canTake && now.preview != null) show { copy(isConfirming = true, error = null) }
        else tell(PaymentEffect.Refused)
    }

    private suspend fun take() {
        if (!now.canTake) return
        show { copy(isTaking = true, error = null) }
        val taken = asked(::failed) {
            // Whatever dies now, the same request is there to come back to.
            keep()
            core.takePayment(now.request(requestId))
        }
        if (taken == null) return show { copy(isTaking = false) }
        show { copy(isTaking = false, isConfirming = false, taken = taken, quote = quote?.copy(status = taken.status)) }
        tell(PaymentEffect.Saved)
        if (!taken.overCashLimit && !taken.runningOut) tell(PaymentEffect.GoOn(taken.series, taken.no))
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(PaymentEffect.Refused)
    }

    private companion object {
        /** The thumb has stopped for so long before the core is asked. */
        const val SETTLED_MS = 200L
    }
}
