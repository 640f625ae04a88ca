package cn.dianfei.field.phone

import android.graphics.Rect
import android.text.Spanned
import android.text.style.ForegroundColorSpan
import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.AdapterView
import android.widget.EditText
import android.widget.HorizontalScrollView
import android.widget.ImageView
import android.widget.ScrollView
import android.widget.TextView
import cn.dianfei.field.phone.Finding.Kind

/** Measures the laid-out screen as a person's eyes and thumb do. */
object Measure {
    private const val TARGET_DP = 48
    private const val DIGIT_DP = 64
    private const val HOLE_DP = 96
    private const val TEXT_CONTRAST = 4.5
    private const val ICON_CONTRAST = 3.0

    /** A longer word than this is an id or a fingerprint: it may break where it must. */
    private const val LONGEST_WORD = 24

    /** Half a pixel up and half a pixel down, from rounding. */
    private const val SLACK = 1

    /** All that is wrong with what the phone shows now. */
    fun all(): List<Finding> = Phone.windows.flatMap(::window)

    /** All that is wrong with this window or part of one. */
    fun window(root: View): List<Finding> {
        val seen = Phone.seen(root).toList()
        val texts = seen.filterIsInstance<TextView>().filter { words(it).isNotBlank() }
        val targets = seen.filter(::isTarget)
        return texts.flatMap(::cut) + texts.mapNotNull(::split) + seen.mapNotNull(::outside) +
            targets.mapNotNull(::small) + overlaps(targets, ::shownPart) + overlaps(texts, ::shownText) +
            texts.mapNotNull(::pale) + seen.filterIsInstance<ImageView>().mapNotNull(::paleIcon) +
            targets.mapNotNull(::nameless) + seen.mapNotNull(::cramped)
    }

    /** What can be read in it: its text, or the hint in its place. */
    private fun words(view: TextView): CharSequence = view.text?.takeIf(CharSequence::isNotEmpty) ?: view.hint ?: ""

    private fun isTarget(view: View): Boolean {
        val list = view.parent as? AdapterView<*>
        return view.isClickable && view !is AdapterView<*> || list?.onItemClickListener != null
    }

    private fun cut(view: TextView): List<Finding> {
        val layout = view.layout ?: return emptyList()
        val lines = 0 until layout.lineCount
        val dots = lines.sumOf(layout::getEllipsisCount)
        val (wide, high) = innerWidth(view) to innerHeight(view)
        val (needsWide, needsHigh) = textWidth(view) to textHeight(view)
        return buildList {
            fun found(numbers: String) = add(Finding(Kind.CUT, path(view), numbers))
            if (dots > 0) found("$dots characters are dots")
            if (needsWide > wide + SLACK) found("$needsWide px wide in $wide px")
            if (needsHigh > high + SLACK) found("$needsHigh px high in $high px, ${layout.lineCount} lines")
            if (isEmpty()) overhang(view, textPlace(view))?.let(::found)
        }
    }

    private fun innerWidth(view: TextView): Int = view.width - view.compoundPaddingLeft - view.compoundPaddingRight

    private fun innerHeight(view: TextView): Int = view.height - view.compoundPaddingTop - view.compoundPaddingBottom

    private fun textWidth(view: TextView): Int =
        (0 until view.layout.lineCount).maxOf(view.layout::getLineMax).let { kotlin.math.ceil(it).toInt() }

    /** From the first line's ascent to the last one's descent: the air that fonts ask for may be cut. */
    private fun textHeight(view: TextView): Int = with(view.layout) { height + topPadding - bottomPadding }

    /** Where the text stands in its view. */
    private fun textPlace(view: TextView): Rect {
        val layout = view.layout ?: return Rect()
        val lines = 0 until layout.lineCount
        val left = view.totalPaddingLeft - view.scrollX
        val top = view.totalPaddingTop - view.scrollY
        return Rect(
            left + lines.minOf(layout::getLineLeft).toInt(),
            top - layout.topPadding,
            left + lines.maxOf(layout::getLineRight).toInt(),
            top + layout.height - layout.bottomPadding,
        )
    }

    /** A break inside a word that would have had room in a line of its own, or inside a figure. */
    private fun split(view: TextView): Finding? {
        val layout = view.layout ?: return null
        val text = layout.text
        for (line in 0 until layout.lineCount - 1) {
            val at = layout.getLineEnd(line)
            if (at <= 0 || at >= text.length || !isOfWord(text[at - 1]) || !isOfWord(text[at])) continue
            val from = (at downTo 1).firstOrNull { !isOfWord(text[it - 1]) } ?: 0
            val to = (at until text.length).firstOrNull { !isOfWord(text[it]) } ?: text.length
            if (to - from <= LONGEST_WORD) {
                val parts = "${text.subSequence(from, at)}|${text.subSequence(at, to)}"
                return Finding(Kind.SPLIT, path(view), "$parts in ${innerWidth(view)} px")
            }
        }
        return null
    }

    /** Of a Latin word or of a figure; Chinese breaks between any two characters. */
    private fun isOfWord(char: Char): Boolean = char.code < 0x250 && (char.isLetterOrDigit() || char in ".,")

    /** Something that can be touched or looked at, and of which a part cannot. Text is measured by [cut]. */
    private fun outside(view: View): Finding? {
        val isLeaf = view !is ViewGroup && (view !is TextView || isTarget(view))
        if (!isLeaf || view.width == 0 || view.height == 0) return null
        return overhang(view, Rect(0, 0, view.width, view.height))?.let { Finding(Kind.OUTSIDE, path(view), it) }
    }

    /** What of this part of a view its parents cut off, other than what can be scrolled to. */
    private fun overhang(view: View, part: Rect): String? {
        val at = Rect(part)
        var canScroll = false to false
        var below = view
        cutBy(below, at, canScroll)?.let { return it }
        while (true) {
            val parent = below.parent as? View ?: return null
            at.offset(below.left - parent.scrollX, below.top - parent.scrollY)
            canScroll = (canScroll.first || parent is HorizontalScrollView) to
                (canScroll.second || parent is ScrollView || parent is AbsListView)
            cutBy(parent, at, canScroll)?.let { return it }
            below = parent
        }
    }

    private fun cutBy(view: View, at: Rect, canScroll: Pair<Boolean, Boolean>): String? {
        val (across, down) = canScroll
        val over = listOf(
            "left" to if (across) 0 else -at.left,
            "right" to if (across) 0 else at.right - view.width,
            "above" to if (down) 0 else -at.top,
            "below" to if (down) 0 else at.bottom - view.height,
        ).filter { it.second > SLACK }
        if (over.isEmpty()) return null
        return over.joinToString(", ") { (side, by) -> "$by px $side" } + " of ${path(view)}, ${view.width} × ${view.height} px"
    }

    private fun small(view: View): Finding? {
        val density = view.resources.displayMetrics.density
        val isDigit = view is TextView && view !is EditText && view.text?.matches(Regex("[0-9]")) == true
        val least = if (isDigit) DIGIT_DP else TARGET_DP
        val (wide, high) = view.width / density to view.height / density
        val isEnough = minOf(view.width, view.height) + SLACK >= least * density
        return if (isEnough) null else Finding(Kind.SMALL, path(view), "%.0f × %.0f dp, least %d dp".format(wide, high, least))
    }

    /** Each two that share a part of the glass and of which neither holds the other. */
    private fun <V : View> overlaps(views: List<V>, part: (V) -> Rect?): List<Finding> {
        val parts = views.mapNotNull { view -> part(view)?.let { view to it } }
        return parts.flatMapIndexed { at, (view, here) ->
            parts.drop(at + 1).mapNotNull { (other, there) ->
                val shared = Rect(here)
                val isShared = shared.intersect(there) && shared.width() > SLACK && shared.height() > SLACK
                if (!isShared || isAbove(view, other) || isAbove(other, view)) return@mapNotNull null
                Finding(Kind.OVERLAP, path(view), "${shared.width()} × ${shared.height()} px with ${path(other)}")
            }
        }
    }

    private fun isAbove(above: View, view: View): Boolean = generateSequence(view.parent) { it.parent }.any { it === above }

    private fun shownPart(view: View): Rect? = Rect().takeIf(view::getGlobalVisibleRect)

    private fun shownText(view: TextView): Rect? {
        val shown = Rect().takeIf(view::getGlobalVisibleRect) ?: return null
        val corner = IntArray(2).also(view::getLocationInWindow)
        val text = textPlace(view).apply { offset(corner[0], corner[1]) }
        return text.takeIf { it.intersect(shown) }
    }

    private fun pale(view: TextView): Finding? {
        val text = view.text
        val plain = if (text.isNullOrEmpty()) view.currentHintTextColor else view.currentTextColor
        val spans = (text as? Spanned)?.getSpans(0, text.length, ForegroundColorSpan::class.java).orEmpty()
        return (spans.map { it.foregroundColor } + plain).firstNotNullOfOrNull { pale(view, it, TEXT_CONTRAST) }
    }

    private fun paleIcon(view: ImageView): Finding? {
        val tint = view.imageTintList?.takeIf { view.drawable != null } ?: return null
        return pale(view, tint.getColorForState(view.drawableState, tint.defaultColor), ICON_CONTRAST)
    }

    private fun pale(view: View, ink: Int, least: Double): Finding? {
        val contrast = Ground.contrast(view, ink)
        if (contrast >= least) return null
        val colours = "#%08X on #%06X".format(ink, Ground.behind(view) and 0xFFFFFF)
        return Finding(Kind.PALE, path(view), "%s is %.1f:1, least %.1f:1".format(colours, contrast, least))
    }

    private fun nameless(view: View): Finding? {
        val speaks = Phone.seen(view).any { part ->
            !part.contentDescription.isNullOrBlank() || (part as? TextView)?.let(::words)?.isNotBlank() == true
        }
        return if (speaks) null else Finding(Kind.NAMELESS, path(view), "no text and no description")
    }

    private fun cramped(view: View): Finding? {
        if (view !is ScrollView && view !is AbsListView) return null
        val hole = HOLE_DP * view.resources.displayMetrics.density
        val isMore = view.canScrollVertically(1) || view.canScrollVertically(-1)
        if (!isMore || view.height >= hole) return null
        return Finding(Kind.CRAMPED, path(view), "${view.height} px high, least ${hole.toInt()} px")
    }
}
