package cn.dianfei.field.collection

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.widget.CheckBox
import android.widget.LinearLayout
import cn.dianfei.core.DebtView
import cn.dianfei.field.R
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowView
import cn.dianfei.field.ui.fill
import cn.dianfei.field.ui.px
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.ui.yuan

/** Open bills, oldest first; each opens its lines, and is chosen where bills are chosen. */
class DebtList @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    init {
        orientation = VERTICAL
        showDividers = SHOW_DIVIDER_MIDDLE
        dividerDrawable = context.getDrawable(R.drawable.divider)
    }

    /** @param chosen the bills that it is for; nothing where nobody chooses */
    fun show(debts: List<DebtView>, chosen: Set<String>?, choose: (String, Boolean) -> Unit, open: (String) -> Unit) =
        fill(debts, { Row(context) }) { debt ->
            show(debt, chosen?.contains(debt.bill), { choose(debt.bill, it) }, { open(debt.bill) })
        }

    private class Row(context: Context) : LinearLayout(context) {
        private val box = CheckBox(context)
        private val line = RowView(context)

        init {
            gravity = Gravity.CENTER_VERTICAL
            box.minimumHeight = px(R.dimen.row)
            box.minimumWidth = px(R.dimen.target)
            box.buttonTintList = context.getColorStateList(R.color.accent)
            val start = LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.MATCH_PARENT).apply { marginStart = px(R.dimen.gap) }
            addView(box, start)
            addView(line, LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f))
        }

        fun show(debt: DebtView, chosen: Boolean?, choose: (Boolean) -> Unit, open: () -> Unit) {
            val month = Format.month(resources, debt.period)
            box.showIf(chosen != null)
            box.contentDescription = resources.getString(R.string.screen_payment_for_bill, month)
            box.setOnCheckedChangeListener(null)
            box.isChecked = chosen == true
            // It says at once what is so; only a thumb's own change is animated.
            box.jumpDrawablesToCurrentState()
            box.setOnCheckedChangeListener { _, isChecked -> choose(isChecked) }
            line.show(
                RowLine(
                    name = month,
                    under = under(debt),
                    figure = resources.yuan(debt.totalFen),
                    word = if (debt.explained) resources.getText(R.string.screen_payment_lines) else null,
                    ink = R.color.accent,
                ),
            )
            if (debt.explained) line.setOnClickListener { open() } else line.setOnClickListener(null)
            line.isClickable = debt.explained
        }

        private fun under(debt: DebtView): String {
            val due = resources.getString(R.string.screen_payment_due, Format.date(resources, debt.dueOn))
            if (debt.lateFeeFen == 0L) return due
            val late = resources.getString(
                R.string.screen_payment_late,
                Format.yuan(debt.principalFen), Format.yuan(debt.lateFeeFen), debt.lateDays.toInt(),
            )
            return "$due\n$late"
        }
    }
}
