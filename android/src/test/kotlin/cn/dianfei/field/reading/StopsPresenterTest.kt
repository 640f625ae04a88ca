package cn.dianfei.field.reading

import cn.dianfei.core.CoreException
import cn.dianfei.core.StopState
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class StopsPresenterTest {
    private val core = PretendedRoute()
    private val calls = mutableListOf<String>()
    private var ids = 0

    private fun opened(gateway: CoreGateway = Pretended.gateway(core, calls)) =
        StopsPresenter(gateway, Pretended.scope(), PretendedRoute.ROUTE, PretendedRoute.PERIOD) { "request-${++ids}" }.apply { seen() }

    private fun StopsPresenter.shown() = state.value.list!!.stops.map { it.meter }

    @Test
    fun `the open meters are there with one call, and the first of them is next`() {
        core.states["M1"] = StopState.READ
        val stops = opened()
        assertEquals(listOf("stops"), calls)
        assertEquals(listOf("M2", "M3") to "M2", stops.shown() to stops.state.value.next?.meter)
        stops.on(StopsEvent.Next)
        assertEquals(StopsEffect.OpenMeter("M2"), stops.nextEffect())
        stops.on(StopsEvent.Open("M3"))
        assertEquals(StopsEffect.OpenMeter("M3"), stops.nextEffect())
    }

    @Test
    fun `whatever is looked for, next is the first open meter of the walk`() {
        val stops = opened()
        stops.on(StopsEvent.Search(" M3 "))
        assertEquals(listOf("M3") to "M1", stops.shown() to stops.state.value.next?.meter)
        assertEquals("what stands in the field is what was typed", " M3 ", stops.state.value.text)
        stops.on(StopsEvent.Search(""))
        core.states["M1"] = StopState.READ
        stops.on(StopsEvent.Only(StopState.READ))
        assertEquals(listOf("M1") to "M2", stops.shown() to stops.state.value.next?.meter)
        stops.on(StopsEvent.Only(null))
        assertEquals(listOf("M1", "M2", "M3"), stops.shown())
    }

    @Test
    fun `only the last thing that was looked for counts`() {
        val slow = Slow()
        val stops = opened(slow.gateway(core))
        for (text in listOf("M", "M3", "M2")) stops.on(StopsEvent.Search(text))
        slow.work()
        assertEquals(listOf("M2"), stops.shown())
        assertEquals("nobody waits for what is looked for no more", listOf("M2", ""), core.asked.map { it.text })
    }

    @Test
    fun `once nothing is open all of it is shown, and nothing is next`() {
        core.states.keys.forEach { core.states[it] = StopState.READ }
        val stops = opened()
        assertEquals(listOf("M1", "M2", "M3"), stops.shown())
        assertNull(stops.state.value.only)
        assertNull(stops.state.value.next)
        stops.on(StopsEvent.Next)
        stops.on(StopsEvent.Close)
        assertEquals(StopsEffect.Close, stops.nextEffect())
    }

    @Test
    fun `a route comes back after a second word, once`() {
        val slow = Slow()
        val stops = opened(slow.gateway(core))
        slow.work()
        stops.on(StopsEvent.Confirm)
        stops.on(StopsEvent.HandIn)
        stops.on(StopsEvent.Cancel)
        stops.on(StopsEvent.Confirm)
        slow.work()
        assertEquals("nothing was asked for", 0, core.handedIn.size)
        stops.on(StopsEvent.HandIn)
        repeat(2) { stops.on(StopsEvent.Confirm) }
        slow.work()
        assertEquals(1, core.handedIn.size)
        assertEquals(2u to 1u, stops.state.value.handedIn!!.run { read to missed })
        assertTrue(stops.state.value.isHandedIn && !stops.state.value.isConfirming)
        assertEquals(StopsEffect.Saved, stops.nextEffect())
        assertNull("no meter of it is next", stops.state.value.next)
        stops.on(StopsEvent.HandIn)
        assertFalse(stops.state.value.isConfirming)
    }

    @Test
    fun `a refused hand-in says why and goes again under the same request`() {
        val stops = opened()
        core.refuses = CoreException.Refused(Pretended.told("route_incomplete", "4.1.2"))
        stops.on(StopsEvent.HandIn)
        stops.on(StopsEvent.Confirm)
        assertEquals("route_incomplete", stops.state.value.error?.code)
        assertEquals(StopsEffect.Refused, stops.nextEffect())
        assertNull(stops.state.value.handedIn)
        assertFalse(stops.state.value.run { isBusy || isConfirming })
        core.refuses = null
        stops.on(StopsEvent.HandIn)
        stops.on(StopsEvent.Confirm)
        assertEquals(listOf("request-1", "request-1"), core.handedIn.map { it.requestId })
        assertNull(stops.state.value.error)
    }

    @Test
    fun `what the core cannot tell is said, and the list stands as it was`() {
        val stops = opened()
        core.refuses = CoreException.Storage(Pretended.told("storage"))
        stops.on(StopsEvent.Search("M3"))
        assertEquals("storage", stops.state.value.error?.code)
        assertEquals(listOf("M1", "M2", "M3"), stops.shown())
    }
}
