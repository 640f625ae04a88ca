package cn.dianfei.field.ui

import android.content.Context
import android.graphics.Rect
import android.util.AttributeSet
import android.view.View
import android.widget.ScrollView

/**
 * What a screen says, under what never scrolls away. What a field asks for is shown at
 * once: an animation to it would still run when the next state moves the page, and
 * take the page back to where it began.
 */
class Page @JvmOverloads constructor(context: Context, attrs: AttributeSet? = null) : ScrollView(context, attrs) {
    init {
        // When the keypad takes a part of it.
        isSmoothScrollingEnabled = false
    }

    override fun requestChildRectangleOnScreen(child: View, rectangle: Rect, immediate: Boolean): Boolean =
        super.requestChildRectangleOnScreen(child, rectangle, true)
}
