package cn.dianfei.field.phone

import cn.dianfei.core.FieldApi
import cn.dianfei.core.HandPorts
import java.io.File
import java.util.concurrent.CompletableFuture
import org.junit.AfterClass
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/**
 * `make phone` beside `make demo`, as a newcomer meets them: a real Chromium
 * shows the phone, the mouse touches it, and what was done is on the station's
 * pages.
 */
@RunWith(RobolectricTestRunner::class)
class PhoneSeenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a reader reads three meters, one refused and one flagged, and the station shows them`() = touched("1002") { hand ->
        hand.enrol()
        hand.awaits("R02")
        hand.picture("today")
        hand.tap("继续抄表")
        hand.tap("下一户")

        val first = meter(hand)
        hand.keys("1" + "0".repeat(first.digits))
        hand.tap("核对")
        hand.awaits("示数超过表位数")
        hand.picture("reading-refused")
        hand.tap("清空")
        val plain = looked(hand, first)
        hand.keys("${plain.previous + plain.usual}")
        hand.tap("核对")
        hand.awaits("未发现异常，可以登记。")
        hand.tap("保存")
        hand.awaits("电量 ${plain.usual} 千瓦时")

        walk()
        val second = looked(hand, meter(hand))
        val surge = "${second.previous + second.usual + 900}"
        hand.keys(surge)
        hand.tap("核对")
        hand.awaits("波动")
        hand.picture("reading-flagged")
        hand.keys(surge)
        hand.scrollTo("新增电器")
        hand.tap("新增电器")
        hand.tap("确是如此，登记")
        hand.awaits("未传 2 条")
        hand.toTop()
        hand.awaits("电量 ${second.usual + 900} 千瓦时")

        walk()
        val third = looked(hand, meter(hand))
        hand.keys("${third.previous + third.usual}")
        hand.tap("核对")
        hand.awaits("未发现异常，可以登记。")
        hand.tap("保存")
        hand.awaits("电量 ${third.usual} 千瓦时")
        hand.picture("reading-taken")

        upload(hand)
        val auditor = StationPages(station.address, "2001")
        for ((meter, index) in listOf(plain to plain.previous + plain.usual, second to surge, third to third.previous + third.usual)) {
            val page = auditor.words("/account/${meter.account}")
            assertTrue("${meter.account} does not show $index: $page", "$index" in page.replace(",", ""))
        }
        assertTrue(second.account in auditor.words("/audit/queue"))
        assertTrue(plain.account !in auditor.words("/audit/queue"))
    }

    @Test
    fun `a collector takes money at a door, and the station has it under its ticket`() = touched("1003") { hand ->
        hand.enrol()
        hand.awaits("去收费")
        hand.tap("去收费")
        val line = hand.awaits("户号").first { "户号 " in it }
        val account = Regex("户号 (\\d+)").find(line)!!.groupValues[1]
        hand.tap(line)
        val owed = Regex("[\\d,]+\\.\\d\\d 元").find(hand.awaits("应收合计").dropWhile { it != "应收合计" }[1])!!.value
        hand.picture("payment")
        hand.tap("收钱并出票")
        val asked = hand.awaits("确认收钱")
        val no = asked.firstNotNullOf { Regex("DF2026 (\\d{8})").find(it)?.groupValues?.get(1) }
        hand.picture("payment-asked")
        hand.tap("确认收钱")
        hand.awaits("下一户")
        hand.picture("ticket")
        hand.tap("下一户")
        upload(hand)
        val page = StationPages(station.address, "2002").words("/account/$account")
        assertTrue("$account paid $owed under $no: $page", no in page && owed.removeSuffix(" 元") in page)
    }

    /** The phone's clocks, so that a walk takes no time of the test's. */
    private lateinit var clock: HandPorts

    /** From one meter to the next nobody is faster than ten seconds (4.1.2 has it found). */
    private fun walk() = clock.pass(60_000)

    /** A meter as its screen tells of it. */
    private data class Meter(val account: String, val digits: Int, val previous: Int = 0, val usual: Int = 0)

    /** The meter that the phone shows now, before anything is typed. */
    private fun meter(hand: Hand): Meter {
        val says = hand.awaits("核对")
        val found = { pattern: String -> says.firstNotNullOf { Regex(pattern).matchEntire(it)?.groupValues?.get(1) } }
        return Meter(found("户号 (\\d+)"), found("(\\d) 位").toInt())
    }

    /** An impossible figure brings out the last index and last month's usage; then the meter is read again, blind. */
    private fun looked(hand: Hand, meter: Meter): Meter {
        val wrong = "9".repeat(meter.digits)
        hand.keys(wrong)
        hand.tap("核对")
        hand.awaits("波动超限")
        hand.toTop()
        // The finding names its figures: last month's usage, and what this index would come to.
        val says = hand.awaits("比上月波动超限").first { "比上月波动超限" in it }
        val figure = { name: String -> Regex("$name (\\d+)").find(says)!!.groupValues[1].toInt() }
        val (usual, usage) = figure("上月") to figure("本次")
        hand.tap("再读一次")
        hand.awaits("抄不到")
        hand.tap("清空")
        return meter.copy(previous = wrong.toInt() - usage, usual = usual)
    }

    /** Back to the day, and everything to the station. */
    private fun upload(hand: Hand) {
        while (hand.says().none { it == "本机与人员" }) hand.back()
        hand.tap("同步")
        hand.tap("现在同步")
        hand.awaits("两边一致")
    }

    /** A phone for the person, and a hand on it in a browser; the phone lives on the test's own thread. */
    private fun touched(person: String, acts: (Hand) -> Unit) {
        // One seed for each phone, or their facts would bear the same numbers.
        clock = HandPorts.at(System.currentTimeMillis(), person.toUInt())
        val phone = LivePhone(folder.newFolder(person)) { config, key -> FieldApi.openByHand(config, key, clock) }
        val address = PhoneDoor(phone, StationPages(station.address), person).open(0)
        val done = CompletableFuture.runAsync { Browser.start().use { acts(Hand(it, address)) } }
        phone.run { !done.isDone }
        done.get()
    }

    companion object {
        private val kept = TemporaryFolder()
        private lateinit var station: DemoStation

        @JvmStatic
        @BeforeClass
        fun up() {
            kept.create()
            station = DemoStation(File(kept.root, "station"))
        }

        @JvmStatic
        @AfterClass
        fun down() {
            station.close()
            kept.delete()
        }
    }
}
