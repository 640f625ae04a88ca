package cn.dianfei.field.day

import cn.dianfei.field.phone.Programs
import java.io.File
import org.json.JSONObject
import org.junit.Assert.assertTrue
import org.junit.Test

/**
 * The demo's whole day with the presenters as the hands: a station in a process of
 * its own (tests/src/bin/day_through.rs) walks it once with phones that are the core
 * alone, once with ours at the other end of its pipe, and compares the facts.
 */
class DayThroughKotlinTest {
    @Test
    fun `the day comes to the same facts as without Kotlin`() {
        val folder = createTempDir()
        val day = ProcessBuilder(Programs.named("day_through").path).redirectError(ProcessBuilder.Redirect.to(File(folder, "day.log"))).start()
        try {
            val verdict = answered(day, folder)
            assertTrue("$verdict\n${File(folder, "day.log").readText()}", verdict.optInt("same") > MOST_STOPS)
        } finally {
            day.destroy()
            folder.deleteRecursively()
        }
    }

    /** Carries out each deed, and returns what the day said at its end. */
    private fun answered(day: Process, folder: File): JSONObject {
        val phones = mutableMapOf<Int, Hands>()
        val (from, to) = day.inputStream.bufferedReader() to day.outputStream.bufferedWriter()
        while (true) {
            val line = JSONObject(checkNotNull(from.readLine()) { "the day ended without a word" })
            if (!line.has("deed")) return line
            val key = line.getInt("phone")
            val answer = try {
                val hands = phones.getOrPut(key) { Hands(File(folder, "$key.db"), key) }
                JSONObject().put("done", JSONObject(hands.carryOut(line.getJSONObject("deed")).toMap()))
            } catch (stopped: Exception) {
                JSONObject().put("stopped", stopped.stackTraceToString())
            }
            to.appendLine(answer.toString())
            to.flush()
        }
    }

    private fun createTempDir(): File = kotlin.io.path.createTempDirectory("day").toFile()

    private companion object {
        /** The route alone has so many readings. */
        const val MOST_STOPS = 150
    }
}
