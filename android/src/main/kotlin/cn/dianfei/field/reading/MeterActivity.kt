package cn.dianfei.field.reading

import android.content.Intent
import android.os.Bundle
import cn.dianfei.core.StopKey
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.meter
import cn.dianfei.field.period
import cn.dianfei.field.route
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** One meter, and after it the next: one screen for the whole walk, so that Back leads to the list. */
class MeterActivity : ScreenActivity<MeterState, MeterEvent, MeterEffect, MeterPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) =
        MeterPresenter(graph.core, scope, StopKey(intent.route, intent.period, intent.meter))

    override fun newView(emit: (MeterEvent) -> Unit): ScreenView<MeterState> =
        MeterView(layoutInflater.inflate(R.layout.reading_meter, null), emit)

    @Suppress("DEPRECATION")
    override fun restore(saved: Bundle) {
        saved.getParcelable<Intent>(WHERE)?.let(::setIntent)
    }

    override fun onSaveInstanceState(saved: Bundle) {
        super.onSaveInstanceState(saved)
        saved.putParcelable(WHERE, intent)
    }

    override fun on(effect: MeterEffect) = when (effect) {
        MeterEffect.Saved -> feedback.saved()
        MeterEffect.Refused -> feedback.refused()
        MeterEffect.Close -> finish()
        is MeterEffect.Moved -> intent = Ways.meter(this, intent.route, intent.period, effect.meter)
        is MeterEffect.OpenMiss -> ask(Ways.miss(this, intent.route, intent.period, effect.meter))
        MeterEffect.TakePhoto -> if (graph.camera.open(this, PHOTO)) Unit else feedback.refused()
    }

    @Suppress("DEPRECATION")
    private fun ask(miss: Intent) = startActivityForResult(miss, MISS)

    @Deprecated("the framework's way without AndroidX")
    override fun onActivityResult(request: Int, result: Int, answer: Intent?) {
        if (result != RESULT_OK) return
        when (request) {
            PHOTO -> presenter.on(MeterEvent.PhotoTaken(picture()))
            // A reason was recorded here; the answer names where to go on, or nothing is left.
            MISS -> presenter.on(MeterEvent.GoTo(answer?.getStringExtra(MissActivity.NEXT)))
        }
    }

    /** Outlives this activity, as the presenter does. */
    private fun picture(): () -> ByteArray? {
        val (app, camera) = applicationContext to graph.camera
        return { camera.picture(app) }
    }

    private companion object {
        const val WHERE = "where"
        const val PHOTO = 1
        const val MISS = 2
    }
}
