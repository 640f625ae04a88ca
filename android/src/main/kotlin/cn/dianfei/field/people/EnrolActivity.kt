package cn.dianfei.field.people

import android.os.Build
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** Binds this phone to a person by the code that the station shows. */
class EnrolActivity : ScreenActivity<EnrolState, EnrolEvent, EnrolEffect, EnrolPresenter>() {
    private val feedback by lazy { Feedback(this) }

    override fun newPresenter(scope: CoroutineScope) = EnrolPresenter(graph.core, scope, Build.MODEL)

    override fun newView(emit: (EnrolEvent) -> Unit): ScreenView<EnrolState> =
        EnrolView(layoutInflater.inflate(R.layout.people_enrol, null), emit)

    override fun on(effect: EnrolEffect) = when (effect) {
        EnrolEffect.OpenToday -> {
            startActivity(Ways.today(this))
            finish()
        }
        EnrolEffect.Saved -> feedback.saved()
        EnrolEffect.Refused -> feedback.refused()
    }
}
