package cn.dianfei.field.reading

import android.content.Intent
import cn.dianfei.core.StopKey
import cn.dianfei.field.R
import cn.dianfei.field.graph
import cn.dianfei.field.meter
import cn.dianfei.field.period
import cn.dianfei.field.route
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** Why a meter is not read. Its answer names the meter to go on with. */
class MissActivity : ScreenActivity<MissState, MissEvent, MissEffect, MissPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) =
        MissPresenter(graph.core, scope, StopKey(intent.route, intent.period, intent.meter))

    override fun newView(emit: (MissEvent) -> Unit): ScreenView<MissState> =
        MissView(layoutInflater.inflate(R.layout.reading_miss, null), emit)

    override fun on(effect: MissEffect) = when (effect) {
        MissEffect.Saved -> feedback.saved()
        MissEffect.Refused -> feedback.refused()
        is MissEffect.Done -> {
            setResult(RESULT_OK, Intent().putExtra(NEXT, effect.next))
            finish()
        }
    }

    internal companion object {
        /** The next open meter in the answer; absent where none is left. */
        const val NEXT = "next"
    }
}
