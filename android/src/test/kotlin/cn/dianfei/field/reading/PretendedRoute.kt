package cn.dianfei.field.reading

import cn.dianfei.core.AccountView
import cn.dianfei.core.CoreException
import cn.dianfei.core.CorrectionRequest
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.MissRequest
import cn.dianfei.core.NeedsView
import cn.dianfei.core.ReadingCheckView
import cn.dianfei.core.ReadingRequest
import cn.dianfei.core.ReadingTakenView
import cn.dianfei.core.ReadingView
import cn.dianfei.core.RegisterView
import cn.dianfei.core.RouteHandInRequest
import cn.dianfei.core.RouteHandedInView
import cn.dianfei.core.RouteView
import cn.dianfei.core.StopKey
import cn.dianfei.core.StopListRequest
import cn.dianfei.core.StopListView
import cn.dianfei.core.StopMissedView
import cn.dianfei.core.StopState
import cn.dianfei.core.StopView
import cn.dianfei.core.StopWorkView
import cn.dianfei.core.Words
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.phone.Pretended
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher

/** A route of three meters as the core would tell of it, and what is recorded in it. */
internal class PretendedRoute : FieldApiInterface by Pretended.nothing() {
    val states = linkedMapOf("M1" to StopState.OPEN, "M2" to StopState.OPEN, "M3" to StopState.OPEN)
    var isHandedIn = false
    var refuses: CoreException? = null
    var draft: String? = null
    var missDraft: String? = null
    val asked = mutableListOf<StopListRequest>()
    val checked = mutableListOf<ReadingRequest>()
    val tried = mutableListOf<ReadingRequest>()
    val corrected = mutableListOf<CorrectionRequest>()
    val missed = mutableListOf<MissRequest>()
    val handedIn = mutableListOf<RouteHandInRequest>()

    override fun stops(request: StopListRequest): StopListView {
        refuses?.let { throw it }
        asked += request
        val found = states.keys.map(::view).filter { request.state == null || it.state == request.state }
        return StopListView(Pretended.status(), route(), found.filter { request.text in it.meter }.take(request.limit.toInt()))
    }

    override fun stop(stop: StopKey): StopWorkView {
        refuses?.let { throw it }
        val view = view(stop.meter)
        val reading = if (view.state != StopState.READ) null else ReadingView("F-${view.meter}", emptyList(), emptyList(), null, null, null, 0u, null)
        return StopWorkView(
            Pretended.status(), view, route(), "单相", 5u, 0u, "1", listOf(RegisterView(TOTAL, Words("总", "total"), null, null)),
            emptyList(), null, 0u, reading, emptyList(), draft, missDraft, next(stop.meter),
        )
    }

    override fun keepStopDraft(stop: StopKey, requestId: String, body: String) {
        draft = body
    }

    override fun keepMissDraft(stop: StopKey, requestId: String, body: String) {
        missDraft = body
    }

    override fun checkReading(request: ReadingRequest): ReadingCheckView {
        refuses?.let { throw it }
        checked += request
        return ReadingCheckView("12", emptyList(), emptyList(), NeedsView(false, false, false, false))
    }

    override fun recordReading(request: ReadingRequest): ReadingTakenView {
        tried += request
        return taken(request)
    }

    override fun correctReading(request: CorrectionRequest): ReadingTakenView {
        corrected += request
        return taken(request.reading)
    }

    private fun taken(request: ReadingRequest): ReadingTakenView {
        refuses?.let { throw it }
        states[request.meter] = StopState.READ
        draft = null
        return ReadingTakenView("F", "12", emptyList(), false, next(request.meter), Pretended.status())
    }

    override fun recordMiss(request: MissRequest): StopMissedView {
        missed += request
        refuses?.let { throw it }
        states[request.meter] = StopState.MISSED
        missDraft = null
        return StopMissedView(1u, false, false, next(request.meter), Pretended.status())
    }

    override fun handInRoute(request: RouteHandInRequest): RouteHandedInView {
        handedIn += request
        refuses?.let { throw it }
        isHandedIn = true
        return RouteHandedInView(2u, 1u)
    }

    override fun keepPhoto(bytes: ByteArray): String = "photo-${bytes.size}"

    private fun next(meter: String): StopView? =
        states.entries.firstOrNull { it.key > meter && it.value == StopState.OPEN }?.let { view(it.key) }

    private fun view(meter: String) = StopView(
        meter.drop(1).toUInt(),
        AccountView("32001000${meter.drop(1)}", "张三", "东村 1 号", null, "T01", Words("居民", "Residential")),
        meter,
        states.getValue(meter),
    )

    private fun route(): RouteView {
        val many = { state: StopState -> states.values.count { it == state }.toULong() }
        return RouteView(
            ROUTE, PERIOD, "东村一线", "2026-11-05", isHandedIn,
            states.size.toULong(), many(StopState.READ), many(StopState.MISSED), many(StopState.OPEN),
        )
    }

    companion object {
        const val ROUTE = "R01"
        const val PERIOD = "2026-11"
        const val TOTAL = "total"

        fun key(meter: String) = StopKey(ROUTE, PERIOD, meter)
    }
}

/** The core's threads with so much to do that nothing happens before [work]. */
internal class Slow : CoroutineDispatcher() {
    private val waiting = ArrayDeque<Runnable>()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        waiting += block
    }

    fun gateway(core: FieldApiInterface) = CoreGateway(this, { "00001" }) { core }

    fun work() {
        while (waiting.isNotEmpty()) waiting.removeFirst().run()
    }
}
