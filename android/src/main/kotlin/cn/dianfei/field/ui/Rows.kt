package cn.dianfei.field.ui

import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.view.View
import android.view.ViewGroup
import android.widget.BaseAdapter
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import cn.dianfei.field.R

/** One thing in a list: an icon with its word, a name, what is under it, a figure at the end. */
data class RowLine(
    val name: CharSequence,
    val under: CharSequence? = null,
    val figure: CharSequence? = null,
    val word: CharSequence? = null,
    val icon: Int? = null,
    val ink: Int = R.color.ink_soft,
)

/** A row that a thumb hits. */
class RowView(context: Context) : LinearLayout(context) {
    private val icon = ImageView(context)
    private val name: TextView = context.text(R.style.Text)
    private val under: TextView = context.text(R.style.Text_Small)
    private val figure: TextView = context.text(R.style.Text)
    private val word: TextView = context.text(R.style.Text_Small)

    init {
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = px(R.dimen.row)
        setBackgroundResource(R.drawable.row)
        val (edge, gap) = px(R.dimen.edge) to px(R.dimen.gap)
        setPadding(edge, gap, edge, gap)
        val names = LinearLayout(context).apply {
            orientation = VERTICAL
            addView(name, across())
            addView(under, across())
        }
        val ends = LinearLayout(context).apply {
            orientation = VERTICAL
            listOf(figure, word).forEach {
                it.gravity = Gravity.END
                addView(it)
            }
            gravity = Gravity.END
        }
        figure.fontFeatureSettings = "tnum"
        icon.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        addView(icon, LayoutParams(px(R.dimen.edge) * 2, px(R.dimen.edge) * 2).apply { marginEnd = gap })
        addView(names, LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f))
        addView(ends, LayoutParams(LayoutParams.WRAP_CONTENT, LayoutParams.WRAP_CONTENT).apply { marginStart = gap })
        layoutParams = across()
    }

    fun show(line: RowLine) {
        name.say(line.name)
        under.say(line.under)
        figure.say(line.figure)
        word.say(line.word)
        icon.showIf(line.icon != null)
        line.icon?.let(icon::setImageResource)
        icon.imageTintList = context.getColorStateList(line.ink)
        word.setTextColor(context.getColor(line.ink))
    }
}

/** Items as rows. The list keeps its place when they change. */
class RowAdapter<T>(private val id: (T) -> Long, private val line: (T) -> RowLine) : BaseAdapter() {
    private var items: List<T> = emptyList()

    fun show(items: List<T>) {
        if (items == this.items) return
        this.items = items
        notifyDataSetChanged()
    }

    override fun getCount(): Int = items.size

    override fun getItem(at: Int): T = items[at]

    override fun getItemId(at: Int): Long = id(items[at])

    override fun hasStableIds(): Boolean = true

    override fun getView(at: Int, before: View?, list: ViewGroup): View =
        ((before ?: RowView(list.context)) as RowView).apply { show(line(items[at])) }
}

/** A few rows inside a page that scrolls as a whole. */
class RowList @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    init {
        orientation = VERTICAL
        showDividers = SHOW_DIVIDER_MIDDLE
        dividerDrawable = context.getDrawable(R.drawable.divider)
    }

    fun show(lines: List<RowLine>, open: ((Int) -> Unit)? = null) =
        fill(lines.withIndex().toList(), { RowView(context) }) { (at, line) ->
            show(line)
            if (open == null) setOnClickListener(null) else setOnClickListener { open(at) }
            isClickable = open != null
        }
}
