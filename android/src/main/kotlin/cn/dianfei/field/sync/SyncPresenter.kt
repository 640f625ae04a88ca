package cn.dianfei.field.sync

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** Sends what is unsent when asked to, and says what both sides count then. */
class SyncPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<SyncState, SyncEvent, SyncEffect>(SyncState(), scope) {

    override fun seen() {
        launch {
            // A phone that has fetched nothing yet has no status: the sync itself is what it needs.
            val status = asked({ if (it.kind == ErrorKind.NOT_ENROLLED) tell(SyncEffect.OpenEnrol) }) { core.status() }
            if (status != null) show { copy(status = status) }
        }
    }

    override fun on(event: SyncEvent) = when (event) {
        SyncEvent.Sync -> once(::sync)
        SyncEvent.Done -> tell(SyncEffect.Close)
    }

    private suspend fun sync() {
        show { copy(isBusy = true, error = null, synced = null) }
        val synced = asked({ show { copy(error = it) } }) { core.sync() }
        show { copy(isBusy = false, synced = synced, status = synced?.status ?: status) }
        tell(if (synced != null) SyncEffect.Saved else SyncEffect.Refused)
    }
}
