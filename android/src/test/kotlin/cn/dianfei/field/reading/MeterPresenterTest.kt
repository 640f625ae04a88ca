package cn.dianfei.field.reading

import cn.dianfei.core.CoreException
import cn.dianfei.core.StopState
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.awaits
import cn.dianfei.field.phone.nextEffect
import cn.dianfei.field.reading.PretendedRoute.Companion.TOTAL
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class MeterPresenterTest {
    private val core = PretendedRoute()
    private val calls = mutableListOf<String>()
    private var ids = 0

    private fun opened(meter: String = "M1", gateway: CoreGateway = Pretended.gateway(core, calls)): MeterPresenter {
        calls.clear()
        return MeterPresenter(gateway, Pretended.scope(), PretendedRoute.key(meter)) { "request-${++ids}" }.apply { seen() }
    }

    private fun MeterPresenter.type(figure: String) = on(MeterEvent.Figure(TOTAL, figure))

    private fun MeterPresenter.check(figure: String) {
        type(figure)
        on(MeterEvent.Check)
        assertEquals(Phase.CHECKED, state.value.phase)
    }

    private fun MeterPresenter.figure() = state.value.draft.entered[TOTAL]

    @Test
    fun `a meter opens with one call and waits for its figure`() {
        val meter = opened()
        assertEquals(listOf("stop"), calls)
        assertEquals(Phase.ENTRY to false, meter.state.value.run { phase to mayCheck })
        meter.on(MeterEvent.Check)
        meter.type("123")
        assertTrue(meter.state.value.mayCheck)
        meter.on(MeterEvent.Save)
        assertEquals("nothing was checked or saved", listOf("stop"), calls)
    }

    @Test
    fun `a checked figure is saved, and the next open meter is there with what was taken`() {
        core.states["M2"] = StopState.READ
        val meter = opened()
        meter.check("123")
        assertEquals(core.checked.single().entered.map { it.text }, listOf("123"))
        meter.on(MeterEvent.Save)
        assertEquals("M3" to "M1", meter.state.value.run { work?.stop?.meter to taken?.stop?.meter })
        assertEquals(listOf(MeterEffect.Saved, MeterEffect.Moved("M3")), List(2) { meter.nextEffect() })
        assertEquals(Phase.ENTRY to null, meter.state.value.phase to meter.figure())
        meter.type("4")
        assertNull("what was taken goes with the next figure", meter.state.value.taken)
    }

    @Test
    fun `after the last meter it stays and shows what stands there`() {
        core.states["M3"] = StopState.MISSED
        core.states["M2"] = StopState.READ
        val meter = opened("M3")
        assertTrue(meter.state.value.isMakeUp)
        meter.check("123")
        meter.on(MeterEvent.Save)
        assertEquals("M3" to Phase.READ, meter.state.value.run { work?.stop?.meter to phase })
        meter.on(MeterEvent.Next)
        assertEquals(listOf(MeterEffect.Saved, MeterEffect.Moved("M3"), MeterEffect.Close), List(3) { meter.nextEffect() })
    }

    @Test
    fun `a second thumb checks and saves nothing`() {
        val slow = Slow()
        val meter = opened(gateway = slow.gateway(core))
        slow.work()
        meter.type("123")
        repeat(2) { meter.on(MeterEvent.Check) }
        slow.work()
        assertEquals(1, core.checked.size)
        repeat(2) { meter.on(MeterEvent.Save) }
        slow.work()
        meter.on(MeterEvent.Save)
        slow.work()
        assertEquals(listOf("M1"), core.tried.map { it.meter })
    }

    @Test
    fun `another figure takes back what was found in the one before`() {
        val meter = opened()
        meter.check("123")
        meter.type("124")
        assertEquals(Phase.ENTRY, meter.state.value.phase)
        meter.on(MeterEvent.Save)
        assertEquals(0, core.tried.size)
    }

    @Test
    fun `what was answered goes with the figure, and reading again empties the figures alone`() {
        val meter = opened()
        meter.check("123")
        meter.on(MeterEvent.Again(TOTAL, "123"))
        meter.on(MeterEvent.Rollover(true))
        meter.on(MeterEvent.Cause("新增电器"))
        meter.on(MeterEvent.LoadNote("空调"))
        meter.on(MeterEvent.LoadChanged(true))
        meter.on(MeterEvent.ReadAgain)
        assertEquals(Phase.ENTRY, meter.state.value.phase)
        meter.state.value.draft.run { assertEquals(listOf(emptyMap<String, String>(), emptyMap<String, String>(), false), listOf(entered, again, isRollover)) }
        meter.check("130")
        meter.on(MeterEvent.Again(TOTAL, "130"))
        meter.on(MeterEvent.Save)
        val request = core.tried.single()
        assertEquals(listOf("130", "130"), (request.entered + request.again).map { it.text })
        assertEquals(listOf("新增电器", "空调", true, false), request.run { listOf(cause, loadNote, loadChanged, rolloverConfirmed) })
    }

    @Test
    fun `what is left blank goes as nothing`() {
        val meter = opened()
        meter.check("123")
        meter.on(MeterEvent.Again(TOTAL, ""))
        meter.on(MeterEvent.Cause(" "))
        meter.on(MeterEvent.LoadNote(""))
        meter.on(MeterEvent.Save)
        core.tried.single().run { assertEquals(listOf(emptyList<Any>(), null, null), listOf(again, cause, loadNote)) }
    }

    @Test
    fun `a mismatch with the card is checked at once where the figures were`() {
        val meter = opened()
        meter.on(MeterEvent.Compare)
        assertTrue(meter.state.value.isComparing)
        meter.on(MeterEvent.Differs(Identity.SEAL, differs = true))
        assertEquals("no figure is there to check", 0, core.checked.size)
        meter.check("123")
        meter.on(MeterEvent.Differs(Identity.METER_NO, differs = true))
        meter.on(MeterEvent.Differs(Identity.SEAL, differs = false))
        assertEquals(
            listOf(true to false, false to false, false to true),
            core.checked.map { it.identity.meterNo to it.identity.seal },
        )
    }

    @Test
    fun `a refused check says why and stays at the figure`() {
        val meter = opened()
        core.refuses = CoreException.InvalidInput("index", Pretended.told("too_many_digits"))
        meter.type("123456")
        meter.on(MeterEvent.Check)
        assertEquals("too_many_digits" to Phase.ENTRY, meter.state.value.run { error?.code to phase })
        assertEquals(MeterEffect.Refused, meter.nextEffect())
        meter.type("12345")
        assertNull(meter.state.value.error)
    }

    @Test
    fun `a save that failed keeps all that was typed and goes again as the same request`() {
        val meter = opened()
        meter.check("123")
        core.refuses = CoreException.Storage(Pretended.told("storage_full"))
        meter.on(MeterEvent.Save)
        assertEquals("storage_full" to "123", meter.state.value.error?.code to meter.figure())
        assertEquals(MeterEffect.Refused, meter.nextEffect())
        core.refuses = null
        meter.on(MeterEvent.Save)
        assertEquals(listOf("request-1", "request-1"), core.tried.map { it.requestId })
        assertEquals(StopState.READ, core.states["M1"])
    }

    @Test
    fun `the next meter is another request`() {
        val meter = opened()
        repeat(2) {
            meter.check("123")
            meter.on(MeterEvent.Save)
        }
        assertEquals(2, core.tried.map { it.requestId }.toSet().size)
    }

    @Test
    fun `what was typed is kept once, and comes back checked and under its request`() {
        opened().apply {
            left()
            assertNull("nothing was typed", core.draft)
            check("123")
            on(MeterEvent.Differs(Identity.NAME, differs = true))
            repeat(2) { left() }
            assertEquals(1, calls.count { it == "keepStopDraft" })
        }
        val again = opened()
        assertEquals(listOf("stop", "checkReading"), calls)
        assertEquals("123" to setOf(Identity.NAME), again.figure() to again.state.value.draft.differs)
        assertEquals(Phase.CHECKED, again.state.value.phase)
        again.on(MeterEvent.Save)
        assertEquals("request-1", core.tried.single().requestId)
    }

    @Test
    fun `a draft that became a reading, or that another version kept, does not come back`() {
        opened().apply {
            type("123")
            left()
        }
        core.states["M1"] = StopState.READ
        assertEquals(Phase.READ to null, opened().run { state.value.phase to figure() })
        core.states["M1"] = StopState.OPEN
        core.draft = "entered=123"
        assertEquals(Phase.ENTRY to null, opened().run { state.value.phase to figure() })
    }

    @Test
    fun `going on keeps what was typed here and begins the next meter empty`() {
        val meter = opened()
        meter.type("12")
        meter.on(MeterEvent.Next)
        assertTrue(core.draft!!.contains("request-1"))
        assertEquals(MeterEffect.Moved("M2"), meter.nextEffect())
        core.draft = null
        meter.on(MeterEvent.GoTo("M3"))
        assertEquals(null to "M3", meter.figure() to meter.state.value.work?.stop?.meter)
        assertNull("nothing was typed there", core.draft)
        meter.on(MeterEvent.Miss)
        assertEquals(listOf(MeterEffect.Moved("M3"), MeterEffect.OpenMiss("M3")), List(2) { meter.nextEffect() })
    }

    @Test
    fun `a correction is a request of its own with its reason, and shows what stands there after it`() {
        core.states["M1"] = StopState.READ
        val meter = opened()
        assertEquals(Phase.READ, meter.state.value.phase)
        meter.on(MeterEvent.Correct)
        assertTrue(meter.state.value.isCorrecting)
        meter.check("120")
        meter.on(MeterEvent.Reason("看错一位"))
        meter.on(MeterEvent.Save)
        val request = core.corrected.single()
        assertEquals(listOf("F-M1", "看错一位", "120"), request.run { listOf(corrects, reason, reading.entered.single().text) })
        assertEquals("request-2", request.reading.requestId)
        assertEquals(0, core.tried.size)
        assertEquals("M1" to Phase.READ, meter.state.value.run { work?.stop?.meter to phase })
    }

    @Test
    fun `a dropped correction leaves the reading as it was`() {
        core.states["M1"] = StopState.READ
        val meter = opened()
        meter.on(MeterEvent.Correct)
        meter.check("120")
        meter.on(MeterEvent.DropCorrection)
        assertEquals(Phase.READ, meter.state.value.phase)
        meter.on(MeterEvent.Save)
        assertEquals(0, core.corrected.size)
    }

    @Test
    fun `a picture goes under the name that the core gave it, and one that failed is none`() {
        val meter = opened()
        meter.on(MeterEvent.TakePhoto)
        assertEquals(MeterEffect.TakePhoto, meter.nextEffect())
        meter.on(MeterEvent.PhotoTaken { null })
        meter.on(MeterEvent.PhotoTaken { ByteArray(7) })
        meter.awaits { it.draft.photos.isNotEmpty() }
        meter.check("123")
        meter.on(MeterEvent.Save)
        assertEquals(listOf("photo-7"), core.tried.single().presence.photos)
    }

    @Test
    fun `on a route that was handed in there is nothing to do`() {
        core.isHandedIn = true
        assertEquals(Phase.CLOSED, opened().state.value.phase)
    }

    @Test
    fun `what the core cannot tell is said, and nothing is kept or checked`() {
        core.refuses = CoreException.NotFound("M1", Pretended.told("not_found"))
        val meter = opened()
        assertEquals("not_found" to Phase.LOADING, meter.state.value.run { error?.code to phase })
        meter.left()
        assertFalse("keepStopDraft" in calls)
    }
}
