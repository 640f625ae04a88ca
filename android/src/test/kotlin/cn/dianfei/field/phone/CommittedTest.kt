package cn.dianfei.field.phone

import android.graphics.Bitmap
import android.graphics.Color
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The README's pictures are the real screens; the comparing itself happens in [Gallery.keep]. */
@RunWith(RobolectricTestRunner::class)
class CommittedTest {
    @get:Rule
    val temporary = TemporaryFolder()

    @Test
    fun `each committed picture of the phone is one that a test renders`() {
        val ours = Committed.ours
        val there = ours.folder.listFiles { file -> file.name.startsWith("phone-") }.orEmpty().map { it.nameWithoutExtension }
        assertEquals(ours.pictures.values.sorted(), there.sorted())
        val tests = File("src/test/kotlin").walk().filter { it.extension == "kt" }.joinToString("") { it.readText() }
        for (name in ours.pictures.keys) {
            val screen = Look.entries.map(Look::suffix).filter(String::isNotEmpty).fold(name) { rest, suffix -> rest.removeSuffix(suffix) }
            assertTrue("no test keeps $screen", "Gallery.keep(\"$screen\"" in tests)
        }
    }

    @Test
    fun `a picture that differs in one pixel, or is not there, is told`() {
        val folder = temporary.newFolder()
        val committed = Committed(folder, mapOf("today" to "phone-today", "meter" to "phone-meter"), isRewriting = false)
        val shown = picture(File(folder, "shown.png"), Color.BLACK)
        picture(File(folder, "phone-today.png"), Color.BLACK)
        assertNull(committed.differs("today", shown))
        assertNull(committed.differs("not listed", shown))
        assertTrue("phone-meter.png is not there" in committed.differs("meter", shown)!!)
        picture(File(folder, "phone-today.png"), Color.WHITE)
        assertTrue("phone-today.png shows another screen" in committed.differs("today", shown)!!)
        assertNull(Committed(folder, committed.pictures, isRewriting = true).differs("today", shown))
        assertNull(committed.differs("today", shown))
    }

    /** Blue, and one pixel of another colour. */
    private fun picture(file: File, pixel: Int): File {
        val bitmap = Bitmap.createBitmap(20, 20, Bitmap.Config.ARGB_8888)
        bitmap.eraseColor(Color.BLUE)
        bitmap.setPixel(7, 7, pixel)
        file.outputStream().use { bitmap.compress(Bitmap.CompressFormat.PNG, 100, it) }
        return file
    }
}
