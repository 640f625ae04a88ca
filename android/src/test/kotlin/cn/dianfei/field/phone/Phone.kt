package cn.dianfei.field.phone

import android.app.Instrumentation
import android.graphics.Point
import android.graphics.Rect
import android.os.Looper
import android.os.SystemClock
import android.view.InputDevice
import android.view.KeyEvent
import android.view.MotionEvent
import android.view.View
import android.view.ViewGroup
import android.view.inputmethod.EditorInfo
import android.view.inspector.WindowInspector
import android.widget.TextView
import androidx.test.platform.app.InstrumentationRegistry
import java.time.Duration
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowDisplay
import org.robolectric.shadows.ShadowLooper
import org.robolectric.shadows.SystemBars

/** The phone that a test holds: its glass, the fingers on it, its clock. */
object Phone {
    /** Pixels of the glass, upright: 6.1 inches at 420 dpi. */
    const val WIDE = 1080
    const val HIGH = 2280

    /** A list acts on a tap only when its pressed state has been shown: 125 ms here. */
    private val AFTER_TAP: Duration = Duration.ofMillis(150)
    private val LONG_PRESS: Duration = Duration.ofMillis(700)

    /** The glass as it is held now. */
    @Suppress("DEPRECATION")
    val glass: Point get() = Point().also { ShadowDisplay.getDefaultDisplay().getRealSize(it) }

    private val looper: ShadowLooper get() = shadowOf(Looper.getMainLooper())
    private val instrumentation: Instrumentation get() = InstrumentationRegistry.getInstrumentation()

    /** First thing in each test: bars and glass outlive one and would leak into the next. */
    fun switchOn(look: Look = Look.Day) {
        look.put()
        hold(upright = true)
    }

    /** Holds the phone upright or on its side. Screens notice by [Screens.rotate]. */
    internal fun hold(upright: Boolean) {
        RuntimeEnvironment.setQualifiers(if (upright) "+w411dp-h869dp-port" else "+w869dp-h411dp-land")
        // Qualifiers count in whole dp, which would make the glass some pixels too small.
        val (wide, high) = if (upright) WIDE to HIGH else HIGH to WIDE
        with(shadowOf(ShadowDisplay.getDefaultDisplay())) {
            setWidth(wide)
            setHeight(high)
            setRealWidth(wide)
            setRealHeight(high)
        }
        SystemBars.show()
    }

    /**
     * Lets the phone run until [until] holds. The main thread is the test's own,
     * the core works in real threads: so it takes turns until both are done.
     */
    fun settle(what: String = "the screen", until: () -> Boolean) {
        val deadline = System.nanoTime() + Patience.NS
        while (true) {
            looper.idle()
            // What a thread handed over just now is still to be run.
            if (until() && looper.isIdle) return
            check(System.nanoTime() < deadline) { "waited ${Patience.SECONDS} s for $what; on screen: ${words()}" }
            Thread.sleep(2)
        }
    }

    /** Lets the phone's clock run on. */
    fun pass(time: Duration) = looper.idleFor(time)

    /** The windows, the top one last. */
    val windows: List<View> get() = WindowInspector.getGlobalWindowViews().filter { it.isShown }

    /** All that stands on the screen, for messages and for tests that read it. */
    fun words(): List<String> = windows.flatMap { window ->
        seen(window).mapNotNull { (it as? TextView)?.text?.toString()?.takeIf(String::isNotBlank) }
    }

    /** The view with this id in the topmost window that has it. */
    inline fun <reified V : View> view(id: Int): V = found(id) as V

    @PublishedApi
    internal fun found(id: Int): View =
        windows.reversed().firstNotNullOfOrNull { it.findViewById<View>(id) } ?: error("no such view; on screen: ${words()}")

    /** The first shown view that says exactly this, or whose description does. */
    fun saying(text: String): View = windows.reversed().firstNotNullOfOrNull { window ->
        seen(window).firstOrNull { (it as? TextView)?.text?.toString() == text || it.contentDescription?.toString() == text }
    } ?: error("nothing says \"$text\"; on screen: ${words()}")

    fun tap(id: Int) = tap(found(id))

    fun tap(text: String) = tap(saying(text))

    /** Taps the middle of a view, as a finger does: what lies above it gets the touch. */
    fun tap(view: View) = press(view, Duration.ofMillis(60))

    fun longPress(view: View) = press(view, LONG_PRESS)

    private fun press(view: View, held: Duration) {
        val (x, y) = middle(view)
        val down = SystemClock.uptimeMillis()
        touch(MotionEvent.ACTION_DOWN, x, y, down)
        pass(held)
        touch(MotionEvent.ACTION_UP, x, y, down)
        pass(AFTER_TAP)
    }

    private fun middle(view: View): Pair<Float, Float> {
        // Scrolls to it where it is not to be seen, as a person would.
        view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true)
        looper.idle()
        val part = checkNotNull(seenPart(view)) { "$view cannot be seen, so no finger reaches it" }
        return part.exactCenterX() to part.exactCenterY()
    }

    /** Where on the glass the part of a view is that can be seen; nothing where none can. */
    fun seenPart(view: View): Rect? {
        val part = Rect()
        if (!view.isShown || !view.getGlobalVisibleRect(part) || part.isEmpty) return null
        // It counts from its window's corner, which for a dialog is not the glass's.
        val (inWindow, onGlass) = IntArray(2).also(view::getLocationInWindow) to IntArray(2).also(view::getLocationOnScreen)
        part.offset(onGlass[0] - inWindow[0], onGlass[1] - inWindow[1])
        return part
    }

    /** One movement of the finger at a point of the glass, through all windows. */
    internal fun touch(action: Int, x: Float, y: Float, down: Long, time: Long = SystemClock.uptimeMillis()) {
        val event = MotionEvent.obtain(down, time, action, x, y, 0)
        event.source = InputDevice.SOURCE_TOUCHSCREEN
        instrumentation.uiAutomation.injectInputEvent(event, true)
        event.recycle()
    }

    /** A key of the phone, Back above all. */
    fun key(code: Int) {
        for (action in listOf(KeyEvent.ACTION_DOWN, KeyEvent.ACTION_UP)) {
            instrumentation.uiAutomation.injectInputEvent(KeyEvent(action, code), true)
        }
        looper.idle()
    }

    fun back() = key(KeyEvent.KEYCODE_BACK)

    /** Puts text at the cursor as an input method does; false where no field has the focus. */
    fun type(text: String): Boolean {
        val field = windows.lastOrNull { it.hasWindowFocus() }?.findFocus() ?: return false
        val connection = field.onCreateInputConnection(EditorInfo()) ?: return false
        connection.commitText(text, 1)
        looper.idle()
        return true
    }

    /** A view and all below it that are shown, in the order in which they are read. */
    fun seen(view: View): Sequence<View> = sequence {
        if (view.visibility != View.VISIBLE) return@sequence
        yield(view)
        if (view is ViewGroup) for (at in 0 until view.childCount) yieldAll(seen(view.getChildAt(at)))
    }
}
