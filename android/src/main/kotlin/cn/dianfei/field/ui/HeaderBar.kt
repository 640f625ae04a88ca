package cn.dianfei.field.ui

import android.app.Activity
import android.content.Context
import android.util.AttributeSet
import android.view.Gravity
import android.widget.ImageButton
import android.widget.LinearLayout
import cn.dianfei.field.R

/** Where the person is, the way back, and at most one more way. */
class HeaderBar @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : LinearLayout(context, attrs) {
    private val back = arrow(R.drawable.ic_back, R.string.action_back)
    private val title = context.text(R.style.Text_Title)
    private val subtitle = context.text(R.style.Text_Small)
    private val other = arrow(R.drawable.ic_sync, R.string.action_sync)

    init {
        gravity = Gravity.CENTER_VERTICAL
        setBackgroundResource(R.color.surface)
        minimumHeight = px(R.dimen.button)
        val texts = LinearLayout(context).apply {
            orientation = VERTICAL
            setPadding(px(R.dimen.gap), px(R.dimen.gap), px(R.dimen.gap), px(R.dimen.gap))
            addView(title)
            addView(subtitle)
        }
        addView(back, LayoutParams(px(R.dimen.button), px(R.dimen.button)))
        addView(texts, LayoutParams(0, LayoutParams.WRAP_CONTENT, 1f))
        addView(other, LayoutParams(px(R.dimen.button), px(R.dimen.button)))
        back.setOnClickListener { (context as Activity).finish() }
        title.fixed()
        subtitle.fixed()
        subtitle.showIf(false)
        other.showIf(false)
    }

    private fun arrow(icon: Int, says: Int): ImageButton = ImageButton(context).apply {
        setImageResource(icon)
        imageTintList = context.getColorStateList(R.color.ink)
        setBackgroundResource(R.drawable.flat)
        contentDescription = context.getString(says)
    }

    /** [over] says where this is, [under] with what. */
    fun show(over: CharSequence, under: CharSequence? = null) {
        title.say(over)
        subtitle.say(under)
    }

    /** The first screen has nowhere to go back to. */
    fun isFirst() {
        back.showIf(false)
        setPadding(px(R.dimen.edge) - px(R.dimen.gap), 0, 0, 0)
    }

    /** One more way, such as the sync. */
    fun way(icon: Int, says: Int, go: () -> Unit) {
        other.setImageResource(icon)
        other.contentDescription = context.getString(says)
        other.setOnClickListener { go() }
        other.showIf(true)
    }
}
