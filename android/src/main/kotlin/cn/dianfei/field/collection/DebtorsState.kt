package cn.dianfei.field.collection

import cn.dianfei.core.DebtorListView
import cn.dianfei.field.core.UiError

/** A posting as it is being written: which list, and where it hangs. */
data class Posting(val area: String? = null, val place: String = "")

/** The customers to collect from that were asked for. */
data class DebtorsState(
    /** Only of this area; absent for all. */
    val area: String?,
    val list: DebtorListView? = null,
    /** Part of an account number, name, address or meter number. */
    val text: String = "",
    /** Also those who owe nothing. */
    val isSettledToo: Boolean = false,
    /** Absent while the list is looked at. */
    val posting: Posting? = null,
    /** The area whose list was recorded as posted on this screen; absent before. */
    val posted: String? = null,
    val isBusy: Boolean = false,
    val error: UiError? = null,
)

sealed interface DebtorsEvent {
    data class Search(val text: String) : DebtorsEvent
    data class Area(val area: String?) : DebtorsEvent
    data class Settled(val isShown: Boolean) : DebtorsEvent
    data class Open(val account: String) : DebtorsEvent

    /** A list hangs in its area (4.3.4): it is asked which one, and where. */
    data object Post : DebtorsEvent
    data class PostArea(val area: String) : DebtorsEvent
    data class PlaceTyped(val text: String) : DebtorsEvent
    data object ConfirmPost : DebtorsEvent
    data object Cancel : DebtorsEvent
}

sealed interface DebtorsEffect {
    data class OpenPayment(val account: String) : DebtorsEffect
    data object Saved : DebtorsEffect
    data object Refused : DebtorsEffect
}
