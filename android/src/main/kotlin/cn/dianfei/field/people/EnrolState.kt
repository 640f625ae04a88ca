package cn.dianfei.field.people

import cn.dianfei.core.EnrolledView
import cn.dianfei.field.core.UiError

/** A phone that is to be bound to a person. */
data class EnrolState(
    /** The text of the station's code. */
    val scanned: String = "",
    /** What the station calls this phone. */
    val label: String = "",
    val isBusy: Boolean = false,
    /** To whom the phone is bound now; absent until it is. */
    val enrolled: EnrolledView? = null,
    /** Why it was not bound, or why the first sync did not come about. */
    val error: UiError? = null,
) {
    val mayEnrol: Boolean get() = !isBusy && enrolled == null && scanned.isNotBlank() && label.isNotBlank()
}

sealed interface EnrolEvent {
    data class Scanned(val text: String) : EnrolEvent
    data class Label(val text: String) : EnrolEvent
    data object Enrol : EnrolEvent

    /** To the day's work, also where the first sync failed. */
    data object GoOn : EnrolEvent
}

sealed interface EnrolEffect {
    data object OpenToday : EnrolEffect
    data object Saved : EnrolEffect
    data object Refused : EnrolEffect
}
