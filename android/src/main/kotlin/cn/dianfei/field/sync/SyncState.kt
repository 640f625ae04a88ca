package cn.dianfei.field.sync

import cn.dianfei.core.StatusView
import cn.dianfei.core.SyncView
import cn.dianfei.field.core.UiError

/** Meeting the station: what waits to be sent, and what came of it. */
data class SyncState(
    val status: StatusView? = null,
    val isBusy: Boolean = false,
    /** What the last sync of this visit came to. */
    val synced: SyncView? = null,
    val error: UiError? = null,
)

sealed interface SyncEvent {
    data object Sync : SyncEvent
    data object Done : SyncEvent
}

sealed interface SyncEffect {
    data object Saved : SyncEffect
    data object Refused : SyncEffect
    data object Close : SyncEffect
    data object OpenEnrol : SyncEffect
}
