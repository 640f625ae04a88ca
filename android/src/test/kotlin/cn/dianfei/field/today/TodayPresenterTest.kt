package cn.dianfei.field.today

import cn.dianfei.core.CoreException
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.Role
import cn.dianfei.core.RouteView
import cn.dianfei.core.SyncView
import cn.dianfei.core.TodayView
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class TodayPresenterTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        var roles = listOf(Role.READER)
        var unsent = 0
        var refuses: CoreException? = null
        var syncRefuses: CoreException? = null
        var routes = listOf(route("R01"))

        override fun today(): TodayView {
            refuses?.let { throw it }
            return TodayView(Pretended.status(roles, unsent), routes, emptyList(), 0u, null)
        }

        override fun sync(): SyncView {
            syncRefuses?.let { throw it }
            val sent = unsent.toULong()
            unsent = 0
            return SyncView(sent, 0u, 0u, 0u, false, false, false, false, false, true, null, null, Pretended.status(roles))
        }
    }

    private val core = Core()
    private val calls = mutableListOf<String>()
    private val presenter = TodayPresenter(Pretended.gateway(core, calls), Pretended.scope())

    @Test
    fun `with nothing unsent one call fills the screen`() {
        presenter.seen()
        assertEquals(listOf("today"), calls)
        assertEquals("R01", presenter.state.value.nextRoute?.route)
        assertTrue(presenter.state.value.isReader)
        assertFalse(presenter.state.value.isCollector)
    }

    @Test
    fun `seen with something unsent it sends that and shows the day after it`() {
        core.unsent = 2
        presenter.seen()
        assertEquals(listOf("today", "sync", "today"), calls)
        assertEquals(0uL, presenter.state.value.status?.unsentFacts)
    }

    @Test
    fun `without a signal the sync fails quietly and the day stays`() {
        core.unsent = 2
        core.syncRefuses = CoreException.Offline(Pretended.told("offline"))
        presenter.seen()
        assertNull(presenter.state.value.error)
        assertFalse(presenter.state.value.isSending)
        assertEquals(2uL, presenter.state.value.status?.unsentFacts)
    }

    @Test
    fun `a phone that is bound to nobody opens the enrolment`() {
        core.refuses = CoreException.NotEnrolled(Pretended.told("not_enrolled"))
        presenter.seen()
        assertEquals(TodayEffect.OpenEnrol, presenter.nextEffect())
    }

    @Test
    fun `a phone without an assignment says so, and no longer once it has one`() {
        core.refuses = CoreException.NothingAssigned(Pretended.told("nothing_assigned"))
        presenter.seen()
        assertTrue(presenter.state.value.isNothingAssigned)
        core.refuses = null
        presenter.seen()
        assertFalse(presenter.state.value.isNothingAssigned)
    }

    @Test
    fun `the next route is one that was begun, and none that was handed in`() {
        core.routes = listOf(route("R01", handedIn = true), route("R02"), route("R03", read = 2u))
        presenter.seen()
        assertEquals("R03", presenter.state.value.nextRoute?.route)
        presenter.on(TodayEvent.Route("R03", "2026-11"))
        assertEquals(TodayEffect.OpenRoute("R03", "2026-11"), presenter.nextEffect())
    }

    private companion object {
        fun route(no: String, read: ULong = 0u, handedIn: Boolean = false) =
            RouteView(no, "2026-11", "东村", "2026-11-05", handedIn, 12u, read, 0u, 12u - read)
    }
}
