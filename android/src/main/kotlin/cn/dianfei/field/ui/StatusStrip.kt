package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.widget.LinearLayout
import cn.dianfei.core.Role
import cn.dianfei.core.StatusView
import cn.dianfei.field.R

/** Always on screen: how many are left, what is unsent and how old, what is in hand. */
class StatusStrip @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val cells = FlowRow(context)
    private val alarm = NoticeBox(context)

    init {
        orientation = VERTICAL
        setBackgroundResource(R.color.surface)
        val edge = px(R.dimen.edge)
        cells.setPadding(edge, 0, edge, px(R.dimen.gap))
        addView(cells, across())
        addView(alarm, across())
        alarm.showIf(false)
    }

    fun show(status: StatusView) {
        cells.fill(said(status), { context.text(R.style.Text_Small).also { it.setPadding(0, 0, px(R.dimen.gap), 0); it.fixed() } }) { (icon, words) ->
            say(words)
            lead(icon)
        }
        val why = when {
            status.frozen -> R.string.common_frozen
            status.revoked -> R.string.common_revoked
            else -> null
        }
        alarm.showIf(why != null)
        if (why != null) alarm.show(Notice(Notice.Kind.LOCKED, context.getString(why)))
    }

    private fun said(status: StatusView): List<Pair<Int, String>> = buildList {
        val unsent = status.unsentFacts.toInt() + status.unsentParts.toInt()
        if (Role.READER in status.roles) {
            add(R.drawable.ic_meter to context.getString(R.string.common_stops_left, status.stopsLeft.toInt()))
        }
        add(R.drawable.ic_sync to unsentWords(unsent, status.oldestUnsentDays?.toInt() ?: 0))
        if (Role.COLLECTOR in status.roles) {
            add(R.drawable.ic_cash to resources.getString(R.string.common_cash, Format.yuan(status.cashFen)))
            add(R.drawable.ic_ticket to context.getString(R.string.common_tickets_left, status.ticketsLeft.toInt()))
        }
    }

    private fun unsentWords(unsent: Int, days: Int): String = when {
        unsent == 0 -> context.getString(R.string.common_all_sent)
        days == 0 -> context.getString(R.string.common_unsent_today, unsent)
        else -> context.getString(R.string.common_unsent_days, unsent, days)
    }
}
