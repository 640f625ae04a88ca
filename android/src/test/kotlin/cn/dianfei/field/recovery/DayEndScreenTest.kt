package cn.dianfei.field.recovery

import cn.dianfei.core.PaymentRequest
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ui.FigureField
import cn.dianfei.field.ui.Pieces
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class DayEndScreenTest {
    private val core get() = TestApp.it.graph.core

    @Before
    fun phone() {
        Phone.switchOn()
        Village.collector()
        runBlocking { core.takePayment(PaymentRequest("pay", "3200100010", emptyList(), "26.94", "26.94")) }
        TestApp.it.forget()
    }

    private fun dayEnd(): Screens = Screens(Ways.dayEnd(TestApp.it)).apply {
        settle("the tally") { "26.94 元" in Phone.words() }
    }

    private fun Screens.enter(value: String, pieces: String) {
        val field = Phone.view<Pieces>(R.id.pieces).fields
            .first { it.figure.contentDescription.toString().startsWith("$value 的") }
        type(field, pieces)
    }

    private fun Screens.type(field: FigureField, text: String) {
        field.figure.requestFocus()
        assertTrue(Phone.type(text))
        // The sum is asked for when the thumb has stopped.
        Phone.pass(Duration.ofMillis(200))
        settle()
    }

    @Test
    fun `counted cash that agrees with the tickets is handed in to the cashier`() {
        val screens = dayEnd()
        assertTrue("${TestApp.it.calls}", TestApp.it.calls.size <= 3 && TestApp.it.calls.none { it.isOnMainThread })
        mapOf("20 元" to "1", "5 元" to "1", "1 元" to "1", "5 角" to "1", "1 角" to "4", "1 分" to "4").forEach { (value, pieces) ->
            screens.enter(value, pieces)
        }
        screens.settle("the sum") { "0.00 元" in Phone.words() }
        screens.tap("登记清点")
        screens.settle("the count") { "现金与票据相符，已登记。" in Phone.words() }
        val tally = runBlocking { core.dayTally() }
        screens.tap("${tally.cashiers.first().name}（${tally.cashiers.first().person}）")
        screens.tap("上交")
        screens.settle("the hand-in") { Phone.words().any { "已交出现金 26.94 元" in it } }
        val offered = runBlocking { core.handovers() }.single { it.outgoing }
        assertEquals(2694L to 1u, offered.cashFen to offered.usedCount)
        assertEquals(0L, runBlocking { core.status() }.cashFen)
        screens.die()
        screens.settle("what became of it") { Phone.words().any { "已交出现金 26.94 元和已用票据给 ${tally.cashiers.first().name}" in it } }
    }

    @Test
    fun `a difference is told at once, recorded, and reported with its cause before the hand-in`() {
        val screens = dayEnd()
        screens.enter("20 元", "1")
        screens.settle("the difference") { "-6.94 元" in Phone.words() }
        screens.tap("登记清点")
        screens.settle("the count") { "现金比票据少。" in Phone.words() }
        assertTrue(!Phone.saying("报告差额").isEnabled)
        Phone.view<cn.dianfei.field.ui.TextEntry>(cn.dianfei.field.R.id.cause).entry.requestFocus()
        Phone.type("找零时多找")
        screens.tap("报告差额")
        screens.settle("the report") { Phone.words().any { "已登记差额及原因：找零时多找" in it } }
        assertEquals("找零时多找", runBlocking { core.dayTally() }.count?.cause)
    }

    @Test
    fun `what was counted outlives the death of the process`() {
        val screens = dayEnd()
        screens.enter("20 元", "1")
        screens.die()
        screens.settle("the sum") { "-6.94 元" in Phone.words() }
        screens.rotate()
        screens.settle("the sum") { "-6.94 元" in Phone.words() }
        assertEquals(null, runBlocking { core.dayTally() }.count)
    }
}
