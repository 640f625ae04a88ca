package cn.dianfei.field.ui

import android.content.Context
import android.content.res.Resources
import android.graphics.drawable.GradientDrawable
import android.util.AttributeSet
import android.view.View
import android.widget.LinearLayout
import cn.dianfei.field.R
import cn.dianfei.field.core.UiError
import cn.dianfei.field.core.say

/** Something that a person should know: what it is, and what to do. */
data class Notice(val kind: Kind, val what: String, val todo: String? = null, val detail: String? = null) {
    /** How grave it is: icon, word and colour go together. */
    enum class Kind(val icon: Int, val word: Int, val ground: Int, val ink: Int) {
        INFO(R.drawable.ic_info, R.string.common_info, R.color.info_ground, R.color.info_ink),
        WARNING(R.drawable.ic_warning, R.string.common_warning, R.color.warning_ground, R.color.warning_ink),
        REFUSAL(R.drawable.ic_cross, R.string.common_refused, R.color.refusal_ground, R.color.refusal_ink),
        LOCKED(R.drawable.ic_lock, R.string.common_locked, R.color.refusal_ground, R.color.refusal_ink),
        DONE(R.drawable.ic_check, R.string.common_done, R.color.done_ground, R.color.done_ink),
    }
}

/** An error as a person reads it: what happened, with its figures and clause, and what to do. */
fun Resources.notice(error: UiError): Notice {
    val told = error.told
        ?: return Notice(Notice.Kind.REFUSAL, getString(R.string.error_internal, error.incident.orEmpty()))
    val figures = told.figures.map { "${say(it.name)} ${say(it.value)}" }
    val clause = told.clause?.let { getString(R.string.common_clause, it) }
    val detail = (figures + listOfNotNull(clause)).joinToString(getString(R.string.format_comma))
    return Notice(Notice.Kind.REFUSAL, say(told.what), say(told.todo), detail)
}

/** A notice with its icon and its word, so that colour alone never says it. */
class NoticeBox @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val word = context.text(R.style.Text_Small)
    private val what = context.text(R.style.Text)
    private val detail = context.text(R.style.Text_Small)
    private val todo = context.text(R.style.Text)

    init {
        orientation = VERTICAL
        val (edge, gap) = px(R.dimen.edge) to px(R.dimen.gap)
        setPadding(edge, gap, edge, gap)
        listOf(word, what, detail, todo).forEach { addView(it, across()) }
        accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun show(notice: Notice?) {
        showIf(notice != null)
        if (notice == null) return
        val ink = context.getColor(notice.kind.ink)
        listOf(word, what, detail, todo).forEach { it.setTextColor(ink) }
        background = GradientDrawable().apply {
            setColor(context.getColor(notice.kind.ground))
            cornerRadius = px(R.dimen.corner).toFloat()
        }
        word.say(context.getString(notice.kind.word))
        word.lead(notice.kind.icon)
        what.say(notice.what)
        detail.say(notice.detail)
        todo.say(notice.todo)
    }
}
