package cn.dianfei.field.phone

import java.io.File
import java.net.URI
import java.util.concurrent.CompletableFuture
import org.json.JSONArray
import org.junit.AfterClass
import org.junit.Assert.assertTrue
import org.junit.BeforeClass
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/**
 * `make phone` beside `make demo`, as a newcomer meets them: a real Chromium
 * shows the phone, the mouse touches it, and what was done is on the station's
 * pages.
 */
@RunWith(RobolectricTestRunner::class)
class PhoneSeenTest {
    @get:Rule
    val folder = TemporaryFolder()

    @Test
    fun `a reader enrols`() = touched("1002") { hand ->
        hand.enrol()
        hand.awaits("R02")
        hand.picture("reader-enrolled")
        assertTrue("浏览器" in StationPages(station.address).words("/people"))
    }

    /** A phone for the person, and a hand on it in a browser; the phone lives on the test's own thread. */
    private fun touched(person: String, acts: (Hand) -> Unit) {
        val phone = LivePhone(folder.newFolder(person))
        val address = PhoneDoor(phone, StationPages(station.address), person).open(0)
        val done = CompletableFuture.runAsync { Browser.start().use { acts(Hand(it, address)) } }
        phone.run { !done.isDone }
        done.get()
    }

    /** Somebody in front of the page. */
    private class Hand(private val browser: Browser, private val address: String) {
        init {
            browser.open(address)
        }

        fun enrol() {
            browser.click("#invite")
            waits("an invitation") { (browser.run("return document.getElementById('text').value") as String).isNotEmpty() }
            browser.click("#scan")
            waits("the scan") { "已扫入" in (browser.run("return document.getElementById('said').textContent") as String) }
            tap("登记")
        }

        /** Waits until the phone says it somewhere. */
        fun awaits(text: String) = waits(text) { places().any { text in it.says } }

        /** Presses what says exactly this; of several the lowest, where keys and buttons are. */
        fun tap(text: String) {
            waits(text) { places().any { it.says == text } }
            val place = places().filter { it.says == text }.maxBy { it.y }
            browser.press("#glass", place.x, place.y)
        }

        fun keys(digits: String) = digits.forEach { tap(it.toString()) }

        fun picture(name: String) {
            // The page asks for a frame several times a second.
            Thread.sleep(600)
            browser.picture(File(Picture.folder, "browser/$name.png"))
        }

        private fun places(): List<PhoneDoor.Place> {
            val said = JSONArray(URI.create("$address/places").toURL().readText())
            return (0 until said.length()).map(said::getJSONObject).map { place ->
                PhoneDoor.Place(place.getString("says"), place.getDouble("x").toFloat(), place.getDouble("y").toFloat())
            }
        }

        private fun waits(what: String, until: () -> Boolean) {
            val deadline = System.nanoTime() + 20_000_000_000
            while (!until()) {
                check(System.nanoTime() < deadline) { "waited in vain for $what; the phone says ${places().map { it.says }}" }
                Thread.sleep(100)
            }
        }
    }

    companion object {
        private val kept = TemporaryFolder()
        private lateinit var station: DemoStation

        @JvmStatic
        @BeforeClass
        fun up() {
            kept.create()
            station = DemoStation(File(kept.root, "station"))
        }

        @JvmStatic
        @AfterClass
        fun down() {
            station.close()
            kept.delete()
        }
    }
}
