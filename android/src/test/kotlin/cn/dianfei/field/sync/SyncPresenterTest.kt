package cn.dianfei.field.sync

import cn.dianfei.core.CoreException
import cn.dianfei.core.DigestView
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.StatusView
import cn.dianfei.core.SyncView
import cn.dianfei.field.core.ErrorKind
import cn.dianfei.field.phone.Pretended
import cn.dianfei.field.phone.nextEffect
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class SyncPresenterTest {
    private class Core : FieldApiInterface by Pretended.nothing() {
        var unsent = 3
        var refuses: CoreException? = null

        /** What else happens while a sync runs. */
        var meanwhile: (() -> Unit)? = null
        private var isSyncing = false

        override fun status(): StatusView = Pretended.status(unsent = unsent)

        override fun sync(): SyncView {
            refuses?.let { throw it }
            if (isSyncing) throw CoreException.Busy(Pretended.told("busy"))
            isSyncing = true
            meanwhile?.also { meanwhile = null }?.invoke()
            isSyncing = false
            val digest = DigestView(12u, 9u, 3u, 0u, 0, 0u)
            val sent = unsent.toULong()
            unsent = 0
            return SyncView(sent, 0u, 0u, 0u, false, false, false, false, false, true, digest, digest, Pretended.status())
        }
    }

    private val core = Core()
    private val calls = mutableListOf<String>()
    private val gateway = Pretended.gateway(core, calls)
    private val presenter = SyncPresenter(gateway, Pretended.scope())

    @Test
    fun `it says what waits before anything is sent, and what both sides count after`() {
        presenter.seen()
        assertEquals(listOf("status"), calls)
        assertEquals(3uL, presenter.state.value.status?.unsentFacts)
        presenter.on(SyncEvent.Sync)
        val synced = presenter.state.value.synced!!
        assertEquals(3uL, synced.sentFacts)
        assertEquals(synced.ours, synced.theirs)
        assertEquals(0uL, presenter.state.value.status?.unsentFacts)
        assertEquals(SyncEffect.Saved, presenter.nextEffect())
    }

    @Test
    fun `without a signal it says so and a second try may follow`() {
        core.refuses = CoreException.Offline(Pretended.told("offline"))
        presenter.on(SyncEvent.Sync)
        assertEquals(ErrorKind.OFFLINE, presenter.state.value.error?.kind)
        assertFalse(presenter.state.value.isBusy)
        core.refuses = null
        presenter.on(SyncEvent.Sync)
        assertNull(presenter.state.value.error)
        assertEquals(true, presenter.state.value.synced?.agrees)
    }

    @Test
    fun `a thumb while the day sends by itself waits for it and then sends what is new`() {
        core.meanwhile = {
            presenter.on(SyncEvent.Sync)
            assertTrue(presenter.state.value.isBusy)
        }
        assertTrue(runBlocking { sendUnsent(gateway) })
        assertNull(presenter.state.value.error)
        assertEquals(true to false, presenter.state.value.run { synced?.agrees to isBusy })
        assertEquals(listOf("status", "sync", "sync"), calls)
    }

    @Test
    fun `the job sends only where something is unsent, and bears a place without a signal`() = runBlocking {
        assertTrue(sendUnsent(gateway))
        assertFalse(sendUnsent(gateway))
        assertEquals(listOf("status", "sync", "status"), calls)
        core.unsent = 1
        core.refuses = CoreException.Offline(Pretended.told("offline"))
        assertFalse(sendUnsent(gateway))
    }
}
