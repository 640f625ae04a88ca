package cn.dianfei.field.recovery

import cn.dianfei.core.CountPreviewView
import cn.dianfei.core.DayTallyView
import cn.dianfei.core.HandoverDoneView
import cn.dianfei.core.HandoverView
import cn.dianfei.field.core.UiError

/** What there is to do next at the end of the day. */
enum class DayStep { COUNT, REPORT, HAND_IN, DONE }

/** The end of the day as it is shown. */
data class DayEndState(
    /** What the tickets say; absent before the core was asked. */
    val tally: DayTallyView? = null,
    /** How many pieces were typed, by the value in fen. */
    val pieces: Map<Long, String> = emptyMap(),
    /** What they come to; absent where they are no counts. */
    val preview: CountPreviewView? = null,
    /** Why cash and tickets differ, as it is being written. */
    val cause: String = "",
    /** The cashier that was chosen, by number. */
    val to: String? = null,
    /** What was handed in on this screen. */
    val handedIn: HandoverDoneView? = null,
    /** Cash was counted wrongly: it is being counted again. */
    val isCountingAgain: Boolean = false,
    /** What was handed in last, where nothing is left to hand in. */
    val lastHandIn: HandoverView? = null,
    val error: UiError? = null,
) {
    val step: DayStep
        get() {
            val count = tally?.count
            return when {
                tally == null -> DayStep.COUNT
                handedIn != null || tally.expectedFen == 0L && tally.usedCount == 0u && tally.voids.isEmpty() && count == null -> DayStep.DONE
                count == null || isCountingAgain -> DayStep.COUNT
                count.differenceFen != 0L && count.cause == null -> DayStep.REPORT
                else -> DayStep.HAND_IN
            }
        }
}

sealed interface DayEndEvent {
    data class Typed(val valueFen: Long, val text: String) : DayEndEvent

    /** The count is recorded. */
    data object Count : DayEndEvent

    data class CauseTyped(val text: String) : DayEndEvent

    /** The difference goes to the head, with its cause. */
    data object Report : DayEndEvent

    data class Chosen(val person: String) : DayEndEvent

    /** The counted cash and the used tickets are offered to the chosen cashier. */
    data object HandIn : DayEndEvent

    /** Cash was counted wrongly: it is counted again. */
    data object CountAgain : DayEndEvent
}

sealed interface DayEndEffect {
    data object Saved : DayEndEffect

    data object Refused : DayEndEffect
}
