package cn.dianfei.field.phone

import java.io.File
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/**
 * `make phone`: serves the phone in a browser until it is stopped. No test; its
 * name keeps it out of their runs.
 */
@RunWith(RobolectricTestRunner::class)
class PhoneInBrowser {
    @Test
    fun serve() {
        val folder = File(setting("phone.folder"))
        val phone = LivePhone(folder)
        val door = PhoneDoor(phone, StationPages(setting("phone.station")), setting("phone.person"))
        val address = door.open(setting("phone.port").toInt())
        println("\n手机 phone   $address   (Ctrl-C 停止 · stops)")
        println("存放 kept in $folder\n")
        phone.run { true }
    }

    private fun setting(name: String): String = checkNotNull(System.getProperty(name)) { "$name is not set: use make phone" }
}
