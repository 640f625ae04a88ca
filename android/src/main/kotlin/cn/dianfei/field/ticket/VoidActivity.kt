package cn.dianfei.field.ticket

import cn.dianfei.field.R
import cn.dianfei.field.graph
import cn.dianfei.field.no
import cn.dianfei.field.series
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** A ticket is claimed void, or reported lost. */
class VoidActivity : ScreenActivity<VoidState, VoidEvent, VoidEffect, VoidPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = VoidPresenter(graph.core, intent.series, intent.no, scope)

    override fun newView(emit: (VoidEvent) -> Unit): ScreenView<VoidState> =
        VoidView(layoutInflater.inflate(R.layout.ticket_void, null), emit)

    override fun on(effect: VoidEffect) = when (effect) {
        VoidEffect.Close -> finish()
        VoidEffect.Saved -> feedback.saved()
        VoidEffect.Refused -> feedback.refused()
    }
}
