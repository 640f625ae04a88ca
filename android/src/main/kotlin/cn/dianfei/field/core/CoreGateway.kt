package cn.dianfei.field.core

import cn.dianfei.core.BillView
import cn.dianfei.core.CashHandInRequest
import cn.dianfei.core.ClaimView
import cn.dianfei.core.CoreException
import cn.dianfei.core.CorrectionRequest
import cn.dianfei.core.CountPreviewView
import cn.dianfei.core.CountRequest
import cn.dianfei.core.CountTakenView
import cn.dianfei.core.DayTallyView
import cn.dianfei.core.DebtorListRequest
import cn.dianfei.core.DebtorListView
import cn.dianfei.core.DenominationView
import cn.dianfei.core.EnrolledView
import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.HandoverDoneView
import cn.dianfei.core.HandoverRequest
import cn.dianfei.core.HandoverView
import cn.dianfei.core.LossRequest
import cn.dianfei.core.MissRequest
import cn.dianfei.core.OverShortRequest
import cn.dianfei.core.PaymentPreviewView
import cn.dianfei.core.PaymentRequest
import cn.dianfei.core.PaymentTakenView
import cn.dianfei.core.PostedListRequest
import cn.dianfei.core.QuoteView
import cn.dianfei.core.ReadingCheckView
import cn.dianfei.core.ReadingRequest
import cn.dianfei.core.ReadingTakenView
import cn.dianfei.core.ReceiptView
import cn.dianfei.core.RouteHandInRequest
import cn.dianfei.core.RouteHandedInView
import cn.dianfei.core.StatusView
import cn.dianfei.core.StopKey
import cn.dianfei.core.StopListRequest
import cn.dianfei.core.StopListView
import cn.dianfei.core.StopMissedView
import cn.dianfei.core.StopWorkView
import cn.dianfei.core.SyncView
import cn.dianfei.core.TicketsView
import cn.dianfei.core.TodayView
import cn.dianfei.core.VoidRequest
import cn.dianfei.core.WithdrawRequest
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/**
 * The core for the screens: the only place that calls it. Each call leaves the
 * main thread, and each error comes back as a [CoreFailure] with the words for it.
 * A write runs to its end even when its screen is left.
 *
 * @param open opens the core at the first call, on [dispatcher]: that first call
 *   also loads the library.
 * @param watch is told the name of each call, from the thread that makes it.
 */
class CoreGateway(
    private val dispatcher: CoroutineDispatcher,
    private val log: Log,
    private val watch: (String) -> Unit = {},
    open: () -> FieldApiInterface,
) {
    private val api by lazy(open)
    private val syncing = Mutex()

    /** Keeps the cause of a fault, and gives the number under which it stands. */
    fun interface Log {
        fun incident(cause: Throwable): String
    }

    // Always on screen, and between screens.

    suspend fun isEnrolled(): Boolean = read("isEnrolled") { isEnrolled() }
    suspend fun status(): StatusView = read("status") { status() }
    suspend fun today(): TodayView = read("today") { today() }
    suspend fun keepPhoto(bytes: ByteArray): String = write("keepPhoto") { keepPhoto(bytes) }

    // 4.1 reading

    suspend fun stops(request: StopListRequest): StopListView = read("stops") { stops(request) }
    suspend fun stop(stop: StopKey): StopWorkView = read("stop") { stop(stop) }
    suspend fun keepStopDraft(stop: StopKey, requestId: String, body: String) =
        write("keepStopDraft") { keepStopDraft(stop, requestId, body) }

    suspend fun keepMissDraft(stop: StopKey, requestId: String, body: String) =
        write("keepMissDraft") { keepMissDraft(stop, requestId, body) }

    suspend fun checkReading(request: ReadingRequest): ReadingCheckView = read("checkReading") { checkReading(request) }
    suspend fun recordReading(request: ReadingRequest): ReadingTakenView = write("recordReading") { recordReading(request) }
    suspend fun correctReading(request: CorrectionRequest): ReadingTakenView = write("correctReading") { correctReading(request) }
    suspend fun recordMiss(request: MissRequest): StopMissedView = write("recordMiss") { recordMiss(request) }
    suspend fun handInRoute(request: RouteHandInRequest): RouteHandedInView = write("handInRoute") { handInRoute(request) }

    // 4.3 collection

    suspend fun debtors(request: DebtorListRequest): DebtorListView = read("debtors") { debtors(request) }
    suspend fun quote(account: String): QuoteView = read("quote") { quote(account) }
    suspend fun owed(account: String, bills: List<String>): Long = read("owed") { owed(account, bills) }
    suspend fun bill(bill: String): BillView = read("bill") { bill(bill) }
    suspend fun keepPaymentDraft(account: String, requestId: String, body: String) =
        write("keepPaymentDraft") { keepPaymentDraft(account, requestId, body) }

    suspend fun previewPayment(request: PaymentRequest): PaymentPreviewView = read("previewPayment") { previewPayment(request) }
    suspend fun takePayment(request: PaymentRequest): PaymentTakenView = write("takePayment") { takePayment(request) }
    suspend fun postList(request: PostedListRequest): String = write("postList") { postList(request) }

    // 3 tickets, and what changes hands

    suspend fun tickets(since: String): TicketsView = read("tickets") { tickets(since) }
    suspend fun receipt(series: String, no: String): ReceiptView = read("receipt") { receipt(series, no) }
    suspend fun printReceipt(series: String, no: String): ReceiptView = write("printReceipt") { printReceipt(series, no) }
    suspend fun voidTicket(request: VoidRequest): ClaimView = write("voidTicket") { voidTicket(request) }
    suspend fun reportLostTicket(request: LossRequest): ClaimView = write("reportLostTicket") { reportLostTicket(request) }
    suspend fun handovers(): List<HandoverView> = read("handovers") { handovers() }
    suspend fun acceptHandover(request: HandoverRequest): HandoverDoneView = write("acceptHandover") { acceptHandover(request) }
    suspend fun withdrawHandover(request: WithdrawRequest): HandoverDoneView = write("withdrawHandover") { withdrawHandover(request) }

    // 2.3 the end of the day

    suspend fun dayTally(): DayTallyView = read("dayTally") { dayTally() }
    suspend fun keepCountDraft(requestId: String, body: String) = write("keepCountDraft") { keepCountDraft(requestId, body) }
    suspend fun previewCount(pieces: List<DenominationView>): CountPreviewView = read("previewCount") { previewCount(pieces) }
    suspend fun countCash(request: CountRequest): CountTakenView = write("countCash") { countCash(request) }
    suspend fun reportOverShort(request: OverShortRequest): String = write("reportOverShort") { reportOverShort(request) }
    suspend fun offerHandIn(request: CashHandInRequest): HandoverDoneView = write("offerHandIn") { offerHandIn(request) }

    // The station

    suspend fun enrol(scanned: String, label: String): EnrolledView = write("enrol") { enrol(scanned, label) }

    /** Waits, on no thread, for a sync that runs already: a thumb beside the day's own sending is no fault. */
    suspend fun sync(): SyncView = syncing.withLock { write("sync") { sync() } }
    suspend fun signOut() = write("signOut") { signOut() }
    suspend fun reset() = write("reset") { reset() }

    private suspend fun <T> read(name: String, call: FieldApiInterface.() -> T): T =
        withContext(dispatcher) { guarded(name, call) }

    // Leaving the screen must not abandon a payment half-way.
    private suspend fun <T> write(name: String, call: FieldApiInterface.() -> T): T =
        withContext(NonCancellable + dispatcher) { guarded(name, call) }

    private fun <T> guarded(name: String, call: FieldApiInterface.() -> T): T {
        watch(name)
        return try {
            api.call()
        } catch (said: CoreException) {
            throw CoreFailure(said.toUiError())
        } catch (fault: Exception) {
            // A panic in the core comes as `InternalException`: nothing is half done there either.
            throw CoreFailure(UiError(ErrorKind.INTERNAL, incident = log.incident(fault)))
        }
    }
}
