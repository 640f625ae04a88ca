package cn.dianfei.field.ticket

import cn.dianfei.field.R
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** What others hand to this person, and what this person handed on. */
class HandoversActivity : ScreenActivity<HandoversState, HandoversEvent, HandoversEffect, HandoversPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = HandoversPresenter(graph.core, scope)

    override fun newView(emit: (HandoversEvent) -> Unit): ScreenView<HandoversState> =
        HandoversView(layoutInflater.inflate(R.layout.ticket_handovers, null), emit)

    override fun on(effect: HandoversEffect) = when (effect) {
        HandoversEffect.Saved -> feedback.saved()
        HandoversEffect.Refused -> feedback.refused()
    }
}
