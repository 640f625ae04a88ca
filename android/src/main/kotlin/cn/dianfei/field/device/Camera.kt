package cn.dianfei.field.device

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.provider.MediaStore
import java.io.ByteArrayOutputStream
import java.io.File

/** Takes pictures as evidence. */
interface Camera {
    /** Opens the camera for [activity]; its answer comes under [request]. False where the phone has none. */
    fun open(activity: Activity, request: Int): Boolean

    /** The picture that was taken last, small enough to be sent; nothing where none was. Not for the main thread. */
    fun picture(context: Context): ByteArray?
}

/** The phone's own camera app, which writes into a file of ours and sees nothing else. */
class CameraApp : Camera {
    override fun open(activity: Activity, request: Int): Boolean {
        PhotoProvider.file(activity).delete()
        val take = Intent(MediaStore.ACTION_IMAGE_CAPTURE)
            .putExtra(MediaStore.EXTRA_OUTPUT, PhotoProvider.address(activity))
            .addFlags(Intent.FLAG_GRANT_WRITE_URI_PERMISSION or Intent.FLAG_GRANT_READ_URI_PERMISSION)
        return try {
            @Suppress("DEPRECATION")
            activity.startActivityForResult(take, request)
            true
        } catch (_: ActivityNotFoundException) {
            false
        }
    }

    override fun picture(context: Context): ByteArray? {
        val file = PhotoProvider.file(context)
        val small = scaledDown(file)
        // The core keeps it from now on; a second copy outside helps nobody.
        file.delete()
        return small
    }

    /** Large enough to read the figures of a meter by. */
    private fun scaledDown(file: File): ByteArray? {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(file.path, size)
        var less = 1
        while (maxOf(size.outWidth, size.outHeight) / (less * 2) >= LONG_SIDE) less *= 2
        val image = BitmapFactory.decodeFile(file.path, BitmapFactory.Options().apply { inSampleSize = less }) ?: return null
        val bytes = ByteArrayOutputStream()
        image.compress(Bitmap.CompressFormat.JPEG, QUALITY, bytes)
        image.recycle()
        return bytes.toByteArray()
    }

    private companion object {
        const val LONG_SIDE = 1600
        const val QUALITY = 80
    }
}
