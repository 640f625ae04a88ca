package cn.dianfei.field.reading

import cn.dianfei.core.FieldApi
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.StopListRequest
import cn.dianfei.core.StopListView
import cn.dianfei.core.StopState
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.reading.Route.check
import cn.dianfei.field.reading.Route.type
import cn.dianfei.field.ui.TextEntry
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class MeterScreenTest {
    private lateinit var meters: List<String>

    @Before
    fun phone() {
        Phone.switchOn()
        Village.reader()
        meters = Route.meters(3)
        TestApp.it.forget()
    }

    private fun stop(meter: String) = runBlocking { TestApp.it.graph.core.stop(Route.key(meter)) }

    @Test
    fun `the last index is in sight only after the figure was typed and checked`() {
        val (meter, index) = meters[0] to Route.shown(meters[0])
        val previous = runBlocking { index.toInt() - stop(meter).history.last().usageKwh.toInt() }.toString()
        val screens = Route.at(meter)
        assertFalse("$previous stands there: ${Phone.words()}", Phone.words().any { previous in it })
        screens.check(index, "未发现异常，可以登记。")
        assertTrue("${Phone.words()}", Phone.words().any { previous in it })
        screens.tap("保存")
        screens.settle("the next meter") { "表号 ${stop(meter).next?.meter}" in Phone.words() }
        assertEquals(StopState.READ, stop(meter).stop.state)
    }

    @Test
    fun `what is no index is refused at once and recorded nowhere`() {
        val screens = Route.at(meters[0])
        screens.check("12o4", "示数不是数字")
        assertEquals(StopState.OPEN, stop(meters[0]).stop.state)
    }

    @Test
    fun `a surge is typed twice and gets its cause`() {
        val (meter, index) = meters[0] to Route.shown(meters[0], more = 900)
        val screens = Route.at(meter)
        screens.check(index, "波动")
        screens.tap("确是如此，登记")
        screens.settle("what is missing") { Phone.words().any { "未登记" in it } }
        assertEquals(StopState.OPEN, stop(meter).stop.state)
        screens.type(index, R.id.again)
        Phone.view<TextEntry>(R.id.cause).entry.requestFocus()
        Phone.type("新建冷库试运行")
        screens.tap("确是如此，登记")
        screens.settle("the reading") { stop(meter).stop.state == StopState.READ }
        assertEquals("新建冷库试运行", stop(meter).reading?.cause)
    }

    @Test
    fun `turned on its side and killed in the middle the figures stand there, and one reading is recorded`() {
        val (meter, index) = meters[0] to Route.shown(meters[0], more = 900)
        val screens = Route.at(meter)
        screens.check(index, "波动")
        screens.rotate()
        screens.settle("the finding") { Phone.words().any { "波动" in it } }
        screens.rotate()
        screens.type(index, R.id.again)
        Phone.view<TextEntry>(R.id.cause).entry.requestFocus()
        Phone.type("新建冷库")
        screens.die()
        screens.settle("the finding") { Phone.words().any { "波动" in it } }
        assertEquals(0, Route.read())
        screens.tap("确是如此，登记")
        screens.settle("the reading") { stop(meter).stop.state == StopState.READ }
        assertEquals(1, Route.read())
        assertEquals("新建冷库", stop(meter).reading?.cause)
        assertEquals("nothing typed is left", null, stop(meter).draft)
    }

    @Test
    fun `a meter and its list open with three calls at most, none on the main thread`() {
        for (way in listOf(Ways.meter(TestApp.it, Village.ROUTE, Village.PERIOD, meters[0]), Ways.stops(TestApp.it, Village.ROUTE, Village.PERIOD), Ways.today(TestApp.it))) {
            TestApp.it.forget()
            val screens = Screens(way)
            screens.settle("the strip") { Phone.words().any { "户未抄" in it } }
            assertTrue("${TestApp.it.calls}", TestApp.it.calls.size in 1..3)
            assertTrue("${TestApp.it.calls}", TestApp.it.calls.none { it.isOnMainThread })
        }
    }

    @Test
    fun `a list of three hundred stops opens in one call`() {
        val open = TestApp.it.open
        TestApp.it.open = { config, signer -> Longer(open(config, signer) as FieldApi) }
        TestApp.it.die()
        val screens = Screens(Ways.stops(TestApp.it, Village.ROUTE, Village.PERIOD))
        screens.settle("the list") { Phone.words().any { it == "未抄 300" || it == "全部 300" } }
        Phone.pass(Duration.ofSeconds(1))
        screens.settle()
        assertEquals(listOf("stops"), TestApp.it.calls.map { it.name })
    }

    /** The real core with a route twice as long. */
    private class Longer(private val core: FieldApi) : FieldApiInterface by core {
        override fun stops(request: StopListRequest): StopListView = core.stops(request).let { list ->
            val more = list.stops.map { it.copy(seq = it.seq + 1_000u, meter = "${it.meter}0") }
            list.copy(stops = list.stops + more, route = list.route.copy(stops = 300uL, open = 300uL))
        }
    }

    @Test
    fun `a route with open meters does not come back, and the first of them are named`() {
        val screens = Screens(Ways.stops(TestApp.it, Village.ROUTE, Village.PERIOD))
        screens.settle("the list") { "交回" in Phone.words() }
        screens.tap("交回")
        screens.tap("确认交回")
        screens.settle("the refusal") { Phone.words().any { "依据第 4.1" in it } }
        assertTrue("${Phone.words()}", Phone.words().any { meters[0] in it })
    }
}
