//! Chapter 4.1: one stop, what is entered at it and what the checks say.

use dianfei_field::store::route::RouteRow;
use dianfei_field::view::reading as field;
use dianfei_rules::reading::{Finding, Severity};
use dianfei_rules::words as shared;
use dianfei_wire::fact::RecordedFinding;
use dianfei_wire::fact::reading::RegisterIndex;

use super::route::{RouteView, StopView};
use super::status::StatusView;
use super::words::{self, FigureView, Told, Words};

/// One register of a meter.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RegisterView {
    /// The register's code.
    pub register: String,
    /// Its name.
    pub name: Words,
    /// The index of the last actual reading; absent while the entry is blind.
    pub previous: Option<String>,
    /// When that reading was taken; absent for a new meter.
    pub previous_on: Option<String>,
}

impl From<field::RegisterView> for RegisterView {
    fn from(register: field::RegisterView) -> Self {
        Self {
            name: words::say(&register.register),
            register: register.register,
            previous: register.previous.map(|index| index.to_string()),
            previous_on: register.previous_on.map(|date| date.to_string()),
        }
    }
}

/// What a register showed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct IndexView {
    /// The register's code.
    pub register: String,
    /// Its name.
    pub name: Words,
    /// What it showed.
    pub index: String,
}

impl From<&RegisterIndex> for IndexView {
    fn from(shown: &RegisterIndex) -> Self {
        Self {
            register: shown.register.clone(),
            name: words::say(&shown.register),
            index: shown.index.to_string(),
        }
    }
}

/// The energy of an earlier month.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct MonthUsageView {
    /// The billing period.
    pub period: String,
    /// What was billed, kWh.
    pub usage_kwh: String,
    /// Whether it was provisional.
    pub provisional: bool,
}

/// What a finding asks for, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FindingSeverity {
    /// Shown; nothing has to be done.
    Notice,
    /// The reader says why.
    NeedsCause,
    /// An exception form is made.
    NeedsForm,
    /// The reader says why, and it is not billed before the auditor looked.
    StopsBilling,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FindingView {
    /// The stable code.
    pub code: String,
    /// What it asks for; absent on a recorded reading.
    pub severity: Option<FindingSeverity>,
    /// What was found, with its figures, in one sentence.
    pub sentence: Words,
    /// What was found, without figures.
    pub what: Words,
    /// The figures.
    pub figures: Vec<FigureView>,
    /// The clause behind it; absent where none speaks.
    pub clause: Option<String>,
}

impl From<&Finding> for FindingView {
    fn from(finding: &Finding) -> Self {
        let severity = match finding.severity {
            Severity::Notice => FindingSeverity::Notice,
            Severity::NeedsCause => FindingSeverity::NeedsCause,
            Severity::NeedsForm => FindingSeverity::NeedsForm,
            Severity::StopsBilling => FindingSeverity::StopsBilling,
        };
        Self {
            code: finding.code.to_string(),
            severity: Some(severity),
            sentence: shared::finding(finding.code.as_str(), finding.figures.iter()).into(),
            what: words::say(finding.code.as_str()),
            figures: words::figures(finding.figures.iter()),
            clause: Some(finding.clause.to_string()),
        }
    }
}

impl From<&RecordedFinding> for FindingView {
    fn from(finding: &RecordedFinding) -> Self {
        let figures = || finding.figures.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        Self {
            code: finding.code.clone(),
            severity: None,
            sentence: shared::finding(&finding.code, figures()).into(),
            what: words::say(&finding.code),
            figures: words::figures(figures()),
            clause: finding.clause.clone(),
        }
    }
}

/// An exception form of this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ExceptionView {
    /// What led to it.
    pub reasons: Vec<Words>,
    /// What was written on it.
    pub description: String,
}

/// A reading of this phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReadingView {
    /// The fact.
    pub reading: String,
    /// What the registers showed.
    pub registers: Vec<IndexView>,
    /// What the checks found.
    pub findings: Vec<FindingView>,
    /// What the reader said to the findings; absent where nothing was asked.
    pub cause: Option<String>,
    /// Notes on load and business; absent without.
    pub load_note: Option<String>,
    /// Why it corrects an earlier one; absent for a first one.
    pub correction_reason: Option<String>,
    /// How many photos it has.
    pub photos: u32,
    /// What the station said; absent until it was heard.
    pub verdict: Option<Told>,
}

/// One stop in full, ready to be worked on.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopWorkView {
    /// What is always on screen.
    pub status: StatusView,
    /// The stop.
    pub stop: StopView,
    /// The route that it is on.
    pub route: RouteView,
    /// 表型.
    pub meter_type: String,
    /// Whole digits of the registers.
    pub digits: u32,
    /// Decimal digits of the registers.
    pub decimals: u32,
    /// 倍率.
    pub multiplier: String,
    /// The registers in the order of entry.
    pub registers: Vec<RegisterView>,
    /// Billed months, oldest first.
    pub history: Vec<MonthUsageView>,
    /// Provisional energy billed since the last actual reading, kWh; absent without.
    pub provisional_kwh: Option<String>,
    /// Misses in a row before this period.
    pub misses: u32,
    /// The reading of this period; absent while there is none.
    pub reading: Option<ReadingView>,
    /// Exception forms of this phone in this period.
    pub exceptions: Vec<ExceptionView>,
    /// What was typed here before and not recorded, in the shell's own text;
    /// absent where nothing was.
    pub draft: Option<String>,
    /// The same of a reason why the meter is not read.
    pub miss_draft: Option<String>,
    /// The next stop in walking order without reading and reason; absent without.
    pub next: Option<StopView>,
}

/// What is still missing before a reading can be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct NeedsView {
    /// The reader says why.
    pub cause: bool,
    /// The reader confirms that the register went over its end.
    pub rollover: bool,
    /// The index is entered a second time.
    pub again: bool,
    /// An exception form will be made.
    pub form: bool,
}

/// What the checks say of entered figures; nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReadingCheckView {
    /// The energy since the last actual reading, kWh; absent where the index
    /// cannot be used.
    pub usage_kwh: Option<String>,
    /// The registers with the index that was hidden.
    pub registers: Vec<RegisterView>,
    /// The findings.
    pub findings: Vec<FindingView>,
    /// What is still missing.
    pub needs: NeedsView,
}

impl From<field::ReadingCheck> for ReadingCheckView {
    fn from(check: field::ReadingCheck) -> Self {
        Self {
            usage_kwh: check.usage_kwh.map(|usage| usage.to_string()),
            registers: check.registers.into_iter().map(RegisterView::from).collect(),
            findings: check.findings.iter().map(FindingView::from).collect(),
            needs: NeedsView {
                cause: check.needs.cause,
                rollover: check.needs.rollover,
                again: check.needs.again,
                form: check.needs.form,
            },
        }
    }
}

/// What a recorded reading came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReadingTakenView {
    /// The fact.
    pub reading: String,
    /// The energy since the last actual reading, kWh; absent where the index
    /// cannot be used.
    pub usage_kwh: Option<String>,
    /// The findings recorded with it.
    pub findings: Vec<FindingView>,
    /// Whether an exception form was made with it.
    pub exception_form: bool,
    /// The next stop without reading and reason; absent where none is left.
    pub next: Option<StopView>,
    /// What is always on screen, after it.
    pub status: StatusView,
}

/// What a recorded miss came to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StopMissedView {
    /// Misses in a row, this one included.
    pub misses: u32,
    /// Whether an exception form was made with it.
    pub exception_form: bool,
    /// The station will make a task to notify the end of supply (4.1.5).
    pub termination_notice: bool,
    /// The next stop without reading and reason; absent where none is left.
    pub next: Option<StopView>,
    /// What is always on screen, after it.
    pub status: StatusView,
}

/// The parts of a stop's screen.
pub(crate) struct StopParts {
    pub(crate) status: StatusView,
    pub(crate) route: RouteRow,
    pub(crate) detail: field::StopDetail,
    pub(crate) draft: Option<String>,
    pub(crate) miss_draft: Option<String>,
    pub(crate) next: Option<field::StopView>,
}

impl From<StopParts> for StopWorkView {
    fn from(parts: StopParts) -> Self {
        let StopParts { status, route, detail, draft, miss_draft, next } = parts;
        Self {
            status,
            route: route.into(),
            stop: detail.stop.into(),
            meter_type: detail.meter_type,
            digits: detail.digits,
            decimals: detail.decimals,
            multiplier: detail.multiplier.to_string(),
            registers: detail.registers.into_iter().map(RegisterView::from).collect(),
            history: detail.history.into_iter().map(MonthUsageView::from).collect(),
            provisional_kwh: (!detail.provisional_kwh.is_zero())
                .then(|| detail.provisional_kwh.to_string()),
            misses: detail.misses,
            reading: detail.reading.map(ReadingView::from),
            exceptions: detail.exceptions.iter().map(ExceptionView::from).collect(),
            draft,
            miss_draft,
            next: next.map(StopView::from),
        }
    }
}

impl From<dianfei_wire::assignment::MonthUsage> for MonthUsageView {
    fn from(month: dianfei_wire::assignment::MonthUsage) -> Self {
        Self {
            period: month.period.to_string(),
            usage_kwh: month.usage_kwh.to_string(),
            provisional: month.provisional,
        }
    }
}

impl From<field::ReadingView> for ReadingView {
    fn from(view: field::ReadingView) -> Self {
        let taken = view.taken;
        Self {
            reading: view.id.to_string(),
            registers: taken.registers.iter().map(IndexView::from).collect(),
            findings: taken.findings.iter().map(FindingView::from).collect(),
            cause: taken.cause,
            load_note: taken.load_note,
            correction_reason: taken.correction_reason,
            photos: u32::try_from(taken.presence.photos.len()).unwrap_or(u32::MAX),
            verdict: view.verdict.as_ref().map(words::verdict),
        }
    }
}

impl From<&dianfei_wire::fact::reading::ExceptionRaised> for ExceptionView {
    fn from(raised: &dianfei_wire::fact::reading::ExceptionRaised) -> Self {
        Self {
            reasons: raised.codes.iter().map(|code| words::say(code)).collect(),
            description: raised.description.clone(),
        }
    }
}
