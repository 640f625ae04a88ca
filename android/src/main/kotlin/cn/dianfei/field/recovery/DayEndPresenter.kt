package cn.dianfei.field.recovery

import cn.dianfei.core.CashHandInRequest
import cn.dianfei.core.CountRequest
import cn.dianfei.core.DenominationView
import cn.dianfei.core.OverShortRequest
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay

/** The count, its difference, the hand-in. */
class DayEndPresenter(private val core: CoreGateway, scope: CoroutineScope) :
    Presenter<DayEndState, DayEndEvent, DayEndEffect>(DayEndState(), scope) {

    private var requestId = newRequest()
    private var asking: Job? = null
    private var isChanged = false

    override fun on(event: DayEndEvent) {
        when (event) {
            is DayEndEvent.Typed -> typed(event.valueFen, event.text)
            DayEndEvent.Count -> once { count() }
            is DayEndEvent.CauseTyped -> show { copy(cause = event.text, error = null) }
            DayEndEvent.Report -> once { report() }
            is DayEndEvent.Chosen -> show { copy(to = event.person, error = null) }
            DayEndEvent.HandIn -> once { handIn() }
            DayEndEvent.CountAgain -> show { copy(isCountingAgain = true, error = null) }
        }
    }

    override fun seen() {
        launch { load() }
    }

    override fun left() {
        if (!isChanged || now.step != DayStep.COUNT) return
        isChanged = false
        val body = DayEndDraft.text(requestId, now.pieces)
        launch { asked(::failed) { core.keepCountDraft(requestId, body) } }
    }

    private suspend fun load() {
        val tally = asked(::failed) { core.dayTally() } ?: return
        val isEmpty = tally.expectedFen == 0L && tally.usedCount == 0u && tally.voids.isEmpty()
        // Nothing left in hand: then what became of the last hand-in is what one wants to know.
        val last = if (isEmpty) asked(::failed) { core.handovers() }?.lastOrNull { it.outgoing && (it.cashFen != 0L || it.used.isNotEmpty()) } else null
        val draft = tally.draft?.let(DayEndDraft::read)?.takeIf { now.pieces.isEmpty() }
        if (draft != null) requestId = draft.first
        val only = tally.cashiers.singleOrNull()?.person
        show {
            copy(tally = tally, handedIn = handedIn?.takeIf { isEmpty }, lastHandIn = last, pieces = draft?.second ?: pieces, to = to ?: only)
        }
        if (now.step == DayStep.COUNT) preview()
    }

    private fun typed(valueFen: Long, text: String) {
        if (now.pieces[valueFen].orEmpty() == text) return
        isChanged = true
        show { copy(pieces = pieces + (valueFen to text), error = null) }
        asking?.cancel()
        asking = launch {
            delay(SETTLED_MS)
            preview()
        }
    }

    /** What was typed as counts; absent where something is no count. */
    private fun counted(): List<DenominationView>? = now.pieces.filterValues { it.isNotEmpty() }.map { (value, text) ->
        DenominationView(value, text.toUIntOrNull() ?: return null)
    }

    private suspend fun preview() {
        val pieces = counted()
        val preview = pieces?.let { asked(::failed) { core.previewCount(it) } }
        show { copy(preview = preview) }
    }

    private suspend fun count() {
        val pieces = counted() ?: return tell(DayEndEffect.Refused)
        asked(::failed) { core.countCash(CountRequest(requestId, pieces)) } ?: return
        done()
        show { copy(pieces = emptyMap(), isCountingAgain = false) }
        load()
    }

    private suspend fun report() {
        val count = now.tally?.count ?: return
        asked(::failed) { core.reportOverShort(OverShortRequest(requestId, count.count, now.cause)) } ?: return
        done()
        load()
    }

    private suspend fun handIn() {
        val to = now.to ?: return
        val handedIn = asked(::failed) { core.offerHandIn(CashHandInRequest(requestId, to)) } ?: return
        done()
        show { copy(handedIn = handedIn) }
        load()
    }

    private fun done() {
        requestId = newRequest()
        isChanged = false
        show { copy(error = null) }
        tell(DayEndEffect.Saved)
    }

    private fun failed(error: UiError) {
        show { copy(error = error) }
        tell(DayEndEffect.Refused)
    }

    private fun newRequest(): String = UUID.randomUUID().toString()

    private companion object {
        /** The thumb has stopped for so long before the sum is asked for. */
        const val SETTLED_MS = 150L
    }
}

/** What was counted so far as text: the request, then each value with what was typed for it. */
internal object DayEndDraft {
    fun text(requestId: String, pieces: Map<Long, String>): String =
        (listOf(requestId) + pieces.map { (value, text) -> "$value=$text" }).joinToString("\n")

    fun read(body: String): Pair<String, Map<Long, String>>? {
        val lines = body.lines()
        val pieces = lines.drop(1).mapNotNull { line ->
            val (value, text) = line.split('=', limit = 2).takeIf { it.size == 2 } ?: return@mapNotNull null
            value.toLongOrNull()?.let { it to text }
        }
        return lines.first().takeIf(String::isNotBlank)?.let { it to pieces.toMap() }
    }
}
