package cn.dianfei.field.collection

import cn.dianfei.core.AccountView
import cn.dianfei.core.AllocationView
import cn.dianfei.core.CoreException
import cn.dianfei.core.DebtView
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.NextTicketView
import cn.dianfei.core.PaymentPreviewView
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.core.QuoteView
import cn.dianfei.core.Role
import cn.dianfei.core.Words
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import kotlinx.coroutines.test.TestCoroutineScheduler
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class PaymentPresenterTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        var draft: String? = null
        var refuses: CoreException? = null
        var numbersLeft = 50uL
        var overLimit = false

        /** What bills come to: no sum of what is quoted, so that a figure of the shell's own is seen. */
        val owed = mutableMapOf(setOf("B1") to 1_013L, setOf("B2") to 2_001L, setOf("B1", "B2") to 3_014L)
        val previewed = mutableListOf<PaymentRequest>()
        val taken = mutableListOf<PaymentRequest>()

        override fun quote(account: String) = QuoteView(
            Pretended.status(listOf(Role.COLLECTOR)),
            AccountView(account, "张三", "东村 1 号", null, "T01", Words("居民", "Residential")),
            "2026-11-05", listOf(debt("B1", "2026-09", 1_000, 12), debt("B2", "2026-10", 2_000, 0)), 3_012, "叁拾元壹角贰分", 0,
            if (numbersLeft == 0uL) null else NextTicketView("DF2026", "00000007", numbersLeft, numbersLeft <= 5uL), null, emptyList(), draft,
        )

        override fun owed(account: String, bills: List<String>): Long {
            refuses?.let { throw it }
            return owed.getValue(bills.toSet())
        }

        override fun keepPaymentDraft(account: String, requestId: String, body: String) {
            draft = body
        }

        override fun previewPayment(request: PaymentRequest): PaymentPreviewView {
            previewed += request
            val (amount, received) = fen(request.amount) to fen(request.received)
            if (received < amount) throw CoreException.InvalidInput("received", Pretended.told("below_amount"))
            return PaymentPreviewView(amount, "大写", received, received - amount, listOf(AllocationView("B1", amount, 0, amount)), 0, 3_012 - amount)
        }

        override fun takePayment(request: PaymentRequest): PaymentTakenView {
            refuses?.let { throw it }
            check(draft!!.contains(request.requestId)) { "the request must be kept before it is sent" }
            taken += request
            draft = null
            val (amount, received) = fen(request.amount) to fen(request.received)
            return PaymentTakenView(
                "F1", "DF2026", "00000007", amount, received, received - amount, emptyList(), 0, 0, overLimit,
                numbersLeft - 1u, numbersLeft <= 6uL, Pretended.status(listOf(Role.COLLECTOR)),
            )
        }

        private fun fen(yuan: String) = java.math.BigDecimal(yuan).movePointRight(2).longValueExact()

        private fun debt(bill: String, period: String, principal: Long, late: Long) =
            DebtView(bill, period, "2026-10-28", "20", principal, late, if (late > 0) 8 else 0, true, principal + late)
    }

    private val core = Core()
    private val clock = TestCoroutineScheduler()
    private val calls = mutableListOf<String>()
    private var ids = 0

    private fun opened(): PaymentPresenter {
        calls.clear()
        return PaymentPresenter(Pretended.gateway(core, calls), "3200100001", Pretended.scope(clock)) { "request-${++ids}" }.apply { seen() }
    }

    @Test
    fun `all that is owed is proposed, given exactly, with two calls`() {
        val state = opened().state.value
        assertEquals("30.12" to "30.12", state.amount to state.received)
        assertEquals(0L, state.preview?.changeFen)
        assertEquals(listOf("quote", "previewPayment"), calls)
    }

    @Test
    fun `typing asks the core once, when the thumb has stopped`() {
        val payment = opened()
        core.previewed.clear()
        for (text in listOf("4", "40", "40.", "40.1", "40.12")) payment.on(PaymentEvent.ReceivedTyped(text))
        assertEquals("the thumb may go on", 0, core.previewed.size)
        clock.advanceUntilIdle()
        assertEquals(listOf("40.12"), core.previewed.map { it.received })
        assertEquals(1_000L to "30.12", payment.state.value.run { preview?.changeFen to amount })
    }

    @Test
    fun `received follows the amount until somebody types it`() {
        val payment = opened()
        payment.on(PaymentEvent.AmountTyped("10"))
        assertEquals("10", payment.state.value.received)
        payment.on(PaymentEvent.ReceivedTyped("20"))
        payment.on(PaymentEvent.AmountTyped("15"))
        assertEquals("20", payment.state.value.received)
        clock.advanceUntilIdle()
        assertEquals(1_500L to 500L, payment.state.value.preview?.run { amountFen to changeFen })
    }

    @Test
    fun `chosen bills propose what they come to`() {
        val payment = opened()
        payment.on(PaymentEvent.ByBill(true))
        payment.on(PaymentEvent.Chosen("B2", false))
        assertEquals("10.13", payment.state.value.amount)
        payment.on(PaymentEvent.Take)
        payment.on(PaymentEvent.Confirm)
        assertEquals(listOf("B1"), core.taken.single().bills)
    }

    @Test
    fun `chosen bills that were kept are proposed again, with three calls`() {
        opened().apply {
            on(PaymentEvent.ByBill(true))
            on(PaymentEvent.Chosen("B1", false))
            left()
        }
        assertEquals("20.01", opened().state.value.amount)
        assertEquals(listOf("quote", "owed", "previewPayment"), calls)
    }

    @Test
    fun `without a bill nothing is proposed, and the oldest first comes back as quoted`() {
        val payment = opened()
        payment.on(PaymentEvent.ByBill(true))
        assertEquals("30.14", payment.state.value.amount)
        payment.on(PaymentEvent.Chosen("B1", false))
        payment.on(PaymentEvent.Chosen("B2", false))
        assertEquals("" to false, payment.state.value.run { amount to canTake })
        payment.on(PaymentEvent.ByBill(false))
        assertEquals("30.12", payment.state.value.amount)
    }

    @Test
    fun `a figure that is typed stands, whatever the bills come to, and is asked for no more`() {
        val payment = opened()
        payment.on(PaymentEvent.ByBill(true))
        payment.on(PaymentEvent.AmountTyped("12"))
        calls.clear()
        payment.on(PaymentEvent.Take)
        assertEquals(listOf("previewPayment"), calls)
        assertEquals(1_200L, payment.state.value.preview?.amountFen)
    }

    @Test
    fun `where the core cannot say what bills come to, nothing is proposed or taken`() {
        val payment = opened()
        core.refuses = CoreException.NotFound("B1", Pretended.told("not_found"))
        payment.on(PaymentEvent.ByBill(true))
        assertEquals("not_found" to "", payment.state.value.run { error?.code to amount })
        payment.on(PaymentEvent.Take)
        assertFalse(payment.state.value.isConfirming)
    }

    @Test
    fun `nothing is taken without the second word, and a second thumb takes nothing`() {
        val payment = opened()
        payment.on(PaymentEvent.Confirm)
        payment.on(PaymentEvent.Take)
        assertTrue(payment.state.value.isConfirming && core.taken.isEmpty())
        payment.on(PaymentEvent.Confirm)
        payment.on(PaymentEvent.Confirm)
        payment.on(PaymentEvent.Take)
        assertEquals(1, core.taken.size)
        assertEquals(listOf(PaymentEffect.Saved, PaymentEffect.GoOn("DF2026", "00000007")), List(2) { payment.nextEffect() })
    }

    @Test
    fun `a figure that changes after the question takes the question back`() {
        val payment = opened()
        payment.on(PaymentEvent.Take)
        payment.on(PaymentEvent.AmountTyped("12"))
        assertFalse(payment.state.value.isConfirming)
        payment.on(PaymentEvent.Confirm)
        assertEquals(0, core.taken.size)
    }

    @Test
    fun `less received than taken is said at the figure and cannot be taken`() {
        val payment = opened()
        payment.on(PaymentEvent.ReceivedTyped("10"))
        payment.on(PaymentEvent.Take)
        assertEquals("received", payment.state.value.wrong?.field)
        assertFalse(payment.state.value.isConfirming)
    }

    @Test
    fun `what was typed comes back with its request, and is not kept once it is paid`() {
        opened().apply {
            on(PaymentEvent.AmountTyped("12"))
            on(PaymentEvent.ReceivedTyped("50"))
            left()
        }
        val again = opened()
        assertEquals("12" to "50", again.state.value.run { amount to received })
        again.on(PaymentEvent.Take)
        again.on(PaymentEvent.Confirm)
        assertEquals("request-1", core.taken.single().requestId)
        again.left()
        assertNull(core.draft)
    }

    @Test
    fun `a payment that failed is sent again as the same request`() {
        val payment = opened()
        core.refuses = CoreException.Storage(Pretended.told("disk_full"))
        payment.on(PaymentEvent.Take)
        payment.on(PaymentEvent.Confirm)
        assertEquals("disk_full", payment.state.value.error?.code)
        val kept = core.draft
        core.refuses = null
        payment.on(PaymentEvent.Confirm)
        assertTrue(kept!!.contains(core.taken.single().requestId))
    }

    @Test
    fun `without a number nothing can be taken, with few it can`() {
        core.numbersLeft = 0u
        assertFalse(opened().state.value.canTake)
        core.numbersLeft = 1u
        assertTrue(opened().state.value.canTake)
    }

    @Test
    fun `too much cash is told before the ticket is shown, and stops nothing`() {
        core.overLimit = true
        val payment = opened()
        payment.on(PaymentEvent.Take)
        payment.on(PaymentEvent.Confirm)
        assertEquals(3_012L, payment.state.value.taken?.amountFen)
        assertEquals(PaymentEffect.Saved, payment.nextEffect())
        payment.on(PaymentEvent.ShowTicket)
        assertEquals(PaymentEffect.GoOn("DF2026", "00000007"), payment.nextEffect())
    }

    @Test
    fun `a draft survives as text, and one without a request is none`() {
        val draft = PaymentDraft("r", "12.", null, setOf("B1", "B2"))
        assertEquals(draft, PaymentDraft.of(draft.toText()))
        assertEquals(PaymentDraft("r", null, "", emptySet()), PaymentDraft.of(PaymentDraft("r", null, "", emptySet()).toText()))
        assertNull(PaymentDraft.of("amount=5"))
    }
}
