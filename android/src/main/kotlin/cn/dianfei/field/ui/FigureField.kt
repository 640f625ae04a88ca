package cn.dianfei.field.ui

import android.content.Context
import android.text.InputType
import android.util.AttributeSet
import android.view.ActionMode
import android.view.Gravity
import android.view.Menu
import android.view.MenuItem
import android.widget.EditText
import android.widget.LinearLayout
import cn.dianfei.field.R

/**
 * A figure that is entered on the [Keypad], never on the system's keyboard. What
 * is typed goes to the core as it is: the core says whether it is a figure.
 */
class FigureField @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val label = context.text(R.style.Text_Small)
    private val unit = context.text(R.style.Text)
    private val error = context.text(R.style.Text_Small)

    val figure: EditText = EditText(context)
    private val typing = Typing(figure)

    /** Whether the keypad offers a decimal point for it. */
    var hasPoint = false

    init {
        orientation = VERTICAL
        figure.apply {
            setTextSize(android.util.TypedValue.COMPLEX_UNIT_PX, resources.getDimension(R.dimen.text_figure))
            fontFeatureSettings = "tnum"
            inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS
            showSoftInputOnFocus = false
            // Cut, copy and paste would lie over the figure.
            customSelectionActionModeCallback = NoTools
            customInsertionActionModeCallback = NoTools
            gravity = Gravity.END or Gravity.CENTER_VERTICAL
            minHeight = px(R.dimen.digit)
        }
        val line = LinearLayout(context).apply {
            gravity = Gravity.CENTER_VERTICAL
            addView(figure, LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f))
            addView(unit, LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT).apply { marginStart = px(R.dimen.gap) })
        }
        error.setTextColor(context.getColor(R.color.breach))
        addView(label, across())
        addView(line, across())
        addView(error, across())
        label.setPadding(0, px(R.dimen.gap), 0, 0)
        error.showIf(false)
        error.accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun about(label: CharSequence, unit: CharSequence? = null, hasPoint: Boolean = false, onTyped: (String) -> Unit) {
        this.label.say(label)
        this.unit.say(unit)
        this.hasPoint = hasPoint
        figure.contentDescription = label
        typing.onTyped = onTyped
    }

    /** What was typed before; while a person types, theirs stands. */
    fun show(text: String, wrong: String? = null) {
        typing.show(text)
        error.say(wrong)
    }

    fun focus() = figure.requestFocus()
}

/** No tools for text beside a figure. */
private object NoTools : ActionMode.Callback {
    override fun onCreateActionMode(mode: ActionMode, menu: Menu): Boolean = false
    override fun onPrepareActionMode(mode: ActionMode, menu: Menu): Boolean = false
    override fun onActionItemClicked(mode: ActionMode, item: MenuItem): Boolean = false
    override fun onDestroyActionMode(mode: ActionMode) = Unit
}
