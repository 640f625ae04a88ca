package cn.dianfei.field.reading

import android.content.res.Resources
import cn.dianfei.core.FindingSeverity
import cn.dianfei.core.FindingView
import cn.dianfei.core.ReadingCheckView
import cn.dianfei.core.ReadingView
import cn.dianfei.core.StopWorkView
import cn.dianfei.field.R
import cn.dianfei.field.core.say
import cn.dianfei.field.ui.Format
import cn.dianfei.field.ui.Notice

/** How a meter's states read. */

/** What was recorded just now, for the eyes that come back from the meter. */
internal fun Resources.taken(taken: Taken): Notice {
    val outcome = taken.outcome
    val usage = outcome.usageKwh?.let { getString(R.string.screen_meter_usage_is, it) } ?: getString(R.string.screen_meter_usage_unknown)
    val found = outcome.findings.joinToString(getString(R.string.format_comma)) { say(it.what) }
    val form = if (outcome.exceptionForm) getString(R.string.screen_meter_form_made) else null
    val name = getString(R.string.screen_meter_title, taken.stop.seq.toInt(), taken.stop.account.name)
    return Notice(Notice.Kind.DONE, getString(R.string.screen_meter_taken, name, usage), form, found.ifEmpty { null })
}

/** What was the matter with this meter before anything is typed; nothing of its figures. */
internal fun Resources.before(state: MeterState, work: StopWorkView): Notice? {
    val said = buildList {
        if (state.isCorrecting) add(getString(R.string.screen_meter_correcting))
        if (state.isMakeUp) add(getString(R.string.screen_meter_make_up))
        if (work.misses > 0u) add(getString(R.string.screen_meter_misses, work.misses.toInt()))
    }
    return if (said.isEmpty()) null else Notice(Notice.Kind.INFO, said.joinToString("\n"))
}

/** The registers with what they showed last, and the usage. */
internal fun Resources.checked(
    state: MeterState,
    work: StopWorkView,
    check: ReadingCheckView,
): List<Pair<CharSequence, CharSequence?>> = buildList {
    for (register in check.registers) {
        val index = state.draft.entered[register.register].orEmpty()
        add(say(register.name) to getString(R.string.screen_meter_from_to, register.previous.orEmpty(), index))
    }
    add(getText(R.string.screen_meter_usage) to (check.usageKwh?.let { getString(R.string.screen_meter_kwh, it) } ?: getText(R.string.screen_meter_no_usage)))
    work.history.lastOrNull()?.let { month ->
        val name = if (month.provisional) R.string.screen_meter_month_provisional else R.string.screen_meter_month
        add(getString(name, Format.month(this@checked, month.period)) to getString(R.string.screen_meter_kwh, month.usageKwh))
    }
    work.provisionalKwh?.let { add(getText(R.string.screen_meter_provisional) to getString(R.string.screen_meter_kwh, it)) }
}

internal fun Resources.read(work: StopWorkView, reading: ReadingView): List<Pair<CharSequence, CharSequence?>> = buildList {
    for (index in reading.registers) {
        val previous = work.registers.firstOrNull { it.register == index.register }?.previous
        add(say(index.name) to if (previous == null) index.index else getString(R.string.screen_meter_from_to, previous, index.index))
    }
    add(getText(R.string.screen_meter_cause_was) to reading.cause)
    add(getText(R.string.screen_meter_load_was) to reading.loadNote)
    add(getText(R.string.screen_meter_reason_was) to reading.correctionReason)
    if (reading.photos > 0u) add(getText(R.string.screen_meter_photos_were) to reading.photos.toString())
    for (form in work.exceptions) {
        val reasons = form.reasons.joinToString(getString(R.string.format_comma)) { say(it) }
        add(getText(R.string.screen_meter_form_was) to listOf(reasons, form.description).filter(String::isNotBlank).joinToString("\n"))
    }
}

/** What the station said of it. */
internal fun Resources.verdict(reading: ReadingView): Notice {
    val verdict = reading.verdict ?: return Notice(Notice.Kind.INFO, getString(R.string.screen_meter_not_sent))
    val isTaken = verdict.code == "applied" || verdict.code == "already_applied"
    val kind = if (isTaken) Notice.Kind.DONE else Notice.Kind.WARNING
    val clause = verdict.clause?.let { getString(R.string.common_clause, it) }
    return Notice(kind, getString(R.string.screen_meter_station_says, say(verdict.what)), say(verdict.todo), clause)
}

internal fun Resources.plain(): Notice = Notice(Notice.Kind.INFO, getString(R.string.screen_meter_plain))

/** Each finding as one sentence with its figures. */
internal fun Resources.findings(findings: List<FindingView>): List<Notice> = findings.map { finding ->
    val isGrave = finding.severity != null && finding.severity != FindingSeverity.NOTICE
    val asks = when (finding.severity) {
        FindingSeverity.STOPS_BILLING -> getString(R.string.screen_meter_stops_billing)
        FindingSeverity.NEEDS_FORM -> getString(R.string.screen_meter_needs_form)
        FindingSeverity.NEEDS_CAUSE, FindingSeverity.NOTICE, null -> null
    }
    val clause = finding.clause?.let { getString(R.string.common_clause, it) }
    Notice(if (isGrave) Notice.Kind.WARNING else Notice.Kind.INFO, say(finding.sentence), asks, clause)
}
