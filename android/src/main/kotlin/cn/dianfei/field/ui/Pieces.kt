package cn.dianfei.field.ui

import android.content.Context
import android.content.res.Resources
import android.util.AttributeSet
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.Space
import cn.dianfei.field.R

/** How many notes and coins of each value, two values beside one another. */
class Pieces @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val byValue = linkedMapOf<Long, FigureField>()

    /** The fields in the order of entry. */
    val fields: List<FigureField> get() = byValue.values.toList()

    init {
        orientation = VERTICAL
    }

    fun about(valuesFen: List<Long>, onTyped: (Long, String) -> Unit) {
        if (byValue.keys.toList() == valuesFen) return
        removeAllViews()
        byValue.clear()
        valuesFen.chunked(2).forEach { pair ->
            val line = LinearLayout(context).apply { gravity = Gravity.CENTER_VERTICAL }
            pair.forEach { value -> line.addView(cell(value, onTyped), LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f)) }
            // The last of an odd number keeps to its half, under those above it.
            if (pair.size == 1) line.addView(Space(context), LayoutParams(0, 0, 1f))
            addView(line, across())
        }
    }

    fun show(pieces: Map<Long, String>) = byValue.forEach { (value, field) -> field.show(pieces[value].orEmpty()) }

    private fun cell(value: Long, onTyped: (Long, String) -> Unit): LinearLayout = LinearLayout(context).apply {
        gravity = Gravity.CENTER_VERTICAL
        val gap = px(R.dimen.gap)
        setPadding(gap / 2, gap / 4, gap / 2, gap / 4)
        val name = resources.denomination(value)
        val field = FigureField(context).apply {
            about("") { onTyped(value, it) }
            figure.contentDescription = context.getString(R.string.pieces_of, name)
        }
        byValue[value] = field
        addView(context.text(R.style.Text, name), LayoutParams(0, LayoutParams.WRAP_CONTENT, 2f))
        addView(field, LayoutParams(0, LayoutParams.WRAP_CONTENT, 3f))
    }
}

/** A note or a coin as people call it: 100 元, 5 角, 1 分. */
private fun Resources.denomination(fen: Long): String = when {
    fen % 100 == 0L -> getString(R.string.format_whole_yuan, fen / 100)
    fen % 10 == 0L -> getString(R.string.format_jiao, fen / 10)
    else -> getString(R.string.format_fen, fen)
}
