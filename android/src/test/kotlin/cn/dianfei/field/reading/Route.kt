package cn.dianfei.field.reading

import cn.dianfei.core.EnteredIndex
import cn.dianfei.core.IdentityEntry
import cn.dianfei.core.PresenceEntry
import cn.dianfei.core.ReadingRequest
import cn.dianfei.core.StopKey
import cn.dianfei.core.StopListRequest
import cn.dianfei.core.StopState
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.phone.Phone
import cn.dianfei.field.phone.Screens
import cn.dianfei.field.phone.TestApp
import cn.dianfei.field.phone.Village
import cn.dianfei.field.ui.FigureField
import kotlinx.coroutines.runBlocking

/** The reader's route in a test: what its meters show, and hands that type it. */
internal object Route {
    private val core get() = TestApp.it.graph.core

    /** The first meters of the route that have one register and are far from its end. */
    fun meters(many: Int): List<String> = runBlocking {
        val list = core.stops(StopListRequest(Village.ROUTE, Village.PERIOD, "", null, 0u, 60u))
        list.stops.map { it.meter }.filter { core.stop(key(it)).registers.size == 1 && previous(it) < FAR }.take(many)
    }

    private suspend fun previous(meter: String): Int {
        val register = core.stop(key(meter)).registers.single().register
        return core.checkReading(request(meter, register, "1")).registers.single().previous!!.toInt()
    }

    fun key(meter: String) = StopKey(Village.ROUTE, Village.PERIOD, meter)

    /** What the meter shows when as much was used as a month before, and [more]. */
    fun shown(meter: String, more: Int = 0): String = runBlocking {
        val work = core.stop(key(meter))
        val used = work.history.last().usageKwh.toInt() / work.multiplier.toInt()
        "${previous(meter) + used + more}"
    }

    private fun request(meter: String, register: String, index: String) = ReadingRequest(
        requestId = "look",
        route = Village.ROUTE,
        period = Village.PERIOD,
        meter = meter,
        entered = listOf(EnteredIndex(register, index)),
        again = emptyList(),
        rolloverConfirmed = false,
        identity = IdentityEntry(true, true, true, true, true, true, true),
        cause = null,
        loadNote = null,
        loadChanged = false,
        presence = PresenceEntry(null, null, emptyList()),
    )

    private const val FAR = 90_000

    fun read(): Int = runBlocking {
        core.stops(StopListRequest(Village.ROUTE, Village.PERIOD, "", StopState.READ, 0u, 500u)).stops.size
    }

    /** Opens the meter's screen. */
    fun at(meter: String): Screens = Screens(Ways.meter(TestApp.it, Village.ROUTE, Village.PERIOD, meter)).apply {
        settle("meter $meter") { "表号 $meter" in Phone.words() }
    }

    fun Screens.type(index: String, place: Int = R.id.figures) {
        val field = (Phone.view<android.view.ViewGroup>(place).getChildAt(0) as FigureField)
        field.figure.requestFocus()
        field.figure.setSelection(0, field.figure.text.length)
        check(Phone.type(index)) { "no figure has the focus" }
        settle("the figure")
    }

    /** Types what the meter shows, has it checked and waits for [words]. */
    fun Screens.check(index: String, words: String) {
        type(index)
        tap("核对")
        settle(words) { Phone.words().any { words in it } }
    }
}
