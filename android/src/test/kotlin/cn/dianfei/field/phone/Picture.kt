package cn.dianfei.field.phone

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Rect
import android.os.Looper
import android.view.PixelCopy
import android.view.View
import android.view.WindowManager.LayoutParams
import java.io.File
import org.robolectric.Shadows.shadowOf

/** What the phone shows, as a picture. */
object Picture {
    /** Where the pictures of a test run lie. */
    val folder: File get() = File(System.getProperty("dianfei.screens"))

    /** Photographs the phone into `target/screens/NAME.png` and returns the file. */
    fun keep(name: String): File {
        val file = File(folder, "$name.png")
        file.parentFile!!.mkdirs()
        file.outputStream().use { photograph().compress(Bitmap.CompressFormat.PNG, 100, it) }
        return file
    }

    /**
     * The glass pixel by pixel, painted by the code that paints a phone's: with
     * shadows and ripples. (Robolectric's own screenshot needs a newer Java.)
     */
    fun photograph(): Bitmap = glass().also { glass ->
        paint(Canvas(glass)) { window, canvas ->
            val layer = Bitmap.createBitmap(window.width, window.height, Bitmap.Config.ARGB_8888)
            val request = PixelCopy.Request.Builder.ofWindow(window)
                .setSourceRect(Rect(0, 0, window.width, window.height))
                .setDestinationBitmap(layer)
                .build()
            var status = -1
            PixelCopy.request(request, { it.run() }) { status = it.status }
            shadowOf(Looper.getMainLooper()).idle()
            check(status == PixelCopy.SUCCESS) { "the window was not copied: status $status" }
            canvas.drawBitmap(layer, 0f, 0f, null)
            layer.recycle()
        }
    }

    /** The same at a fraction of its size and of its time, without shadows and ripples. */
    fun sketch(into: Bitmap, scale: Float) {
        val canvas = Canvas(into)
        canvas.scale(scale, scale)
        paint(canvas) { window, below -> window.draw(below) }
    }

    private fun glass(): Bitmap {
        val size = Phone.glass
        return Bitmap.createBitmap(size.x, size.y, Bitmap.Config.ARGB_8888)
    }

    private fun paint(canvas: Canvas, window: (View, Canvas) -> Unit) {
        canvas.drawColor(Color.BLACK)
        for (root in Phone.windows) {
            val how = root.layoutParams as? LayoutParams
            if (how != null && how.flags and LayoutParams.FLAG_DIM_BEHIND != 0) {
                canvas.drawColor(Color.argb((how.dimAmount * 255).toInt(), 0, 0, 0))
            }
            val corner = IntArray(2).also(root::getLocationOnScreen)
            val before = canvas.save()
            canvas.translate(corner[0].toFloat(), corner[1].toFloat())
            window(root, canvas)
            canvas.restoreToCount(before)
        }
    }
}
