package cn.dianfei.field.reading

import cn.dianfei.core.ReadingCheckView
import cn.dianfei.core.ReadingTakenView
import cn.dianfei.core.StopState
import cn.dianfei.core.StopView
import cn.dianfei.core.StopWorkView
import cn.dianfei.field.core.UiError

/** What a person does at the meter now. */
enum class Phase {
    /** The stop is being fetched. */
    LOADING,

    /** It was read: what was read stands there, and may be corrected. */
    READ,

    /** The route was handed in without a reading here: there is nothing to do. */
    CLOSED,

    /** The figures are typed, without the last index in sight (4.1.2). */
    ENTRY,

    /** The figures were checked: findings are answered, then it is saved. */
    CHECKED,
}

/** A reading or a reason that was recorded just now, while the next meter is shown already. */
data class Taken(val stop: StopView, val outcome: ReadingTakenView)

/** At one meter. */
data class MeterState(
    val work: StopWorkView? = null,
    val draft: MeterDraft,
    /** What the checks say of the figures; absent until they were checked. */
    val check: ReadingCheckView? = null,
    /** What was recorded last; it goes when the next figure is typed. */
    val taken: Taken? = null,
    /** Whether the list of what is compared with the card stands open. */
    val isComparing: Boolean = false,
    val isBusy: Boolean = false,
    val error: UiError? = null,
) {
    val phase: Phase
        get() = when {
            work == null -> Phase.LOADING
            work.reading != null && draft.corrects == null -> Phase.READ
            work.route.handedIn -> Phase.CLOSED
            check == null -> Phase.ENTRY
            else -> Phase.CHECKED
        }

    val isCorrecting: Boolean get() = draft.corrects != null
    val isMakeUp: Boolean get() = work?.stop?.state == StopState.MISSED

    /** Every register has a figure: whether it can be one, the core says. */
    val mayCheck: Boolean
        get() = !isBusy && work?.registers.orEmpty().all { !draft.entered[it.register].isNullOrEmpty() }
}

sealed interface MeterEvent {
    data class Figure(val register: String, val text: String) : MeterEvent
    data class Again(val register: String, val text: String) : MeterEvent
    data object Compare : MeterEvent
    data class Differs(val what: Identity, val differs: Boolean) : MeterEvent
    data object Check : MeterEvent

    /** The finding is doubted: the meter is read once more, blind again. */
    data object ReadAgain : MeterEvent
    data class Rollover(val isConfirmed: Boolean) : MeterEvent
    data class Cause(val text: String) : MeterEvent
    data class LoadNote(val text: String) : MeterEvent
    data class LoadChanged(val isChanged: Boolean) : MeterEvent
    data object TakePhoto : MeterEvent

    /** A picture was taken; [bytes] are read off the main thread, nothing where it failed. */
    class PhotoTaken(val bytes: () -> ByteArray?) : MeterEvent
    data object Save : MeterEvent
    data object Correct : MeterEvent
    data class Reason(val text: String) : MeterEvent

    /** Leaves the correction as if it had not been begun. */
    data object DropCorrection : MeterEvent
    data object Miss : MeterEvent

    /** To the next meter without reading and reason, or back to the list. */
    data object Next : MeterEvent

    /** To another meter of the route, or back to the list where there is none. */
    data class GoTo(val meter: String?) : MeterEvent
}

sealed interface MeterEffect {
    data object Saved : MeterEffect
    data object Refused : MeterEffect
    data object TakePhoto : MeterEffect
    data class OpenMiss(val meter: String) : MeterEffect

    /** Another meter is shown now. */
    data class Moved(val meter: String) : MeterEffect
    data object Close : MeterEffect
}
