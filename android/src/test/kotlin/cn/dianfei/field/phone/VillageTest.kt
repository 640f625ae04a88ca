package cn.dianfei.field.phone

import cn.dianfei.core.DebtorListRequest
import cn.dianfei.core.StopListRequest
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class VillageTest {
    @Before
    fun phone() = Phone.switchOn()

    @Test
    fun `the reader's phone holds the route`() = runBlocking {
        Village.reader()
        val core = TestApp.it.graph.core
        val list = core.stops(StopListRequest(Village.ROUTE, Village.PERIOD, "", null, 0u, 500u))
        assertEquals(Village.STOPS, list.stops.size)
        assertEquals(Village.STOPS.toULong(), list.status.stopsLeft)
        assertEquals("陈立新", list.status.personName)
        assertEquals(Village.TODAY, list.status.businessDate)
    }

    @Test
    fun `the collector's phone holds the list and the tickets`() = runBlocking {
        Village.collector()
        val core = TestApp.it.graph.core
        val list = core.debtors(DebtorListRequest(null, "", false, 0u, 500u))
        assertTrue(Village.AREA in list.areas.map { it.area })
        assertTrue(list.debtors.size > 50)
        assertEquals(50uL, list.status.ticketsLeft)
        assertEquals(Village.TODAY, list.status.businessDate)
        val debtor = list.debtors.first()
        val quote = core.quote(debtor.account.account)
        assertEquals(debtor.openFen, quote.debts.sumOf { it.principalFen })
        assertEquals("00000001", quote.nextTicket?.no)
    }
}
