package cn.dianfei.field.today

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job

/** Shows the day anew each time it is seen, and then sends what is unsent. */
class TodayPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<TodayState, TodayEvent, TodayEffect>(TodayState(), scope) {
    private var sending: Job? = null

    override fun seen() {
        launch {
            load()
            if ((now.status?.unsentFacts ?: 0uL) > 0uL || (now.status?.unsentParts ?: 0uL) > 0uL) send()
        }
    }

    override fun on(event: TodayEvent) = tell(
        when (event) {
            is TodayEvent.Route -> TodayEffect.OpenRoute(event.route, event.period)
            is TodayEvent.Area -> TodayEffect.OpenDebtors(event.area)
            TodayEvent.Debtors -> TodayEffect.OpenDebtors(null)
            TodayEvent.Handovers -> TodayEffect.OpenHandovers
            TodayEvent.Tickets -> TodayEffect.OpenTickets
            TodayEvent.DayEnd -> TodayEffect.OpenDayEnd
            TodayEvent.Sync -> TodayEffect.OpenSync
            TodayEvent.Person -> TodayEffect.OpenPerson
        },
    )

    private suspend fun load() {
        val today = asked(::failed) { core.today() } ?: return
        show { copy(today = today, isNothingAssigned = false, error = null) }
    }

    private fun failed(error: UiError) = when (error.kind) {
        ErrorKind.NOT_ENROLLED -> tell(TodayEffect.OpenEnrol)
        ErrorKind.NOTHING_ASSIGNED -> show { copy(isNothingAssigned = true, error = null) }
        else -> show { copy(error = error) }
    }

    /** In a place without a signal it fails quietly: the strip says what is unsent. */
    private fun send() {
        if (sending?.isActive == true) return
        sending = launch {
            show { copy(isSending = true) }
            val sent = asked({}) { core.sync() }
            show { copy(isSending = false) }
            if (sent != null) load()
        }
    }
}
