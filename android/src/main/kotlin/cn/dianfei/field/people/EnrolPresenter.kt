package cn.dianfei.field.people

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** Binds the phone by the station's code and fetches the first assignment at once. */
class EnrolPresenter(private val core: CoreGateway, scope: CoroutineScope, label: String) :
    Presenter<EnrolState, EnrolEvent, EnrolEffect>(EnrolState(label = label), scope) {

    override fun on(event: EnrolEvent) = when (event) {
        is EnrolEvent.Scanned -> show { copy(scanned = event.text, error = null) }
        is EnrolEvent.Label -> show { copy(label = event.text) }
        EnrolEvent.Enrol -> if (now.mayEnrol) once(::enrol) else Unit
        EnrolEvent.GoOn -> if (now.enrolled != null) tell(EnrolEffect.OpenToday) else Unit
    }

    private suspend fun enrol() {
        show { copy(isBusy = true, error = null) }
        val enrolled = asked({ show { copy(isBusy = false, error = it) } }) { core.enrol(now.scanned.trim(), now.label.trim()) }
        if (enrolled == null) {
            tell(EnrolEffect.Refused)
            return
        }
        show { copy(enrolled = enrolled) }
        tell(EnrolEffect.Saved)
        val synced = asked({ show { copy(error = it) } }) { core.sync() }
        show { copy(isBusy = false) }
        if (synced != null) tell(EnrolEffect.OpenToday)
    }
}
