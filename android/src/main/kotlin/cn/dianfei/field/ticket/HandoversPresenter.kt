package cn.dianfei.field.ticket

import cn.dianfei.core.HandoverRequest
import cn.dianfei.core.WithdrawRequest
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope

/** What others offer is signed for or refused; own offers are watched or taken back. */
class HandoversPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<HandoversState, HandoversEvent, HandoversEffect>(HandoversState(), scope) {

    private var requestId = newRequest()

    override fun on(event: HandoversEvent) {
        when (event) {
            is HandoversEvent.Accept -> once { done(asked(::failed) { core.acceptHandover(HandoverRequest(requestId, event.offer)) }) }
            is HandoversEvent.Withdraw -> show { copy(withdrawing = event.offer, reason = "", error = null) }
            is HandoversEvent.ReasonTyped -> show { copy(reason = event.text, error = null) }
            HandoversEvent.RecordWithdrawal -> once { withdraw() }
            HandoversEvent.Cancel -> show { copy(withdrawing = null, error = null) }
        }
    }

    override fun seen() {
        launch { load() }
    }

    private suspend fun load() {
        val handovers = asked(::failed) { core.handovers() } ?: return
        val status = asked(::failed) { core.status() } ?: return
        show { copy(status = status, handovers = handovers) }
    }

    private suspend fun withdraw() {
        val offer = now.withdrawing ?: return
        done(asked(::failed) { core.withdrawHandover(WithdrawRequest(requestId, offer, now.reason)) })
    }

    private suspend fun done(outcome: Any?) {
        if (outcome == null) return
        requestId = newRequest()
        show { copy(withdrawing = null, error = null) }
        tell(HandoversEffect.Saved)
        load()
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(HandoversEffect.Refused)
    }

    private fun newRequest(): String = UUID.randomUUID().toString()
}
