package cn.dianfei.field.phone

import cn.dianfei.core.FieldApiInterface
import cn.dianfei.core.Role
import cn.dianfei.core.StatusView
import cn.dianfei.core.Told
import cn.dianfei.core.Words
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.ui.Presenter
import java.lang.reflect.Proxy
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.withTimeout

/** What a test pretends of the core where the real one would need a day's work before. */
object Pretended {
    /** A core that nobody should ask anything; delegate to it and answer what is asked. */
    fun nothing(): FieldApiInterface {
        val kind = FieldApiInterface::class.java
        return Proxy.newProxyInstance(kind.classLoader, arrayOf(kind)) { _, method, _ ->
            throw AssertionError("nobody should ask for ${method.name}")
        } as FieldApiInterface
    }

    /** A gateway to it on the thread that asks: each answer is there when the event returns. */
    fun gateway(core: FieldApiInterface, calls: MutableList<String> = mutableListOf()): CoreGateway =
        CoreGateway(Dispatchers.Unconfined, { "00001" }, { calls += it }) { core }

    /** A presenter's scope on the thread that asks, with a clock that stands until the test moves it on. */
    @OptIn(ExperimentalCoroutinesApi::class)
    fun scope(clock: TestCoroutineScheduler = TestCoroutineScheduler()): CoroutineScope =
        CoroutineScope(Job() + UnconfinedTestDispatcher(clock))

    fun told(code: String, clause: String? = null) =
        Told(code, Words("发生了 $code", "$code happened"), Words("怎么办", "what to do"), clause, emptyList())

    fun status(roles: List<Role> = listOf(Role.READER), unsent: Int = 0, left: Int = 3) = StatusView(
        station = "S01", stationName = "清河供电所", person = "P1", personName = "王抄表", roles = roles,
        businessDate = "2026-11-05", facts = 12u, unsentFacts = unsent.toULong(), unsentParts = 0u,
        oldestUnsentDays = if (unsent > 0) 2 else null, frozen = false, revoked = false,
        lastContactMs = 1_793_865_600_000, cashFen = 0, ticketsLeft = 0u, stopsLeft = left.toULong(),
    )
}

/** The next thing that a presenter asks the screen to do. */
fun <F : Any> Presenter<*, *, F>.nextEffect(): F = runBlocking { withTimeout(Patience.MS) { effects.first() } }

/** The state once it is so. */
fun <S : Any> Presenter<S, *, *>.awaits(until: (S) -> Boolean): S = runBlocking { withTimeout(Patience.MS) { state.first(until) } }
