package cn.dianfei.field.recovery

import cn.dianfei.core.CashHandInRequest
import cn.dianfei.core.CoreException
import cn.dianfei.core.CountPreviewView
import cn.dianfei.core.CountRequest
import cn.dianfei.core.CountTakenView
import cn.dianfei.core.CountView
import cn.dianfei.core.DayTallyView
import cn.dianfei.core.DenominationView
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.HandoverDoneView
import cn.dianfei.core.HandoverState
import cn.dianfei.core.HandoverView
import cn.dianfei.core.OverShortRequest
import cn.dianfei.core.PersonView
import cn.dianfei.core.Role
import cn.dianfei.core.TicketRangeView
import cn.dianfei.field.phone.Pretended
import kotlinx.coroutines.test.TestCoroutineScheduler
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Test

class DayEndPresenterTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        val status = Pretended.status(listOf(Role.COLLECTOR))
        var expectedFen = 2_694L
        var count: CountView? = null
        var draft: String? = null
        var refuses: CoreException? = null
        var handedIn = HandoverState.OFFERED
        val counts = mutableListOf<CountRequest>()
        val reports = mutableListOf<OverShortRequest>()
        val handIns = mutableListOf<CashHandInRequest>()

        override fun dayTally() = DayTallyView(
            status, expectedFen, if (expectedFen == 0L) 0u else 1u, emptyList(), emptyList(), count, null,
            listOf(PersonView("1004", "钱会计"), PersonView("1005", "李会计")), listOf(10_000, 2_000, 1), draft,
        )

        override fun keepCountDraft(requestId: String, body: String) {
            draft = body
        }

        override fun previewCount(pieces: List<DenominationView>): CountPreviewView {
            val sum = pieces.sumOf { it.valueFen * it.pieces.toLong() }
            return CountPreviewView(sum, sum - expectedFen)
        }

        override fun countCash(request: CountRequest): CountTakenView {
            refuses?.let { throw it }
            counts += request
            draft = null
            val (sum, less) = previewCount(request.denominations).run { countedFen to differenceFen }
            count = CountView("C${counts.size}", expectedFen, sum, less, request.denominations, null)
            return CountTakenView("C${counts.size}", expectedFen, sum, less)
        }

        override fun reportOverShort(request: OverShortRequest): String {
            reports += request
            count = count?.copy(cause = request.cause)
            return "R1"
        }

        override fun offerHandIn(request: CashHandInRequest): HandoverDoneView {
            handIns += request
            val done = HandoverDoneView("O1", count!!.countedFen, listOf(USED), status)
            expectedFen = 0
            count = null
            return done
        }

        override fun handovers() = listOf(
            HandoverView("O0", false, "1001", "周会计", listOf(USED), emptyList(), 0, 0u, emptyList(), HandoverState.ACCEPTED, "2026-11-01"),
            HandoverView("O1", true, "1005", "李会计", emptyList(), emptyList(), 2_694, 1u, listOf(USED), handedIn, null),
        )
    }

    private val core = Core()
    private val calls = mutableListOf<String>()
    private val clock = TestCoroutineScheduler()

    private fun opened(): DayEndPresenter {
        calls.clear()
        return DayEndPresenter(Pretended.gateway(core, calls), Pretended.scope(clock)).apply { seen() }
    }

    private fun DayEndPresenter.type(vararg pieces: Pair<Long, String>) = pieces.forEach { on(DayEndEvent.Typed(it.first, it.second)) }

    @Test
    fun `the sum is asked for once the thumb has stopped, and what is no count cannot be recorded`() {
        val day = opened()
        calls.clear()
        day.type(2_000L to "1", 1L to "6", 1L to "69", 1L to "694")
        assertEquals("the thumb may go on", emptyList<String>(), calls)
        clock.advanceUntilIdle()
        assertEquals(0L, day.state.value.preview?.differenceFen)
        assertEquals(listOf("previewCount"), calls)
        day.type(1L to "6.9")
        day.on(DayEndEvent.Count)
        assertEquals(emptyList<CountRequest>(), core.counts)
    }

    @Test
    fun `a difference is reported before the cash goes to the cashier that was chosen`() {
        val day = opened()
        day.type(2_000L to "1")
        day.on(DayEndEvent.Count)
        assertEquals(DayStep.REPORT, day.state.value.step)
        day.on(DayEndEvent.CauseTyped("找零时多找"))
        day.on(DayEndEvent.Report)
        assertEquals(listOf("C1" to "找零时多找"), core.reports.map { it.count to it.cause })
        assertEquals(DayStep.HAND_IN, day.state.value.step)
        day.on(DayEndEvent.HandIn)
        assertEquals("two cashiers: one is to be chosen", emptyList<CashHandInRequest>(), core.handIns)
        day.on(DayEndEvent.Chosen("1005"))
        day.on(DayEndEvent.HandIn)
        assertEquals(listOf("1005"), core.handIns.map { it.to })
        assertEquals(DayStep.DONE to 2_000L, day.state.value.run { step to handedIn?.cashFen })
    }

    @Test
    fun `who comes back later sees what became of the hand-in, with two calls`() {
        core.expectedFen = 0
        val day = opened()
        assertEquals(listOf("dayTally", "handovers"), calls)
        assertEquals("O1" to HandoverState.OFFERED, day.state.value.lastHandIn?.run { offer to state })
        core.handedIn = HandoverState.ACCEPTED
        day.seen()
        assertEquals(HandoverState.ACCEPTED, day.state.value.lastHandIn?.state)
    }

    @Test
    fun `counting again goes on after the screen was left, and is another request`() {
        val day = opened()
        day.type(2_000L to "1")
        day.on(DayEndEvent.Count)
        day.on(DayEndEvent.CountAgain)
        day.type(2_000L to "2")
        day.left()
        day.seen()
        assertEquals(DayStep.COUNT to "2", day.state.value.run { step to pieces[2_000L] })
        day.on(DayEndEvent.Count)
        assertEquals(listOf(1u, 2u), core.counts.map { it.denominations.single().pieces })
        assertNotEquals(core.counts[0].requestId, core.counts[1].requestId)
        assertFalse(day.state.value.isCountingAgain)
    }

    @Test
    fun `a draft comes back with its request, and none is kept once the count is recorded`() {
        opened().apply {
            type(2_000L to "1")
            left()
        }
        val request = DayEndDraft.read(core.draft!!)!!.first
        val again = opened()
        assertEquals("1", again.state.value.pieces[2_000L])
        again.on(DayEndEvent.Count)
        again.left()
        assertEquals(request, core.counts.single().requestId)
        assertNull(core.draft)
    }

    @Test
    fun `a count that failed is kept as a draft and recorded under the same request`() {
        val day = opened()
        core.refuses = CoreException.Storage(Pretended.told("disk_full"))
        day.type(2_000L to "1")
        day.on(DayEndEvent.Count)
        assertEquals("disk_full", day.state.value.error?.code)
        day.left()
        core.refuses = null
        opened().on(DayEndEvent.Count)
        assertEquals(listOf(1u), core.counts.map { it.denominations.single().pieces })
    }

    private companion object {
        val USED = TicketRangeView("DF2026", "00000001", "00000001", 1uL)
    }
}
