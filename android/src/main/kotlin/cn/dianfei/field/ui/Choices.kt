package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.widget.CheckBox
import android.widget.CompoundButton
import android.widget.LinearLayout
import android.widget.RadioButton
import cn.dianfei.field.R

/** One of several, each a row that a thumb hits. */
class ChoiceList @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    init {
        orientation = VERTICAL
    }

    fun show(words: List<CharSequence>, chosen: Int?, choose: (Int) -> Unit) =
        fill(words.withIndex().toList(), { RadioButton(context).also(::row) }) { (at, word) ->
            if (text?.toString() != word.toString()) text = word
            setOnCheckedChangeListener(null)
            isChecked = at == chosen
            // What is shown is shown at once; only a thumb's own tap may be animated.
            jumpDrawablesToCurrentState()
            setOnCheckedChangeListener { _, isChecked -> if (isChecked) choose(at) }
        }
}

/** Several of several. */
class CheckList @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    init {
        orientation = VERTICAL
    }

    fun show(words: List<CharSequence>, checked: List<Boolean>, change: (Int, Boolean) -> Unit) =
        fill(words.zip(checked).withIndex().toList(), { CheckBox(context).also(::row) }) { (at, line) ->
            if (text?.toString() != line.first.toString()) text = line.first
            setOnCheckedChangeListener(null)
            isChecked = line.second
            jumpDrawablesToCurrentState()
            setOnCheckedChangeListener { _, isChecked -> change(at, isChecked) }
        }
}

private fun row(button: CompoundButton) {
    button.minimumHeight = button.px(R.dimen.button)
    button.setTextSize(android.util.TypedValue.COMPLEX_UNIT_PX, button.resources.getDimension(R.dimen.text_body))
    button.setTextColor(button.context.getColor(R.color.ink))
    button.buttonTintList = button.context.getColorStateList(R.color.accent)
    button.layoutParams = across()
    button.setPadding(button.px(R.dimen.gap), 0, 0, 0)
}

/** Filters side by side, each with how many it has. */
class FilterChips @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val flow = FlowRow(context)

    init {
        addView(flow, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
    }

    fun show(words: List<CharSequence>, chosen: Int, choose: (Int) -> Unit) =
        flow.fill(words.withIndex().toList(), { context.button(R.style.Button_Chip) }) { (at, word) ->
            if (text?.toString() != word.toString()) text = word
            isSelected = at == chosen
            setOnClickListener { choose(at) }
        }
}
