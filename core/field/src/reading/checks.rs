//! Entered figures: what they can be, and what the rules find in them.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{MeterNo, RouteNo};
use dianfei_rules::meter::Digits;
use dianfei_rules::quantity::{Index, Kw, Kwh};
use dianfei_rules::reading::evidence::{Evidence, Place};
use dianfei_rules::reading::usage::{RolloverBase, rollover_limit};
use dianfei_rules::reading::{
    CheckLimits, Finding, IdentityCheck as RuleIdentity, MeterSpan, MonthUsage, ReadingCheckInput,
    RegisterSpan, Severity, UsageInput, check as check_rule, usage,
};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::reading::{IdentityCheck, RegisterIndex};
use dianfei_wire::fact::{Clocks, RecordedFinding};
use dianfei_wire::{FactId, PartHash};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::field::policies;
use crate::store::journal;
use crate::store::reading;
use crate::store::route::{HandedOut, StopRow};
use crate::view::reading::Needs;

/// What was typed for one register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredIndex {
    /// The register's code.
    pub register: String,
    /// What was typed.
    pub text: String,
}

/// Where the phone was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceFix {
    /// Latitude in 1e-6 degrees, north positive.
    pub latitude_micro: i64,
    /// Longitude in 1e-6 degrees, east positive.
    pub longitude_micro: i64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: u32,
    /// Whether the phone said that the position was mocked.
    pub mock: bool,
}

/// Evidence of presence (4.1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PresenceEntry {
    /// The meter number as scanned; absent where it was compared by eye.
    pub scanned: Option<String>,
    /// Where the phone was; absent without a fix.
    pub fix: Option<PlaceFix>,
    /// Photos that were kept before.
    pub photos: Vec<PartHash>,
}

/// A reading as entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRequest {
    /// A number that the shell makes once for this thumb.
    pub request_id: String,
    /// The route.
    pub route: RouteNo,
    /// The billing period.
    pub period: YearMonth,
    /// The meter.
    pub meter: MeterNo,
    /// What was typed, one for each register.
    pub entered: Vec<EnteredIndex>,
    /// What was typed the second time; empty where it was not asked for.
    pub again: Vec<EnteredIndex>,
    /// The reader says that the register went over its end.
    pub rollover_confirmed: bool,
    /// What was compared with the card (4.1.3).
    pub identity: IdentityCheck,
    /// What the reader says to the findings; absent without.
    pub cause: Option<String>,
    /// Notes on load and business (4.1.4); absent without.
    pub load_note: Option<String>,
    /// Whether the load has changed: that makes an exception form.
    pub load_changed: bool,
    /// Evidence of presence.
    pub presence: PresenceEntry,
}

/// A reading that corrects an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionRequest {
    /// The new reading.
    pub reading: ReadingRequest,
    /// The one that it corrects.
    pub corrects: FactId,
    /// Why.
    pub reason: String,
}

/// Where and when figures are entered.
pub(super) struct Visit<'a> {
    pub(super) row: &'a HandedOut,
    pub(super) stop: &'a StopRow,
    pub(super) today: NaiveDate,
    pub(super) now: Clocks,
}

/// Figures that were read and checked.
pub(super) struct Checked {
    pub(super) registers: Vec<RegisterIndex>,
    pub(super) usage_kwh: Option<Kwh>,
    pub(super) findings: Vec<Finding>,
}

impl Checked {
    /// What the findings ask the reader for.
    pub(super) fn needs(&self) -> Needs {
        let any = |test: fn(&Finding) -> bool| self.findings.iter().any(test);
        Needs {
            cause: any(|finding| {
                matches!(finding.severity, Severity::NeedsCause | Severity::StopsBilling)
            }),
            rollover: any(|finding| finding.code.as_str() == "rollover"),
            again: any(is_surprising),
            form: any(|finding| finding.severity == Severity::NeedsForm),
        }
    }

    /// Refuses while something that the findings ask for is missing.
    pub(super) fn refuse_missing(&self, request: &ReadingRequest) -> Result<(), FieldError> {
        let needs = self.needs();
        let codes = |severities: &[Severity]| {
            let named: Vec<&str> = self
                .findings
                .iter()
                .filter(|finding| severities.contains(&finding.severity))
                .map(|finding| finding.code.as_str())
                .collect();
            named.join(" ")
        };
        if needs.rollover && !request.rollover_confirmed {
            return Err(Refusal::by_clause("rollover_unconfirmed", "4.1.2").into());
        }
        if needs.again && request.again.is_empty() {
            return Err(Refusal::by_clause("index_not_confirmed", "4.1.2")
                .with("findings", codes(&[Severity::NeedsCause, Severity::StopsBilling]))
                .into());
        }
        let told = request.cause.as_ref().is_some_and(|cause| !cause.trim().is_empty());
        if needs.cause && !told {
            return Err(Refusal::by_clause("cause_needed", "4.2.4")
                .with("findings", codes(&[Severity::NeedsCause, Severity::StopsBilling]))
                .into());
        }
        Ok(())
    }
}

// What is far from the usual is most often mistyped: it is entered again.
fn is_surprising(finding: &Finding) -> bool {
    matches!(finding.code.as_str(), "below_previous" | "over_capability")
        || finding.figures.get("sign") == Some("surge")
}

/// The finding as a fact records it.
pub(super) fn recorded(finding: &Finding) -> RecordedFinding {
    RecordedFinding {
        code: finding.code.to_string(),
        clause: Some(finding.clause.to_string()),
        figures: finding
            .figures
            .iter()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect(),
    }
}

/// Reads and checks what was typed.
pub(super) fn check(
    tx: &Connection,
    visit: &Visit<'_>,
    request: &ReadingRequest,
) -> Result<Checked, FieldError> {
    let stop = &visit.stop.assigned;
    let registers = read(stop, &request.entered, "index")?;
    if !request.again.is_empty() && read(stop, &request.again, "again")? != registers {
        return Err(FieldError::invalid("again", "differs"));
    }
    let input = input(tx, visit, request, &registers)?;
    let usage_kwh = usage(&input.usage).ok().map(|usage| usage.billed());
    Ok(Checked { registers, usage_kwh, findings: check_rule(&input) })
}

fn digits(stop: &AssignedStop) -> Digits {
    Digits { whole: stop.digits, decimals: stop.decimals }
}

/// Each register of the meter once, in the order of the card.
fn read(
    stop: &AssignedStop,
    entered: &[EnteredIndex],
    field: &'static str,
) -> Result<Vec<RegisterIndex>, FieldError> {
    for (at, entry) in entered.iter().enumerate() {
        if !stop.registers.iter().any(|register| register.register == entry.register) {
            return Err(FieldError::invalid(field, "register_unknown"));
        }
        if entered.iter().take(at).any(|earlier| earlier.register == entry.register) {
            return Err(FieldError::invalid(field, "register_twice"));
        }
    }
    stop.registers
        .iter()
        .map(|register| {
            let entry = entered
                .iter()
                .find(|entry| entry.register == register.register)
                .ok_or_else(|| FieldError::invalid(field, "register_missing"))?;
            let index: Index = digits(stop)
                .read_index(&entry.text)
                .map_err(|refusal| FieldError::invalid(field, refusal.code))?;
            Ok(RegisterIndex { register: register.register.clone(), index })
        })
        .collect()
}

fn input(
    tx: &Connection,
    visit: &Visit<'_>,
    request: &ReadingRequest,
    registers: &[RegisterIndex],
) -> Result<ReadingCheckInput, FieldError> {
    let stop = &visit.stop.assigned;
    let (_, policies) = policies(tx)?;
    let policy = policies.on(visit.today);
    let previous_on = stop.registers.iter().find_map(|register| register.previous_on);
    let capacity_kw = stop.capacity_kw.map(|capacity| Kw::new(capacity.get()));
    let history: Vec<MonthUsage> = stop
        .history
        .iter()
        .map(|month| MonthUsage {
            period: month.period,
            usage_kwh: month.usage_kwh,
            provisional: month.provisional,
        })
        .collect();
    let base = RolloverBase {
        history: history.clone(),
        capacity_kw,
        previous_on,
        read_on: visit.today,
        periods: stop.misses.saturating_add(1),
    };
    let usage = UsageInput {
        meters: vec![span(stop, registers)?],
        rollover_limit_kwh: rollover_limit(&base, policy.rollover_history_multiple()?),
        rollover_accepted: false,
    };
    Ok(ReadingCheckInput {
        period: visit.row.period,
        cycle_months: 1,
        planned_on: visit.row.read_on,
        read_on: visit.today,
        previous_on,
        usage,
        history,
        provisional_kwh: stop.provisional_kwh,
        misses: stop.misses,
        capacity_kw,
        identity: rule_identity(request.identity),
        evidence: Evidence {
            scanned: request.presence.scanned.clone(),
            seconds_since_last: seconds_since_last(tx, visit)?,
            metres_from_meter: metres_from_meter(stop, request.presence.fix),
        },
        limits: CheckLimits::from_policy(&policy)?,
    })
}

fn span(stop: &AssignedStop, registers: &[RegisterIndex]) -> Result<MeterSpan, FieldError> {
    let spans = stop.registers.iter().zip(registers).map(|(assigned, read)| {
        let register = assigned.register.parse().map_err(FieldError::corrupt)?;
        Ok(RegisterSpan { register, previous: assigned.previous, current: read.index })
    });
    Ok(MeterSpan {
        meter: stop.meter.clone(),
        digits: digits(stop),
        multiplier: stop.multiplier,
        registers: spans.collect::<Result<_, FieldError>>()?,
    })
}

const fn rule_identity(identity: IdentityCheck) -> RuleIdentity {
    RuleIdentity {
        account_no: identity.account_no,
        name: identity.name,
        address: identity.address,
        meter_type: identity.meter_type,
        meter_no: identity.meter_no,
        multiplier: identity.multiplier,
        seal: identity.seal,
    }
}

// 4.1.2: how far off the reading was taken at the least, with both fixes as far
// out as they may be.
fn metres_from_meter(stop: &AssignedStop, fix: Option<PlaceFix>) -> Option<u64> {
    let (meter, fix) = (stop.place?, fix?);
    let hangs = Place { latitude_e6: meter.latitude_micro, longitude_e6: meter.longitude_micro };
    let phone = Place { latitude_e6: fix.latitude_micro, longitude_e6: fix.longitude_micro };
    let unsure = u64::from(meter.accuracy_m) + u64::from(fix.accuracy_m);
    phone.metres_to(hangs).map(|metres| metres.saturating_sub(unsure))
}

// By the boot clock, which nobody can set; across a restart there is no pace. A
// second look at the same meter is no walk.
fn seconds_since_last(tx: &Connection, visit: &Visit<'_>) -> Result<Option<u64>, FieldError> {
    let Some(seq) = reading::last_visit(tx)? else { return Ok(None) };
    let entry = journal::entries(tx, seq.saturating_sub(1), 1)?;
    let Some(fact) = entry.first().map(journal::Entry::fact).transpose()? else { return Ok(None) };
    if visit.stop.fact.as_ref() == Some(&fact.id)
        || fact.recorded.boot_count != visit.now.boot_count
    {
        return Ok(None);
    }
    let elapsed = visit.now.boot_ms.zip(fact.recorded.boot_ms).map(|(now, then)| now - then);
    Ok(elapsed.and_then(|elapsed| u64::try_from(elapsed).ok()).map(|elapsed| elapsed / 1000))
}
