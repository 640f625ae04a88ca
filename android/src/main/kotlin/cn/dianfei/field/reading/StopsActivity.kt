package cn.dianfei.field.reading

import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.period
import cn.dianfei.field.route
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** A route's stops in walking order. */
class StopsActivity : ScreenActivity<StopsState, StopsEvent, StopsEffect, StopsPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = StopsPresenter(graph.core, scope, intent.route, intent.period)

    override fun newView(emit: (StopsEvent) -> Unit): ScreenView<StopsState> =
        StopsView(layoutInflater.inflate(R.layout.reading_stops, null), emit)

    override fun on(effect: StopsEffect) = when (effect) {
        is StopsEffect.OpenMeter -> startActivity(Ways.meter(this, intent.route, intent.period, effect.meter))
        StopsEffect.Saved -> feedback.saved()
        StopsEffect.Refused -> feedback.refused()
        StopsEffect.Close -> finish()
    }
}
