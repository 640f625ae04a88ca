package cn.dianfei.field.ui

import android.app.Activity
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.View
import android.widget.LinearLayout
import android.widget.ListView
import cn.dianfei.core.Role
import cn.dianfei.core.StatusView
import cn.dianfei.field.R
import cn.dianfei.field.phone.Screens
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** Pages of tests: the kit's pieces as screens put them together, with the longest words they meet. */
enum class KitPage(val build: KitPages.() -> Unit) {
    ENTRY(KitPages::entry),
    LIST(KitPages::list),
    MONEY(KitPages::money),
    COUNT(KitPages::count);

    fun open(): Screens {
        val app = RuntimeEnvironment.getApplication()
        shadowOf(app.packageManager).addActivityIfNotPresent(ComponentName(app, KitActivity::class.java))
        return Screens(Intent(app, KitActivity::class.java).putExtra("page", name))
    }
}

class KitActivity : Activity() {
    lateinit var pages: KitPages

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        pages = KitPages(this)
        KitPage.valueOf(intent.getStringExtra("page")!!).build(pages)
        setContentView(pages.root)
    }
}

/** The pieces of a page, and what was done to them. */
class KitPages(private val context: Context) {
    private val isChinese = context.resources.configuration.locales[0].language == "zh"
    private val body = LinearLayout(context).apply {
        orientation = LinearLayout.VERTICAL
        setPadding(px(R.dimen.edge), px(R.dimen.gap), px(R.dimen.edge), px(R.dimen.edge))
    }

    val root = LinearLayout(context).apply { orientation = LinearLayout.VERTICAL }
    val figures = listOf(FigureField(context), FigureField(context))
    val busy = BusyLine(context)
    val done = mutableListOf<String>()

    private fun words(zh: String, en: String) = if (isChinese) zh else en

    private fun frame(title: String, status: StatusView, main: View, keypad: Keypad? = null) {
        root.addView(HeaderBar(context).apply { show(title, words("站前街 101 号 2 单元 301 室 王建国", "Flat 301, entrance 2, 101 Station Street")) }, across())
        root.addView(StatusStrip(context).apply { show(status) }, across())
        root.addView(main, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, 0, 1f))
        keypad?.let { root.addView(it, across()) }
        root.addView(
            ButtonBar(context).apply {
                primary(R.string.action_save) { done += "primary" }
                secondary(R.string.action_again) { done += "secondary" }
            },
            across(),
        )
    }

    private fun scroll() = Page(context).apply { addView(body) }

    private fun add(vararg views: View) = views.forEach { body.addView(it, across()) }

    fun entry() {
        figures[0].about(words("本次示数", "Reading"), "kWh") { done += "0:$it" }
        figures[1].about(words("峰段示数", "Peak reading"), "kWh", hasPoint = true) { done += "1:$it" }
        figures[0].show("412")
        figures[1].show("12o4", words("示数只能是数字：12o4。", "A reading has digits only: 12o4."))
        val keypad = Keypad(context).apply { serve(figures) { done += "done" } }
        add(
            KeyValues(context).apply {
                show(words("表号", "Meter") to "2019-04-117733", words("上次示数", "Last reading") to "10,182 kWh")
            },
            NoticeBox(context).apply {
                show(
                    Notice(
                        Notice.Kind.WARNING,
                        words("本月用电比上月多一倍以上。", "Usage is more than twice last month's."),
                        words("请再抄一次，或写明原因。", "Read again, or say why it is so."),
                        words("上月 182，去年同月 175，本次 412：+126 %", "last month 182, same month last year 175, now 412: +126 %"),
                    ),
                )
            },
            figures[0],
            figures[1],
        )
        frame(words("第 12 户", "Stop 12"), reader, scroll(), keypad)
    }

    fun list() {
        val search = SearchField(context).apply { about(words("户号、姓名、地址、表号", "Account, name, address, meter")) { done += it } }
        val chips = FilterChips(context).apply {
            val kinds = listOf(words("未抄 138", "To read 138"), words("已抄 160", "Read 160"), words("有疑问 3", "In question 3"), words("未见表 2", "Missed 2"))
            show(kinds, 0) { done += "chip $it" }
        }
        val rows = RowAdapter<RowLine>({ it.name.hashCode().toLong() }, { it })
        rows.show(
            listOf(
                RowLine("王建国", words("站前街 101 号 2 单元 301 室", "Flat 301, 101 Station Street"), "12,412", words("有疑问", "In question"), R.drawable.ic_warning, R.color.warning_ink),
                RowLine(words("供销合作社第二门市部", "Second shop of the supply cooperative"), words("站前街 102 号", "102 Station Street"), "1,234,567.89", words("已抄", "Read"), R.drawable.ic_check, R.color.done_ink),
                RowLine("李秀英", words("站前街 103 号", "103 Station Street")),
            ),
        )
        val list = ListView(context).apply {
            addHeaderView(LinearLayout(context).apply { inset(chips) }, null, false)
            adapter = rows
            setOnItemClickListener { _, _, at, _ -> done += "row ${at - headerViewsCount}" }
        }
        val column = LinearLayout(context).apply {
            orientation = LinearLayout.VERTICAL
            addView(LinearLayout(context).apply { inset(search) }, across())
            addView(list, across())
        }
        frame(words("站前街抄表本", "Station Street"), collector.copy(frozen = true), column)
    }

    private fun LinearLayout.inset(view: View) {
        val (edge, gap) = px(R.dimen.edge) to px(R.dimen.gap)
        setPadding(edge, gap, edge, gap)
        addView(view, across())
    }

    fun money() {
        add(
            MoneyLine(context).apply { show(words("应收", "Due"), 1_234_567_89, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分") },
            MoneyLine(context).apply { show(words("短款", "Short"), -12_50) },
            ChoiceList(context).apply { show(listOf(words("现金", "Cash"), words("欠费户不在，留条并约定上门日期", "Nobody home; a note with a day is left")), 1) { done += "choice $it" } },
            CheckList(context).apply { show(listOf(words("票据两联都在", "Both copies are here")), listOf(true)) { at, on -> done += "check $at $on" } },
            TextEntry(context).apply {
                about(words("原因", "Cause")) { done += it }
                show("", words("请写明原因。", "Please say why."))
            },
            EmptyState(context).apply { show(words("没有欠费户", "Nobody owes"), words("去日终交款。", "Go on to the day's end.")) },
            busy,
        )
        Notice.Kind.entries.forEach { kind -> add(NoticeBox(context).apply { show(Notice(kind, words("票号 00012345 已登记。", "Ticket 00012345 is recorded."))) }) }
        frame(words("收款", "Take money"), collector.copy(oldestUnsentDays = 3), scroll())
    }

    fun count() {
        val pieces = Pieces(context).apply {
            about(listOf(10_000L, 5_000L, 10L)) { value, text -> done += "$value $text" }
            show(mapOf(10_000L to "123", 10L to "7"))
        }
        add(pieces)
        val keypad = Keypad(context).apply { serve(pieces.fields) { done += "done" } }
        frame(words("点钞", "Count"), collector, scroll(), keypad)
    }

    private companion object {
        val reader = StatusView(
            station = "3301", stationName = "站前供电所", person = "R01", personName = "陈强", roles = listOf(Role.READER),
            businessDate = "2026-11-05", facts = 160u, unsentFacts = 12u, unsentParts = 2u, oldestUnsentDays = 0,
            frozen = false, revoked = false, lastContactMs = null, cashFen = 0, ticketsLeft = 0u, stopsLeft = 138u,
        )
        val collector = reader.copy(roles = listOf(Role.COLLECTOR), cashFen = 1_234_567_89, ticketsLeft = 37u)
    }
}
