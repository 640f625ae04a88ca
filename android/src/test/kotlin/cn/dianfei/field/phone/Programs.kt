package cn.dianfei.field.phone

import java.io.File

/** The programs of this build of the workspace: the library that the tests load lies beside them. */
object Programs {
    fun named(name: String): File = File(folder, name).also { check(it.canExecute()) { "$it is not there: build the workspace" } }

    private val folder: File
        get() = File(System.getProperty("jna.library.path"), "libdianfei.so").canonicalFile.parentFile!!
}
