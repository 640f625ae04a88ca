package cn.dianfei.field.ticket

import cn.dianfei.core.TicketsView as Tickets
import cn.dianfei.field.core.UiError

/** The tickets of this phone as they are shown. */
data class TicketsState(val tickets: Tickets? = null, val error: UiError? = null)

sealed interface TicketsEvent {
    /** A number that was spoken for is looked at. */
    data class Number(val at: Int) : TicketsEvent

    /** The next blank number is spoilt or lost. */
    data object Next : TicketsEvent
}

sealed interface TicketsEffect {
    data class OpenReceipt(val series: String, val no: String) : TicketsEffect

    data class OpenVoid(val series: String, val no: String) : TicketsEffect

    data object Refused : TicketsEffect
}
