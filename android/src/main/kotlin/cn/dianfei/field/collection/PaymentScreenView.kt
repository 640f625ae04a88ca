package cn.dianfei.field.collection

import android.view.View
import android.widget.LinearLayout
import cn.dianfei.core.QuoteView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.FigureField
import cn.dianfei.field.ui.FilterChips
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.KeyValues
import cn.dianfei.field.ui.Keypad
import cn.dianfei.field.ui.MoneyLine
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.RowList
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.fill
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.ui.yuan

/** Who owes what, the figures, the second word. The core's own view is called `PaymentView`. */
class PaymentScreenView(root: View, private val emit: (PaymentEvent) -> Unit) : ScreenView<PaymentState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val content = root.findViewById<View>(R.id.content)
    private val notices = root.findViewById<LinearLayout>(R.id.notices)
    private val owing = root.findViewById<View>(R.id.owing)
    private val total = root.findViewById<MoneyLine>(R.id.total)
    private val about = root.findViewById<KeyValues>(R.id.about)
    private val earlier = root.findViewById<RowList>(R.id.earlier)
    private val order = root.findViewById<FilterChips>(R.id.order)
    private val debts = root.findViewById<DebtList>(R.id.debts)
    private val figures = root.findViewById<View>(R.id.figures)
    private val fields = root.findViewById<LinearLayout>(R.id.fields)
    private val amount = FigureField(root.context)
    private val received = FigureField(root.context)
    private val change = root.findViewById<MoneyLine>(R.id.change)
    private val goes = root.findViewById<KeyValues>(R.id.goes)
    private val second = root.findViewById<View>(R.id.second)
    private val gave = root.findViewById<AcrossTheTable>(R.id.gave)
    private val back = root.findViewById<AcrossTheTable>(R.id.back)
    private val takes = root.findViewById<MoneyLine>(R.id.takes)
    private val records = root.findViewById<KeyValues>(R.id.records)
    private val keypad = root.findViewById<Keypad>(R.id.keypad)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)

    init {
        amount.about(words.getText(R.string.screen_payment_amount), words.getText(R.string.screen_payment_unit), hasPoint = true) {
            emit(PaymentEvent.AmountTyped(it))
        }
        received.about(words.getText(R.string.screen_payment_received), words.getText(R.string.screen_payment_unit), hasPoint = true) {
            emit(PaymentEvent.ReceivedTyped(it))
        }
        listOf(amount, received).forEach(::place)
        keypad.serve(listOf(amount, received)) { content.requestFocus() }
        // The bills are what is talked about first: the keypad comes with a finger on a figure.
        content.requestFocus()
        keypad.showIf(false)
        root.viewTreeObserver.addOnGlobalFocusChangeListener { _, focused -> focused(focused) }
    }

    private fun place(field: FigureField) {
        // The first key puts another figure in the place of the proposed one.
        field.figure.setSelectAllOnFocus(true)
        val isWide = words.configuration.fontScale <= SIDE_BY_SIDE
        fields.orientation = if (isWide) LinearLayout.HORIZONTAL else LinearLayout.VERTICAL
        val gap = words.getDimensionPixelSize(R.dimen.gap)
        fields.addView(
            field,
            if (isWide) LinearLayout.LayoutParams(0, LinearLayout.LayoutParams.WRAP_CONTENT, 1f).apply { marginStart = if (field === received) 2 * gap else 0 }
            else LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT),
        )
    }

    private fun focused(view: View?) {
        val isFigure = view === amount.figure || view === received.figure
        if ((keypad.visibility == View.VISIBLE) == isFigure) return
        keypad.showIf(isFigure)
        // Once the keypad has taken its room.
        if (isFigure) figures.post { figures.requestRectangleOnScreen(android.graphics.Rect(0, 0, figures.width, figures.height), true) }
    }

    override fun render(state: PaymentState) {
        val quote = state.quote
        strip.showIf(quote != null)
        quote?.let { strip.show(it.status) }
        notices.fill(words.notices(state), ::newNotice) { show(it) }
        val isEntry = quote != null && !state.isConfirming && state.taken == null
        owing.showIf(isEntry)
        figures.showIf(isEntry)
        if (!isEntry) keypad.showIf(false)
        second.showIf(state.isConfirming || state.taken != null)
        if (quote == null) return bar.showIf(false)
        bar.showIf(true)
        header.show(quote.account.name, words.getString(R.string.screen_payment_about, quote.account.account, quote.account.address))
        if (isEntry) entry(state, quote)
        if (state.isConfirming) words.confirming(state)?.let(::secondWord)
        state.taken?.let { secondWord(words.taken(it, quote)) }
        buttons(state)
    }

    private fun newNotice() = NoticeBox(root.context).apply {
        val gap = words.getDimensionPixelSize(R.dimen.gap)
        layoutParams = LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, LinearLayout.LayoutParams.WRAP_CONTENT).apply { topMargin = gap }
    }

    private fun entry(state: PaymentState, quote: QuoteView) {
        total.show(words.getText(R.string.screen_payment_total), quote.totalFen, quote.totalCapitals.takeIf { quote.totalFen > 0 })
        about.show(
            words.getText(R.string.screen_payment_telephone) to quote.account.telephone,
            words.getText(R.string.screen_payment_class) to words.say(quote.account.usageClass),
            words.getText(R.string.screen_payment_advance) to quote.advanceFen.takeIf { it != 0L }?.let(words::yuan),
            words.getText(R.string.screen_payment_ticket) to
                quote.nextTicket?.let { words.getString(R.string.screen_payment_number, it.series, it.no) },
        )
        earlier.showIf(quote.earlier.isNotEmpty())
        earlier.show(quote.earlier.map(::earlierLine)) { at -> quote.earlier[at].let { emit(PaymentEvent.OpenTicket(it.series, it.no)) } }
        order.showIf(quote.debts.size > 1)
        order.show(
            listOf(words.getText(R.string.screen_payment_oldest_first), words.getText(R.string.screen_payment_by_bill)),
            if (state.bills == null) 0 else 1,
        ) { emit(PaymentEvent.ByBill(it == 1)) }
        debts.show(quote.debts, state.bills, { bill, isFor -> emit(PaymentEvent.Chosen(bill, isFor)) }) { emit(PaymentEvent.OpenBill(it)) }
        amount.show(state.amount, words.wrongAt("amount", state.wrong))
        received.show(state.received, words.wrongAt("received", state.wrong))
        val preview = state.preview
        change.showIf(preview != null)
        goes.showIf(preview != null)
        if (preview == null) return
        change.show(words.getText(R.string.screen_payment_change), preview.changeFen)
        goes.show(words.goes(preview.lines, preview.advanceFen, quote) + words.stillOpen(preview))
    }

    private fun earlierLine(payment: cn.dianfei.core.PaymentView) = RowLine(
        name = words.getText(if (payment.void) R.string.screen_payment_earlier_void else R.string.screen_payment_earlier),
        under = words.getString(R.string.screen_payment_number, payment.series, payment.no),
        figure = words.yuan(payment.amountFen),
        icon = if (payment.void) R.drawable.ic_cross else R.drawable.ic_check,
        ink = if (payment.void) R.color.breach else R.color.done_ink,
    )

    private fun secondWord(said: SecondWord) {
        gave.show(words.getText(R.string.screen_payment_received), said.receivedFen)
        back.show(words.getText(R.string.screen_payment_change), said.changeFen)
        takes.show(words.getText(R.string.screen_payment_amount), said.amountFen, said.capitals)
        records.show(said.lines)
    }

    private fun buttons(state: PaymentState) {
        bar.hideSecondary()
        when {
            state.taken != null -> bar.primary(R.string.action_show_ticket) { emit(PaymentEvent.ShowTicket) }
            state.isConfirming -> {
                bar.primary(R.string.action_confirm_payment, !state.isTaking) { emit(PaymentEvent.Confirm) }
                bar.secondary(R.string.action_back_to_figures, !state.isTaking) { emit(PaymentEvent.Cancel) }
            }
            else -> {
                bar.primary(R.string.action_take_payment, state.canTake) { emit(PaymentEvent.Take) }
                if (!state.hasTicket) bar.secondary(R.string.action_to_handovers) { emit(PaymentEvent.OpenHandovers) }
            }
        }
    }

    private companion object {
        /** With larger letters amounts of four digits no longer stand beside each other. */
        const val SIDE_BY_SIDE = 1.15f
    }
}
