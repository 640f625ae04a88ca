package cn.dianfei.field.phone

import android.content.res.ColorStateList
import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.Drawable
import android.graphics.drawable.DrawableContainer
import android.graphics.drawable.DrawableWrapper
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.LayerDrawable
import android.util.TypedValue
import android.view.View
import kotlin.math.pow

/** Colours as they reach the eye. */
internal object Ground {
    /** The colour that is seen behind what a view draws. */
    fun behind(view: View): Int {
        val layers = mutableListOf<Int>()
        for (at in generateSequence(view) { it.parent as? View }) {
            val colour = at.background?.let { solid(it, at.drawableState) } ?: continue
            layers += faded(colour, at.alpha)
            if (Color.alpha(layers.last()) == 255) break
        }
        val last = layers.lastOrNull()?.takeIf { Color.alpha(it) == 255 } ?: windowGround(view)
        return layers.asReversed().fold(last) { under, over -> over(over, under) }
    }

    /** How strongly `ink`, as the view and all above it let it through, stands off its ground. */
    fun contrast(view: View, ink: Int): Double {
        val ground = behind(view)
        val alpha = generateSequence(view) { it.parent as? View }.fold(1f) { all, at -> all * at.alpha }
        return contrast(over(faded(ink, alpha), ground), ground)
    }

    /** The ratio of the accessibility guidelines: 1 for the same, 21 for black on white. */
    fun contrast(one: Int, other: Int): Double {
        val (bright, dark) = listOf(luminance(one), luminance(other)).sortedDescending()
        return (bright + 0.05) / (dark + 0.05)
    }

    /** The one colour of a ground as it is drawn now; nothing for one of many colours. */
    private fun solid(ground: Drawable, state: IntArray): Int? = when (ground) {
        is ColorDrawable -> ground.color
        is GradientDrawable -> ground.color?.let { faded(inState(it, state), ground.alpha / 255f) }
        is DrawableContainer -> ground.current?.takeIf { it !== ground }?.let { solid(it, state) }
        is DrawableWrapper -> ground.drawable?.let { solid(it, state) }
        is LayerDrawable -> (ground.numberOfLayers - 1 downTo 0)
            .filter { ground.getId(it) != android.R.id.mask }
            .firstNotNullOfOrNull { at -> ground.getDrawable(at)?.let { solid(it, state) } }
        else -> null
    }?.takeIf { Color.alpha(it) > 0 }

    private fun inState(colours: ColorStateList, state: IntArray): Int = colours.getColorForState(state, colours.defaultColor)

    private fun windowGround(view: View): Int {
        val value = TypedValue()
        val context = view.context
        check(context.theme.resolveAttribute(android.R.attr.windowBackground, value, true)) { "the theme has no ground" }
        if (value.type in TypedValue.TYPE_FIRST_COLOR_INT..TypedValue.TYPE_LAST_COLOR_INT) return value.data
        return context.getDrawable(value.resourceId)?.let { solid(it, intArrayOf()) } ?: Color.WHITE
    }

    private fun faded(colour: Int, by: Float): Int =
        Color.argb((Color.alpha(colour) * by).toInt(), Color.red(colour), Color.green(colour), Color.blue(colour))

    private fun over(over: Int, under: Int): Int {
        val share = Color.alpha(over) / 255f
        fun mixed(part: (Int) -> Int) = (part(over) * share + part(under) * (1 - share)).toInt()
        return Color.rgb(mixed(Color::red), mixed(Color::green), mixed(Color::blue))
    }

    private fun luminance(colour: Int): Double {
        fun part(of: Int): Double = (of / 255.0).let { if (it <= 0.04045) it / 12.92 else ((it + 0.055) / 1.055).pow(2.4) }
        return 0.2126 * part(Color.red(colour)) + 0.7152 * part(Color.green(colour)) + 0.0722 * part(Color.blue(colour))
    }
}
