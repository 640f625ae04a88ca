package cn.dianfei.field

import android.content.Context
import android.content.Intent

/**
 * From one screen to another. A chapter knows no other chapter: it names only
 * what is to be seen there, by ids, and here it says where that is.
 */
object Ways {
    // People, and the day as a whole

    fun enrol(from: Context): Intent = to(from, "people.EnrolActivity")
    fun person(from: Context): Intent = to(from, "people.PersonActivity")
    fun today(from: Context): Intent = to(from, "today.TodayActivity")
    fun sync(from: Context): Intent = to(from, "sync.SyncActivity")

    // 4.1 reading

    fun stops(from: Context, route: String, period: String): Intent =
        to(from, "reading.StopsActivity", ROUTE to route, PERIOD to period)

    fun meter(from: Context, route: String, period: String, meter: String): Intent =
        to(from, "reading.MeterActivity", ROUTE to route, PERIOD to period, METER to meter)

    fun miss(from: Context, route: String, period: String, meter: String): Intent =
        to(from, "reading.MissActivity", ROUTE to route, PERIOD to period, METER to meter)

    // 4.3 collection

    /** The debtors of one transformer area, or of all. */
    fun debtors(from: Context, area: String? = null): Intent = to(from, "collection.DebtorsActivity", AREA to area)

    fun payment(from: Context, account: String): Intent = to(from, "collection.PaymentActivity", ACCOUNT to account)
    fun bill(from: Context, bill: String): Intent = to(from, "collection.BillActivity", BILL to bill)

    // 3 tickets, and what changes hands

    fun receipt(from: Context, series: String, no: String): Intent =
        to(from, "ticket.ReceiptActivity", SERIES to series, NO to no)

    fun void(from: Context, series: String, no: String): Intent =
        to(from, "ticket.VoidActivity", SERIES to series, NO to no)

    fun tickets(from: Context): Intent = to(from, "ticket.TicketsActivity")
    fun handovers(from: Context): Intent = to(from, "ticket.HandoversActivity")

    // 2.3 the end of the day

    fun dayEnd(from: Context): Intent = to(from, "recovery.DayEndActivity")

    private fun to(from: Context, screen: String, vararg ids: Pair<String, String?>): Intent =
        Intent().setClassName(from, "cn.dianfei.field.$screen").apply {
            ids.forEach { (name, id) -> putExtra(name, id) }
        }
}

private const val ROUTE = "route"
private const val PERIOD = "period"
private const val METER = "meter"
private const val AREA = "area"
private const val ACCOUNT = "account"
private const val BILL = "bill"
private const val SERIES = "series"
private const val NO = "no"

// What a screen is about, as the way to it said.

val Intent.route: String get() = id(ROUTE)
val Intent.period: String get() = id(PERIOD)
val Intent.meter: String get() = id(METER)
val Intent.area: String? get() = getStringExtra(AREA)
val Intent.account: String get() = id(ACCOUNT)
val Intent.bill: String get() = id(BILL)
val Intent.series: String get() = id(SERIES)
val Intent.no: String get() = id(NO)

private fun Intent.id(name: String): String = checkNotNull(getStringExtra(name)) { "no $name came along" }
