package cn.dianfei.field.ui

import android.content.Context
import android.text.InputType
import android.util.AttributeSet
import android.view.Gravity
import android.widget.EditText
import android.widget.LinearLayout
import cn.dianfei.field.R

/** Words that a person writes, such as a cause. */
class TextEntry @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val label = context.text(R.style.Text_Small)
    private val error = context.text(R.style.Text_Small)

    val entry: EditText = EditText(context)
    private val typing = Typing(entry)

    init {
        orientation = VERTICAL
        entry.apply {
            inputType = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_MULTI_LINE
            gravity = Gravity.START or Gravity.CENTER_VERTICAL
        }
        error.setTextColor(context.getColor(R.color.breach))
        listOf(label, entry, error).forEach { addView(it, across()) }
        label.setPadding(0, px(R.dimen.gap), 0, 0)
        error.showIf(false)
        error.accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun about(label: CharSequence, isOneLine: Boolean = false, onTyped: (String) -> Unit) {
        this.label.say(label)
        entry.contentDescription = label
        if (isOneLine) entry.inputType = InputType.TYPE_CLASS_TEXT
        typing.onTyped = onTyped
    }

    fun show(text: String, wrong: String? = null) {
        typing.show(text)
        error.say(wrong)
    }
}

/** Where a list is searched; what is typed is told at once. */
class SearchField @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val entry = TextEntry(context)

    init {
        addView(entry, LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT))
        entry.entry.apply {
            setSingleLine()
            lead(R.drawable.ic_search)
        }
    }

    fun about(hint: CharSequence, onTyped: (String) -> Unit) {
        entry.about("", isOneLine = true, onTyped)
        entry.entry.hint = hint
        entry.entry.contentDescription = hint
    }

    fun show(text: String) = entry.show(text)
}
