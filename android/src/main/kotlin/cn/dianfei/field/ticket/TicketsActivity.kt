package cn.dianfei.field.ticket

import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** Tickets in hand and spoken for. */
class TicketsActivity : ScreenActivity<TicketsState, TicketsEvent, TicketsEffect, TicketsPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = TicketsPresenter(graph.core, scope)

    override fun newView(emit: (TicketsEvent) -> Unit): ScreenView<TicketsState> =
        TicketsView(layoutInflater.inflate(R.layout.ticket_tickets, null), emit)

    override fun on(effect: TicketsEffect) = when (effect) {
        is TicketsEffect.OpenReceipt -> startActivity(Ways.receipt(this, effect.series, effect.no))
        is TicketsEffect.OpenVoid -> startActivity(Ways.void(this, effect.series, effect.no))
        TicketsEffect.Refused -> feedback.refused()
    }
}
