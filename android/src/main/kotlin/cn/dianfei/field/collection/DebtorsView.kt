package cn.dianfei.field.collection

import android.content.res.Resources
import android.view.View
import android.widget.ListView
import cn.dianfei.core.DebtorListView
import cn.dianfei.core.DebtorView
import cn.dianfei.field.R
import cn.dianfei.field.ui.ButtonBar
import cn.dianfei.field.ui.ChoiceList
import cn.dianfei.field.ui.EmptyState
import cn.dianfei.field.ui.FilterChips
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.HeaderBar
import cn.dianfei.field.ui.Notice
import cn.dianfei.field.ui.NoticeBox
import cn.dianfei.field.ui.RowAdapter
import cn.dianfei.field.ui.RowLine
import cn.dianfei.field.ui.ScreenView
import cn.dianfei.field.ui.SearchField
import cn.dianfei.field.ui.StatusStrip
import cn.dianfei.field.ui.TextEntry
import cn.dianfei.field.ui.notice
import cn.dianfei.field.ui.showIf
import cn.dianfei.field.ui.yuan

class DebtorsView(root: View, private val emit: (DebtorsEvent) -> Unit) : ScreenView<DebtorsState>(root) {
    private val words = root.resources
    private val header = root.findViewById<HeaderBar>(R.id.header)
    private val strip = root.findViewById<StatusStrip>(R.id.strip)
    private val looking = root.findViewById<View>(R.id.looking)
    private val search = root.findViewById<SearchField>(R.id.search)
    private val areas = root.findViewById<FilterChips>(R.id.areas)
    private val settled = root.findViewById<FilterChips>(R.id.settled)
    private val list = root.findViewById<ListView>(R.id.list)
    private val empty = root.findViewById<EmptyState>(R.id.empty)
    private val posting = root.findViewById<View>(R.id.posting)
    private val postArea = root.findViewById<ChoiceList>(R.id.post_area)
    private val place = root.findViewById<TextEntry>(R.id.place)
    private val said = root.findViewById<NoticeBox>(R.id.said)
    private val bar = root.findViewById<ButtonBar>(R.id.bar)
    private val rows = RowAdapter<DebtorView>(id = { it.account.account.hashCode().toLong() }, line = { words.line(it) })

    init {
        header.show(words.getText(R.string.screen_debtors_title))
        search.about(words.getText(R.string.screen_debtors_search)) { emit(DebtorsEvent.Search(it)) }
        place.about(words.getText(R.string.screen_debtors_place), isOneLine = true) { emit(DebtorsEvent.PlaceTyped(it)) }
        list.adapter = rows
        list.emptyView = empty
        list.setOnItemClickListener { _, _, at, _ -> emit(DebtorsEvent.Open(rows.getItem(at).account.account)) }
    }

    override fun render(state: DebtorsState) {
        val found = state.list
        strip.showIf(found != null)
        said.show(words.said(state))
        looking.showIf(found != null && state.posting == null)
        posting.showIf(found != null && state.posting != null)
        bar.showIf(found != null)
        if (found == null) return
        strip.show(found.status)
        header.show(words.getText(R.string.screen_debtors_title), words.getString(R.string.screen_debtors_about, found.owing.toInt(), Format.yuan(found.openFen)))
        search.show(state.text)
        val choices = listOf(null) + found.areas
        areas.showIf(found.areas.size > 1)
        areas.show(
            choices.map { it?.let { area -> words.getString(R.string.screen_debtors_area, area.name, area.debtors.toInt()) } ?: words.getText(R.string.screen_debtors_all_areas) },
            choices.indexOfFirst { it?.area == state.area },
        ) { emit(DebtorsEvent.Area(choices[it]?.area)) }
        settled.show(
            listOf(words.getText(R.string.screen_debtors_owing), words.getText(R.string.screen_debtors_settled_too)),
            if (state.isSettledToo) 1 else 0,
        ) { emit(DebtorsEvent.Settled(it == 1)) }
        rows.show(found.debtors)
        empty.show(words.getText(R.string.screen_debtors_none), words.getText(R.string.screen_debtors_none_todo))
        post(state, found)
    }

    private fun post(state: DebtorsState, found: DebtorListView) {
        val written = state.posting
        if (written == null) {
            bar.hidePrimary()
            bar.secondary(R.string.action_list_posted, found.areas.isNotEmpty()) { emit(DebtorsEvent.Post) }
            return
        }
        postArea.show(
            found.areas.map { words.getString(R.string.screen_debtors_post_area, it.name, it.area) },
            found.areas.indexOfFirst { it.area == written.area }.takeIf { it >= 0 },
        ) { emit(DebtorsEvent.PostArea(found.areas[it].area)) }
        place.show(written.place)
        val isReady = written.area != null && written.place.isNotBlank() && !state.isBusy
        bar.primary(R.string.action_record_posting, isReady) { emit(DebtorsEvent.ConfirmPost) }
        bar.secondary(R.string.action_cancel) { emit(DebtorsEvent.Cancel) }
    }
}

/** Who, and what is open; who owes nothing stands with what is paid in advance. */
private fun Resources.line(debtor: DebtorView): RowLine {
    val isOwing = debtor.openFen > 0
    return RowLine(
        name = debtor.account.name,
        under = getString(R.string.screen_debtors_under, debtor.account.address, debtor.account.account),
        figure = if (isOwing) yuan(debtor.openFen) else null,
        word = when {
            isOwing -> null
            debtor.advanceFen > 0 -> getString(R.string.screen_debtors_advance, Format.yuan(debtor.advanceFen))
            else -> getText(R.string.screen_debtors_settled)
        },
        icon = if (isOwing) R.drawable.ic_cash else R.drawable.ic_check,
        ink = if (isOwing) R.color.accent else R.color.done_ink,
    )
}

private fun Resources.said(state: DebtorsState): Notice? = when {
    state.error != null -> notice(state.error)
    state.posting != null -> Notice(Notice.Kind.INFO, getString(R.string.screen_debtors_post_means), detail = getString(R.string.common_clause, "4.3.4"))
    state.posted != null -> Notice(Notice.Kind.DONE, getString(R.string.screen_debtors_posted))
    else -> null
}
