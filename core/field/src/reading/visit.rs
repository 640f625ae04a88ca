//! What a visit at a meter becomes: a reading or a miss, and the exception form
//! that it asks for, in one transaction.

use dianfei_rules::reading::provisional::one_more_miss;
use dianfei_rules::reading::route::StopState;
use dianfei_rules::reading::{Finding, Severity};
use dianfei_wire::fact::reading::{
    ExceptionRaised, MissReason, Presence, ReadingMissed, ReadingSource, ReadingTaken,
};
use dianfei_wire::fact::{FactBody, ReadingFact};
use dianfei_wire::part::{Part, PartKind, Position};
use dianfei_wire::{FactId, PartHash};

use super::MissRequest;
use super::checks::{self, CorrectionRequest, PlaceFix, PresenceEntry, ReadingRequest};
use crate::error::FieldError;
use crate::field::policies;
use crate::record::Recording;
use crate::store::part;
use crate::store::reading;
use crate::store::route::{HandedOut, StopRow};
use crate::view::reading::{MissOutcomeView, ReadingOutcome};

/// Records what was typed at a meter, with the exception form that it asks for.
pub(super) fn take(
    recording: &mut Recording<'_>,
    row: &HandedOut,
    stop: &StopRow,
    request: &ReadingRequest,
    correction: Option<&CorrectionRequest>,
) -> Result<ReadingOutcome, FieldError> {
    let visit = checks::Visit { row, stop, today: recording.today, now: recording.now };
    let checked = checks::check(recording.tx, &visit, request)?;
    checked.refuse_missing(request)?;
    let presence = presence(recording, &request.presence)?;
    let source = match stop.state {
        StopState::Missed => ReadingSource::MakeUp,
        StopState::Open | StopState::Read => ReadingSource::OnSite,
    };
    let taken = ReadingTaken {
        account: stop.assigned.account.account.clone(),
        meter: stop.assigned.meter.clone(),
        period: row.period,
        route: row.route.clone(),
        epoch: row.epoch,
        source,
        registers: checked.registers.clone(),
        rollover_confirmed: request.rollover_confirmed && checked.needs().rollover,
        identity: request.identity,
        presence,
        findings: checked.findings.iter().map(checks::recorded).collect(),
        cause: filled(request.cause.as_deref()),
        load_note: filled(request.load_note.as_deref()),
        corrects: correction.map(|correction| correction.corrects.clone()),
        correction_reason: correction.map(|correction| correction.reason.trim().to_owned()),
    };
    let reading = recording.append(FactBody::Reading(ReadingFact::ReadingTaken(taken)))?;
    let codes = form_codes(&checked.findings, request.load_changed);
    let exception = if codes.is_empty() {
        None
    } else {
        let described = [&request.cause, &request.load_note].into_iter().flatten();
        let raised = ExceptionRaised {
            account: stop.assigned.account.account.clone(),
            meter: Some(stop.assigned.meter.clone()),
            period: row.period,
            description: described.map(|text| text.trim()).collect::<Vec<_>>().join("\n"),
            codes,
            reading: Some(reading.clone()),
        };
        raise(recording, raised)?
    };
    let (usage_kwh, findings) = (checked.usage_kwh, checked.findings);
    Ok(ReadingOutcome { reading, usage_kwh, findings, exception })
}

// 4.1.3: each mismatch is written on an exception form; 4.1.4: so is a change of load.
fn form_codes(findings: &[Finding], load_changed: bool) -> Vec<String> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::NeedsForm)
        .map(|finding| finding.code.to_string())
        .chain(load_changed.then(|| "load_changed".to_owned()))
        .collect()
}

/// Makes an exception form for the codes that no form of this visit names yet.
fn raise(
    recording: &mut Recording<'_>,
    mut raised: ExceptionRaised,
) -> Result<Option<FactId>, FieldError> {
    if let Some(meter) = &raised.meter {
        let known = reading::exceptions(recording.tx, meter, raised.period)?;
        raised.codes.retain(|code| !known.iter().any(|form| form.codes.contains(code)));
    }
    if raised.codes.is_empty() {
        return Ok(None);
    }
    recording.append(FactBody::Reading(ReadingFact::ExceptionRaised(raised))).map(Some)
}

/// Records a miss with what it makes.
pub(super) fn miss(
    recording: &mut Recording<'_>,
    row: &HandedOut,
    stop: &StopRow,
    request: &MissRequest,
) -> Result<MissOutcomeView, FieldError> {
    let (_, policies) = policies(recording.tx)?;
    let outcome = one_more_miss(stop.assigned.misses, &policies.on(recording.today))?;
    let presence = presence(recording, &request.presence)?;
    let account = stop.assigned.account.account.clone();
    let miss = recording.append(FactBody::Reading(ReadingFact::ReadingMissed(ReadingMissed {
        account: account.clone(),
        meter: stop.assigned.meter.clone(),
        period: row.period,
        route: row.route.clone(),
        epoch: row.epoch,
        reason: request.reason,
        presence,
        note: filled(request.note.as_deref()),
    })))?;
    // A broken or missing meter is a change that somebody must look at (4.1.4).
    let broken = matches!(request.reason, MissReason::MeterFault | MissReason::MeterMissing);
    let codes: Vec<String> = outcome
        .exception_form
        .then(|| "missed_again".to_owned())
        .into_iter()
        .chain(broken.then(|| request.reason.code().to_owned()))
        .collect();
    let raised = ExceptionRaised {
        account,
        meter: Some(stop.assigned.meter.clone()),
        period: row.period,
        codes,
        reading: None,
        description: filled(request.note.as_deref())
            .unwrap_or_else(|| request.reason.code().to_owned()),
    };
    let exception = raise(recording, raised)?;
    let (misses, termination_notice) = (outcome.misses, outcome.termination_notice);
    Ok(MissOutcomeView { miss, misses, exception, termination_notice })
}

fn filled(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn presence(recording: &Recording<'_>, entry: &PresenceEntry) -> Result<Presence, FieldError> {
    for photo in &entry.photos {
        if !part::is_kept(recording.tx, *photo)? {
            return Err(FieldError::not_found("photo", photo));
        }
    }
    let position = entry.fix.map(|fix| position(recording, fix)).transpose()?;
    Ok(Presence { scanned: entry.scanned.clone(), position, photos: entry.photos.clone() })
}

fn position(recording: &Recording<'_>, fix: PlaceFix) -> Result<PartHash, FieldError> {
    let position = Position {
        salt: recording.salt(),
        latitude_micro: fix.latitude_micro,
        longitude_micro: fix.longitude_micro,
        accuracy_m: fix.accuracy_m,
        mock: fix.mock,
    };
    recording.keep(&Part::canonical(PartKind::Position, &position))
}
