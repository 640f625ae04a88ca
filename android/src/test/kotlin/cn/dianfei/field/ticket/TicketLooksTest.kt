package cn.dianfei.field.ticket

import cn.dianfei.core.CashHandInRequest
import cn.dianfei.core.CountRequest
import cn.dianfei.core.DenominationView
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.VoidRequest
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Gallery
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ui.Pieces
import java.time.Duration
import kotlinx.coroutines.runBlocking
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** Tickets, handovers and the end of the day, as they are seen. */
@RunWith(RobolectricTestRunner::class)
class TicketLooksTest {
    private val core get() = TestApp.it.graph.core

    private fun collected(andThen: suspend () -> Unit = {}) = runBlocking {
        Village.collector()
        core.takePayment(PaymentRequest("p1", "3200100010", emptyList(), "26.94", "100"))
        core.takePayment(PaymentRequest("p2", "3200100011", emptyList(), "300", "300"))
        andThen()
    }

    private suspend fun counted(pieces: Map<Long, UInt>) =
        core.countCash(CountRequest("count", pieces.map { (value, many) -> DenominationView(value, many) }))

    private fun shown(intent: android.content.Intent, words: String) = Screens(intent).apply {
        settle(words) { Phone.words().any { words in it } }
    }

    @Test
    fun `a ticket`() {
        Gallery.keep("ticket") {
            collected()
            shown(Ways.receipt(TestApp.it, "DF2026", "00000001"), "00000001")
        }
    }

    @Test
    fun `tickets in hand and spoken for`() {
        Gallery.keep("tickets") {
            collected { core.voidTicket(VoidRequest("v", "DF2026", "00000002", "户名打印错位，三联收回", 3u)) }
            shown(Ways.tickets(TestApp.it), "00000002")
        }
    }

    @Test
    fun `a void that is being claimed`() {
        Gallery.keep("void") {
            collected()
            shown(Ways.void(TestApp.it, "DF2026", "00000001"), "3.4")
        }
    }

    @Test
    fun `what changed hands and what waits`() {
        Gallery.keep("handovers") {
            collected {
                counted(mapOf(10_000L to 3u, 2_000L to 1u, 500L to 1u, 100L to 1u, 50L to 1u, 10L to 4u, 1L to 4u))
                val to = core.dayTally().cashiers.first().person
                core.offerHandIn(CashHandInRequest("hand-in", to))
            }
            shown(Ways.handovers(TestApp.it), "326.94")
        }
    }

    @Test
    fun `cash that is being counted`() {
        Gallery.keep("count") {
            collected()
            shown(Ways.dayEnd(TestApp.it), "326.94").apply {
                Phone.view<Pieces>(R.id.pieces).fields[0].focus()
                Phone.type("3")
                Phone.view<Pieces>(R.id.pieces).fields[2].focus()
                Phone.type("1")
                Phone.pass(Duration.ofMillis(300))
                settle("the sum") { Phone.words().any { "320.00" in it } }
            }
        }
    }

    @Test
    fun `a difference that is to be reported`() {
        Gallery.keep("over-short") {
            collected { counted(mapOf(10_000L to 3u)) }
            shown(Ways.dayEnd(TestApp.it), "300.00")
        }
    }

    @Test
    fun `cash that is ready to be handed in`() {
        Gallery.keep("hand-in") {
            collected { counted(mapOf(10_000L to 3u, 2_000L to 1u, 500L to 1u, 100L to 1u, 50L to 1u, 10L to 4u, 1L to 4u)) }
            shown(Ways.dayEnd(TestApp.it), "0.00")
        }
    }
}
