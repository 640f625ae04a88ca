package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.view.ViewGroup
import cn.dianfei.field.R

/** Its children side by side, in a new line where they do not fit: for large type and narrow glass. */
class FlowRow @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : ViewGroup(context, attrs) {
    private val gap = resources.getDimensionPixelSize(R.dimen.gap)

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val wide = MeasureSpec.getSize(widthSpec)
        val inner = wide - paddingLeft - paddingRight
        val atMost = MeasureSpec.makeMeasureSpec(inner, MeasureSpec.AT_MOST)
        val free = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
        children().forEach { it.measure(atMost, free) }
        val bottom = placed(inner) { _, _, _ -> }
        setMeasuredDimension(wide, bottom + paddingTop + paddingBottom)
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        placed(width - paddingLeft - paddingRight) { child, x, y ->
            val (atX, atY) = x + paddingLeft to y + paddingTop
            child.layout(atX, atY, atX + child.measuredWidth, atY + child.measuredHeight)
        }
    }

    private fun children(): List<View> = (0 until childCount).map(::getChildAt).filter { it.visibility != View.GONE }

    /** Puts each child where it belongs and says how high all of it is. */
    private fun placed(inner: Int, put: (View, Int, Int) -> Unit): Int {
        var x = 0
        var y = 0
        var lineHeight = 0
        for (child in children()) {
            if (x > 0 && x + child.measuredWidth > inner) {
                y += lineHeight + gap
                x = 0
                lineHeight = 0
            }
            put(child, x, y)
            x += child.measuredWidth + gap
            lineHeight = maxOf(lineHeight, child.measuredHeight)
        }
        return y + lineHeight
    }
}
