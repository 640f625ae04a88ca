package cn.dianfei.field.phone

import android.content.res.Resources
import android.view.View
import android.view.ViewGroup
import android.widget.TextView

/** Something on a screen that a person would curse at: what, where, with which numbers. */
data class Finding(val kind: Kind, val where: String, val numbers: String) {
    enum class Kind(val says: String) {
        CUT("text is cut"),
        SPLIT("a word or a figure is broken in two"),
        OUTSIDE("reaches where no finger and no eye does"),
        SMALL("too small to hit"),
        OVERLAP("lies on another"),
        PALE("too pale to read in the sun"),
        NAMELESS("says nothing to a screen reader"),
        CRAMPED("scrolls in too small a hole"),
    }

    override fun toString(): String = "$where: ${kind.says} ($numbers)"
}

/** Where a view is: the named views above it, and what it says itself. */
internal fun path(view: View): String {
    val above = generateSequence(view.parent as? View) { it.parent as? View }
    val steps = above.mapNotNull(::ownName).take(3).toList().reversed()
    val words = (view as? TextView)?.text?.takeIf(CharSequence::isNotBlank) ?: view.contentDescription
    val itself = ownName(view) ?: (view.javaClass.simpleName + place(view))
    return (steps + itself).joinToString(" > ") + (words?.let { " \"${shortened(it)}\"" } ?: "")
}

private fun shortened(words: CharSequence): String =
    words.toString().replace('\n', ' ').let { if (it.length > 40) it.take(39) + "…" else it }

/** By its id, or by its class where that is one of ours. */
private fun ownName(view: View): String? {
    val id = view.id.takeIf { it != View.NO_ID && it ushr 24 != 0x01 }
    if (id != null) {
        try {
            return view.resources.getResourceEntryName(id)
        } catch (_: Resources.NotFoundException) {
            // An id that code made up has no name.
        }
    }
    return view.javaClass.takeIf { it.name.startsWith("cn.dianfei") }?.simpleName?.plus(place(view))
}

/** Which of its siblings it is, where it is not the only one. */
private fun place(view: View): String {
    val parent = view.parent as? ViewGroup ?: return ""
    return if (parent.childCount < 2) "" else "[${parent.indexOfChild(view)}]"
}
