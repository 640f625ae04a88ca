package cn.dianfei.field.ticket

import cn.dianfei.core.ClaimView
import cn.dianfei.core.CoreException
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.HandoverDoneView
import cn.dianfei.core.HandoverRequest
import cn.dianfei.core.HandoverState
import cn.dianfei.core.HandoverView
import cn.dianfei.core.LossRequest
import cn.dianfei.core.NumberView
import cn.dianfei.core.RangeView
import cn.dianfei.core.ReceiptView
import cn.dianfei.core.Role
import cn.dianfei.core.TicketRangeView
import cn.dianfei.core.TicketsView
import cn.dianfei.core.VoidRequest
import cn.dianfei.core.WithdrawRequest
import cn.dianfei.core.Words
import cn.dianfei.field.device.Printer
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class TicketPresentersTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        val status = Pretended.status(listOf(Role.COLLECTOR))
        var prints = 0
        var refuses: CoreException? = null
        val voids = mutableListOf<VoidRequest>()
        val losses = mutableListOf<LossRequest>()
        val accepted = mutableListOf<HandoverRequest>()
        val withdrawn = mutableListOf<WithdrawRequest>()

        override fun status() = status

        override fun receipt(series: String, no: String): ReceiptView {
            if (no == BLANK) throw CoreException.NotFound(no, Pretended.told("not_found"))
            return ReceiptView(status, series, no, emptyList(), byteArrayOf(1, 2, 3), prints > 0, null)
        }

        override fun printReceipt(series: String, no: String) = receipt(series, no).also { prints++ }

        override fun tickets(since: String) = TicketsView(
            status,
            listOf(RangeView(TicketRangeView("DF2026", "00000001", "00000010", 10uL), "00000004", 7uL)),
            listOf(number(USED, isUsed = true), number(VOID, isUsed = false), number(BLANK, isUsed = false)),
        )

        override fun voidTicket(request: VoidRequest): ClaimView {
            refuses?.let { throw it }
            voids += request
            return ClaimView(2_694, 7uL, status)
        }

        override fun reportLostTicket(request: LossRequest): ClaimView {
            losses += request
            return ClaimView(0, 6uL, status)
        }

        override fun handovers() = listOf(
            HandoverView("O1", false, "1001", "周会计", emptyList(), listOf("T01"), 0, 0u, emptyList(), HandoverState.OFFERED, null),
        )

        override fun acceptHandover(request: HandoverRequest): HandoverDoneView {
            refuses?.let { throw it }
            accepted += request
            return HandoverDoneView(request.offer, 0, emptyList(), status)
        }

        override fun withdrawHandover(request: WithdrawRequest): HandoverDoneView {
            withdrawn += request
            return HandoverDoneView(request.offer, 0, emptyList(), status)
        }

        private fun number(no: String, isUsed: Boolean) =
            NumberView("DF2026", no, Words("说", "said"), isUsed, !isUsed, null, false, null, null)
    }

    /** A printer with something in the way, until it is taken away. */
    private class Paper(var stands: Printer.Result?) : Printer {
        val written = mutableListOf<ByteArray>()

        override fun inTheWay() = stands

        override suspend fun print(bytes: ByteArray): Printer.Result = Printer.Result.Written(bytes.size).also { written += bytes }
    }

    private val core = Core()
    private val calls = mutableListOf<String>()
    private val gateway = Pretended.gateway(core, calls)

    private fun receipt(paper: Paper) = ReceiptPresenter(gateway, paper, "DF2026", USED, Pretended.scope()).apply { seen() }

    @Test
    fun `without a printer nothing is printed, so the first paper is no second copy`() {
        val paper = Paper(Printer.Result.NoPrinter)
        val receipt = receipt(paper)
        receipt.on(ReceiptEvent.Print)
        assertEquals(Printer.Result.NoPrinter, receipt.state.value.printed)
        assertEquals(ReceiptEffect.Refused, receipt.nextEffect())
        assertEquals(0, core.prints)
        paper.stands = null
        receipt.on(ReceiptEvent.Print)
        assertFalse(receipt.state.value.receipt!!.reprint)
        assertEquals(1 to 1, core.prints to paper.written.size)
    }

    @Test
    fun `the phone asks for Bluetooth before the first print, and the answer goes on with it`() {
        val paper = Paper(Printer.Result.NotAllowed)
        val receipt = receipt(paper)
        receipt.on(ReceiptEvent.Print)
        assertEquals(ReceiptEffect.AskForBluetooth, receipt.nextEffect())
        receipt.on(ReceiptEvent.Allowed(false))
        assertEquals(Printer.Result.NotAllowed, receipt.state.value.printed)
        assertEquals(0, core.prints)
        paper.stands = null
        receipt.on(ReceiptEvent.Allowed(true))
        assertEquals(Printer.Result.Written(3), receipt.state.value.printed)
    }

    @Test
    fun `a used number and a void one with money show their ticket, a blank one has none`() {
        val tickets = TicketsPresenter(gateway, Pretended.scope()).apply { seen() }
        assertEquals(listOf("tickets"), calls)
        tickets.on(TicketsEvent.Number(2))
        assertNull(tickets.state.value.error)
        tickets.on(TicketsEvent.Number(1))
        assertEquals(TicketsEffect.OpenReceipt("DF2026", VOID), tickets.nextEffect())
        tickets.on(TicketsEvent.Number(0))
        assertEquals(TicketsEffect.OpenReceipt("DF2026", USED), tickets.nextEffect())
        tickets.on(TicketsEvent.Next)
        assertEquals(TicketsEffect.OpenVoid("DF2026", "00000004"), tickets.nextEffect())
    }

    @Test
    fun `a void needs its reason and its copies, is claimed once, and a refused one goes under the same request`() {
        val void = VoidPresenter(gateway, "DF2026", USED, Pretended.scope()).apply { seen() }
        void.on(VoidEvent.ReasonTyped("错位"))
        void.on(VoidEvent.Record)
        assertEquals(emptyList<VoidRequest>(), core.voids)
        void.on(VoidEvent.Copies(3))
        core.refuses = CoreException.Storage(Pretended.told("disk_full"))
        void.on(VoidEvent.Record)
        assertEquals("disk_full", void.state.value.error?.code)
        core.refuses = null
        repeat(2) { void.on(VoidEvent.Record) }
        assertEquals(listOf("错位" to 3u.toUByte()), core.voids.map { it.reason to it.copiesKept })
        assertEquals(2_694L, void.state.value.done?.heldFen)
    }

    @Test
    fun `a lost blank needs a reason only`() {
        val void = VoidPresenter(gateway, "DF2026", "00000004", Pretended.scope()).apply { seen() }
        void.on(VoidEvent.Kind(Claim.LOST))
        void.on(VoidEvent.ReasonTyped("被雨淋坏"))
        void.on(VoidEvent.Record)
        assertEquals(listOf("00000004"), core.losses.map { it.no })
        assertEquals(emptyList<VoidRequest>(), core.voids)
    }

    @Test
    fun `an offer is signed for, and a failed signature is tried again under the same request`() {
        val handovers = HandoversPresenter(gateway, Pretended.scope()).apply { seen() }
        assertEquals(listOf("handovers", "status"), calls)
        core.refuses = CoreException.Key(Pretended.told("key_locked"))
        handovers.on(HandoversEvent.Accept("O1"))
        assertEquals("key_locked", handovers.state.value.error?.code)
        core.refuses = null
        handovers.on(HandoversEvent.Accept("O1"))
        assertEquals(listOf("O1"), core.accepted.map { it.offer })
        assertNull(handovers.state.value.error)
    }

    @Test
    fun `an offer is refused with its reason, after the question was asked`() {
        val handovers = HandoversPresenter(gateway, Pretended.scope()).apply { seen() }
        handovers.on(HandoversEvent.RecordWithdrawal)
        assertTrue("nothing was asked for", core.withdrawn.isEmpty())
        handovers.on(HandoversEvent.Withdraw("O1"))
        handovers.on(HandoversEvent.ReasonTyped("清单缺一页"))
        handovers.on(HandoversEvent.RecordWithdrawal)
        assertEquals(listOf("O1" to "清单缺一页"), core.withdrawn.map { it.offer to it.reason })
        assertNull(handovers.state.value.withdrawing)
    }

    private companion object {
        const val USED = "00000001"
        const val VOID = "00000002"
        const val BLANK = "00000003"
    }
}
