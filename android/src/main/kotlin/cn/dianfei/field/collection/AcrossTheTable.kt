package cn.dianfei.field.collection

import android.content.Context
import android.util.AttributeSet
import android.util.TypedValue
import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import cn.dianfei.field.R
import cn.dianfei.field.ui.across
import cn.dianfei.field.ui.px
import cn.dianfei.field.ui.say
import cn.dianfei.field.ui.text
import cn.dianfei.field.ui.yuan

/** An amount that the customer reads from the other side of the table: as large as the width allows. */
class AcrossTheTable @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val label: TextView = context.text(R.style.Text)
    private val amount: TextView = object : TextView(context, null, 0, R.style.Text_Large) {
        override fun onMeasure(width: Int, height: Int) {
            fit(MeasureSpec.getSize(width) - paddingStart - paddingEnd)
            super.onMeasure(width, height)
        }

        private fun fit(room: Int) {
            val size = resources.getDimension(R.dimen.collection_across)
            val needed = paint.apply { textSize = size }.measureText(text.toString())
            setTextSize(TypedValue.COMPLEX_UNIT_PX, if (needed > room && room > 0) size * room / needed * SPARE else size)
        }
    }

    init {
        orientation = VERTICAL
        setPadding(0, px(R.dimen.gap) / 2, 0, px(R.dimen.gap) / 2)
        amount.maxLines = 1
        listOf(label, amount).forEach {
            it.gravity = Gravity.END
            addView(it, across())
        }
    }

    fun show(name: CharSequence, fen: Long) {
        label.say(name)
        amount.say(resources.yuan(fen))
    }

    private companion object {
        /** Less than all of the width, as letters are set in whole pixels. */
        const val SPARE = 0.98f
    }
}
