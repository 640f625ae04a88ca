package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.ProgressBar
import cn.dianfei.field.R

/** Nothing is here yet: why, and what to do next. */
class EmptyState @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val what = context.text(R.style.Text)
    private val todo = context.text(R.style.Text_Small)

    init {
        orientation = VERTICAL
        gravity = Gravity.CENTER_HORIZONTAL
        val edge = px(R.dimen.edge)
        setPadding(edge, edge * 2, edge, edge * 2)
        listOf(what, todo).forEach {
            it.gravity = Gravity.CENTER_HORIZONTAL
            addView(it, across())
        }
    }

    fun show(what: CharSequence, todo: CharSequence? = null) {
        this.what.say(what)
        this.todo.say(todo)
    }
}

/** Something takes its time: a wheel with a sentence under it, from 300 ms on. */
class BusyLine @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val words = context.text(R.style.Text)
    private val appear = Runnable { showIf(true) }
    private var isWaiting = false

    init {
        orientation = VERTICAL
        gravity = Gravity.CENTER_HORIZONTAL
        setPadding(0, px(R.dimen.edge), 0, px(R.dimen.edge))
        addView(ProgressBar(context).apply { indeterminateTintList = context.getColorStateList(R.color.accent) })
        words.gravity = Gravity.CENTER_HORIZONTAL
        addView(words, across())
        showIf(false)
    }

    fun show(sentence: CharSequence?) {
        val waits = sentence != null
        if (waits) words.say(sentence)
        if (waits == isWaiting) return
        isWaiting = waits
        removeCallbacks(appear)
        if (waits) postDelayed(appear, PATIENCE_MS) else showIf(false)
    }

    private companion object {
        const val PATIENCE_MS = 300L
    }
}
