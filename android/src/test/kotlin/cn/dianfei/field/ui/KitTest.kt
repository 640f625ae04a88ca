package cn.dianfei.field.ui

import android.graphics.Rect
import android.view.KeyEvent
import android.view.View
import android.view.ViewGroup
import android.widget.LinearLayout
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Picture
import cn.dianfei.field.phone.Screens
import java.time.Duration
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What all screens are made of, touched. */
@RunWith(RobolectricTestRunner::class)
class KitTest {
    @Before
    fun phone() = Phone.switchOn()

    private fun pages(screens: Screens): KitPages = (screens.top as KitActivity).pages

    @Test
    fun `keys write at the cursor and over what is selected`() {
        val screens = KitPage.ENTRY.open()
        val pages = pages(screens)
        val figure = pages.figures[0].figure
        screens.tap("5")
        assertEquals("4125", figure.text.toString())
        figure.setSelection(1)
        screens.tap("0")
        assertEquals("40125", figure.text.toString())
        screens.tap("退格")
        assertEquals("4125", figure.text.toString())
        figure.selectAll()
        screens.tap("7")
        assertEquals("7", figure.text.toString())
        screens.tap("清空")
        assertEquals("", figure.text.toString())
        assertEquals(listOf("4125", "40125", "4125", "7", "").map { "0:$it" }, pages.done)
    }

    @Test
    fun `a page goes to the field that asks for it at once, and stays there`() {
        val pages = pages(KitPage.ENTRY.open())
        val page = (0 until pages.root.childCount).map(pages.root::getChildAt).filterIsInstance<Page>().single()
        val far = FigureField(page.context)
        (page.getChildAt(0) as ViewGroup).apply {
            addView(View(context), LinearLayout.LayoutParams(1, 2 * Phone.HIGH))
            addView(far, across())
        }
        fun staysWhereItIsMoved() {
            val asked = page.scrollY
            assertTrue("$asked", asked > Phone.HIGH)
            page.scrollTo(0, asked - 100)
            Picture.photograph().recycle()
            assertEquals(asked - 100, page.scrollY)
        }
        Phone.pass(Duration.ofSeconds(1))
        far.figure.requestRectangleOnScreen(Rect(0, 0, 1, far.figure.height))
        staysWhereItIsMoved()
        far.focus()
        // As a keypad does that is shown.
        pages.root.addView(View(page.context), LinearLayout.LayoutParams(1, 300))
        Phone.pass(Duration.ofSeconds(1))
        staysWhereItIsMoved()
    }

    @Test
    fun `the next key goes on to the next figure, and past the last to what is done then`() {
        val screens = KitPage.ENTRY.open()
        val pages = pages(screens)
        assertFalse("a meter without decimals has no point", Phone.saying(".").isEnabled)
        screens.tap("下一项")
        assertTrue(pages.figures[1].figure.hasFocus())
        assertTrue(Phone.saying(".").isEnabled)
        screens.tap(".")
        assertEquals(listOf("1:12o4."), pages.done)
        screens.tap("完成")
        assertEquals("done", pages.done.last())
        Phone.tap(pages.figures[0].figure)
        assertTrue(pages.figures[0].figure.hasFocus())
        assertFalse(Phone.saying(".").isEnabled)
    }

    @Test
    fun `what other keyboards type goes on as it is, and their enter key goes on too`() {
        val screens = KitPage.ENTRY.open()
        val pages = pages(screens)
        screens.tap("清空")
        Phone.type("12o4")
        assertEquals("0:12o4", pages.done.last())
        Phone.key(KeyEvent.KEYCODE_ENTER)
        assertTrue(pages.figures[1].figure.hasFocus())
        Phone.key(KeyEvent.KEYCODE_ENTER)
        assertEquals("done", pages.done.last())
    }

    @Test
    fun `what a state shows is not taken for typed`() {
        val pages = pages(KitPage.ENTRY.open())
        pages.figures[0].show("99")
        assertEquals("99", pages.figures[0].figure.text.toString())
        assertEquals(emptyList<String>(), pages.done)
    }

    @Test
    fun `short waits are not told, long ones with a sentence`() {
        val busy = pages(KitPage.MONEY.open()).busy
        busy.show("正在上传")
        Phone.pass(Duration.ofMillis(250))
        assertEquals(View.GONE, busy.visibility)
        busy.show("正在上传 2/7")
        Phone.pass(Duration.ofMillis(100))
        assertEquals(View.VISIBLE, busy.visibility)
        assertTrue("正在上传 2/7" in Phone.words())
        busy.show(null)
        assertEquals(View.GONE, busy.visibility)
        busy.show("正在上传")
        busy.show(null)
        Phone.pass(Duration.ofMillis(400))
        assertEquals(View.GONE, busy.visibility)
    }

    @Test
    fun `rows, chips and choices tell which`() {
        val screens = KitPage.LIST.open()
        screens.tap("已抄 160")
        screens.tap("李秀英")
        assertEquals(listOf("chip 1", "row 2"), pages(screens).done)
        val money = KitPage.MONEY.open()
        money.tap("现金")
        money.tap("票据两联都在")
        assertEquals(listOf("choice 0", "check 0 false"), pages(money).done)
    }

    @Test
    fun `pieces of each value are typed on the keypad, one after the other`() {
        val screens = KitPage.COUNT.open()
        listOf("4", "下一项", "2").forEach(screens::tap)
        assertEquals(listOf("10000 1234", "5000 2"), pages(screens).done)
    }
}
