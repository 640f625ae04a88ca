package cn.dianfei.field.today

import cn.dianfei.core.Role
import cn.dianfei.core.RouteView
import cn.dianfei.core.StatusView
import cn.dianfei.core.TodayView
import cn.dianfei.field.core.UiError

/** The day: what there is to do and what is in hand. */
data class TodayState(
    val today: TodayView? = null,
    /** The phone holds no assignment: it has to meet the station first. */
    val isNothingAssigned: Boolean = false,
    /** What is unsent is being sent, beside whatever the person does. */
    val isSending: Boolean = false,
    val error: UiError? = null,
) {
    val status: StatusView? get() = today?.status
    val isReader: Boolean get() = status?.roles?.contains(Role.READER) == true
    val isCollector: Boolean get() = status?.roles?.contains(Role.COLLECTOR) == true

    /** The route to walk on: begun before untouched, and none that was handed in. */
    val nextRoute: RouteView?
        get() = today?.routes?.filter { !it.handedIn && isReader }
            ?.let { routes -> routes.firstOrNull { it.read + it.missed > 0uL } ?: routes.firstOrNull() }
}

sealed interface TodayEvent {
    data class Route(val route: String, val period: String) : TodayEvent
    data class Area(val area: String) : TodayEvent
    data object Debtors : TodayEvent
    data object Handovers : TodayEvent
    data object Tickets : TodayEvent
    data object DayEnd : TodayEvent
    data object Sync : TodayEvent
    data object Person : TodayEvent
}

sealed interface TodayEffect {
    /** The phone is bound to nobody. */
    data object OpenEnrol : TodayEffect
    data class OpenRoute(val route: String, val period: String) : TodayEffect

    /** Of one area, or of all. */
    data class OpenDebtors(val area: String?) : TodayEffect
    data object OpenHandovers : TodayEffect
    data object OpenTickets : TodayEffect
    data object OpenDayEnd : TodayEffect
    data object OpenSync : TodayEffect
    data object OpenPerson : TodayEffect
}
