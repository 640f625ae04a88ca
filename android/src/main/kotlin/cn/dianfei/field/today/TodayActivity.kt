package cn.dianfei.field.today

import android.content.Intent
import cn.dianfei.field.R
import cn.dianfei.field.Ways
import cn.dianfei.field.graph
import cn.dianfei.field.ui.ScreenActivity
import cn.dianfei.field.ui.ScreenView
import kotlinx.coroutines.CoroutineScope

/** The first screen: the day. */
class TodayActivity : ScreenActivity<TodayState, TodayEvent, TodayEffect, TodayPresenter>() {
    override fun newPresenter(scope: CoroutineScope) = TodayPresenter(graph.core, scope)

    override fun newView(emit: (TodayEvent) -> Unit): ScreenView<TodayState> =
        TodayView(layoutInflater.inflate(R.layout.today_today, null), emit)

    override fun on(effect: TodayEffect) {
        startActivity(way(effect))
        if (effect == TodayEffect.OpenEnrol) finish()
    }

    private fun way(effect: TodayEffect): Intent = when (effect) {
        TodayEffect.OpenEnrol -> Ways.enrol(this)
        is TodayEffect.OpenRoute -> Ways.stops(this, effect.route, effect.period)
        is TodayEffect.OpenDebtors -> Ways.debtors(this, effect.area)
        TodayEffect.OpenHandovers -> Ways.handovers(this)
        TodayEffect.OpenTickets -> Ways.tickets(this)
        TodayEffect.OpenDayEnd -> Ways.dayEnd(this)
        TodayEffect.OpenSync -> Ways.sync(this)
        TodayEffect.OpenPerson -> Ways.person(this)
    }
}
