package cn.dianfei.field.collection

import cn.dianfei.core.DebtorListRequest
import cn.dianfei.core.PostedListRequest
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job

/** Finds a customer of the list, and records that a list was posted. */
class DebtorsPresenter(
    private val core: CoreGateway,
    area: String?,
    scope: CoroutineScope,
    private val newId: () -> String = { UUID.randomUUID().toString() },
) : Presenter<DebtorsState, DebtorsEvent, DebtorsEffect>(DebtorsState(area), scope) {
    private var postId = newId()
    private var loading: Job? = null

    override fun seen() = load()

    override fun on(event: DebtorsEvent) {
        when (event) {
            is DebtorsEvent.Search -> look { copy(text = event.text) }
            is DebtorsEvent.Area -> look { copy(area = event.area, posted = null) }
            is DebtorsEvent.Settled -> look { copy(isSettledToo = event.isShown) }
            is DebtorsEvent.Open -> tell(DebtorsEffect.OpenPayment(event.account))
            DebtorsEvent.Post -> show { copy(posting = Posting(area ?: list?.areas?.singleOrNull()?.area), posted = null, error = null) }
            is DebtorsEvent.PostArea -> show { copy(posting = posting?.copy(area = event.area), error = null) }
            is DebtorsEvent.PlaceTyped -> show { copy(posting = posting?.copy(place = event.text), error = null) }
            DebtorsEvent.ConfirmPost -> once { post() }
            DebtorsEvent.Cancel -> show { copy(posting = null, error = null) }
        }
    }

    private fun look(change: DebtorsState.() -> DebtorsState) {
        if (now.change() == now) return
        show(change)
        load()
    }

    /** Only the last thing that was looked for counts. */
    private fun load() {
        loading?.cancel()
        loading = launch {
            val asked = now
            val request = DebtorListRequest(asked.area, asked.text.trim(), asked.isSettledToo, 0u, ALL)
            val list = asked({ show { copy(error = it) } }) { core.debtors(request) } ?: return@launch
            show { copy(list = list, error = null) }
        }
    }

    private suspend fun post() {
        val posting = now.posting ?: return
        val area = posting.area ?: return
        show { copy(isBusy = true, error = null) }
        val fact = asked(::failed) { core.postList(PostedListRequest(postId, area, posting.place.trim(), null)) }
        show { copy(isBusy = false) }
        if (fact == null) return
        postId = newId()
        show { copy(posting = null, posted = area) }
        tell(DebtorsEffect.Saved)
        load()
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(DebtorsEffect.Refused)
    }

    private companion object {
        /** More than an area has, and the most that the core gives at once. */
        const val ALL = 500u
    }
}
