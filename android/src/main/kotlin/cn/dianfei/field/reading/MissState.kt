package cn.dianfei.field.reading

import cn.dianfei.core.MissReason
import cn.dianfei.core.StopMissedView
import cn.dianfei.core.StopWorkView
import cn.dianfei.field.core.UiError

/** A meter that cannot be read. */
data class MissState(
    val work: StopWorkView? = null,
    val reason: MissReason? = null,
    val note: String = "",
    val isBusy: Boolean = false,
    /** What it came to; absent until it is recorded. */
    val missed: StopMissedView? = null,
    val error: UiError? = null,
) {
    val mayRecord: Boolean get() = !isBusy && reason != null && work != null && missed == null
}

sealed interface MissEvent {
    data class Reason(val reason: MissReason) : MissEvent
    data class Note(val text: String) : MissEvent
    data object Record : MissEvent

    /** What came of it was read: to the next meter. */
    data object GoOn : MissEvent
}

sealed interface MissEffect {
    data object Saved : MissEffect
    data object Refused : MissEffect

    /** Done here; on to [next], or to the list where nothing is left. */
    data class Done(val next: String?) : MissEffect
}
