package cn.dianfei.field.ui

import android.app.Activity
import android.os.Bundle
import android.view.View
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch

/** What a state looks like. [render] may be called with the same state again. */
abstract class ScreenView<S : Any>(val root: View) {
    abstract fun render(state: S)
}

/**
 * A screen: keeps its presenter over a rotation, shows its states while it is
 * seen, and ends it when the person leaves.
 */
abstract class ScreenActivity<S : Any, E : Any, F : Any, P : Presenter<S, E, F>> : Activity() {
    private class Kept(val presenter: Any, val scope: CoroutineScope)

    private lateinit var kept: Kept
    private lateinit var view: ScreenView<S>
    private var watching: Job? = null

    protected lateinit var presenter: P
        private set

    protected abstract fun newPresenter(scope: CoroutineScope): P

    protected abstract fun newView(emit: (E) -> Unit): ScreenView<S>

    protected abstract fun on(effect: F)

    /** What [onSaveInstanceState] kept comes back after the death of the process, before the presenter is made. */
    protected open fun restore(saved: Bundle) = Unit

    final override fun onCreate(saved: Bundle?) {
        super.onCreate(saved)
        saved?.let(::restore)
        @Suppress("DEPRECATION")
        val before = lastNonConfigurationInstance as Kept?
        kept = before ?: CoroutineScope(SupervisorJob() + Dispatchers.Main).let { Kept(newPresenter(it), it) }
        @Suppress("UNCHECKED_CAST")
        presenter = kept.presenter as P
        view = newView(presenter::on)
        setContentView(view.root)
    }

    override fun onStart() {
        super.onStart()
        watching = kept.scope.launch {
            launch { presenter.state.collect(view::render) }
            presenter.effects.collect(::on)
        }
        presenter.seen()
    }

    override fun onPause() {
        presenter.left()
        super.onPause()
    }

    override fun onStop() {
        watching?.cancel()
        super.onStop()
    }

    override fun onDestroy() {
        if (isFinishing) kept.scope.cancel()
        super.onDestroy()
    }

    @Deprecated("the framework's way without AndroidX")
    final override fun onRetainNonConfigurationInstance(): Any = kept
}
