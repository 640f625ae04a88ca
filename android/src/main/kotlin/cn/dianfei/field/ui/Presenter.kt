package cn.dianfei.field.ui

import cn.dianfei.field.core.CoreFailure
import cn.dianfei.field.core.UiError
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.receiveAsFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * What a screen does, without Android: events go in, states and effects come out.
 * It lives as long as its screen is on the back stack, also over a rotation.
 *
 * @param S what is shown, an immutable value
 * @param E what a person does
 * @param F what happens once: another screen, a sound
 */
abstract class Presenter<S : Any, E : Any, F : Any>(first: S, private val scope: CoroutineScope) {
    private val shown = MutableStateFlow(first)
    private val told = Channel<F>(Channel.BUFFERED)
    private var atWork: Job? = null

    val state: StateFlow<S> = shown
    val effects: Flow<F> = told.receiveAsFlow()

    /** A person did something. */
    abstract fun on(event: E)

    /** The screen is seen, for the first time or again: what it shows may have changed. */
    open fun seen() = Unit

    /** The screen is left, perhaps for good: what was typed is kept. */
    open fun left() = Unit

    protected val now: S get() = shown.value

    protected fun show(change: S.() -> S) = shown.update(change)

    protected fun tell(effect: F) {
        told.trySend(effect)
    }

    /** Begins at once, so that what it hands to the core is on its way before the screen is gone. */
    protected fun launch(work: suspend () -> Unit): Job = scope.launch(start = CoroutineStart.UNDISPATCHED) { work() }

    /** As [launch], but a second thumb while the first is at work does nothing. */
    protected fun once(work: suspend () -> Unit) {
        if (atWork?.isActive == true) return
        atWork = launch(work)
    }

    /** What the core says, or nothing after [failed] was told why. */
    protected suspend fun <T> asked(failed: (UiError) -> Unit, call: suspend () -> T): T? = try {
        call()
    } catch (no: CoreFailure) {
        failed(no.error)
        null
    }
}
