package cn.dianfei.field.phone

import android.os.Looper
import cn.dianfei.core.FieldApi
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.OpenConfig
import cn.dianfei.core.Signer
import cn.dianfei.field.App
import cn.dianfei.field.AppGraph
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.IncidentLog
import cn.dianfei.field.device.CameraApp
import cn.dianfei.field.device.Printer
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import org.robolectric.RuntimeEnvironment

/**
 * The app as tests run it: the same, with a key that the test can keep (there is
 * no key store here), and with its calls into the core counted.
 */
class TestApp : App() {
    /** A call into the core. */
    data class Call(val name: String, val isOnMainThread: Boolean)

    private val pool = CountingDispatcher()
    private val made = ConcurrentLinkedQueue<Call>()

    /** The phone's key; set before the first screen, or it is a new one. */
    var signer: Signer = SoftwareKey()

    /** How the core is opened; set before the first screen, or it is the real one with an empty file. */
    var open: (OpenConfig, Signer) -> FieldApiInterface = { config, key -> FieldApi.open(config, key) }

    /** What stands for the printer; it writes on endless paper. */
    var printer: Printer = Printer { bytes -> Printer.Result.Written(bytes.size) }

    /** The calls into the core since the phone was switched on or [forget] was called. */
    val calls: List<Call> get() = made.toList()

    /** Whether the core is at work or has something to do. */
    val isBusy: Boolean get() = pool.waiting.get() > 0

    fun forget() = made.clear()

    /** The core's file and the rest outlive it; nothing of the process does. */
    fun die() {
        graph = newGraph()
    }

    override fun newGraph(): AppGraph {
        val incidents = IncidentLog(File(filesDir, "incidents.txt"))
        val watch = { name: String -> made += Call(name, Looper.myLooper() == Looper.getMainLooper()) }
        val core = CoreGateway(pool, incidents, watch) { open(openConfig(), signer) }
        return AppGraph(core, incidents, { bytes -> printer.print(bytes) }, CameraApp())
    }

    private class CountingDispatcher : CoroutineDispatcher() {
        val waiting = AtomicInteger()
        private val threads = Executors.newFixedThreadPool(2) { Thread(it, "core").apply { isDaemon = true } }

        override fun dispatch(context: CoroutineContext, block: Runnable) {
            waiting.incrementAndGet()
            threads.execute {
                try {
                    block.run()
                } finally {
                    waiting.decrementAndGet()
                }
            }
        }
    }

    companion object {
        /** The one that runs now. */
        val it: TestApp get() = RuntimeEnvironment.getApplication() as TestApp
    }
}
