package cn.dianfei.field.ticket

import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.device.Printer
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.TicketPaper
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class TicketScreensTest {
    private val core get() = TestApp.it.graph.core

    @Before
    fun phone() {
        Phone.switchOn()
        Village.collector()
    }

    private fun paid(account: String = "3200100010", received: String = "100"): PaymentTakenView = runBlocking {
        val owed = core.quote(account)
        val amount = "%d.%02d".format(owed.totalFen / 100, owed.totalFen % 100)
        core.takePayment(PaymentRequest("pay-$account", account, emptyList(), amount, received))
    }

    private fun receipt(ticket: PaymentTakenView) = Screens(Ways.receipt(TestApp.it, ticket.series, ticket.no))

    @Test
    fun `a ticket stands on the screen as the printer sets it`() {
        val screens = receipt(paid())
        screens.settle("the ticket") { Phone.words().any { "00000001" in it } }
        val said = Phone.view<TicketPaper>(R.id.paper).contentDescription.toString()
        assertTrue(said, "26.94" in said && "贰拾陆元玖角肆分" in said)
        assertEquals("nothing is on the main thread", emptyList<TestApp.Call>(), TestApp.it.calls.filter { it.isOnMainThread })
        assertTrue(TestApp.it.calls.count { it.name == "receipt" } == 1)
    }

    @Test
    fun `a second print says that it is one, and what did not reach the printer is told`() {
        val ticket = paid()
        val written = mutableListOf<ByteArray>()
        TestApp.it.printer = Printer { bytes -> Printer.Result.Written(bytes.size).also { written += bytes } }
        val screens = receipt(ticket)
        screens.tap("打印")
        screens.settle("the print") { written.size == 1 && Phone.words().any { "字节" in it } }
        assertFalse("补打".toByteArray(charset("GBK")).let { written[0].has(it) })
        screens.tap("补打")
        screens.settle("the second print") { written.size == 2 }
        assertTrue("补打".toByteArray(charset("GBK")).let { written[1].has(it) })
        TestApp.it.printer = Printer { Printer.Result.NoPrinter }
        screens.tap("补打")
        screens.settle("the refusal") { "没有可用的打印机。" in Phone.words() }
    }

    @Test
    fun `a void is claimed with its reason and copies, and the money stays in custody`() {
        val ticket = paid()
        val screens = Screens(Ways.void(TestApp.it, ticket.series, ticket.no))
        screens.settle("the screen") { "声明作废" in Phone.words() }
        assertFalse("without a reason nothing is recorded", Phone.saying("声明作废").isEnabled)
        Phone.view<cn.dianfei.field.ui.TextEntry>(R.id.reason).entry.requestFocus()
        assertTrue(Phone.type("户名打印错位"))
        screens.tap("3 联")
        screens.tap("声明作废")
        screens.settle("the claim") { Phone.words().any { "26.94 元仍由您保管" in it } }
        val tickets = runBlocking { core.tickets(Village.TODAY) }
        assertEquals(listOf(true), tickets.numbers.map { it.void })
        assertEquals(2694L, tickets.status.cashFen)
        screens.tap("继续")
        assertEquals(null, screens.top)
    }

    @Test
    fun `a number that is not the next one is refused with its clause`() {
        val screens = Screens(Ways.void(TestApp.it, "DF2026", "00000009"))
        screens.settle("the screen") { "声明作废" in Phone.words() }
        Phone.view<cn.dianfei.field.ui.TextEntry>(R.id.reason).entry.requestFocus()
        Phone.type("写错")
        screens.tap("0 联")
        screens.tap("声明作废")
        screens.settle("the refusal") { Phone.words().any { "依据第 3.2 条" in it } }
        assertEquals(emptyList<Any>(), runBlocking { core.tickets(Village.TODAY) }.numbers)
    }

    @Test
    fun `tickets and handovers open with two calls at most`() {
        for (way in listOf(Ways.tickets(TestApp.it), Ways.handovers(TestApp.it))) {
            TestApp.it.forget()
            val screens = Screens(way)
            screens.settle("the strip") { Phone.words().any { "票余" in it } }
            assertTrue("${TestApp.it.calls}", TestApp.it.calls.size <= 2)
            assertTrue(TestApp.it.calls.none { it.isOnMainThread })
            check(screens.top!!.findViewById<HeaderBar>(R.id.header).isShown)
        }
    }

    private fun ByteArray.has(part: ByteArray): Boolean =
        (0..size - part.size).any { at -> part.indices.all { this[at + it] == part[it] } }
}
