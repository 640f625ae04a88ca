package cn.dianfei.field.collection

import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.account
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** Money is taken at the door. */
class PaymentActivity : ScreenActivity<PaymentState, PaymentEvent, PaymentEffect, PaymentPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = PaymentPresenter(graph.core, intent.account, scope)

    override fun newView(emit: (PaymentEvent) -> Unit): ScreenView<PaymentState> =
        PaymentScreenView(layoutInflater.inflate(R.layout.collection_payment, null), emit)

    override fun on(effect: PaymentEffect) = when (effect) {
        is PaymentEffect.OpenBill -> startActivity(Ways.bill(this, effect.bill))
        is PaymentEffect.OpenTicket -> startActivity(Ways.receipt(this, effect.series, effect.no))
        PaymentEffect.OpenHandovers -> startActivity(Ways.handovers(this))
        PaymentEffect.Saved -> feedback.saved()
        PaymentEffect.Refused -> feedback.refused()
        is PaymentEffect.GoOn -> {
            startActivity(Ways.receipt(this, effect.series, effect.no))
            finish()
        }
    }
}
