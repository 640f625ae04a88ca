package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import cn.dianfei.field.R

/** How many pieces of one thing: one less, one more, or typed on the keypad. */
class Stepper @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val name: TextView = context.text(R.style.Text)
    private val sum: TextView = context.text(R.style.Text)
    private val less = context.button(R.style.Button, "−")
    private val more = context.button(R.style.Button, "＋")

    val pieces = FigureField(context)

    init {
        gravity = Gravity.CENTER_VERTICAL
        val gap = px(R.dimen.gap)
        addView(name, LayoutParams(0, LayoutParams.WRAP_CONTENT, 2f))
        addView(less, LayoutParams(px(R.dimen.button), LayoutParams.WRAP_CONTENT))
        addView(pieces, LayoutParams(0, LayoutParams.WRAP_CONTENT, 2f).apply { setMargins(gap, 0, gap, 0) })
        addView(more, LayoutParams(px(R.dimen.button), LayoutParams.WRAP_CONTENT))
        sum.gravity = Gravity.END
        sum.fontFeatureSettings = "tnum"
        addView(sum, LayoutParams(0, LayoutParams.WRAP_CONTENT, 3f))
    }

    fun about(name: CharSequence, onTyped: (String) -> Unit, step: (Int) -> Unit) {
        this.name.say(name)
        pieces.about("", onTyped = onTyped)
        pieces.figure.contentDescription = context.getString(R.string.stepper_pieces, name)
        less.contentDescription = context.getString(R.string.stepper_less, name)
        more.contentDescription = context.getString(R.string.stepper_more, name)
        less.setOnClickListener { step(-1) }
        more.setOnClickListener { step(1) }
    }

    fun show(typed: String, comesTo: CharSequence) {
        pieces.show(typed)
        sum.text = comesTo
    }
}
