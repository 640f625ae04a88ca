package org.robolectric.shadows

/**
 * The phone's own bars, above and below the app. Robolectric keeps them to its
 * package; this opens them to the harness.
 */
object SystemBars {
    /** Shows the status bar, and the navigation bar of gestures. */
    fun show() {
        val bars = SystemUi.systemUiForDefaultDisplay()
        bars.setBehavior(SystemUi.STANDARD_STATUS_BAR, SystemUi.GESTURAL_NAVIGATION)
    }
}
