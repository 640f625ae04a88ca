package cn.dianfei.field.phone

import android.app.Activity
import android.app.Instrumentation
import android.content.ComponentName
import android.content.Intent
import android.os.Bundle
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.LinearLayout
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** The harness itself: what it does to activities is what Android does. */
@RunWith(RobolectricTestRunner::class)
class ScreensTest {
    @Before
    fun phone() {
        Phone.switchOn()
        val packages = shadowOf(RuntimeEnvironment.getApplication().packageManager)
        for (kind in listOf(Asking::class.java, Answering::class.java)) {
            packages.addActivityIfNotPresent(ComponentName(RuntimeEnvironment.getApplication(), kind))
        }
    }

    @Test
    fun `a result comes back to the one that asked`() {
        val screens = Screens(Asking::class.java)
        screens.tap("ask")
        assertTrue(screens.top is Answering)
        assertTrue(Phone.type("42"))
        assertEquals(listOf("42", "answer"), Phone.words())
        screens.tap("answer")
        assertEquals(listOf("42", "ask", "camera"), Phone.words())
        assertEquals("42", screens.await<Asking>().answer.text.toString())
        screens.back()
        assertNull(screens.top)
    }

    @Test
    fun `turned on its side a screen is made anew and keeps what it retains and saves`() {
        val screens = Screens(Asking::class.java)
        val before = screens.await<Asking>()
        before.answer.text = "typed"
        screens.rotate()
        val after = screens.await<Asking>()
        assertNotSame(before, after)
        assertSame(before.retained, after.retained)
        assertEquals("typed", after.answer.text.toString())
        assertEquals(Phone.HIGH, after.window.decorView.width)
        screens.rotate()
        assertEquals(Phone.WIDE, screens.top!!.window.decorView.width)
    }

    @Test
    fun `after the death of the process only saved state is left, and the answer still arrives`() {
        val screens = Screens(Asking::class.java)
        val before = screens.await<Asking>()
        before.answer.text = "kept"
        screens.tap("ask")
        Phone.type("7")
        val graph = TestApp.it.graph
        screens.die()
        assertNotSame(graph, TestApp.it.graph)
        assertEquals("7", screens.await<Answering>().field.text.toString())
        screens.tap("answer")
        val after = screens.await<Asking>()
        assertNotSame(before.retained, after.retained)
        assertEquals("7", after.answer.text.toString())
        assertEquals("kept", after.restored)
    }

    @Test
    fun `nobody comes back to one that finished when it opened the next`() {
        val screens = Screens(Asking::class.java)
        val first = screens.await<Asking>()
        first.startActivity(Intent(first, Answering::class.java))
        first.finish()
        screens.await<Answering>()
        assertTrue(first.isDestroyed)
        screens.back()
        assertNull(screens.top)
    }

    @Test
    fun `a task that is cleared leaves only the new screen`() {
        val screens = Screens(Asking::class.java)
        screens.tap("ask")
        val second = screens.await<Answering>()
        second.startActivity(Intent(second, Asking::class.java).addFlags(Intent.FLAG_ACTIVITY_CLEAR_TASK))
        screens.await<Asking>()
        assertTrue(second.isDestroyed)
        screens.back()
        assertNull(screens.top)
    }

    @Test
    fun `another app answers as the test says`() {
        val screens = Screens(Asking::class.java)
        var asked: Intent? = null
        screens.elsewhere = {
            asked = it
            Instrumentation.ActivityResult(Activity.RESULT_OK, Intent().putExtra("answer", "photo"))
        }
        screens.tap("camera")
        assertEquals("camera", asked!!.action)
        assertEquals("photo", screens.await<Asking>().answer.text.toString())
    }

    @Test
    fun `what no finger reaches cannot be tapped`() {
        val screens = Screens(Asking::class.java)
        Phone.saying("ask").visibility = android.view.View.INVISIBLE
        assertThrows(IllegalStateException::class.java) { screens.tap("ask") }
        assertThrows(IllegalStateException::class.java) { screens.tap("nowhere to be seen") }
    }

    @Test
    fun `a picture shows the same every time, and another by night`() {
        Screens(Asking::class.java)
        val day = Picture.photograph()
        assertEquals(Phone.WIDE to Phone.HIGH, day.width to day.height)
        assertTrue(day.sameAs(Picture.photograph()))
        Phone.switchOn(Look.Night)
        Screens(Asking::class.java)
        assertTrue(!day.sameAs(Picture.photograph()))
    }

    class Asking : Activity() {
        lateinit var answer: TextView
        lateinit var retained: Any
        var restored: String? = null

        override fun onCreate(state: Bundle?) {
            super.onCreate(state)
            @Suppress("DEPRECATION")
            retained = lastNonConfigurationInstance ?: Any()
            restored = state?.getString("answer")
            answer = TextView(this).apply { text = restored }
            val ask = Button(this).apply {
                text = "ask"
                @Suppress("DEPRECATION")
                setOnClickListener { startActivityForResult(Intent(this@Asking, Answering::class.java), 5) }
            }
            val camera = Button(this).apply {
                text = "camera"
                @Suppress("DEPRECATION")
                setOnClickListener { startActivityForResult(Intent("camera"), 5) }
            }
            setContentView(column(answer, ask, camera))
        }

        override fun onSaveInstanceState(state: Bundle) {
            super.onSaveInstanceState(state)
            state.putString("answer", answer.text.toString())
        }

        @Deprecated("the framework's")
        override fun onRetainNonConfigurationInstance(): Any = retained

        @Deprecated("the framework's")
        override fun onActivityResult(request: Int, result: Int, found: Intent?) {
            if (request == 5 && result == RESULT_OK) answer.text = found!!.getStringExtra("answer")
        }
    }

    class Answering : Activity() {
        lateinit var field: EditText

        override fun onCreate(state: Bundle?) {
            super.onCreate(state)
            field = EditText(this).apply { id = android.R.id.edit }
            val done = Button(this).apply {
                text = "answer"
                setOnClickListener {
                    setResult(RESULT_OK, Intent().putExtra("answer", field.text.toString()))
                    finish()
                }
            }
            setContentView(column(field, done))
            field.requestFocus()
        }
    }

    private companion object {
        fun Activity.column(vararg views: android.view.View): ViewGroup = LinearLayout(this).apply {
            orientation = LinearLayout.VERTICAL
            setPadding(0, 200, 0, 0)
            views.forEach(::addView)
        }
    }
}
