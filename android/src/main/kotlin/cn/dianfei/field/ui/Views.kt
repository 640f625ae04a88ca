package cn.dianfei.field.ui

import android.content.Context
import android.util.TypedValue
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.TextView
import cn.dianfei.field.R

/** Small things that all screens build with. */

/** A text in one of our styles. */
fun Context.text(style: Int, words: CharSequence = ""): TextView =
    TextView(this, null, 0, style).apply { text = words }

/** A button in one of our styles. */
fun Context.button(style: Int, words: CharSequence = "", act: () -> Unit = {}): Button =
    Button(this, null, 0, style).apply {
        text = words
        setOnClickListener { act() }
    }

fun View.px(dimen: Int): Int = resources.getDimensionPixelSize(dimen)

fun View.showIf(isShown: Boolean) {
    visibility = if (isShown) View.VISIBLE else View.GONE
}

/** Shows the text, or nothing at all where there is none. */
fun TextView.say(words: CharSequence?) {
    // Setting the same text again would move a screen reader and a cursor.
    if (text?.toString() != words?.toString().orEmpty()) text = words
    showIf(!words.isNullOrBlank())
}

/**
 * What stands on each screen and never scrolls away grows with the letters up to
 * [MOST_FIXED] only: it would leave no room for the work.
 */
fun TextView.fixed() {
    val scale = resources.configuration.fontScale
    if (scale > MOST_FIXED) setTextSize(TypedValue.COMPLEX_UNIT_PX, textSize * MOST_FIXED / scale)
}

private const val MOST_FIXED = 1.3f

/** An icon before the words, of the words' own colour and size. */
fun TextView.lead(drawable: Int) {
    val size = (textSize * 1.25f).toInt()
    val icon = context.getDrawable(drawable)!!.mutate()
    icon.setBounds(0, 0, size, size)
    icon.setTint(currentTextColor)
    setCompoundDrawablesRelative(icon, null, null, null)
    compoundDrawablePadding = px(R.dimen.gap) / 2
}

/** As many children as there are items, each made once and filled again. */
fun <T, V : View> ViewGroup.fill(items: List<T>, make: () -> V, show: V.(T) -> Unit) {
    while (childCount > items.size) removeViewAt(childCount - 1)
    items.forEachIndexed { at, item ->
        @Suppress("UNCHECKED_CAST")
        val view = (getChildAt(at) ?: make().also(::addView)) as V
        view.show(item)
    }
}

/** The width of the parent and a height of its own. */
fun across(): ViewGroup.LayoutParams =
    ViewGroup.LayoutParams(ViewGroup.LayoutParams.MATCH_PARENT, ViewGroup.LayoutParams.WRAP_CONTENT)
