package cn.dianfei.field.collection

import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.QuoteView
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Gallery
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ui.FigureField
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Each screen of collection in each look. */
@RunWith(RobolectricTestRunner::class)
class CollectionGalleryTest {
    private val core get() = TestApp.it.graph.core

    @Before
    fun phone() {
        Phone.switchOn()
        Village.collector()
    }

    private fun payment(): Screens = Screens(Ways.payment(TestApp.it, ACCOUNT)).apply { settle("the figures") { "找零" in Phone.words() } }

    private fun hundredIsGiven(): Screens = payment().apply {
        val field = Phone.windows.flatMap { Phone.seen(it).filterIsInstance<FigureField>() }.last()
        Phone.tap(field.figure)
        settle()
        listOf("1", "0", "0").forEach(::tap)
        Phone.pass(Duration.ofMillis(250))
        settle("the change") { "73.06 元" in Phone.words() }
    }

    @Test
    fun `the customers to collect from`() {
        Gallery.keep("debtors") { Screens(Ways.debtors(TestApp.it)).apply { settle("the list") { Phone.words().any { "户欠费" in it } } } }
    }

    @Test
    fun `a list that was posted`() {
        Gallery.keep("debtors-posting") {
            Screens(Ways.debtors(TestApp.it)).apply {
                settle("the list") { Phone.words().any { "户欠费" in it } }
                tap("清单已张贴")
                settle("the question") { "张贴地点" in Phone.words() }
            }
        }
    }

    @Test
    fun `what a customer owes`() {
        Gallery.keep("payment") { payment() }
    }

    @Test
    fun `what a customer gives, on the keypad`() {
        Gallery.keep("payment-keypad") { hundredIsGiven() }
    }

    @Test
    fun `received and change are read out before money is taken`() {
        Gallery.keep("payment-confirm") {
            hundredIsGiven().apply {
                tap("收钱并出票")
                settle("the question") { "确认收钱" in Phone.words() }
            }
        }
    }

    @Test
    fun `a customer who has paid and gives more`() {
        runBlocking { core.takePayment(PaymentRequest("p", ACCOUNT, emptyList(), "26.94", "50")) }
        Gallery.keep("payment-settled") {
            Screens(Ways.payment(TestApp.it, ACCOUNT)).apply { settle("the customer") { "今天已收" in Phone.words() } }
        }
    }

    /** Nobody in the village is so far behind on the demo's first day. */
    private fun told(change: QuoteView.() -> QuoteView) {
        val open = TestApp.it.open
        TestApp.it.open = { config, key ->
            val real = open(config, key)
            object : FieldApiInterface by real {
                override fun quote(account: String) = real.quote(account).change()

                override fun previewPayment(request: PaymentRequest) = real.previewPayment(request.copy(bills = emptyList()))
            }
        }
    }

    @Test
    fun `three bills with late fee, few tickets, bills to be chosen`() {
        told {
            val old = debts.first().copy(bill = "old", period = "2025-12", dueOn = "2025-12-28", principalFen = 123_456, lateFeeFen = 38_518, lateDays = 312, explained = false, totalFen = 161_974)
            val late = debts.first().copy(bill = "late", period = "2026-09", dueOn = "2026-09-28", lateFeeFen = 102, lateDays = 38, totalFen = 2_796)
            copy(debts = listOf(old, late) + debts, totalFen = 167_464, nextTicket = nextTicket!!.copy(left = 4u, runningOut = true))
        }
        Gallery.keep("payment-arrears") {
            payment().apply {
                tap("指定账单")
                settle("the boxes") { Phone.view<DebtList>(R.id.debts).isShown }
            }
        }
    }

    @Test
    fun `without a number it says what to do`() {
        told { copy(nextTicket = null) }
        Gallery.keep("payment-no-ticket") { payment() }
    }

    @Test
    fun `a bill in sentences`() {
        val bill = runBlocking { core.quote(ACCOUNT) }.debts.first().bill
        Gallery.keep("bill") { Screens(Ways.bill(TestApp.it, bill)).apply { settle("the bill") { "怎样算出来的" in Phone.words() } } }
    }

    private companion object {
        /** Owes one bill of 26.94. */
        const val ACCOUNT = "3200100010"
    }
}
