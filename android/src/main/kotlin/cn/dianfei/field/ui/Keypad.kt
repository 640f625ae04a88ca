package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.view.HapticFeedbackConstants
import android.view.KeyEvent
import android.view.View
import android.widget.ImageButton
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import cn.dianfei.field.R

/**
 * Big keys for figures. It writes into the [FigureField] that has the focus; the
 * next key goes to the following one, and past the last to what [done] does.
 */
class Keypad @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private var fields: List<FigureField> = emptyList()
    private var done: () -> Unit = {}
    private val point = key(".")
    private val next = context.button(R.style.Button_Key_Small, context.getString(R.string.keypad_next)) { goOn() }

    init {
        setBackgroundResource(R.color.surface)
        val inset = px(R.dimen.gap) / 2
        setPadding(inset, inset, inset, inset)
        addView(column("1", "4", "7") { addKey(point) }, share())
        addView(column("2", "5", "8") { addKey(key("0")) }, share())
        addView(column("3", "6", "9") { addKey(backspace()) }, share())
        addView(
            column {
                addKey(context.button(R.style.Button_Key_Small, context.getString(R.string.keypad_clear)) { clear() }.also(::touchable))
                addKey(next.also(::touchable), high = 3f)
            },
            share(),
        )
    }

    /** The fields that it serves, in order, and what comes after the last. */
    fun serve(fields: List<FigureField>, done: () -> Unit) {
        this.fields = fields
        this.done = done
        fields.forEach { field ->
            field.figure.setOnFocusChangeListener { _, hasFocus -> if (hasFocus) serves(field) }
            field.figure.setOnKeyListener { _, code, event -> isEnter(code).also { if (it && event.action == KeyEvent.ACTION_DOWN) goOn() } }
        }
        if (fields.none { it.figure.hasFocus() }) fields.firstOrNull()?.focus()
        fields.firstOrNull { it.figure.hasFocus() }?.let(::serves)
    }

    private fun serves(field: FigureField) {
        point.isEnabled = field.hasPoint
        next.setText(if (field === fields.last()) R.string.keypad_done else R.string.keypad_next)
    }

    /** The enter key of a keyboard that is plugged in. */
    private fun isEnter(code: Int): Boolean = code == KeyEvent.KEYCODE_ENTER || code == KeyEvent.KEYCODE_NUMPAD_ENTER

    private fun focused(): FigureField? = fields.firstOrNull { it.figure.hasFocus() } ?: fields.firstOrNull()

    private fun put(digit: String) {
        val figure = focused()?.figure ?: return
        val (from, to) = figure.selectionStart.coerceAtLeast(0) to figure.selectionEnd.coerceAtLeast(0)
        figure.text.replace(minOf(from, to), maxOf(from, to), digit)
        // What was selected is replaced by the first key, not by each.
        figure.setSelection(minOf(from, to) + digit.length)
    }

    private fun erase() {
        val figure = focused()?.figure ?: return
        val (from, to) = figure.selectionStart to figure.selectionEnd
        if (from != to) figure.text.delete(minOf(from, to), maxOf(from, to))
        else if (from > 0) figure.text.delete(from - 1, from)
    }

    private fun clear() = focused()?.figure?.text?.clear() ?: Unit

    private fun goOn() {
        val following = fields.indexOf(focused()) + 1
        if (following < fields.size) fields[following].focus() else done()
    }

    private fun key(digit: String): View = context.button(R.style.Button_Key, digit) { put(digit) }.also(::touchable)

    private fun backspace(): View = ImageButton(context, null, 0, R.style.Button_Key).apply {
        setImageResource(R.drawable.ic_backspace)
        imageTintList = context.getColorStateList(R.color.ink)
        // Or the arrow fills the key and shouts louder than the digits.
        scaleType = ImageView.ScaleType.FIT_CENTER
        val inset = px(R.dimen.edge)
        setPadding(inset, inset, inset, inset)
        contentDescription = context.getString(R.string.keypad_backspace)
        setOnClickListener { erase() }
    }.also(::touchable)

    // A key must not take the focus from the figure that it writes into.
    private fun touchable(key: View) {
        (key as? TextView)?.fixed()
        key.isFocusable = false
        key.isHapticFeedbackEnabled = true
        key.setOnTouchListener { pressed, event ->
            if (event.actionMasked == android.view.MotionEvent.ACTION_DOWN) {
                pressed.performHapticFeedback(HapticFeedbackConstants.KEYBOARD_TAP)
            }
            false
        }
    }

    private fun column(vararg digits: String, last: LinearLayout.() -> Unit): LinearLayout = LinearLayout(context).apply {
        orientation = VERTICAL
        digits.forEach { addKey(key(it)) }
        last()
    }

    private fun LinearLayout.addKey(key: View, high: Float = 1f) {
        val inset = px(R.dimen.gap) / 4
        val height = (px(R.dimen.digit) * high).toInt() + (high.toInt() - 1) * 2 * inset
        addView(key, LayoutParams(LayoutParams.MATCH_PARENT, height).apply { setMargins(inset, inset, inset, inset) })
    }

    private fun share() = LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f)
}
