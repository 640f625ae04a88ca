package cn.dianfei.field.ticket

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.device.Printer
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** One ticket: looked at, printed, or the way to claim it void. */
class ReceiptPresenter(
    private val core: CoreGateway,
    private val printer: Printer,
    private val series: String,
    private val no: String,
    scope: CoroutineScope,
) : Presenter<ReceiptState, ReceiptEvent, ReceiptEffect>(ReceiptState(), scope) {

    override fun on(event: ReceiptEvent) {
        when (event) {
            ReceiptEvent.Print -> when (val inTheWay = printer.inTheWay()) {
                null -> once { print() }
                Printer.Result.NotAllowed -> tell(ReceiptEffect.AskForBluetooth)
                else -> stopped(inTheWay)
            }
            is ReceiptEvent.Allowed -> if (event.isAllowed) on(ReceiptEvent.Print) else stopped(Printer.Result.NotAllowed)
            ReceiptEvent.Void -> tell(ReceiptEffect.OpenVoid(series, no))
            ReceiptEvent.Done -> tell(ReceiptEffect.Close)
        }
    }

    override fun seen() {
        launch {
            val receipt = asked(::failed) { core.receipt(series, no) } ?: return@launch
            show { copy(receipt = receipt) }
        }
    }

    // What never reached a printer is no first print: the core is not told of it.
    private fun stopped(by: Printer.Result) {
        show { copy(printed = by, error = null) }
        tell(ReceiptEffect.Refused)
    }

    // That it is printed stands in the core before the first byte leaves: a second copy says so.
    private suspend fun print() {
        show { copy(isPrinting = true, printed = null, error = null) }
        val receipt = asked(::failed) { core.printReceipt(series, no) }
        val result = receipt?.let { printer.print(it.bytes) }
        show { copy(receipt = receipt ?: this.receipt, isPrinting = false, printed = result) }
        if (result != null) tell(if (result is Printer.Result.Written) ReceiptEffect.Saved else ReceiptEffect.Refused)
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(ReceiptEffect.Refused)
    }
}
