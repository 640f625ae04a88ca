package cn.dianfei.field.ticket

import cn.dianfei.core.ClaimView
import cn.dianfei.core.StatusView
import cn.dianfei.field.core.UiError

/** What is said of a number. */
enum class Claim { VOID, LOST }

/** A claim on a ticket number as it is being written. */
data class VoidState(
    val series: String,
    val no: String,
    val status: StatusView? = null,
    val claim: Claim = Claim.VOID,
    val reason: String = "",
    /** How many of the three copies are in the holder's hands; absent before it was said. */
    val copies: Int? = null,
    /** What it came to; absent before it was recorded. */
    val done: ClaimView? = null,
    val error: UiError? = null,
) {
    val isReady: Boolean get() = reason.isNotBlank() && (claim == Claim.LOST || copies != null)
}

sealed interface VoidEvent {
    data class Kind(val claim: Claim) : VoidEvent

    data class ReasonTyped(val text: String) : VoidEvent

    data class Copies(val kept: Int) : VoidEvent

    data object Record : VoidEvent

    data object Done : VoidEvent
}

sealed interface VoidEffect {
    data object Close : VoidEffect

    data object Saved : VoidEffect

    data object Refused : VoidEffect
}
