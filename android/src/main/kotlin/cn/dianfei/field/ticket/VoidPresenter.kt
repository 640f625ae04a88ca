package cn.dianfei.field.ticket

import cn.dianfei.core.LossRequest
import cn.dianfei.core.VoidRequest
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope

/** A ticket is claimed void, or reported lost. */
class VoidPresenter(private val core: CoreGateway, series: String, no: String, scope: CoroutineScope) :
    Presenter<VoidState, VoidEvent, VoidEffect>(VoidState(series, no), scope) {

    private val requestId = UUID.randomUUID().toString()

    override fun on(event: VoidEvent) {
        when (event) {
            is VoidEvent.Kind -> show { copy(claim = event.claim, error = null) }
            is VoidEvent.ReasonTyped -> show { copy(reason = event.text, error = null) }
            is VoidEvent.Copies -> show { copy(copies = event.kept, error = null) }
            VoidEvent.Record -> once { record() }
            VoidEvent.Done -> tell(VoidEffect.Close)
        }
    }

    override fun seen() {
        launch {
            val status = asked(::failed) { core.status() } ?: return@launch
            show { copy(status = status) }
        }
    }

    private suspend fun record() {
        val state = now
        if (!state.isReady || state.done != null) return
        val done = asked(::failed) {
            when (state.claim) {
                Claim.VOID -> core.voidTicket(VoidRequest(requestId, state.series, state.no, state.reason, (state.copies ?: 0).toUByte()))
                Claim.LOST -> core.reportLostTicket(LossRequest(requestId, state.series, state.no, state.reason))
            }
        } ?: return
        show { copy(done = done, status = done.status, error = null) }
        tell(VoidEffect.Saved)
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(VoidEffect.Refused)
    }
}
