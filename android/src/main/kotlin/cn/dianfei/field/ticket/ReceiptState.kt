package cn.dianfei.field.ticket

import cn.dianfei.core.ReceiptView as Receipt
import cn.dianfei.field.core.UiError
import cn.dianfei.field.device.Printer

/** A ticket as it is shown. */
data class ReceiptState(
    val receipt: Receipt? = null,
    val isPrinting: Boolean = false,
    /** What became of the last print; absent before the first. */
    val printed: Printer.Result? = null,
    val error: UiError? = null,
)

sealed interface ReceiptEvent {
    data object Print : ReceiptEvent

    /** What the person said to the phone's question about Bluetooth. */
    data class Allowed(val isAllowed: Boolean) : ReceiptEvent

    /** The ticket is spoilt. */
    data object Void : ReceiptEvent

    data object Done : ReceiptEvent
}

sealed interface ReceiptEffect {
    data class OpenVoid(val series: String, val no: String) : ReceiptEffect

    /** The phone asks whether the app may use Bluetooth. */
    data object AskForBluetooth : ReceiptEffect

    data object Close : ReceiptEffect

    data object Saved : ReceiptEffect

    data object Refused : ReceiptEffect
}
