package cn.dianfei.field.phone

import android.app.Activity
import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.StateListDrawable
import android.text.SpannableString
import android.text.TextUtils
import android.text.style.ForegroundColorSpan
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ArrayAdapter
import android.widget.Button
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.ImageButton
import android.widget.LinearLayout
import android.widget.ListView
import android.widget.ScrollView
import android.widget.TextView
import cn.dianfei.field.R
import cn.dianfei.field.phone.Finding.Kind
import cn.dianfei.field.ui.Keypad
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

/** Each measure on a view that is bad on purpose, and beside it on one that is good. */
@RunWith(RobolectricTestRunner::class)
class MeasureTest {
    private lateinit var page: LinearLayout

    @Before
    fun phone() {
        Phone.switchOn()
        val activity = Robolectric.buildActivity(Activity::class.java).setup().visible().get()
        activity.setTheme(R.style.AppTheme)
        page = LinearLayout(activity).apply { orientation = LinearLayout.VERTICAL }
        activity.setContentView(page)
    }

    @Test
    fun `a plain page is silent`() {
        page.add(text("抄表员本月应抄三百户，其中二百九十八户已抄。"), MATCH_PARENT, WRAP_CONTENT)
        page.add(target("保存"), MATCH_PARENT, 150)
        assertFinds()
    }

    @Test
    fun `text that ends in dots`() {
        page.add(text("a long address at the end of the village street").apply { setSingleLine(); ellipsize = TextUtils.TruncateAt.END }, 300, WRAP_CONTENT)
        assertFinds(Kind.CUT to "characters are dots")
    }

    @Test
    fun `text that is too long for its line`() {
        page.add(text("a long address at the end of the village street").apply { setSingleLine() }, 300, WRAP_CONTENT)
        assertFinds(Kind.CUT to "px wide in 300 px")
    }

    @Test
    fun `text that is too high for its view`() {
        page.add(text("two\nlines"), 300, 60)
        assertFinds(Kind.CUT to "px high in 60 px, 2 lines")
    }

    @Test
    fun `text whose further lines are not shown`() {
        page.add(text("two\nlines").apply { maxLines = 1 }, 300, WRAP_CONTENT)
        assertFinds(Kind.CUT to "2 lines")
    }

    @Test
    fun `text that its parent cuts`() {
        page.add(holding(text("two\nlines"), 300, 300), 300, 60)
        assertFinds(Kind.CUT to "px below of FrameLayout")
    }

    @Test
    fun `text that can be scrolled to is not cut, but sideways it is`() {
        page.add(ScrollView(page.context).apply { addView(lines(90)) }, MATCH_PARENT, 1000)
        assertFinds()
        page.removeAllViews()
        val wide = holding(text("here").apply { gravity = Gravity.END }, 1500, WRAP_CONTENT)
        page.add(ScrollView(page.context).apply { addView(wide, 1500, WRAP_CONTENT) }, 1080, 1000)
        assertFinds(Kind.CUT to "px right of ScrollView")
    }

    @Test
    fun `a word and a figure that are broken`() {
        page.add(text("Recorded"), 100, WRAP_CONTENT)
        page.add(text("1,234,567.89"), 200, WRAP_CONTENT)
        page.add(text("一二三四五六七八九十"), 100, WRAP_CONTENT)
        page.add(text("two words"), 150, WRAP_CONTENT)
        assertFinds(Kind.SPLIT to "|", Kind.SPLIT to "|")
    }

    @Test
    fun `a view that reaches outside its window`() {
        val away = View(page.context).apply { setBackgroundColor(Color.RED) }
        page.add(FrameLayout(page.context).apply { addView(away, FrameLayout.LayoutParams(200, 200).apply { leftMargin = 1000 }) }, MATCH_PARENT, 300)
        assertFinds(Kind.OUTSIDE to "120 px right of")
    }

    @Test
    fun `a target that is too small, and a digit's`() {
        page.add(target("x"), 126, 125)
        page.add(target("x"), 126, 120)
        page.add(target("7"), 168, 168)
        page.add(target("7"), 168, 150)
        assertFinds(Kind.SMALL to "48 × 46 dp, least 48 dp", Kind.SMALL to "64 × 57 dp, least 64 dp")
    }

    @Test
    fun `rows of a list are targets`() {
        val rows = object : ArrayAdapter<String>(page.context, 0, listOf("one", "two")) {
            override fun getView(at: Int, before: View?, list: ViewGroup): View = text(getItem(at)!!)
        }
        val list = ListView(page.context).apply { adapter = rows }
        page.add(list, MATCH_PARENT, WRAP_CONTENT)
        assertFinds()
        list.setOnItemClickListener { _, _, _, _ -> }
        assertFinds(Kind.SMALL to "least 48 dp", Kind.SMALL to "least 48 dp")
    }

    @Test
    fun `targets and texts that lie on each other`() {
        page.add(
            FrameLayout(page.context).apply {
                addView(target("a"), FrameLayout.LayoutParams(200, 200))
                addView(target("b"), FrameLayout.LayoutParams(200, 200).apply { leftMargin = 150 })
                addView(text("one"), FrameLayout.LayoutParams(300, 100).apply { topMargin = 300 })
                addView(text("two"), FrameLayout.LayoutParams(300, 100).apply { topMargin = 310 })
                addView(text("three"), FrameLayout.LayoutParams(300, 100).apply { topMargin = 410 })
            },
            MATCH_PARENT,
            700,
        )
        assertFinds(Kind.OVERLAP to "50 × 200 px with", Kind.OVERLAP to "px with")
    }

    @Test
    fun `a target within a target is no overlap`() {
        page.add(holding(target("x"), 300, 200).apply { setOnClickListener { } }, 400, 300)
        assertFinds()
    }

    @Test
    fun `pale text on each kind of ground`() {
        val grey = Color.rgb(0x66, 0x66, 0x66)
        val grounds = listOf(
            ColorDrawable(grey),
            GradientDrawable().apply { setColor(grey) },
            StateListDrawable().apply { addState(intArrayOf(), ColorDrawable(grey)) },
        )
        for (ground in grounds) page.add(text("pale").apply { background = ground }, 300, WRAP_CONTENT)
        assertFinds(Kind.PALE to "on #666666 is", Kind.PALE to "on #666666 is", Kind.PALE to "on #666666 is")
    }

    @Test
    fun `pale text on a parent's ground, on the window's and through a pale view`() {
        page.add(holding(text("pale"), 300, 100).apply { setBackgroundColor(Color.DKGRAY) }, 300, 100)
        page.add(text("pale").apply { setTextColor(Color.LTGRAY) }, 300, WRAP_CONTENT)
        page.add(text("pale").apply { alpha = 0.4f }, 300, WRAP_CONTENT)
        page.add(text("good").apply { alpha = 0.9f }, 300, WRAP_CONTENT)
        assertFinds(Kind.PALE to "on #444444", Kind.PALE to "on #FFFFFF", Kind.PALE to "least 4.5:1")
    }

    @Test
    fun `pale is also a hint, a part of a text and an icon`() {
        page.add(EditText(page.context).apply { hint = "search"; setHintTextColor(Color.LTGRAY) }, 600, WRAP_CONTENT)
        val part = SpannableString("in part").apply { setSpan(ForegroundColorSpan(Color.YELLOW), 3, 7, 0) }
        page.add(text(part), 300, WRAP_CONTENT)
        page.add(icon("sync").apply { imageTintList = page.context.getColorStateList(R.color.line) }, 200, 200)
        assertFinds(Kind.PALE to "#FFCCCCCC", Kind.PALE to "#FFFFFF00", Kind.PALE to "least 3.0:1")
    }

    @Test
    fun `a target without a word`() {
        page.add(icon(null), 200, 200)
        page.add(icon("sync"), 200, 200)
        page.add(holding(text("a row"), 300, 200).apply { setOnClickListener { } }, 300, 200)
        assertFinds(Kind.NAMELESS to "no text and no description")
    }

    @Test
    fun `a hole through which nobody reads`() {
        page.add(ScrollView(page.context).apply { addView(lines(9)) }, MATCH_PARENT, 200)
        assertFinds(Kind.CRAMPED to "200 px high, least 252 px")
    }

    @Test
    fun `black on white is 21 to 1`() {
        assertEquals(21.0, Ground.contrast(Color.BLACK, Color.WHITE), 0.01)
        assertEquals(1.0, Ground.contrast(Color.RED, Color.RED), 0.01)
        assertEquals(4.48, Ground.contrast(Color.WHITE, Color.rgb(0x77, 0x77, 0x77)), 0.01)
    }

    @Test
    fun `a finding says where`() {
        val keypad = Keypad(page.context)
        page.add(keypad, MATCH_PARENT, 300)
        Phone.settle("the layout") { !page.isLayoutRequested }
        assertTrue(Measure.all().joinToString("\n"), Measure.all().any { it.toString().startsWith("Keypad > Button[1] \"4\": ") })
    }

    /** The findings, each by its kind and a part of its numbers; none where none are named. */
    private fun assertFinds(vararg expected: Pair<Kind, String>) {
        Phone.settle("the layout") { !page.isLayoutRequested }
        val found = Measure.all()
        val isAsExpected = found.size == expected.size &&
            found.zip(expected).all { (finding, wanted) -> finding.kind == wanted.first && wanted.second in finding.toString() }
        assertTrue("found ${found.joinToString("\n")}, expected ${expected.toList()}", isAsExpected)
    }

    private fun LinearLayout.add(view: View, wide: Int, high: Int) = addView(view, LinearLayout.LayoutParams(wide, high))

    private fun text(words: CharSequence): TextView = TextView(page.context).apply {
        text = words
        setTextColor(Color.BLACK)
    }

    private fun target(words: String): Button = Button(page.context).apply {
        text = words
        minWidth = 0
        minHeight = 0
        minimumWidth = 0
        minimumHeight = 0
        setPadding(0, 0, 0, 0)
        setOnClickListener { }
    }

    private fun icon(says: String?): ImageButton = ImageButton(page.context).apply {
        setImageResource(R.drawable.ic_sync)
        imageTintList = page.context.getColorStateList(R.color.ink)
        setBackgroundColor(Color.WHITE)
        contentDescription = says
    }

    private fun holding(view: View, wide: Int, high: Int): FrameLayout =
        FrameLayout(page.context).apply { addView(view, FrameLayout.LayoutParams(wide, high)) }

    private fun lines(count: Int): TextView = text((1..count).joinToString("\n"))
}
