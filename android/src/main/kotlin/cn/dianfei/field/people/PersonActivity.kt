package cn.dianfei.field.people

import android.content.Intent
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ui.Feedback
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** Whose phone this is, and how it is given out of hand. */
class PersonActivity : ScreenActivity<PersonState, PersonEvent, PersonEffect, PersonPresenter>() {
    override fun newPresenter(scope: CoroutineScope) = PersonPresenter(graph.core, scope)

    override fun newView(emit: (PersonEvent) -> Unit): ScreenView<PersonState> =
        PersonView(layoutInflater.inflate(R.layout.people_person, null), emit)

    override fun on(effect: PersonEffect) = when (effect) {
        PersonEffect.SignedOut -> finish()
        PersonEffect.Emptied -> {
            // Nothing of the person before may be reached by going back.
            startActivity(Ways.enrol(this).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK or Intent.FLAG_ACTIVITY_CLEAR_TASK))
            finish()
        }
        PersonEffect.Refused -> Feedback(this).refused()
    }
}
