package cn.dianfei.field.people

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** Signs the person out or empties the phone; the core refuses both while something is unsent. */
class PersonPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<PersonState, PersonEvent, PersonEffect>(PersonState(), scope) {

    override fun seen() {
        launch {
            val status = asked({ show { copy(error = it) } }) { core.status() } ?: return@launch
            show { copy(status = status) }
        }
    }

    override fun on(event: PersonEvent) = when (event) {
        is PersonEvent.Ask -> show { copy(asking = event.leaving, error = null) }
        PersonEvent.Cancel -> show { copy(asking = null) }
        PersonEvent.Confirm -> now.asking?.let { leaving -> once { leave(leaving) } } ?: Unit
    }

    private suspend fun leave(leaving: Leaving) {
        show { copy(isBusy = true, error = null) }
        val left = asked({ show { copy(error = it) } }) {
            if (leaving == Leaving.SIGN_OUT) core.signOut() else core.reset()
        }
        show { copy(isBusy = false, asking = null) }
        when {
            left == null -> tell(PersonEffect.Refused)
            leaving == Leaving.SIGN_OUT -> tell(PersonEffect.SignedOut)
            else -> tell(PersonEffect.Emptied)
        }
    }
}
