package cn.dianfei.field.recovery

import cn.dianfei.field.R
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** The end of a collector's day: the cash is counted, a difference reported, all of it handed in. */
class DayEndActivity : ScreenActivity<DayEndState, DayEndEvent, DayEndEffect, DayEndPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = DayEndPresenter(graph.core, scope)

    override fun newView(emit: (DayEndEvent) -> Unit): ScreenView<DayEndState> =
        DayEndView(layoutInflater.inflate(R.layout.recovery_day_end, null), emit)

    override fun on(effect: DayEndEffect) = when (effect) {
        DayEndEffect.Saved -> feedback.saved()
        DayEndEffect.Refused -> feedback.refused()
    }
}
