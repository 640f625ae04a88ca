package cn.dianfei.field.reading

import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Gallery
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.reading.Route.check
import cn.dianfei.field.reading.Route.type
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** The reader's day, as it is seen. */
@RunWith(RobolectricTestRunner::class)
class ReadingLooksTest {
    private fun shown(intent: android.content.Intent, words: String) = Screens(intent).apply {
        settle(words) { Phone.words().any { words in it } }
    }

    @Test
    fun `the enrolment`() {
        Gallery.keep("enrol") {
            Village.unbound()
            shown(Ways.enrol(TestApp.it), "登记")
        }
    }

    @Test
    fun `the reader's day`() {
        Gallery.keep("today") {
            Village.reader()
            shown(Ways.today(TestApp.it), "R01")
        }
    }

    @Test
    fun `the collector's day`() {
        Gallery.keep("today-collector") {
            Village.collector()
            shown(Ways.today(TestApp.it), "T01")
        }
    }

    @Test
    fun `the stops of a route`() {
        Gallery.keep("stops") {
            Village.reader()
            shown(Ways.stops(TestApp.it, Village.ROUTE, Village.PERIOD), "未抄")
        }
    }

    @Test
    fun `a meter that is being read`() {
        Gallery.keep("meter") {
            Village.reader()
            val meter = Route.meters(1).single()
            Route.at(meter).apply { type(Route.shown(meter)) }
        }
    }

    @Test
    fun `a finding that asks for its cause`() {
        Gallery.keep("finding") {
            Village.reader()
            val meter = Route.meters(1).single()
            Route.at(meter).apply { check(Route.shown(meter, more = 900), "波动") }
        }
    }

    @Test
    fun `a plain reading before it is saved`() {
        Gallery.keep("reading") {
            Village.reader()
            val meter = Route.meters(1).single()
            Route.at(meter).apply { check(Route.shown(meter), "未发现异常") }
        }
    }

    @Test
    fun `a meter that cannot be read`() {
        Gallery.keep("miss") {
            Village.reader()
            shown(Ways.miss(TestApp.it, Village.ROUTE, Village.PERIOD, Route.meters(1).single()), "为什么抄不到？")
        }
    }

    @Test
    fun `a sync that finds nobody`() {
        Gallery.keep("sync") {
            Village.reader()
            shown(Ways.sync(TestApp.it), "现在同步").apply {
                tap("现在同步")
                settle("the answer") { Phone.words().any { "连不上供电所" in it } }
            }
        }
    }
}
