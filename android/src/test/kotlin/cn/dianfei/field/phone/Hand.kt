package cn.dianfei.field.phone

import java.io.File
import java.net.URI
import org.json.JSONArray

/** Somebody in front of the page of `make phone`, with a mouse. */
class Hand(private val browser: Browser, private val address: String) {
    init {
        browser.open(address)
    }

    /** Asks the station for an invitation, scans it and binds the phone. */
    fun enrol() {
        browser.click("#invite")
        waits("an invitation") { (browser.run("return document.getElementById('text').value") as String).isNotEmpty() }
        browser.click("#scan")
        waits("the scan") { "已扫入" in (browser.run("return document.getElementById('said').textContent") as String) }
        tap("登记")
    }

    /** Waits until the phone says it somewhere, and returns all that it says. */
    fun awaits(text: String): List<String> {
        waits(text) { says().any { text in it } }
        return says()
    }

    /** All that can be read on the phone's glass. */
    fun says(): List<String> = places().map { it.says }

    /** Presses what says exactly this; of several the lowest, where keys and buttons are. */
    fun tap(text: String) {
        val deadline = System.nanoTime() + PATIENCE_NS
        while (true) {
            val place = places().filter { it.says == text }.maxByOrNull { it.y }
            if (place != null) return browser.press(GLASS, place.x, place.y)
            check(System.nanoTime() < deadline) { "nothing says $text; the phone says ${says()}" }
            Thread.sleep(PAUSE_MS)
        }
    }

    /** Drags the screen up, and back down where that went too far, until what is looked for comes into sight. */
    fun scrollTo(text: String) {
        for ((from, to) in List(MOST_DRAGS) { 0.38f to 0.28f } + List(MOST_DRAGS) { 0.28f to 0.36f }) {
            // One drag more brings all of it into sight; a press while it still moves would only stop it.
            if (says().any { it == text }) return nudge()
            browser.drag(GLASS, 0.5f, from, to)
            Thread.sleep(3 * PAUSE_MS)
        }
        error("no dragging brings $text into sight; the phone says ${says()}")
    }

    private fun nudge() {
        browser.drag(GLASS, 0.5f, 0.36f, 0.3f)
        Thread.sleep(8 * PAUSE_MS)
    }

    /** Drags the screen down to its beginning. */
    fun toTop() = repeat(4) {
        browser.drag(GLASS, 0.5f, 0.2f, 0.42f)
        Thread.sleep(2 * PAUSE_MS)
    }

    /** Types on the phone's own keypad. */
    fun keys(digits: String) = digits.forEach { tap(it.toString()) }

    fun back() {
        browser.click("#back")
        Thread.sleep(3 * PAUSE_MS)
    }

    /** Keeps a picture of the page, in `target/screens/browser`. */
    fun picture(name: String) {
        // The page asks for a frame several times a second.
        Thread.sleep(6 * PAUSE_MS)
        browser.picture(File(Picture.folder, "browser/$name.png"))
    }

    private fun places(): List<PhoneDoor.Place> {
        val said = JSONArray(URI.create("$address/places").toURL().readText())
        return (0 until said.length()).map(said::getJSONObject).map { place ->
            PhoneDoor.Place(place.getString("says"), place.getDouble("x").toFloat(), place.getDouble("y").toFloat())
        }
    }

    private fun waits(what: String, until: () -> Boolean) {
        val deadline = System.nanoTime() + PATIENCE_NS
        while (!until()) {
            check(System.nanoTime() < deadline) { "waited in vain for $what; the phone says ${says()}" }
            Thread.sleep(PAUSE_MS)
        }
    }

    private companion object {
        const val GLASS = "#glass"
        const val PAUSE_MS = 100L
        const val PATIENCE_NS = 20_000_000_000
        const val MOST_DRAGS = 8
    }
}
