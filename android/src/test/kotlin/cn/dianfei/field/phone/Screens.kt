package cn.dianfei.field.phone

import android.app.Activity
import android.app.Instrumentation
import android.content.Intent
import android.os.Bundle
import android.os.Parcel
import android.view.View
import java.time.Duration
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

/**
 * The back stack. Robolectric notes down what `startActivity` and `finish` asked
 * for and leaves it at that; [follow] does what Android does next.
 */
class Screens(first: Intent) {
    constructor(first: Class<out Activity>) : this(Intent(RuntimeEnvironment.getApplication(), first))

    /** A place in the stack: its activity, or what is left of one whose process died. */
    private class Place(val intent: Intent, val requestCode: Int = -1) {
        var controller: ActivityController<out Activity>? = null
        var saved: Bundle? = null

        val activity: Activity get() = checkNotNull(controller).get()
    }

    private val stack = ArrayDeque<Place>()
    private var isUpright = true

    /** What another app answers to a request: a camera, a map. Nobody does unless a test says so. */
    var elsewhere: (Intent) -> Instrumentation.ActivityResult = { Instrumentation.ActivityResult(Activity.RESULT_CANCELED, null) }

    /** The activity that the person sees; none when the last one has finished. */
    val top: Activity? get() = stack.lastOrNull()?.activity

    init {
        enter(Place(first))
    }

    /** Carries out what the screens asked for, until they ask for nothing more. */
    fun follow() {
        do {
            val isChanged = stack.isNotEmpty() && (open() || close() || leaveBehind())
        } while (isChanged)
    }

    /** Follows and lets the phone run until the core has nothing to do and [until] holds. */
    fun settle(what: String = "the screen", until: () -> Boolean = { true }) = Phone.settle(what) {
        follow()
        !TestApp.it.isBusy && until()
    }

    /** Waits for a screen of this kind to be on top. */
    inline fun <reified A : Activity> await(): A {
        settle(A::class.java.simpleName) { top is A }
        return top as A
    }

    fun tap(id: Int) = tap { Phone.found(id) }

    fun tap(text: String) = tap { Phone.saying(text) }

    /**
     * Waits for what the core still has to say, as a person does before a button that
     * is grey, and taps what can be tapped then. A tap on a grey one would be lost
     * without a word, and the test would wait in vain for what it should have done.
     */
    private fun tap(aim: () -> View) {
        settle("what is to be tapped")
        val view = aim()
        check(view.isEnabled) { "$view is grey; on screen: ${Phone.words()}" }
        Phone.tap(view)
        follow()
    }

    fun back() = Phone.back().also { follow() }

    /** Turns the phone on its side or back: the top activity is made anew and keeps what it retains. */
    fun rotate() {
        isUpright = !isUpright
        Phone.hold(isUpright)
        remake()
    }

    /** The same for a change of light, language or size of letters. */
    fun put(look: Look) {
        look.put()
        // New qualifiers round the glass to whole dp.
        Phone.hold(isUpright)
        remake()
    }

    private fun remake() {
        val controller = checkNotNull(stack.last().controller)
        controller.configurationChange(controller.get().application.resources.configuration)
        show(controller)
        follow()
    }

    /**
     * The phone takes the memory of the app in the background and the person
     * comes back to it: the process's things are made anew, and activities from their
     * saved state when they are looked at.
     */
    fun die() {
        for (place in stack) {
            val controller = place.controller ?: continue
            if (place === stack.last()) controller.windowFocusChanged(false).pause().stop()
            place.saved = throughParcel(Bundle().also { controller.saveInstanceState(it) })
            controller.destroy()
            place.controller = null
        }
        TestApp.it.die()
        enter(stack.removeLast())
        follow()
    }

    /** Presses Home and comes back. */
    fun leaveAndReturn() {
        val controller = checkNotNull(stack.last().controller)
        controller.windowFocusChanged(false).userLeaving().pause()
        controller.saveInstanceState(Bundle()).stop()
        controller.restart().resume()
        show(controller)
        follow()
    }

    private fun open(): Boolean {
        val below = stack.last()
        val shadow = shadowOf(below.activity)
        val asked = shadow.nextStartedActivity ?: return false
        val isForResult = shadow.peekNextStartedActivityForResult()?.intent === asked
        val request = if (isForResult) shadow.nextStartedActivityForResult.requestCode else -1
        if (asked.component == null) {
            val answer = elsewhere(asked)
            if (request >= 0) answer(below.activity, request, answer.resultCode, answer.resultData)
            return true
        }
        if (asked.flags and Intent.FLAG_ACTIVITY_CLEAR_TASK != 0) {
            stack.removeAll { it.controller == null }
            stack.forEach { it.activity.finish() }
        }
        below.controller!!.windowFocusChanged(false).pause()
        enter(Place(asked, request))
        below.controller!!.saveInstanceState(Bundle()).stop()
        // Android takes a stopped screen's window off the glass.
        below.activity.window.decorView.visibility = View.INVISIBLE
        return true
    }

    private fun close(): Boolean {
        val done = stack.last()
        if (!done.activity.isFinishing) return false
        stack.removeLast()
        val leaving = done.controller!!
        leaving.windowFocusChanged(false).pause()
        stack.lastOrNull()?.let { below -> uncover(below, done) }
        leaving.stop().destroy()
        return true
    }

    /** One that opened the next and finished: nobody comes back to it. */
    private fun leaveBehind(): Boolean {
        val done = stack.dropLast(1).firstOrNull { it.controller?.get()?.isFinishing == true } ?: return false
        stack.remove(done)
        done.controller!!.destroy()
        return true
    }

    private fun uncover(below: Place, done: Place) {
        if (below.controller == null) enter(stack.removeLast()) else below.controller!!.restart()
        if (done.requestCode >= 0) {
            val result = shadowOf(done.activity)
            answer(below.activity, done.requestCode, result.resultCode, result.resultIntent)
        }
        val controller = below.controller!!
        controller.resume()
        show(controller)
    }

    /** Hands the result to the one below, also where that was made anew and so remembers no request. */
    private fun answer(below: Activity, request: Int, code: Int, found: Intent?) {
        ReflectionHelpers.callInstanceMethod<Unit>(
            below,
            "onActivityResult",
            ClassParameter.from(Int::class.java, request),
            ClassParameter.from(Int::class.java, code),
            ClassParameter.from(Intent::class.java, found),
        )
    }

    private fun enter(place: Place) {
        val kind = Class.forName(checkNotNull(place.intent.component).className).asSubclass(Activity::class.java)
        val controller = Robolectric.buildActivity(kind, place.intent)
        place.controller = controller
        stack += place
        if (place.saved == null) controller.setup() else controller.setup(place.saved)
        place.saved = null
        show(controller)
    }

    /** A first frame, then the focus: before a frame there is no window to have it. */
    private fun show(controller: ActivityController<out Activity>) {
        controller.visible()
        Phone.pass(Duration.ofMillis(50))
        controller.windowFocusChanged(true)
    }

    /** Only what a parcel holds outlives a process. */
    private fun throughParcel(bundle: Bundle): Bundle {
        val parcel = Parcel.obtain()
        parcel.writeBundle(bundle)
        parcel.setDataPosition(0)
        return parcel.readBundle(javaClass.classLoader)!!.also { parcel.recycle() }
    }
}
