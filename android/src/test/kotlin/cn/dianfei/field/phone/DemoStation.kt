package cn.dianfei.field.phone

import java.io.File
import java.net.ServerSocket
import java.util.concurrent.TimeUnit

/** `make demo` as a process: the station after its day, up until it is closed. */
class DemoStation(folder: File) : AutoCloseable {
    private val pages = "127.0.0.1:${freePort()}"
    private val process: Process

    /** Where its pages are. */
    val address = "http://$pages"

    init {
        val day = Programs.named("day")
        process = ProcessBuilder(
            day.path, "--folder", folder.path, "--", "--phones", "127.0.0.1:${freePort()}", "--pages", pages,
        ).redirectErrorStream(true).start()
        val said = process.inputStream.bufferedReader()
        val told = mutableListOf<String>()
        val isUp = generateSequence { said.readLine() }.onEach(told::add).any { it.startsWith(UP) }
        check(isUp) { "the day ended before its station was up:\n${told.joinToString("\n")}" }
        Thread { said.forEachLine { } }.apply { isDaemon = true }.start()
    }

    override fun close() {
        // The day first: it takes its station with it.
        process.descendants().forEach { it.destroy() }
        process.destroy()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly()
    }

    private companion object {
        const val UP = "请看 · Look at"

        fun freePort(): Int = ServerSocket(0).use { it.localPort }
    }
}
