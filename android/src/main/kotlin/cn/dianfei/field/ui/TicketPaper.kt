package cn.dianfei.field.ui

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
        lines.forEachIndexed { at, line ->
            val base = edge + (at + BASE) * column * LINE_COLUMNS
            var place = 0
            for (letter in letters(line.text)) {
                val columns = if (letter[0].code < ASCII_END) 1 else 2
                set(columns, line.strong)
                // In the middle of its columns: what is not as wide as the printer's letters still lines up.
                val indent = (columns * column - ink.measureText(letter)) / 2
                canvas.drawText(letter, edge + place * column + indent, base, ink)
                place += columns
            }
        }
    }

    /** Letters of one column in equal widths, those of two in their square. */
    private fun set(columns: Int, isStrong: Boolean) {
        val style = if (isStrong) Typeface.BOLD else Typeface.NORMAL
        ink.typeface = Typeface.create(if (columns == 1) Typeface.MONOSPACE else Typeface.DEFAULT, style)
        ink.textSize = if (columns == 1) columnWidth / MONOSPACE_ADVANCE else columnWidth * 2
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

        /** The width of a letter of the monospace typeface for one of its size. */
        const val MONOSPACE_ADVANCE = 0.6f

        /** A line is so many columns high, and its letters stand so far down in it. */
        const val LINE_COLUMNS = 2.7f
        const val BASE = 0.78f
    }
}
