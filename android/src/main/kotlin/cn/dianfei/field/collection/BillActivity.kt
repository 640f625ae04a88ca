package cn.dianfei.field.collection

import cn.dianfei.field.R
import cn.dianfei.field.bill
import cn.dianfei.field.graph
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** A bill at the door, each step of it a sentence. */
class BillActivity : ScreenActivity<BillState, BillEvent, BillEffect, BillPresenter>() {
    override fun newPresenter(scope: CoroutineScope) = BillPresenter(graph.core, intent.bill, scope)

    override fun newView(emit: (BillEvent) -> Unit): ScreenView<BillState> =
        BillScreenView(layoutInflater.inflate(R.layout.collection_bill, null), emit)

    override fun on(effect: BillEffect) = when (effect) {
        BillEffect.Close -> finish()
    }
}
