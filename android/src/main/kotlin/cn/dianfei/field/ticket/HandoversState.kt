package cn.dianfei.field.ticket

import cn.dianfei.core.HandoverView
import cn.dianfei.core.StatusView
import cn.dianfei.field.core.UiError

/** What changes hands, as it is shown. */
data class HandoversState(
    val status: StatusView? = null,
    /** Absent before the core was asked. */
    val handovers: List<HandoverView>? = null,
    /** The offer that is being refused or taken back. */
    val withdrawing: String? = null,
    val reason: String = "",
    val error: UiError? = null,
)

sealed interface HandoversEvent {
    data class Accept(val offer: String) : HandoversEvent

    /** An offer is refused or taken back: why is asked. */
    data class Withdraw(val offer: String) : HandoversEvent

    data class ReasonTyped(val text: String) : HandoversEvent

    data object RecordWithdrawal : HandoversEvent

    data object Cancel : HandoversEvent
}

sealed interface HandoversEffect {
    data object Saved : HandoversEffect

    data object Refused : HandoversEffect
}
