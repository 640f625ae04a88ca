package cn.dianfei.field.collection

import android.view.View
import cn.dianfei.core.BillView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.MoneyLine
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowList
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

/** The view of a bill; the core's own is called `BillView`. */
class BillScreenView(root: View, emit: (BillEvent) -> Unit) : ScreenView<BillState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val provisional = root.findViewById<NoticeBox>(R.id.provisional)
    private val total = root.findViewById<MoneyLine>(R.id.total)
    private val about = root.findViewById<KeyValues>(R.id.about)
    private val heading = root.findViewById<View>(R.id.steps_heading)
    private val steps = root.findViewById<RowList>(R.id.steps)

    init {
        header.show(words.getText(R.string.screen_bill_title))
        root.findViewById<ButtonBar>(R.id.bar).primary(R.string.action_back) { emit(BillEvent.Done) }
    }

    override fun render(state: BillState) {
        strip.showIf(state.status != null)
        state.status?.let(strip::show)
        wrong.show(state.error?.let(words::notice))
        val bill = state.bill
        listOf(total, about, heading, steps).forEach { it.showIf(bill != null) }
        provisional.show(words.provisional(bill))
        bill?.let(::fill)
    }

    private fun fill(bill: BillView) {
        header.show(words.getText(R.string.screen_bill_title), Format.month(words, bill.period))
        total.show(words.getText(R.string.screen_bill_total), bill.totalFen, bill.totalCapitals)
        about.show(
            words.getText(R.string.screen_bill_account) to bill.account,
            // With large letters it goes on below after a hyphen.
            words.getText(R.string.screen_bill_no) to bill.bill.replace("-", "-\u200B"),
            words.getText(R.string.screen_bill_energy) to words.getString(R.string.screen_bill_kwh, bill.energyKwh),
        )
        steps.show(bill.steps.mapIndexed { at, step -> RowLine(words.getString(R.string.screen_bill_step, at + 1, words.say(step))) })
    }
}

private fun android.content.res.Resources.provisional(bill: BillView?): Notice? =
    if (bill?.provisional != true) null
    else Notice(Notice.Kind.WARNING, getString(R.string.screen_bill_provisional), getString(R.string.screen_bill_provisional_todo))
