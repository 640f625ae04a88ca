package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.widget.LinearLayout
import cn.dianfei.field.R

/** At the thumb's end: the one thing to do here, and at most one other beside it. */
class ButtonBar @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    val secondary = context.button(R.style.Button)
    val primary = context.button(R.style.Button_Primary)

    init {
        setBackgroundResource(R.color.surface)
        val gap = px(R.dimen.gap)
        setPadding(gap, gap, gap, gap)
        addView(secondary, LayoutParams(0, LayoutParams.MATCH_PARENT, 2f).apply { marginEnd = gap })
        // Both fill: the bar is as high as the one with more lines in large type.
        addView(primary, LayoutParams(0, LayoutParams.MATCH_PARENT, 3f))
        primary.fixed()
        secondary.fixed()
        secondary.showIf(false)
    }

    /** What the primary button does; nothing while it is disabled. */
    fun primary(words: Int, isEnabled: Boolean = true, act: () -> Unit) {
        primary.setText(words)
        primary.isEnabled = isEnabled
        primary.setOnClickListener { act() }
        primary.showIf(true)
    }

    fun secondary(words: Int, isEnabled: Boolean = true, act: () -> Unit) {
        secondary.setText(words)
        secondary.isEnabled = isEnabled
        secondary.setOnClickListener { act() }
        secondary.showIf(true)
    }

    fun hideSecondary() = secondary.showIf(false)

    fun hidePrimary() = primary.showIf(false)
}
