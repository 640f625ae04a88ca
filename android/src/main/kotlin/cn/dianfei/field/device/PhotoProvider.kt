package cn.dianfei.field.device

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import java.io.File
import java.io.FileNotFoundException

/** The one file that the camera app may write into, and only while it was asked to. */
class PhotoProvider : ContentProvider() {
    override fun onCreate(): Boolean = true

    override fun openFile(address: Uri, mode: String): ParcelFileDescriptor {
        val context = checkNotNull(context)
        if (address != address(context)) throw FileNotFoundException(address.path)
        return ParcelFileDescriptor.open(file(context), ParcelFileDescriptor.parseMode(mode))
    }

    override fun getType(address: Uri): String = "image/jpeg"

    override fun query(of: Uri, what: Array<String>?, where: String?, args: Array<String>?, order: String?): Cursor? = null

    override fun insert(into: Uri, values: ContentValues?): Uri? = null

    override fun delete(from: Uri, where: String?, args: Array<String>?): Int = 0

    override fun update(of: Uri, values: ContentValues?, where: String?, args: Array<String>?): Int = 0

    internal companion object {
        private const val NAME = "taken.jpg"

        fun file(context: Context): File = File(context.cacheDir, NAME)

        fun address(context: Context): Uri = Uri.parse("content://${context.packageName}.photo/$NAME")
    }
}
