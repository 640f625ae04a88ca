package cn.dianfei.field.reading

import cn.dianfei.core.CoreException
import cn.dianfei.core.MissReason
import cn.dianfei.core.StopState
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Test

class MissPresenterTest {
    private val core = PretendedRoute()
    private val calls = mutableListOf<String>()
    private var ids = 0

    private fun opened(gateway: CoreGateway = Pretended.gateway(core, calls), meter: String = "M1") =
        MissPresenter(gateway, Pretended.scope(), PretendedRoute.key(meter)) { "request-${++ids}" }.apply { seen() }

    @Test
    fun `it opens with one call and records nothing without a reason`() {
        val miss = opened()
        assertEquals(listOf("stop"), calls)
        miss.on(MissEvent.Note("门上有锁"))
        miss.on(MissEvent.Record)
        miss.on(MissEvent.GoOn)
        assertEquals(0, core.missed.size)
        assertNull(miss.state.value.missed)
    }

    @Test
    fun `a reason is recorded once, and the next open meter follows`() {
        val slow = Slow()
        val miss = opened(slow.gateway(core))
        miss.on(MissEvent.Reason(MissReason.DOOR_LOCKED))
        miss.on(MissEvent.Record)
        assertEquals("the meter is not known yet", false, miss.state.value.isBusy)
        slow.work()
        repeat(2) { miss.on(MissEvent.Record) }
        slow.work()
        miss.on(MissEvent.Record)
        slow.work()
        val request = core.missed.single()
        assertEquals(listOf("R01", "2026-11", "M1"), request.run { listOf(route, period, meter) })
        assertEquals(MissReason.DOOR_LOCKED to null, request.reason to request.note)
        assertEquals(MissEffect.Saved, miss.nextEffect())
        miss.on(MissEvent.GoOn)
        assertEquals(MissEffect.Done("M2"), miss.nextEffect())
    }

    @Test
    fun `after the last meter it goes back to the list`() {
        core.states["M2"] = StopState.READ
        val miss = opened(meter = "M3")
        miss.on(MissEvent.Reason(MissReason.METER_MISSING))
        miss.on(MissEvent.Note("表箱拆了"))
        miss.on(MissEvent.Record)
        assertEquals("表箱拆了", core.missed.single().note)
        miss.on(MissEvent.GoOn)
        assertEquals(listOf(MissEffect.Saved, MissEffect.Done(null)), List(2) { miss.nextEffect() })
    }

    @Test
    fun `a refused one says why, and the next try is the same request`() {
        val miss = opened()
        miss.on(MissEvent.Reason(MissReason.METER_FAULT))
        core.refuses = CoreException.Storage(Pretended.told("storage_full"))
        miss.on(MissEvent.Record)
        assertEquals("storage_full", miss.state.value.error?.code)
        assertEquals(MissEffect.Refused, miss.nextEffect())
        core.refuses = null
        miss.on(MissEvent.Note("表盘不转"))
        assertNull("something else was typed", miss.state.value.error)
        miss.on(MissEvent.Record)
        assertEquals(listOf("request-1", "request-1"), core.missed.map { it.requestId })
    }

    @Test
    fun `what was typed comes back with its request, and is not kept once it is recorded`() {
        opened().apply {
            on(MissEvent.Reason(MissReason.ACCESS_REFUSED))
            on(MissEvent.Note("明天再来"))
            left()
        }
        val again = opened()
        assertEquals(MissReason.ACCESS_REFUSED to "明天再来", again.state.value.run { reason to note })
        again.on(MissEvent.Record)
        assertEquals("request-1", core.missed.single().requestId)
        again.left()
        assertNull(core.missDraft)
    }

    @Test
    fun `a note alone is kept, nothing typed is not`() {
        opened().left()
        assertNull(core.missDraft)
        opened().apply {
            on(MissEvent.Note("敲门无人"))
            left()
        }
        assertEquals(null to "敲门无人", opened().state.value.run { reason to note })
    }

    @Test
    fun `coming back to the screen leaves what is being typed alone`() {
        val miss = opened()
        core.missDraft = """{"request":"other","note":"旧","reason":"DOOR_LOCKED"}"""
        miss.on(MissEvent.Note("新"))
        miss.seen()
        assertEquals("新", miss.state.value.note)
    }

    @Test
    fun `what another version of the programme kept is typed anew`() {
        for (kept in listOf("reason=DOOR_LOCKED", """{"request":"other"}""")) {
            core.missDraft = kept
            val miss = opened()
            assertEquals(null to "", miss.state.value.run { reason to note })
            assertNull(miss.state.value.error)
            miss.on(MissEvent.Reason(MissReason.METER_FAULT))
            miss.on(MissEvent.Record)
            assertEquals("request-$ids", core.missed.last().requestId)
            core.states["M1"] = StopState.OPEN
        }
        core.missDraft = """{"request":"other","note":"旧","reason":"EARTHQUAKE"}"""
        assertEquals(null to "旧", opened().state.value.run { reason to note })
        assertFalse(opened().state.value.mayRecord)
    }
}
