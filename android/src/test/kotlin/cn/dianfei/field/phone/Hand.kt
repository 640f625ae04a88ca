package cn.dianfei.field.phone

import java.io.File
import java.net.URI
import org.json.JSONObject

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

    /** Waits until the phone says it somewhere, and returns all that it says then. */
    fun awaits(text: String): List<String> {
        var said = emptyList<String>()
        waits(text) {
            said = resting().map { it.says }
            said.any { text in it }
        }
        return said
    }

    /** All that can be read on the phone's glass. */
    fun says(): List<String> = now().places.map { it.says }

    /** Presses what says exactly this; of several the lowest, where keys and buttons are. */
    fun tap(text: String) {
        val deadline = System.nanoTime() + Patience.NS
        while (true) {
            val place = resting().filter { it.says == text }.maxByOrNull { it.y }
            if (place != null) {
                browser.press(GLASS, place.x, place.y)
                return arrived()
            }
            check(System.nanoTime() < deadline) { "nothing says $text; the phone says ${says()}" }
        }
    }

    /** Drags the screen up, and back down where that went too far, until all of what is looked for is in sight. */
    fun scrollTo(text: String) {
        val up = List(MOST_DRAGS) { 0.38f to 0.28f }
        val down = List(MOST_DRAGS) { 0.28f to 0.36f }
        for ((from, to) in up + down + up) {
            if (resting().any { it.says == text && it.isWhole }) return
            drag(from, to)
        }
        error("no dragging brings $text into sight; the phone says ${says()}")
    }

    /** Drags the screen down until it goes no further. */
    fun toTop() {
        repeat(MOST_DRAGS) {
            val before = resting()
            drag(0.2f, 0.42f)
            if (resting() == before) return
        }
    }

    private fun drag(from: Float, to: Float) {
        browser.drag(GLASS, 0.5f, from, to)
        arrived()
    }

    /** Types on the phone's own keypad. */
    fun keys(digits: String) = digits.forEach { tap(it.toString()) }

    fun back() {
        browser.click("#back")
        arrived()
    }

    /** Waits until the phone has had all that the page sent it: a busy machine may be late by any time. */
    private fun arrived() {
        browser.run("return line.then(() => true)")
    }

    /**
     * What the screen says once it moves no more: a press on what moves meets something
     * else, or only stops it. A busy phone shows the same for long, so its own clock counts.
     */
    private fun resting(): List<PhoneDoor.Place> {
        val deadline = System.nanoTime() + Patience.NS
        var before = now()
        while (true) {
            Thread.sleep(PAUSE_MS)
            val now = now()
            if (now.places != before.places) before = now
            if (now.at - before.at >= REST_MS) return now.places
            check(System.nanoTime() < deadline) { "the screen does not come to rest; the phone says ${says()}" }
        }
    }

    /** Keeps a picture of the page, in `target/screens/browser`. */
    fun picture(name: String) {
        // The page asks for a frame several times a second.
        Thread.sleep(NEW_FRAME_MS)
        browser.picture(File(Picture.folder, "browser/$name.png"))
    }

    private fun now(): PhoneDoor.Places {
        val said = JSONObject(URI.create("$address/places").toURL().readText())
        val places = said.getJSONArray("places")
        return PhoneDoor.Places(said.getLong("at"), (0 until places.length()).map(places::getJSONObject).map { place ->
            PhoneDoor.Place(place.getString("says"), place.getDouble("x").toFloat(), place.getDouble("y").toFloat(), place.getBoolean("whole"))
        })
    }

    private fun waits(what: String, until: () -> Boolean) {
        val deadline = System.nanoTime() + Patience.NS
        while (!until()) {
            check(System.nanoTime() < deadline) { "waited in vain for $what; the phone says ${says()}" }
            Thread.sleep(PAUSE_MS)
        }
    }

    private companion object {
        const val GLASS = "#glass"
        const val PAUSE_MS = 40L

        /** More than a screen takes from one pixel to the next at the end of a scroll. */
        const val REST_MS = 120L

        const val NEW_FRAME_MS = 600L
        const val MOST_DRAGS = 12
    }
}
