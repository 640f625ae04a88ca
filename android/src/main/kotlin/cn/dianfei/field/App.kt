package cn.dianfei.field

import android.app.Application
import android.content.Context
import android.provider.Settings
import cn.dianfei.core.FieldApi
import cn.dianfei.core.OpenConfig
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.IncidentLog
import cn.dianfei.field.core.KeyStoreSigner
import cn.dianfei.field.device.BluetoothPrinter
import cn.dianfei.field.device.Camera
import cn.dianfei.field.device.CameraApp
import cn.dianfei.field.device.Printer
import cn.dianfei.field.sync.SyncJobService
import java.io.File
import java.util.concurrent.Executors
import kotlinx.coroutines.asCoroutineDispatcher

/** The process. Its [graph] is all that screens share. */
open class App : Application() {
    lateinit var graph: AppGraph
        protected set

    override fun onCreate() {
        super.onCreate()
        graph = newGraph()
        val before = Thread.getDefaultUncaughtExceptionHandler()
        Thread.setDefaultUncaughtExceptionHandler { thread, fault ->
            graph.incidents.incident(fault)
            before?.uncaughtException(thread, fault)
        }
        SyncJobService.plan(this)
    }

    /** What the process is made of; a phone without a key store makes it of other things. */
    protected open fun newGraph(): AppGraph {
        val incidents = IncidentLog(File(filesDir, "incidents.txt"))
        val signer = KeyStoreSigner()
        // One thread for a write and one for a read beside it: more would only wait.
        val dispatcher = Executors.newFixedThreadPool(2).asCoroutineDispatcher()
        val core = CoreGateway(dispatcher, incidents) { FieldApi.open(openConfig(), signer) }
        return AppGraph(core, incidents, BluetoothPrinter(this), CameraApp())
    }

    /** Where the core's file lies, and what only Android can tell. */
    protected fun openConfig(): OpenConfig {
        val file = getDatabasePath("field.db")
        file.parentFile?.mkdirs()
        val boots = Settings.Global.getInt(contentResolver, Settings.Global.BOOT_COUNT, NEVER_SAID)
        return OpenConfig(
            path = file.path,
            zoneMinutes = CHINA_MINUTES,
            bootCount = boots.takeIf { it != NEVER_SAID }?.toLong(),
        )
    }

    private companion object {
        /** All of China keeps one time. */
        const val CHINA_MINUTES = 480
        const val NEVER_SAID = -1
    }
}

/** What lives as long as the process. */
class AppGraph(val core: CoreGateway, val incidents: IncidentLog, val printer: Printer, val camera: Camera)

/** The graph of the process that a screen runs in. */
val Context.graph: AppGraph get() = (applicationContext as App).graph
