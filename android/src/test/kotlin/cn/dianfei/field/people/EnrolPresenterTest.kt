package cn.dianfei.field.people

import cn.dianfei.core.CoreException
import cn.dianfei.core.EnrolledView
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.StatusView
import cn.dianfei.core.SyncView
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class EnrolPresenterTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        var enrolRefuses: CoreException? = null
        var syncRefuses: CoreException? = null
        var leaveRefuses: CoreException? = null
        val enrolled = mutableListOf<Pair<String, String>>()

        override fun enrol(scanned: String, label: String): EnrolledView {
            enrolRefuses?.let { throw it }
            enrolled += scanned to label
            return EnrolledView("P1", "清河供电所")
        }

        override fun sync(): SyncView {
            syncRefuses?.let { throw it }
            return SyncView(0u, 0u, 0u, 0u, false, false, false, false, true, true, null, null, Pretended.status())
        }

        override fun status(): StatusView = Pretended.status()

        override fun signOut() {
            leaveRefuses?.let { throw it }
        }

        override fun reset() {
            leaveRefuses?.let { throw it }
        }
    }

    private val core = Core()
    private val calls = mutableListOf<String>()
    private val enrol = EnrolPresenter(Pretended.gateway(core, calls), Pretended.scope(), "PHONE-7")
    private val person = PersonPresenter(Pretended.gateway(core, calls), Pretended.scope())

    @Test
    fun `enrolling takes the text without the blanks around it and fetches the work at once`() {
        enrol.on(EnrolEvent.Scanned("  dianfei:abc\n"))
        enrol.on(EnrolEvent.Enrol)
        assertEquals(listOf("dianfei:abc" to "PHONE-7"), core.enrolled)
        assertEquals(listOf("enrol", "sync"), calls)
        assertEquals(EnrolEffect.Saved, enrol.nextEffect())
        assertEquals(EnrolEffect.OpenToday, enrol.nextEffect())
    }

    @Test
    fun `without text or name nothing is enrolled`() {
        enrol.on(EnrolEvent.Enrol)
        enrol.on(EnrolEvent.Scanned("x"))
        enrol.on(EnrolEvent.Label(" "))
        enrol.on(EnrolEvent.Enrol)
        assertEquals(emptyList<String>(), calls)
    }

    @Test
    fun `a wrong code is told, and typing another one takes the error away`() {
        core.enrolRefuses = CoreException.Enrolment(Pretended.told("not_an_invitation"))
        enrol.on(EnrolEvent.Scanned("x"))
        enrol.on(EnrolEvent.Enrol)
        assertEquals("not_an_invitation", enrol.state.value.error?.code)
        assertEquals(EnrolEffect.Refused, enrol.nextEffect())
        assertFalse(enrol.state.value.isBusy)
        enrol.on(EnrolEvent.Scanned("y"))
        assertNull(enrol.state.value.error)
    }

    @Test
    fun `where the first sync fails the phone is enrolled all the same and one may go on`() {
        core.syncRefuses = CoreException.Offline(Pretended.told("offline"))
        enrol.on(EnrolEvent.Scanned("x"))
        enrol.on(EnrolEvent.Enrol)
        assertEquals("P1", enrol.state.value.enrolled?.person)
        assertEquals(ErrorKind.OFFLINE, enrol.state.value.error?.kind)
        assertEquals(EnrolEffect.Saved, enrol.nextEffect())
        enrol.on(EnrolEvent.GoOn)
        assertEquals(EnrolEffect.OpenToday, enrol.nextEffect())
    }

    @Test
    fun `signing out is asked for once more and then done`() {
        person.on(PersonEvent.Ask(Leaving.SIGN_OUT))
        assertFalse("signOut" in calls)
        person.on(PersonEvent.Cancel)
        person.on(PersonEvent.Confirm)
        assertFalse("signOut" in calls)
        person.on(PersonEvent.Ask(Leaving.SIGN_OUT))
        person.on(PersonEvent.Confirm)
        assertEquals(PersonEffect.SignedOut, person.nextEffect())
        person.on(PersonEvent.Ask(Leaving.EMPTY))
        person.on(PersonEvent.Confirm)
        assertEquals(PersonEffect.Emptied, person.nextEffect())
    }

    @Test
    fun `while something is unsent nobody signs out`() {
        core.leaveRefuses = CoreException.Unsent(2u, 0u, Pretended.told("unsent"))
        person.on(PersonEvent.Ask(Leaving.SIGN_OUT))
        person.on(PersonEvent.Confirm)
        assertEquals(ErrorKind.UNSENT, person.state.value.error?.kind)
        assertEquals(PersonEffect.Refused, person.nextEffect())
        assertNull(person.state.value.asking)
        assertTrue("signOut" in calls)
    }
}
