package cn.dianfei.field.ticket

import android.view.View
import android.widget.Button
import cn.dianfei.core.StandingView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.device.Printer
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TicketPaper
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf

class ReceiptView(root: View, private val emit: (ReceiptEvent) -> Unit) : ScreenView<ReceiptState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val wrong = root.findViewById<NoticeBox>(R.id.wrong)
    private val standing = root.findViewById<NoticeBox>(R.id.standing)
    private val printed = root.findViewById<NoticeBox>(R.id.printed)
    private val paper = root.findViewById<TicketPaper>(R.id.paper)
    private val void = root.findViewById<Button>(R.id.claim_void)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        void.setOnClickListener { emit(ReceiptEvent.Void) }
    }

    override fun render(state: ReceiptState) {
        val receipt = state.receipt
        strip.showIf(receipt != null)
        paper.showIf(receipt != null)
        void.showIf(receipt != null && receipt.standing?.void != true)
        wrong.show(state.error?.let(words::notice))
        standing.show(receipt?.standing?.let(::said))
        printed.show(state.printed?.let(::said))
        if (receipt != null) {
            header.show(words.getString(R.string.screen_receipt_title), words.getString(R.string.screen_ticket_number, receipt.series, receipt.no))
            strip.show(receipt.status)
            paper.show(receipt.lines)
        }
        val isAgain = receipt?.reprint == true || state.printed is Printer.Result.Written
        bar.secondary(if (isAgain) R.string.action_print_again else R.string.action_print, receipt != null && !state.isPrinting) {
            emit(ReceiptEvent.Print)
        }
        bar.primary(R.string.action_next_customer) { emit(ReceiptEvent.Done) }
    }

    private fun said(result: Printer.Result): Notice = when (result) {
        is Printer.Result.Written ->
            Notice(Notice.Kind.INFO, words.getString(R.string.screen_receipt_written, result.bytes), words.getString(R.string.screen_receipt_look))
        Printer.Result.NoPrinter ->
            Notice(Notice.Kind.WARNING, words.getString(R.string.screen_receipt_no_printer), words.getString(R.string.screen_receipt_kept))
        Printer.Result.NotAllowed ->
            Notice(Notice.Kind.WARNING, words.getString(R.string.screen_receipt_not_allowed), words.getString(R.string.screen_receipt_allow))
        Printer.Result.Broken ->
            Notice(Notice.Kind.WARNING, words.getString(R.string.screen_receipt_broken), words.getString(R.string.screen_receipt_kept))
    }

    private fun said(standing: StandingView): Notice {
        val parts = listOfNotNull(standing.state, standing.payment, standing.reason).map(words::say)
        val kind = if (standing.void || standing.reason != null) Notice.Kind.WARNING else Notice.Kind.INFO
        return Notice(kind, words.getString(R.string.screen_ticket_station_says, parts.joinToString(words.getString(R.string.format_comma))))
    }
}
