package cn.dianfei.field.phone

import cn.dianfei.core.FieldApi
import cn.dianfei.core.HandPorts
import java.io.File
import org.robolectric.RuntimeEnvironment

/**
 * Real phones of the demo station's day, 5 November 2026, to begin a test with.
 * The build makes their files by walking the day (tests/src/bin/phones.rs). The
 * station itself is gone, so a sync finds nobody.
 */
object Village {
    const val ROUTE = "R01"
    const val PERIOD = "2026-11"
    const val AREA = "T01"
    const val TODAY = "2026-11-05"

    /** How many meters the route has. */
    const val STOPS = 150

    private const val MORNING_MS = 1_793_836_800_000
    private const val NINE_HOURS_MS = 32_400_000L
    private const val READER_KEY = 101
    private const val COLLECTOR_KEY = 102

    /** 陈立新's phone: route R01 in hand, nothing read yet. */
    fun reader(): HandPorts = phone("reader.db", READER_KEY)

    /** 孙桂兰's phone: the list of area T01 and 50 tickets in hand, nothing taken yet. */
    fun collector(): HandPorts = phone("collector.db", COLLECTOR_KEY)

    /** A phone with an empty file. */
    fun unbound(): HandPorts = hand(READER_KEY)

    private fun phone(file: String, key: Int): HandPorts {
        val to: File = RuntimeEnvironment.getApplication().getDatabasePath("field.db")
        to.parentFile!!.mkdirs()
        File(System.getProperty("dianfei.phones"), file).copyTo(to, overwrite = true)
        return hand(key)
    }

    private fun hand(key: Int): HandPorts {
        // Another seed than the day's own: identities begin anew here.
        val hand = HandPorts.at(MORNING_MS, (key + 1_000).toUInt())
        hand.pass(NINE_HOURS_MS)
        TestApp.it.signer = DayKey(key)
        TestApp.it.open = { config, signer -> FieldApi.openByHand(config, signer, hand) }
        return hand
    }
}
