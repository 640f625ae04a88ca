package cn.dianfei.field.people

import cn.dianfei.core.StatusView
import cn.dianfei.field.core.UiError

/** A way to give the phone out of hand. */
enum class Leaving {
    /** What was assigned and typed leaves the phone; it stays this person's. */
    SIGN_OUT,

    /** The phone is emptied for another person. */
    EMPTY,
}

/** Whose phone this is. */
data class PersonState(
    val status: StatusView? = null,
    /** What waits for a second word; nothing is done before. */
    val asking: Leaving? = null,
    val isBusy: Boolean = false,
    val error: UiError? = null,
)

sealed interface PersonEvent {
    data class Ask(val leaving: Leaving) : PersonEvent
    data object Cancel : PersonEvent
    data object Confirm : PersonEvent
}

sealed interface PersonEffect {
    /** The phone is signed out: back to the day, which says what to do next. */
    data object SignedOut : PersonEffect

    /** The phone is nobody's: it can be enrolled anew. */
    data object Emptied : PersonEffect
    data object Refused : PersonEffect
}
