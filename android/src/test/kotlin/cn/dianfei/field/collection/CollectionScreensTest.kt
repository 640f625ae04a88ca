package cn.dianfei.field.collection

import android.content.Intent
import android.widget.EditText
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Patience
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ticket.ReceiptActivity
import cn.dianfei.field.ui.FigureField
import cn.dianfei.field.ui.Keypad
import cn.dianfei.field.ui.TextEntry
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Collection on the real core: 3200100010 owes 26.94. */
@RunWith(RobolectricTestRunner::class)
class CollectionScreensTest {
    private val core get() = TestApp.it.graph.core

    @Before
    fun phone() {
        Phone.switchOn()
        Village.collector()
    }

    private fun opened(way: Intent, shows: String): Screens {
        TestApp.it.forget()
        val screens = Screens(way)
        screens.settle(shows) { Phone.words().any { shows in it } }
        val calls = TestApp.it.calls
        assertTrue("$calls", calls.size <= 3 && calls.none { it.isOnMainThread })
        return screens
    }

    private fun payment() = opened(Ways.payment(TestApp.it, ACCOUNT), "找零")

    private fun field(label: String): FigureField = Phone.windows.flatMap { Phone.seen(it).filterIsInstance<FigureField>() }
        .first { it.figure.contentDescription == label }

    /** On the keypad, as a thumb does. */
    private fun Screens.enter(label: String, keys: String) {
        Phone.tap(field(label).figure)
        settle("the keypad") { Phone.view<Keypad>(R.id.keypad).isShown }
        keys.forEach { key -> tap(key.toString()) }
        Phone.pass(Duration.ofMillis(250))
        settle()
    }

    private fun search(text: String) {
        Phone.seen(Phone.view(R.id.search)).filterIsInstance<EditText>().first().requestFocus()
        assertTrue(Phone.type(text))
    }

    private fun paid() = runBlocking { core.quote(ACCOUNT).earlier }

    @Test
    fun `the list opens in one call and finds a customer by a part of the number`() {
        val screens = opened(Ways.debtors(TestApp.it), "户欠费")
        assertEquals(listOf("debtors"), TestApp.it.calls.map { it.name })
        search(ACCOUNT)
        screens.settle("the customer") { Phone.words().count { "户号 " in it } == 1 }
        screens.tap("26.94 元")
        screens.await<PaymentActivity>()
    }

    @Test
    fun `who is settled is shown only when asked for`() {
        val screens = opened(Ways.debtors(TestApp.it), "户欠费")
        assertFalse("已结清" in Phone.words())
        val account = runBlocking { core.quote(ACCOUNT) }
        runBlocking { core.takePayment(PaymentRequest("p", ACCOUNT, emptyList(), "26.94", "26.94")) }
        search(ACCOUNT)
        screens.settle("nobody") { "没有这样的客户。" in Phone.words() }
        screens.tap("含已结清")
        screens.settle("the customer") { account.account.name in Phone.words() && "已结清" in Phone.words() }
    }

    @Test
    fun `a posted list is recorded with its place, and not without`() {
        val screens = opened(Ways.debtors(TestApp.it, Village.AREA), "户欠费")
        val before = runBlocking { core.status() }.facts
        screens.tap("清单已张贴")
        assertFalse(Phone.saying("登记张贴").isEnabled)
        Phone.view<TextEntry>(R.id.place).entry.requestFocus()
        Phone.type("村委会公告栏")
        screens.tap("登记张贴")
        screens.settle("the record") { "已登记清单张贴。" in Phone.words() }
        assertEquals(before + 1u, runBlocking { core.status() }.facts)
    }

    @Test
    fun `money is taken with the keypad, read out, confirmed, and its ticket follows`() {
        val screens = payment()
        screens.enter("实收", "100")
        screens.settle("the change") { "73.06 元" in Phone.words() }
        screens.tap("收钱并出票")
        screens.settle("the question") { Phone.words().containsAll(listOf("100.00 元", "73.06 元", "26.94 元", "DF2026 00000001")) }
        assertEquals(0, paid().size)
        screens.tap("确认收钱")
        screens.await<ReceiptActivity>()
        assertEquals(listOf(2_694L), paid().map { it.amountFen })
        screens.back()
        screens.settle("the way back") { screens.top == null }
    }

    @Test
    fun `a rotation in the middle keeps what was typed and what was asked`() {
        val screens = payment()
        screens.enter("收款", "20")
        screens.enter("实收", "50")
        screens.rotate()
        screens.rotate()
        screens.settle("the figures") { "30.00 元" in Phone.words() }
        assertEquals("20", field("收款").figure.text.toString())
        screens.tap("收钱并出票")
        screens.settle("the question") { "确认收钱" in Phone.words() }
        screens.rotate()
        screens.settle("the question") { "确认收钱" in Phone.words() }
        screens.tap("确认收钱")
        screens.await<ReceiptActivity>()
        assertEquals(listOf(2_000L), paid().map { it.amountFen })
    }

    @Test
    fun `a death in the middle keeps what was typed, and takes nothing`() {
        val screens = payment()
        screens.enter("收款", "20")
        screens.enter("实收", "50")
        screens.tap("收钱并出票")
        screens.settle("the question") { "确认收钱" in Phone.words() }
        screens.die()
        screens.settle("the figures") { "30.00 元" in Phone.words() && "收钱并出票" in Phone.words() }
        assertEquals("20" to "50", field("收款").figure.text.toString() to field("实收").figure.text.toString())
        assertEquals(0, paid().size)
    }

    /** The first payment stops here, before the core has it or before anybody hears of it. */
    private class Door(private val isBefore: Boolean) {
        val reached = CountDownLatch(1)
        val opened = CountDownLatch(1)
        private val isFirst = AtomicBoolean(true)

        fun stand() {
            val open = TestApp.it.open
            TestApp.it.open = { config, key -> Guarded(open(config, key)) }
        }

        private inner class Guarded(private val real: FieldApiInterface) : FieldApiInterface by real {
            override fun takePayment(request: PaymentRequest): PaymentTakenView {
                if (!isFirst.getAndSet(false)) return real.takePayment(request)
                if (isBefore) stop()
                return real.takePayment(request).also { if (!isBefore) stop() }
            }

            private fun stop() {
                reached.countDown()
                opened.await(Patience.SECONDS, TimeUnit.SECONDS)
            }
        }
    }

    private fun diesWhileTaking(door: Door): Screens {
        door.stand()
        val screens = payment()
        screens.enter("收款", "20")
        screens.tap("收钱并出票")
        screens.settle("the question") { "确认收钱" in Phone.words() }
        Phone.tap("确认收钱")
        // The main thread goes on meanwhile: the draft is kept before the money is taken.
        Phone.settle("the call") { door.reached.count == 0L }
        screens.die()
        return screens
    }

    @Test
    fun `a death after the payment and before its answer leaves one payment and no draft`() {
        val door = Door(isBefore = false)
        val screens = diesWhileTaking(door)
        door.opened.countDown()
        screens.settle("what was taken") { "今天已收" in Phone.words() }
        assertEquals("only the rest is proposed", "6.94", field("收款").figure.text.toString())
        assertEquals(listOf(2_000L), paid().map { it.amountFen })
        assertEquals(null, runBlocking { core.quote(ACCOUNT) }.draft)
    }

    @Test
    fun `a death before the payment, and the same again by a second thumb, is one payment`() {
        val door = Door(isBefore = true)
        diesWhileTaking(door)
        Phone.settle("what was typed") { "收钱并出票" in Phone.words() && Phone.saying("收钱并出票").isEnabled }
        assertEquals("20", field("收款").figure.text.toString())
        Phone.tap("收钱并出票")
        Phone.settle("the question") { "确认收钱" in Phone.words() }
        Phone.tap("确认收钱")
        Phone.settle("the payment") { paid().isNotEmpty() }
        // Now also the first comes through, with the same number of its request.
        door.opened.countDown()
        Phone.settle("both") { !TestApp.it.isBusy }
        assertEquals(listOf(2_000L), paid().map { it.amountFen })
        assertEquals("00000002", runBlocking { core.quote(ACCOUNT) }.nextTicket?.no)
    }

    @Test
    fun `what was taken today stands there, so that nobody takes it again by mistake`() {
        runBlocking { core.takePayment(PaymentRequest("p", ACCOUNT, emptyList(), "20", "20")) }
        val screens = opened(Ways.payment(TestApp.it, ACCOUNT), "今天已收")
        screens.tap("今天已收")
        screens.await<ReceiptActivity>()
    }

    @Test
    fun `a bill is told in sentences with its total in figures and capitals`() {
        val bill = runBlocking { core.quote(ACCOUNT) }.debts.first { it.explained }
        val told = runBlocking { core.bill(bill.bill) }
        val screens = payment()
        screens.tap("看明细 ›")
        screens.await<BillActivity>()
        screens.settle("the bill") { told.totalCapitals in Phone.words() }
        assertTrue("${Phone.words()}", told.steps.all { step -> Phone.words().any { step.zh in it } })
    }

    private companion object {
        const val ACCOUNT = "3200100010"
    }
}
