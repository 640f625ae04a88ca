package cn.dianfei.field.day

import cn.dianfei.core.HandoverState
import cn.dianfei.core.HandoverView
import cn.dianfei.field.collection.PaymentEvent
import cn.dianfei.field.collection.PaymentPresenter
import cn.dianfei.field.collection.PaymentState
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.recovery.DayEndEvent
import cn.dianfei.field.recovery.DayEndPresenter
import cn.dianfei.field.recovery.DayEndState
import cn.dianfei.field.ticket.HandoversEvent
import cn.dianfei.field.ticket.HandoversPresenter
import cn.dianfei.field.ticket.HandoversState
import cn.dianfei.field.ticket.VoidEvent
import cn.dianfei.field.ticket.VoidPresenter
import cn.dianfei.field.ticket.VoidState
import org.json.JSONArray
import org.json.JSONObject

/** What a collector's hands do. */
internal class CollectorHands(private val core: CoreGateway) {
    suspend fun accept(): Map<String, String> = screen({ HandoversPresenter(core, it) }, HandoversState::error) {
        val waiting = sure { it.handovers != null }.handovers!!.filter(::waits)
        waiting.forEach { offer ->
            on(HandoversEvent.Accept(offer.offer))
            sure { state -> state.handovers!!.none { it.offer == offer.offer && waits(it) } }
        }
        mapOf(
            "tickets" to waiting.sumOf { offer -> offer.tickets.sumOf { it.count } }.toString(),
            "lists" to waiting.flatMap { it.lists }.joinToString("、"),
        )
    }

    suspend fun pay(deed: JSONObject): Map<String, String> =
        screen({ PaymentPresenter(core, deed.getString("account"), it) }, { it.error ?: it.wrong }) {
            val owed = sure { it.preview != null || it.quote?.totalFen == 0L }.quote!!.totalFen
            deed.text("amount")?.let { on(PaymentEvent.AmountTyped(it)) }
            deed.text("received")?.let { on(PaymentEvent.ReceivedTyped(it)) }
            on(PaymentEvent.Take)
            sure(PaymentState::isConfirming)
            on(PaymentEvent.Confirm)
            val taken = sure { it.taken != null }.taken!!
            mapOf(
                "owed" to owed.toString(),
                "amount" to taken.amountFen.toString(),
                "received" to taken.receivedFen.toString(),
                "change" to taken.changeFen.toString(),
                "advance" to taken.advanceFen.toString(),
                "late_fee" to taken.lateFeeFen.toString(),
                "series" to taken.series,
                "no" to taken.no,
                "left" to taken.ticketsLeft.toString(),
            )
        }

    private fun JSONObject.text(name: String): String? = if (isNull(name)) null else getString(name)

    private fun waits(handover: HandoverView) = !handover.outgoing && handover.state == HandoverState.OFFERED

    suspend fun void(deed: JSONObject): Map<String, String> =
        screen({ VoidPresenter(core, deed.getString("series"), deed.getString("no"), it) }, VoidState::error) {
            on(VoidEvent.ReasonTyped(deed.getString("reason")))
            on(VoidEvent.Copies(ALL_COPIES))
            on(VoidEvent.Record)
            mapOf("held" to sure { it.done != null }.done!!.heldFen.toString())
        }

    suspend fun tally(): Map<String, String> = dayEnd {
        val tally = sure { it.tally != null }.tally!!
        mapOf(
            "expected" to tally.expectedFen.toString(),
            "used" to tally.usedCount.toString(),
            "voids" to tally.voids.size.toString(),
        )
    }

    suspend fun count(pieces: JSONArray): Map<String, String> = dayEnd {
        sure { it.tally != null }
        for (at in 0 until pieces.length()) {
            val piece = pieces.getJSONArray(at)
            on(DayEndEvent.Typed(piece.getLong(0), piece.getString(1)))
        }
        on(DayEndEvent.Count)
        val count = sure { it.tally!!.count != null }.tally!!.count!!
        mapOf("counted" to count.countedFen.toString(), "difference" to count.differenceFen.toString())
    }

    suspend fun handIn(to: String): Map<String, String> = dayEnd {
        sure { it.tally?.count != null }
        on(DayEndEvent.Chosen(to))
        on(DayEndEvent.HandIn)
        mapOf("cash" to sure { it.handedIn != null }.handedIn!!.cashFen.toString())
    }

    private suspend fun dayEnd(use: suspend Screen<DayEndState, DayEndEvent>.() -> Map<String, String>) =
        screen({ DayEndPresenter(core, it) }, DayEndState::error, use)

    private companion object {
        const val ALL_COPIES = 3
    }
}
