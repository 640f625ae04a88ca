package cn.dianfei.field.ticket

import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import kotlinx.coroutines.CoroutineScope

/** The ranges in hand, and what was said of each number. */
class TicketsPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<TicketsState, TicketsEvent, TicketsEffect>(TicketsState(), scope) {

    override fun on(event: TicketsEvent) {
        when (event) {
            is TicketsEvent.Number -> once { number(event.at) }
            TicketsEvent.Next -> next()
        }
    }

    override fun seen() {
        launch {
            val tickets = asked(::failed) { core.tickets(SINCE_EVER) } ?: return@launch
            show { copy(tickets = tickets, error = null) }
        }
    }

    private suspend fun number(at: Int) {
        val number = now.tickets?.numbers?.getOrNull(at) ?: return
        // One that was spoilt while it was blank has no face to show.
        val nothing = { no: UiError -> if (no.kind != ErrorKind.NOT_FOUND) failed(no) }
        if (!number.used && asked(nothing) { core.receipt(number.series, number.no) } == null) return
        tell(TicketsEffect.OpenReceipt(number.series, number.no))
    }

    private fun next() {
        val range = now.tickets?.ranges?.firstOrNull { it.next != null } ?: return
        tell(TicketsEffect.OpenVoid(range.range.series, range.next!!))
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(TicketsEffect.Refused)
    }

    private companion object {
        /** The core keeps thirteen months; all of them are shown. */
        const val SINCE_EVER = "2000-01-01"
    }
}
