package cn.dianfei.field.reading

import cn.dianfei.core.RouteHandedInView
import cn.dianfei.core.StopListView
import cn.dianfei.core.StopState
import cn.dianfei.core.StopView
import cn.dianfei.field.core.UiError

/** A route and those of its stops that were asked for. */
data class StopsState(
    val list: StopListView? = null,
    /** Part of an account number, name, address or meter number. */
    val text: String = "",
    /** Only stops that stand so; absent for all. */
    val only: StopState? = StopState.OPEN,
    /** The first stop in walking order without reading and reason. */
    val next: StopView? = null,
    /** What handing in records stands there and waits for a second word. */
    val isConfirming: Boolean = false,
    val isBusy: Boolean = false,
    /** What handing in came to; absent until it is done here. */
    val handedIn: RouteHandedInView? = null,
    val error: UiError? = null,
) {
    val isHandedIn: Boolean get() = list?.route?.handedIn == true
}

sealed interface StopsEvent {
    data class Search(val text: String) : StopsEvent
    data class Only(val state: StopState?) : StopsEvent
    data class Open(val meter: String) : StopsEvent
    data object Next : StopsEvent
    data object HandIn : StopsEvent
    data object Cancel : StopsEvent
    data object Confirm : StopsEvent
    data object Close : StopsEvent
}

sealed interface StopsEffect {
    data class OpenMeter(val meter: String) : StopsEffect
    data object Saved : StopsEffect
    data object Refused : StopsEffect
    data object Close : StopsEffect
}
