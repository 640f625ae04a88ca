package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.util.TypedValue
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import cn.dianfei.field.R

/** Names on the left, what they are on the right. */
class KeyValues @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    init {
        orientation = VERTICAL
    }

    /** The rows; a row without a value is left out. */
    fun show(vararg rows: Pair<CharSequence, CharSequence?>) = show(rows.toList())

    fun show(rows: List<Pair<CharSequence, CharSequence?>>) =
        fill(rows.filter { !it.second.isNullOrBlank() }, ::row) { (name, value) ->
            (getChildAt(0) as TextView).say(name)
            (getChildAt(1) as TextView).say(value)
        }

    private fun row(): LinearLayout = LinearLayout(context).apply {
        minimumHeight = px(R.dimen.edge) * 2
        // The name stands beside the first line of its value, and air parts a long value from the next.
        gravity = Gravity.TOP
        val air = px(R.dimen.gap) / 2
        setPadding(0, air, 0, air)
        addView(context.text(R.style.Text_Small), LayoutParams(0, LayoutParams.WRAP_CONTENT, 2f))
        val value = context.text(R.style.Text).apply { gravity = Gravity.END; fontFeatureSettings = "tnum" }
        addView(value, LayoutParams(0, LayoutParams.WRAP_CONTENT, 3f))
    }
}

/** An amount that a customer can read across the table, with its capitals under it. */
class MoneyLine @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val label = context.text(R.style.Text_Small)
    private val amount = context.text(R.style.Text_Large)
    private val capitals = context.text(R.style.Text_Small)

    init {
        orientation = VERTICAL
        val gap = px(R.dimen.gap)
        setPadding(0, gap / 2, 0, gap / 2)
        listOf(label, amount, capitals).forEach {
            it.gravity = Gravity.END
            addView(it, across())
        }
        capitals.showIf(false)
    }

    /** Beside others of its kind, where there is less room. */
    fun narrow() {
        listOf(label, amount, capitals).forEach { it.gravity = Gravity.START }
        amount.setTextSize(TypedValue.COMPLEX_UNIT_PX, resources.getDimension(R.dimen.text_title))
        listOf(label, amount).forEach { it.fixed() }
    }

    fun show(name: CharSequence, fen: Long, inCapitals: String? = null, isBreach: Boolean = fen < 0) {
        label.say(name)
        amount.say(resources.yuan(fen))
        amount.setTextColor(context.getColor(if (isBreach) R.color.breach else R.color.ink))
        capitals.say(inCapitals)
    }
}
