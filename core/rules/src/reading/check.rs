//! The checks at the meter: findings with code, clause and figures.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, evidence_findings};
use super::usage::{Usage, UsageInput, full_capacity, usage};
use crate::calendar::YearMonth;
use crate::policy::PolicyView;
use crate::quantity::{Kw, Kwh};
use crate::refusal::{ClauseNo, Code, Figures, Refusal};

/// What a finding asks for, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Shown; nothing has to be done.
    Notice,
    /// Not billed before a cause is recorded or an exception form exists.
    NeedsCause,
    /// An exception form is made.
    NeedsForm,
    /// Not billed before the reading is corrected or accepted by the auditor.
    StopsBilling,
}

/// The result of one check on one reading (复核提示).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which check spoke.
    pub code: Code,
    /// The clause it watches.
    pub clause: ClauseNo,
    /// What it asks for.
    pub severity: Severity,
    /// What was compared.
    #[serde(default, skip_serializing_if = "Figures::is_empty")]
    pub figures: Figures,
}

impl Finding {
    pub(super) fn new(code: &'static str, clause: &'static str, severity: Severity) -> Self {
        Self {
            code: Code::new(code),
            clause: ClauseNo::new(clause),
            severity,
            figures: Figures::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.figures = self.figures.with(name, value);
        self
    }
}

/// The usage that was billed for an earlier month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthUsage {
    /// The billing period.
    pub period: YearMonth,
    /// What was billed.
    pub usage_kwh: Kwh,
    /// Whether it was provisional.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// What the reader compared with the card (4.1.3): true where it agrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCheck {
    /// Account number (户号).
    pub account_no: bool,
    /// Name (户名).
    pub name: bool,
    /// Address (地址).
    pub address: bool,
    /// Meter type (表型).
    pub meter_type: bool,
    /// Meter number (表号).
    pub meter_no: bool,
    /// Multiplier (倍率).
    pub multiplier: bool,
    /// The seals are whole (铅封).
    pub seal: bool,
}

impl IdentityCheck {
    /// Everything agrees and the seals are whole.
    pub const ALL_AGREE: Self = Self {
        account_no: true,
        name: true,
        address: true,
        meter_type: true,
        meter_no: true,
        multiplier: true,
        seal: true,
    };
}

/// The policy figures that the checks use, fixed for one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckLimits {
    /// Beyond this fluctuation a cause is needed (4.2.4).
    pub fluctuation_percent: u32,
    /// Shortest time between two meters.
    pub pace_seconds: u32,
    /// Farthest place from the meter.
    pub place_metres: u32,
    /// Days by which a read day may shift.
    pub read_day_shift_days: u32,
    /// Misses in a row after which provisional usage is prolonged.
    pub prolonged_misses: u32,
}

impl CheckLimits {
    /// The limits that hold on the view's day.
    pub fn from_policy(policy: &PolicyView<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            fluctuation_percent: policy.fluctuation_percent()?,
            pace_seconds: policy.reading_pace_seconds()?,
            place_metres: policy.reading_place_metres()?,
            read_day_shift_days: policy.read_day_shift_days()?,
            prolonged_misses: policy.misses_to_exception_form()?,
        })
    }
}

/// All that the checks look at. Phone and station build it alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingCheckInput {
    /// The billing period.
    pub period: YearMonth,
    /// How many months one bill covers.
    pub cycle_months: u32,
    /// The planned read day.
    pub planned_on: NaiveDate,
    /// The day of the reading.
    pub read_on: NaiveDate,
    /// The day of the last actual reading; absent for a new meter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_on: Option<NaiveDate>,
    /// The indexes.
    pub usage: UsageInput,
    /// Billed months, in any order.
    pub history: Vec<MonthUsage>,
    /// Provisional energy billed since the last actual reading.
    #[serde(default)]
    pub provisional_kwh: Kwh,
    /// Misses in a row before this reading.
    #[serde(default)]
    pub misses: u32,
    /// Contract capacity or the meter's own; absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity_kw: Option<Kw>,
    /// What was compared with the card.
    pub identity: IdentityCheck,
    /// Presence at the meter.
    #[serde(default)]
    pub evidence: Evidence,
    /// The policy figures.
    pub limits: CheckLimits,
}

/// All codes that a finding can have, in the order in which findings come; the
/// index codes among them are refusals of [`usage`] seen on a reading.
pub const FINDING_CODES: [&str; 25] = [
    "below_previous",
    "index_negative",
    "index_above_digits",
    "index_too_precise",
    "no_meter",
    "register_twice",
    "meter_digits",
    "out_of_range",
    "rollover",
    "over_capability",
    "zero_usage",
    "no_history",
    "fluctuation_last_month",
    "fluctuation_same_month_last_year",
    "prolonged_provisional",
    "mismatch_account_no",
    "mismatch_name",
    "mismatch_address",
    "mismatch_meter_type",
    "mismatch_meter_no",
    "mismatch_multiplier",
    "seal_broken",
    "pace_impossible",
    "place_far",
    "off_read_day",
];

/// The codes among [`FINDING_CODES`] that are only shown: nothing has to be done.
const NOTICE_CODES: [&str; 4] = ["rollover", "no_history", "prolonged_provisional", "off_read_day"];

/// Whether a recorded finding asks for a cause, a form or a correction before
/// its reading is billed (4.2.4). What is not known asks.
#[must_use]
pub fn asks(code: &str) -> bool {
    !NOTICE_CODES.contains(&code)
}

/// Checks one reading. The findings come in a fixed order: indexes, usage,
/// comparison, identity, evidence.
#[must_use]
pub fn check(input: &ReadingCheckInput) -> Vec<Finding> {
    let mut findings = Vec::new();
    match usage(&input.usage) {
        Ok(usage) => {
            findings.extend(rollover(&usage));
            let net = Kwh::new(usage.billed().get() - input.provisional_kwh.get());
            findings.extend(over_capability(input, usage.billed()));
            findings.extend(usage_findings(input, usage.billed(), net));
        }
        Err(refusal) => findings.push(unusable(refusal)),
    }
    findings.extend(prolonged_provisional(input));
    findings.extend(identity_findings(input));
    findings.extend(evidence_findings(input));
    findings
}

/// The severest thing that `findings` ask for; absent where there are none.
#[must_use]
pub fn severest(findings: &[Finding]) -> Option<Severity> {
    findings.iter().map(|finding| finding.severity).max()
}

fn unusable(refusal: Refusal) -> Finding {
    // 4.1.2: an index below the previous one that no rollover explains.
    let below = refusal.code.as_str() == "rollover_implausible";
    Finding {
        code: if below { Code::new("below_previous") } else { refusal.code },
        clause: refusal.clause.unwrap_or(ClauseNo::new("4.1.2")),
        severity: Severity::StopsBilling,
        figures: refusal.figures,
    }
}

fn rollover(usage: &Usage) -> impl Iterator<Item = Finding> {
    usage.statements.iter().filter(|statement| statement.rolled_over).map(|statement| {
        Finding::new("rollover", "4.1.2", Severity::Notice)
            .with("meter", &statement.meter)
            .with("register", statement.register)
            .with("previous", statement.previous)
            .with("current", statement.current)
            .with("usage_kwh", statement.energy_kwh)
    })
}

fn over_capability(input: &ReadingCheckInput, usage: Kwh) -> Option<Finding> {
    let limit = full_capacity(input.capacity_kw?, input.previous_on?, input.read_on)?;
    (usage > limit).then(|| {
        Finding::new("over_capability", "4.1.4", Severity::NeedsForm)
            .with("usage_kwh", usage)
            .with("limit_kwh", limit)
            .with_some_capacity(input.capacity_kw)
    })
}

impl Finding {
    fn with_some_capacity(mut self, capacity: Option<Kw>) -> Self {
        self.figures = self.figures.with_some("capacity_kw", capacity);
        self
    }
}

fn usage_findings(input: &ReadingCheckInput, usage: Kwh, net: Kwh) -> Vec<Finding> {
    let mut findings = Vec::new();
    if usage.is_zero() {
        findings.push(Finding::new("zero_usage", "4.2.4", Severity::NeedsCause));
    }
    let base_of = |period: YearMonth| {
        input.history.iter().find(|month| month.period == period).map(|month| month.usage_kwh)
    };
    let last = base_of(input.period.minus(input.cycle_months.max(1)));
    let last_year = base_of(input.period.minus(12));
    if last.is_none() && last_year.is_none() {
        findings.push(Finding::new("no_history", "4.2.4", Severity::Notice).with("usage_kwh", net));
    }
    let comparisons =
        [("fluctuation_last_month", last), ("fluctuation_same_month_last_year", last_year)];
    for (code, base) in comparisons {
        let percent = input.limits.fluctuation_percent;
        if let Some(base) = base.filter(|base| fluctuates(net, *base, percent)) {
            findings.push(fluctuation(code, net, base, percent));
        }
    }
    findings
}

/// Whether `usage` differs from `base` by more than `percent` percent; exactly
/// that much does not. From a base of zero any use does.
#[must_use]
pub fn fluctuates(usage: Kwh, base: Kwh, percent: u32) -> bool {
    // 4.2.4: a change over 20 % against last month or the same month last year.
    let change = usage.get().checked_sub(base.get());
    let hundredfold = change.and_then(|change| change.abs().checked_mul(Decimal::ONE_HUNDRED));
    let allowed = base.get().abs().checked_mul(Decimal::from(percent));
    hundredfold.zip(allowed).is_none_or(|(change, allowed)| change > allowed)
}

fn fluctuation(code: &'static str, usage: Kwh, base: Kwh, percent: u32) -> Finding {
    let change = usage.get().checked_sub(base.get()).unwrap_or_default();
    let change_percent = change
        .checked_mul(Decimal::ONE_HUNDRED)
        .and_then(|hundredfold| hundredfold.checked_div(base.get()))
        .map(|percent| percent.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero))
        .map(|percent| percent.normalize());
    let mut finding = Finding::new(code, "4.2.4", Severity::NeedsCause)
        .with("usage_kwh", usage)
        .with("base_kwh", base)
        .with("sign", if change.is_sign_negative() { "drop" } else { "surge" })
        .with("limit_percent", percent);
    finding.figures = finding.figures.with_some("change_percent", change_percent);
    finding
}

fn prolonged_provisional(input: &ReadingCheckInput) -> Option<Finding> {
    // 4.1.5: what was billed provisionally is settled by this reading.
    (input.misses >= input.limits.prolonged_misses).then(|| {
        Finding::new("prolonged_provisional", "4.1.5", Severity::Notice)
            .with("misses", input.misses)
            .with("provisional_kwh", input.provisional_kwh)
    })
}

fn identity_findings(input: &ReadingCheckInput) -> impl Iterator<Item = Finding> {
    // 4.1.3: each mismatch makes an exception form.
    let identity = input.identity;
    let scanned_another = input.evidence.scanned.as_ref().filter(|scanned| {
        input.usage.meters.last().is_some_and(|meter| meter.meter.as_str() != scanned.as_str())
    });
    let on_card = input.usage.meters.last().map(|meter| meter.meter.to_string());
    let scanned = scanned_another.cloned();
    [
        ("mismatch_account_no", identity.account_no),
        ("mismatch_name", identity.name),
        ("mismatch_address", identity.address),
        ("mismatch_meter_type", identity.meter_type),
        ("mismatch_meter_no", identity.meter_no && scanned.is_none()),
        ("mismatch_multiplier", identity.multiplier),
        ("seal_broken", identity.seal),
    ]
    .into_iter()
    .filter(|(_, agrees)| !agrees)
    .map(move |(code, _)| {
        let mut finding = Finding::new(code, "4.1.3", Severity::NeedsForm);
        if code == "mismatch_meter_no" {
            finding.figures = finding
                .figures
                .with_some("on_card", on_card.as_ref())
                .with_some("scanned", scanned.as_ref());
        }
        finding
    })
}

#[cfg(test)]
mod tests;
