package cn.dianfei.field.reading

import cn.dianfei.core.CorrectionRequest
import cn.dianfei.core.StopKey
import cn.dianfei.core.StopWorkView
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.withContext

/**
 * Reads one meter after the other: figures typed blind, checked by the core,
 * findings answered, recorded, and on to the next open stop.
 *
 * @param newId makes the number of a request.
 */
class MeterPresenter(
    private val core: CoreGateway,
    scope: CoroutineScope,
    private var stop: StopKey,
    private val newId: () -> String = { UUID.randomUUID().toString() },
) : Presenter<MeterState, MeterEvent, MeterEffect>(MeterState(draft = MeterDraft(newId())), scope) {
    private var loading: Job? = null

    /** What the core keeps of the draft, so that nothing is kept twice. */
    private var kept: MeterDraft? = null

    override fun seen() {
        loading = launch { load() }
    }

    override fun left() {
        if (now.work != null && !now.isBusy) launch { keep() }
    }

    override fun on(event: MeterEvent) {
        when (event) {
            is MeterEvent.Figure -> typed { copy(entered = entered + (event.register to event.text), isChecked = false) }
            is MeterEvent.Again -> edit { copy(again = again + (event.register to event.text)) }
            is MeterEvent.Rollover -> edit { copy(isRollover = event.isConfirmed) }
            is MeterEvent.Cause -> edit { copy(cause = event.text) }
            is MeterEvent.LoadNote -> edit { copy(loadNote = event.text) }
            is MeterEvent.LoadChanged -> edit { copy(isLoadChanged = event.isChanged) }
            is MeterEvent.Reason -> edit { copy(reason = event.text) }
            is MeterEvent.Differs -> differs(event)
            MeterEvent.Compare -> show { copy(isComparing = !isComparing) }
            MeterEvent.Check -> if (now.mayCheck) once(::check)
            MeterEvent.ReadAgain -> typed { readAgain() }
            MeterEvent.TakePhoto -> tell(MeterEffect.TakePhoto)
            is MeterEvent.PhotoTaken -> launch { keepPhoto(event.bytes) }
            MeterEvent.Save -> if (now.phase == Phase.CHECKED) once(::save)
            MeterEvent.Correct -> now.work?.reading?.let { read -> typed { MeterDraft(newId(), corrects = read.reading) } }
            MeterEvent.DropCorrection -> typed { MeterDraft(newId()) }
            MeterEvent.Miss -> tell(MeterEffect.OpenMiss(stop.meter))
            MeterEvent.Next -> go(now.work?.next?.meter)
            is MeterEvent.GoTo -> go(event.meter)
        }
    }

    private fun edit(change: MeterDraft.() -> MeterDraft) = show { copy(draft = draft.change(), error = null) }

    /** The figures are other ones: what was found in those before says nothing of them. */
    private fun typed(change: MeterDraft.() -> MeterDraft) =
        show { copy(draft = draft.change(), check = null, taken = null, error = null) }

    private fun differs(event: MeterEvent.Differs) {
        edit { copy(differs = if (event.differs) differs + event.what else differs - event.what) }
        // A mismatch is a finding: what the checks say must stay true of what is shown.
        if (now.check != null) once(::check)
    }

    private suspend fun load() {
        val work = asked({ show { copy(error = it) } }) { core.stop(stop) } ?: return
        val isFirst = now.work == null
        show { copy(work = work) }
        if (isFirst) restore(work)
    }

    /** What was typed here before the screen, the process or the phone went. */
    private suspend fun restore(work: StopWorkView) {
        val draft = work.draft?.let(MeterDraft::of) ?: return
        // One that became a reading, or corrects one that was corrected since, has done its duty.
        if (draft.corrects != work.reading?.reading) return
        kept = draft
        show { copy(draft = draft) }
        if (draft.isChecked) check()
    }

    private suspend fun keep() {
        val draft = now.draft
        if (draft == kept || (kept == null && !draft.isTouched)) return
        kept = draft
        asked({ kept = null }) { core.keepStopDraft(stop, draft.requestId, draft.toText()) }
    }

    private suspend fun check() {
        show { copy(isBusy = true, error = null) }
        val check = asked(::refused) { core.checkReading(now.draft.request(stop)) }
        show { copy(isBusy = false, check = check ?: this.check, draft = draft.copy(isChecked = check != null || draft.isChecked)) }
    }

    private suspend fun save() {
        show { copy(isBusy = true, error = null) }
        val draft = now.draft
        val reading = draft.request(stop)
        val outcome = asked(::refused) {
            val corrects = draft.corrects
            if (corrects == null) core.recordReading(reading) else core.correctReading(CorrectionRequest(reading, corrects, draft.reason))
        }
        show { copy(isBusy = false) }
        val at = now.work?.stop
        if (outcome == null || at == null) return
        tell(MeterEffect.Saved)
        val taken = Taken(at, outcome)
        val next = outcome.next
        // After a correction the person looks at what stands there now.
        if (next == null || draft.corrects != null) arrive(stop.meter, taken) else arrive(next.meter, taken)
    }

    private fun refused(error: UiError) {
        show { copy(error = error) }
        tell(MeterEffect.Refused)
    }

    private fun go(meter: String?) {
        if (meter == null) {
            tell(MeterEffect.Close)
            return
        }
        loading = launch {
            keep()
            arrive(meter, taken = null)
        }
    }

    private suspend fun arrive(meter: String, taken: Taken?) {
        stop = stop.copy(meter = meter)
        kept = null
        show { MeterState(draft = MeterDraft(newId()), taken = taken) }
        tell(MeterEffect.Moved(meter))
        load()
    }

    private suspend fun keepPhoto(bytes: () -> ByteArray?) {
        // After the death of the process the picture may be back before the draft is.
        loading?.join()
        val photo = withContext(Dispatchers.IO) { bytes() } ?: return
        val name = asked(::refused) { core.keepPhoto(photo) } ?: return
        edit { copy(photos = photos + name) }
    }
}
