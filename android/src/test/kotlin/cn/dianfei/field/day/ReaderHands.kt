package cn.dianfei.field.day

import cn.dianfei.core.MissReason
import cn.dianfei.core.StopKey
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.people.EnrolEvent
import cn.dianfei.field.people.EnrolPresenter
import cn.dianfei.field.people.EnrolState
import cn.dianfei.field.reading.Identity
import cn.dianfei.field.reading.MeterEvent
import cn.dianfei.field.reading.MeterPresenter
import cn.dianfei.field.reading.MeterState
import cn.dianfei.field.reading.MissEvent
import cn.dianfei.field.reading.MissPresenter
import cn.dianfei.field.reading.MissState
import cn.dianfei.field.reading.Phase
import cn.dianfei.field.reading.StopsEvent
import cn.dianfei.field.reading.StopsPresenter
import cn.dianfei.field.reading.StopsState
import cn.dianfei.field.sync.SyncEvent
import cn.dianfei.field.sync.SyncPresenter
import cn.dianfei.field.sync.SyncState
import cn.dianfei.field.today.TodayPresenter
import cn.dianfei.field.today.TodayState
import org.json.JSONObject

/** What a reader's hands do, and what both do with the station. */
internal class ReaderHands(private val core: CoreGateway) {
    suspend fun enrol(scanned: String, label: String): Map<String, String> =
        screen({ EnrolPresenter(core, it, label) }, EnrolState::error) {
            on(EnrolEvent.Scanned(scanned))
            on(EnrolEvent.Enrol)
            sure { it.enrolled != null && !it.isBusy }
            emptyMap()
        }

    suspend fun sync(): Map<String, String> {
        val synced = screen({ SyncPresenter(core, it) }, SyncState::error) {
            sure { it.status != null }
            on(SyncEvent.Sync)
            sure { it.synced != null }.synced!!
        }
        val routes = screen({ TodayPresenter(core, it) }, TodayState::error) { sure { it.today != null }.today!!.routes }
        return mapOf(
            "sent" to synced.sentFacts.toString(),
            "disputed" to synced.disputed.toString(),
            "unsent" to synced.status.unsentFacts.toString(),
            "routes" to routes.size.toString(),
            "stops" to routes.sumOf { it.stops }.toString(),
        )
    }

    suspend fun openMeters(): Map<String, String> = stops {
        mapOf("meters" to sure { it.list != null }.list!!.stops.joinToString(" ") { it.meter })
    }

    suspend fun read(reading: JSONObject): Map<String, String> = meter(reading) {
        sure { it.phase == Phase.ENTRY }
        enter(reading)
    }

    suspend fun correct(reading: JSONObject, reason: String): Map<String, String> = meter(reading) {
        sure { it.phase == Phase.READ }
        on(MeterEvent.Correct)
        on(MeterEvent.Reason(reason))
        enter(reading)
    }

    /** Types the figures, answers what is asked and saves. */
    private suspend fun Screen<MeterState, MeterEvent>.enter(reading: JSONObject): Map<String, String> {
        val entered = reading.getJSONArray("entered").let { all -> (0 until all.length()).map(all::getJSONArray) }
        if (reading.getBoolean("other_number")) on(MeterEvent.Differs(Identity.METER_NO, differs = true))
        entered.forEach { on(MeterEvent.Figure(it.getString(0), it.getString(1))) }
        on(MeterEvent.Check)
        val checked = await { it.phase == Phase.CHECKED && !it.isBusy }
        checked.error?.let { return mapOf("refused" to it.code) }
        val needs = checked.check!!.needs
        if (needs.again) entered.forEach { on(MeterEvent.Again(it.getString(0), it.getString(1))) }
        if (needs.cause || needs.form) on(MeterEvent.Cause(if (reading.isNull("cause")) "" else reading.getString("cause")))
        if (needs.rollover) on(MeterEvent.Rollover(reading.getBoolean("rollover")))
        on(MeterEvent.Save)
        val taken = sure { it.taken != null }.taken!!.outcome
        return mapOf(
            "reading" to taken.reading,
            "usage" to taken.usageKwh.orEmpty(),
            "findings" to taken.findings.joinToString(" ") { it.code },
            "asked" to if (needs.cause) "1" else "0",
        )
    }

    suspend fun miss(deed: JSONObject): Map<String, String> =
        screen({ MissPresenter(core, it, key(deed.getString("meter"))) }, MissState::error) {
            sure { it.work != null }
            on(MissEvent.Reason(MissReason.valueOf(deed.getString("reason").uppercase())))
            on(MissEvent.Note(deed.getString("note")))
            on(MissEvent.Record)
            mapOf("misses" to sure { it.missed != null }.missed!!.misses.toString())
        }

    suspend fun handInRoute(): Map<String, String> = stops {
        sure { it.list != null }
        on(StopsEvent.HandIn)
        on(StopsEvent.Confirm)
        val handedIn = sure { it.handedIn != null }.handedIn!!
        mapOf("read" to handedIn.read.toString(), "missed" to handedIn.missed.toString())
    }

    private suspend fun meter(reading: JSONObject, use: suspend Screen<MeterState, MeterEvent>.() -> Map<String, String>) =
        screen({ MeterPresenter(core, it, key(reading.getString("meter"))) }, MeterState::error, use)

    private suspend fun stops(use: suspend Screen<StopsState, StopsEvent>.() -> Map<String, String>) =
        screen({ StopsPresenter(core, it, ROUTE, PERIOD) }, StopsState::error, use)

    private fun key(meter: String) = StopKey(ROUTE, PERIOD, meter)

    private companion object {
        const val ROUTE = "R01"
        const val PERIOD = "2026-11"
    }
}
