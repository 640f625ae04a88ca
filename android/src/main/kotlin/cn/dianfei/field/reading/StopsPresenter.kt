package cn.dianfei.field.reading

import cn.dianfei.core.RouteHandInRequest
import cn.dianfei.core.StopListRequest
import cn.dianfei.core.StopState
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job

/** Shows a route's stops in walking order, finds one, and hands the route in. */
class StopsPresenter(
    private val core: CoreGateway,
    scope: CoroutineScope,
    private val route: String,
    private val period: String,
    newId: () -> String = { UUID.randomUUID().toString() },
) : Presenter<StopsState, StopsEvent, StopsEffect>(StopsState(), scope) {
    private val handInId = newId()
    private var loading: Job? = null

    override fun seen() = load()

    override fun on(event: StopsEvent) {
        when (event) {
            is StopsEvent.Search -> look { copy(text = event.text) }
            is StopsEvent.Only -> look { copy(only = event.state) }
            is StopsEvent.Open -> tell(StopsEffect.OpenMeter(event.meter))
            StopsEvent.Next -> now.next?.let { tell(StopsEffect.OpenMeter(it.meter)) }
            StopsEvent.HandIn -> if (now.list != null && !now.isHandedIn) show { copy(isConfirming = true, error = null) }
            StopsEvent.Cancel -> show { copy(isConfirming = false, error = null) }
            StopsEvent.Confirm -> if (now.isConfirming) once(::handIn)
            StopsEvent.Close -> tell(StopsEffect.Close)
        }
    }

    private fun look(change: StopsState.() -> StopsState) {
        show(change)
        load()
    }

    /** Only the last thing that was looked for counts. */
    private fun load() {
        loading?.cancel()
        loading = launch { fetch() }
    }

    private suspend fun fetch() {
        val (text, only) = now.text to now.only
        val list = asked({ show { copy(error = it) } }) { core.stops(request(text, only, ALL)) } ?: return
        val isByItself = text.isEmpty() && only == StopState.OPEN
        val next = when {
            list.route.open == 0uL || list.route.handedIn -> null
            isByItself -> list.stops.firstOrNull()
            else -> asked({ show { copy(error = it) } }) { core.stops(request("", StopState.OPEN, 1u)) }?.stops?.firstOrNull()
        }
        // Nothing is open any more: then all of it is worth seeing.
        val isDone = isByItself && list.route.open == 0uL
        show { copy(list = list, next = next, only = if (isDone) null else this.only) }
        if (isDone) fetch()
    }

    private fun request(text: String, only: StopState?, limit: UInt) =
        StopListRequest(route = route, period = period, text = text.trim(), state = only, offset = 0u, limit = limit)

    private suspend fun handIn() {
        show { copy(isBusy = true, error = null) }
        val handedIn = asked({
            show { copy(error = it) }
            tell(StopsEffect.Refused)
        }) { core.handInRoute(RouteHandInRequest(handInId, route, period)) }
        show { copy(isBusy = false, isConfirming = false, handedIn = handedIn ?: this.handedIn) }
        if (handedIn == null) return
        tell(StopsEffect.Saved)
        fetch()
    }

    private companion object {
        /** More than any route has, and the most that the core gives at once. */
        const val ALL = 500u
    }
}
