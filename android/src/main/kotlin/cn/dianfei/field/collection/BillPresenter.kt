package cn.dianfei.field.collection

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** Shows how a bill came about. */
class BillPresenter(private val core: CoreGateway, private val bill: String, scope: CoroutineScope) :
    Presenter<BillState, BillEvent, BillEffect>(BillState(), scope) {

    override fun on(event: BillEvent) = when (event) {
        BillEvent.Done -> tell(BillEffect.Close)
    }

    override fun seen() {
        launch {
            val found = asked({ show { copy(error = it) } }) { core.bill(bill) to core.status() } ?: return@launch
            show { copy(bill = found.first, status = found.second, error = null) }
        }
    }
}
