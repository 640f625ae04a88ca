package cn.dianfei.field.reading

import cn.dianfei.core.MissReason
import cn.dianfei.core.MissRequest
import cn.dianfei.core.PresenceEntry
import cn.dianfei.core.StopKey
import cn.dianfei.field.core.CoreGateway
import cn.dianfei.field.core.UiError
import cn.dianfei.field.ui.Presenter
import java.util.UUID
import kotlinx.coroutines.CoroutineScope
import org.json.JSONException
import org.json.JSONObject

/** Records why a meter was not read; the core says what that leads to. */
class MissPresenter(
    private val core: CoreGateway,
    scope: CoroutineScope,
    private val stop: StopKey,
    newId: () -> String = { UUID.randomUUID().toString() },
) : Presenter<MissState, MissEvent, MissEffect>(MissState(), scope) {
    private var requestId = newId()

    override fun seen() {
        launch {
            val isFirst = now.work == null
            val work = asked({ show { copy(error = it) } }) { core.stop(stop) } ?: return@launch
            show { copy(work = work) }
            if (isFirst) work.missDraft?.let(::restore)
        }
    }

    override fun left() {
        val (reason, note) = now.reason to now.note
        if (now.missed != null || now.isBusy || (reason == null && note.isBlank())) return
        val kept = JSONObject().put("request", requestId).put("note", note).putOpt("reason", reason?.name)
        launch { asked({}) { core.keepMissDraft(stop, requestId, kept.toString()) } }
    }

    override fun on(event: MissEvent) = when (event) {
        is MissEvent.Reason -> show { copy(reason = event.reason, error = null) }
        is MissEvent.Note -> show { copy(note = event.text, error = null) }
        MissEvent.Record -> if (now.mayRecord) once(::record) else Unit
        MissEvent.GoOn -> now.missed?.let { tell(MissEffect.Done(it.next?.meter)) } ?: Unit
    }

    private fun restore(text: String) {
        try {
            val kept = JSONObject(text)
            val (request, note) = kept.getString("request") to kept.getString("note")
            val reason = MissReason.entries.firstOrNull { it.name == kept.optString("reason") }
            requestId = request
            show { copy(reason = reason, note = note) }
        } catch (_: JSONException) {
            // Another version of the programme kept it: it is typed anew.
        }
    }

    private suspend fun record() {
        val reason = now.reason ?: return
        show { copy(isBusy = true, error = null) }
        val missed = asked(::refused) {
            core.recordMiss(
                MissRequest(
                    requestId = requestId,
                    route = stop.route,
                    period = stop.period,
                    meter = stop.meter,
                    reason = reason,
                    note = now.note.ifBlank { null },
                    presence = PresenceEntry(scanned = null, fix = null, photos = emptyList()),
                ),
            )
        }
        show { copy(isBusy = false, missed = missed) }
        if (missed == null) return
        tell(MissEffect.Saved)
    }

    private fun refused(error: UiError) {
        show { copy(error = error) }
        tell(MissEffect.Refused)
    }
}
