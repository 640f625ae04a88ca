package cn.dianfei.field.phone

import android.app.Activity
import android.app.Instrumentation.ActivityResult
import android.content.Context
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.net.Uri
import android.provider.MediaStore

/** What the phone's other apps do in a browser: the camera takes a picture of a meter, no other is there. */
class PretendedApps(private val context: Context) {
    fun answer(asked: Intent): ActivityResult {
        if (asked.action != MediaStore.ACTION_IMAGE_CAPTURE) return ActivityResult(Activity.RESULT_CANCELED, null)
        val target = asked.extras?.get(MediaStore.EXTRA_OUTPUT) as? Uri
        val photo = meter()
        target?.let { context.contentResolver.openOutputStream(it) }?.use { photo.compress(Bitmap.CompressFormat.JPEG, 80, it) }
        val small = Intent().putExtra("data", Bitmap.createScaledBitmap(photo, 160, 120, true))
        return ActivityResult(Activity.RESULT_OK, small)
    }

    private fun meter(): Bitmap {
        val photo = Bitmap.createBitmap(1280, 960, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(photo)
        canvas.drawColor(Color.rgb(96, 104, 110))
        val paint = Paint(Paint.ANTI_ALIAS_FLAG)
        paint.color = Color.rgb(232, 232, 224)
        canvas.drawRoundRect(240f, 120f, 1040f, 840f, 60f, 60f, paint)
        paint.color = Color.rgb(150, 168, 140)
        canvas.drawRect(340f, 260f, 940f, 440f, paint)
        paint.color = Color.BLACK
        paint.textSize = 150f
        canvas.drawText("012345", 380f, 405f, paint)
        paint.textSize = 60f
        canvas.drawText("kWh", 760f, 540f, paint)
        return photo
    }
}
