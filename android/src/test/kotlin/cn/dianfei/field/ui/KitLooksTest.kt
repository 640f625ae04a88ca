package cn.dianfei.field.ui

import cn.dianfei.field.phone.Gallery
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What all screens are made of can be read and hit, also where names are long and letters large. */
@RunWith(RobolectricTestRunner::class)
class KitLooksTest {
    @Test
    fun `figures and keys`() {
        Gallery.keep("kit-entry") { KitPage.ENTRY.open() }
    }

    @Test
    fun `a list with search and filters`() {
        Gallery.keep("kit-list") { KitPage.LIST.open() }
    }

    @Test
    fun `money, choices and notices`() {
        Gallery.keep("kit-money") { KitPage.MONEY.open() }
    }

    @Test
    fun `notes and coins`() {
        Gallery.keep("kit-count") { KitPage.COUNT.open() }
    }
}
