package cn.dianfei.field.ticket

import android.content.Context
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Typeface
import android.util.AttributeSet
import android.view.View
import cn.dianfei.core.PrintLineView
import cn.dianfei.field.R

/**
 * A ticket as the printer sets it: 32 columns, a Chinese character takes two of
 * them. Each letter stands on its own column, so that what lines up on paper lines
 * up here. It is paper: black on white, also by night.
 */
class TicketPaper @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : View(context, attrs) {
    private var lines: List<PrintLineView> = emptyList()
    private val ink = Paint(Paint.ANTI_ALIAS_FLAG).apply { color = Color.BLACK }
    private val edge = resources.getDimensionPixelSize(R.dimen.gap)
    private val columnWidth get() = (width - 2 * edge) / COLUMNS.toFloat()

    init {
        setBackgroundResource(R.drawable.ticket_paper)
    }

    fun show(lines: List<PrintLineView>) {
        if (lines == this.lines) return
        this.lines = lines
        contentDescription = lines.joinToString("\n") { it.text.trim() }
        requestLayout()
        invalidate()
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val wide = MeasureSpec.getSize(widthSpec)
        val column = (wide - 2 * edge) / COLUMNS.toFloat()
        setMeasuredDimension(wide, (lines.size * column * LINE_COLUMNS).toInt() + 2 * edge)
    }

    override fun onDraw(canvas: Canvas) {
        super.onDraw(canvas)
        val column = columnWidth
        ink.textSize = column * 2
        lines.forEachIndexed { at, line ->
            ink.typeface = if (line.strong) Typeface.DEFAULT_BOLD else Typeface.DEFAULT
            val base = edge + (at + BASE) * column * LINE_COLUMNS
            var place = 0
            for (letter in letters(line.text)) {
                val columns = if (letter[0].code < ASCII_END) 1 else 2
                // In the middle of its columns: our letters are not all equally wide, the printer's are.
                val indent = (columns * column - ink.measureText(letter)) / 2
                canvas.drawText(letter, edge + place * column + indent, base, ink)
                place += columns
            }
        }
    }

    /** Letters as a person counts them, also beyond the first plane. */
    private fun letters(text: String): List<String> = buildList {
        var at = 0
        while (at < text.length) {
            val size = Character.charCount(text.codePointAt(at))
            add(text.substring(at, at + size))
            at += size
        }
    }

    private companion object {
        const val COLUMNS = 32
        const val ASCII_END = 0x80

        /** A line is so many columns high, and its letters stand so far down in it. */
        const val LINE_COLUMNS = 2.7f
        const val BASE = 0.78f
    }
}
