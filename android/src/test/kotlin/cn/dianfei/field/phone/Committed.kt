package cn.dianfei.field.phone

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import java.io.File

/**
 * The pictures of the phone that the README shows: each is what the gallery
 * renders today, pixel by pixel. With DIANFEI_REWRITE=1 they are written anew.
 */
class Committed(val folder: File, val pictures: Map<String, String>, private val isRewriting: Boolean) {
    /** What is wrong with the committed picture of what was just photographed into `shown`. */
    fun differs(name: String, shown: File): String? {
        val file = File(folder, (pictures[name] ?: return null) + ".png")
        if (isRewriting) shown.copyTo(file, overwrite = true)
        if (!file.exists()) return "docs/pictures/${file.name} is not there: $REWRITE"
        return if (bitmap(shown).sameAs(bitmap(file))) null else "docs/pictures/${file.name} shows another screen: $REWRITE"
    }

    private fun bitmap(file: File): Bitmap = checkNotNull(BitmapFactory.decodeFile(file.path)) { "$file is no picture" }

    companion object {
        private const val REWRITE = "look at target/screens, then run this test with DIANFEI_REWRITE=1"

        /** Of this project: the gallery's name of the picture, then the file's. */
        val ours = Committed(
            File("../docs/pictures"),
            mapOf(
                "today" to "phone-today",
                "meter" to "phone-meter",
                "finding" to "phone-finding",
                "payment-confirm" to "phone-payment",
                "ticket" to "phone-ticket",
            ),
            isRewriting(),
        )

        /** Whether what is committed is to be written anew instead of compared. */
        fun isRewriting(): Boolean = System.getenv("DIANFEI_REWRITE") == "1"
    }
}
