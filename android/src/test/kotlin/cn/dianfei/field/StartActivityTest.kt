package cn.dianfei.field

import cn.dianfei.field.phone.Look
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The shortest way through everything: screen, gateway, library, its file. */
@RunWith(RobolectricTestRunner::class)
class StartActivityTest {
    @Test
    fun `a new phone says that it is not enrolled, in the person's language`() {
        Phone.switchOn()
        val screens = Screens(StartActivity::class.java)
        screens.settle()
        assertEquals(listOf("本机尚未登记：请扫站里给的二维码。"), Phone.words())
        assertEquals(listOf(TestApp.Call("isEnrolled", isOnMainThread = false)), TestApp.it.calls)
        screens.put(Look.English)
        screens.settle()
        assertEquals(listOf("This phone is not enrolled yet: scan the code that the station shows."), Phone.words())
    }

    @Test
    fun `what the core keeps outlives the process`() {
        Phone.switchOn()
        val screens = Screens(StartActivity::class.java)
        screens.settle()
        runBlocking { TestApp.it.graph.core.keepDraft("stop", "1234") }
        screens.die()
        screens.settle()
        assertEquals("1234", runBlocking { TestApp.it.graph.core.draft("stop") })
    }
}
