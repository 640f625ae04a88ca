package cn.dianfei.field.ui

import android.text.Editable
import android.text.TextWatcher
import android.widget.EditText

/** Tells what a person types into [entry]; what a screen shows there is not told back to it. */
internal class Typing(private val entry: EditText) : TextWatcher {
    private var isShowing = false

    /** Is told the whole text after each change by a person. */
    var onTyped: (String) -> Unit = {}

    init {
        entry.addTextChangedListener(this)
    }

    /** What was typed before; the same text again leaves the cursor where it is. */
    fun show(text: String) {
        if (entry.text.toString() == text) return
        isShowing = true
        entry.setText(text)
        entry.setSelection(entry.text.length)
        isShowing = false
    }

    override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

    override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit

    override fun afterTextChanged(text: Editable) {
        if (!isShowing) onTyped(text.toString())
    }
}
