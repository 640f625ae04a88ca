package cn.dianfei.field.collection

import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.area
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** The customers to collect from. */
class DebtorsActivity : ScreenActivity<DebtorsState, DebtorsEvent, DebtorsEffect, DebtorsPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = DebtorsPresenter(graph.core, intent.area, scope)

    override fun newView(emit: (DebtorsEvent) -> Unit): ScreenView<DebtorsState> =
        DebtorsView(layoutInflater.inflate(R.layout.collection_debtors, null), emit)

    override fun on(effect: DebtorsEffect) = when (effect) {
        is DebtorsEffect.OpenPayment -> startActivity(Ways.payment(this, effect.account))
        DebtorsEffect.Saved -> feedback.saved()
        DebtorsEffect.Refused -> feedback.refused()
    }
}
