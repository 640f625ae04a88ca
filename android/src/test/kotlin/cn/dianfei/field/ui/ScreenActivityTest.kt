package cn.dianfei.field.ui

import android.content.ComponentName
import android.widget.TextView
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.isActive
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** A presenter's life: as long as its screen's, not as its activity's. */
@RunWith(RobolectricTestRunner::class)
class ScreenActivityTest {
    private lateinit var screens: Screens

    private val top: Counting get() = screens.top as Counting

    @Before
    fun open() {
        Phone.switchOn()
        val app = RuntimeEnvironment.getApplication()
        shadowOf(app.packageManager).addActivityIfNotPresent(ComponentName(app, Counting::class.java))
        screens = Screens(Counting::class.java)
    }

    @Test
    fun `a presenter outlives rotation, and what it tells meanwhile arrives`() {
        val (before, counter) = top to top.counter
        counter.on(Unit)
        screens.rotate()
        assertNotSame(before, top)
        assertSame(counter, top.counter)
        screens.settle { "1" in Phone.words() }
        counter.gate.complete(Unit)
        screens.settle { "2" in Phone.words() }
        assertEquals(listOf("counted"), top.told)
        assertEquals(emptyList<String>(), before.told)
    }

    @Test
    fun `a second thumb while the first is at work does nothing`() {
        top.counter.on(Unit)
        top.counter.on(Unit)
        top.counter.gate.complete(Unit)
        screens.settle { "2" in Phone.words() }
        top.counter.on(Unit)
        screens.settle { "4" in Phone.words() }
    }

    @Test
    fun `what was typed is kept when the screen is left, and nothing runs after it is gone`() {
        val counter = top.counter
        assertEquals(listOf("seen"), counter.life)
        screens.leaveAndReturn()
        assertEquals(listOf("seen", "left", "seen"), counter.life)
        assertTrue(counter.scope.isActive)
        screens.back()
        assertEquals("left", counter.life.last())
        assertFalse(counter.scope.isActive)
    }

    class Counter(val scope: CoroutineScope) : Presenter<Int, Unit, String>(0, scope) {
        val gate = CompletableDeferred<Unit>()
        val life = mutableListOf<String>()

        override fun on(event: Unit) = once {
            show { this + 1 }
            gate.await()
            show { this + 1 }
            tell("counted")
        }

        override fun seen() {
            life += "seen"
        }

        override fun left() {
            life += "left"
        }
    }

    class Counting : ScreenActivity<Int, Unit, String, Counter>() {
        val counter: Counter get() = presenter
        val told = mutableListOf<String>()

        override fun newPresenter(scope: CoroutineScope) = Counter(scope)

        override fun newView(emit: (Unit) -> Unit) = object : ScreenView<Int>(TextView(this)) {
            override fun render(state: Int) {
                (root as TextView).text = state.toString()
            }
        }

        override fun on(effect: String) {
            told += effect
        }
    }
}
