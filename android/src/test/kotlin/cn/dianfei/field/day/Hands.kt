package cn.dianfei.field.day

import cn.dianfei.core.FieldApi
import cn.dianfei.core.HandPorts
import cn.dianfei.core.OpenConfig
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.phone.DayKey
import cn.dianfei.field.phone.Patience
import cn.dianfei.field.ui.Presenter
import java.io.File
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.json.JSONObject

/** A person's hands on a phone without glass: each deed is done by a presenter. */
class Hands(file: File, key: Int) {
    private val clock = HandPorts.at(MORNING_MS, key.toUInt())
    private val core = gateway(file, key)
    private val main = Executors.newSingleThreadExecutor { Thread(it, "main").apply { isDaemon = true } }.asCoroutineDispatcher()
    private val reader = ReaderHands(core)
    private val collector = CollectorHands(core)

    /** Does it as the day's scenario says, and tells what came of it. */
    fun carryOut(deed: JSONObject): Map<String, String> = runBlocking(main) {
        when (val what = deed.getString("do")) {
            "pass" -> emptyMap<String, String>().also { clock.pass(deed.getLong("by_ms")) }
            "enrol" -> reader.enrol(deed.getString("scanned"), deed.getString("label"))
            "sync" -> reader.sync()
            "open_meters" -> reader.openMeters()
            "read" -> reader.read(deed)
            "correct" -> reader.correct(deed.getJSONObject("reading"), deed.getString("reason"))
            "miss" -> reader.miss(deed)
            "hand_in_route" -> reader.handInRoute()
            "accept" -> collector.accept()
            "pay" -> collector.pay(deed)
            "void" -> collector.void(deed)
            "tally" -> collector.tally()
            "count" -> collector.count(deed.getJSONArray("pieces"))
            "hand_in" -> collector.handIn(deed.getString("to"))
            else -> error("no hands for $what")
        }
    }

    private fun gateway(file: File, key: Int): CoreGateway {
        val threads = Executors.newFixedThreadPool(2) { Thread(it, "core").apply { isDaemon = true } }
        return CoreGateway(threads.asCoroutineDispatcher(), { it.stackTraceToString() }) {
            FieldApi.openByHand(OpenConfig(file.path, CHINA_MINUTES, null), DayKey(key), clock)
        }
    }

    private companion object {
        /** 08:00 of 5 November 2026 in China, when the demo's day begins. */
        const val MORNING_MS = 1_793_836_800_000
        const val CHINA_MINUTES = 480
    }
}

/** A screen without glass: its presenter, from its opening to its leaving. */
internal class Screen<S : Any, E : Any>(private val presenter: Presenter<S, E, *>, private val error: (S) -> UiError?) {
    fun on(event: E) = presenter.on(event)

    /** The state once it is as wanted, or once it says why it is not. */
    suspend fun await(wanted: (S) -> Boolean): S =
        withTimeout(Patience.MS) { presenter.state.first { error(it) != null || wanted(it) } }

    /** The same, where nothing may be wrong. */
    suspend fun sure(wanted: (S) -> Boolean): S = await(wanted).also { state ->
        error(state)?.let { error("${it.code} ${it.figures} ${it.incident.orEmpty()}: $state") }
    }
}

/** Opens a screen, lets [use] work on it, and leaves it. */
internal suspend fun <S : Any, E : Any, T> screen(
    make: (CoroutineScope) -> Presenter<S, E, *>,
    error: (S) -> UiError?,
    use: suspend Screen<S, E>.() -> T,
): T {
    val scope = CoroutineScope(kotlin.coroutines.coroutineContext + SupervisorJob())
    val presenter = make(scope)
    try {
        presenter.seen()
        return Screen(presenter, error).use()
    } finally {
        presenter.left()
        scope.cancel()
    }
}
