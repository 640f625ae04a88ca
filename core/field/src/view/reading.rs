//! Routes, stops and checks as the shell shows them.

use chrono::NaiveDate;
use dianfei_rules::id::MeterNo;
use dianfei_rules::quantity::Multiplier;
use dianfei_rules::quantity::{Index, Kwh};
use dianfei_rules::reading::Finding;
use dianfei_rules::reading::route::StopState;
use dianfei_wire::FactId;
use dianfei_wire::assignment::{AssignedAccount, MonthUsage};
use dianfei_wire::fact::reading::{ExceptionRaised, ReadingTaken};
use dianfei_wire::ruling::Verdict;
use serde::{Deserialize, Serialize};

/// A stop in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopView {
    /// The number in walking order.
    pub seq: u32,
    /// Whose meter.
    pub account: AssignedAccount,
    /// 表号.
    pub meter: MeterNo,
    /// How it stands.
    pub state: StopState,
}

/// One register of a stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterView {
    /// The register's code.
    pub register: String,
    /// The index of the last actual reading; absent while the entry is blind.
    pub previous: Option<Index>,
    /// When that reading was taken; absent for a new meter.
    pub previous_on: Option<NaiveDate>,
}

/// One stop in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopDetail {
    /// The stop.
    pub stop: StopView,
    /// 表型.
    pub meter_type: String,
    /// Whole digits of the registers.
    pub digits: u32,
    /// Decimal digits of the registers.
    pub decimals: u32,
    /// 倍率.
    pub multiplier: Multiplier,
    /// The registers in the order of entry.
    pub registers: Vec<RegisterView>,
    /// Billed months, oldest first.
    pub history: Vec<MonthUsage>,
    /// Provisional energy billed since the last actual reading.
    pub provisional_kwh: Kwh,
    /// Misses in a row before this period.
    pub misses: u32,
    /// The reading of this period; absent while there is none.
    pub reading: Option<ReadingView>,
    /// Exception forms of this phone in this period.
    pub exceptions: Vec<ExceptionRaised>,
}

/// A reading of this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingView {
    /// The fact.
    pub id: FactId,
    /// What was read.
    pub taken: ReadingTaken,
    /// What the station said; absent until it was heard.
    pub verdict: Option<Verdict>,
}

/// What the checks say of entered figures, before anything is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingCheck {
    /// The energy since the last actual reading; absent where the index cannot be used.
    pub usage_kwh: Option<Kwh>,
    /// The registers with the index that was hidden.
    pub registers: Vec<RegisterView>,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What is still missing before the reading can be recorded.
    pub needs: Needs,
}

/// What a reading with findings still needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs {
    /// The reader says why (4.2.4).
    pub cause: bool,
    /// The reader confirms that the register went over its end.
    pub rollover: bool,
    /// The index is entered a second time.
    pub again: bool,
    /// An exception form will be made.
    pub form: bool,
}

/// What a recorded reading came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadingOutcome {
    /// The fact.
    pub reading: FactId,
    /// The energy since the last actual reading; absent where the index cannot be used.
    pub usage_kwh: Option<Kwh>,
    /// The findings recorded with it.
    pub findings: Vec<Finding>,
    /// The exception form made with it; absent without.
    pub exception: Option<FactId>,
}

/// What a recorded miss came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissOutcomeView {
    /// The fact.
    pub miss: FactId,
    /// Misses in a row, this one included.
    pub misses: u32,
    /// The exception form made with it; absent without.
    pub exception: Option<FactId>,
    /// The station will make a task to notify the end of supply (4.1.5).
    pub termination_notice: bool,
}

/// What handing in a route came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandInOutcome {
    /// The fact.
    pub handed_in: FactId,
    /// How many meters were read.
    pub read: u32,
    /// How many have a reason.
    pub missed: u32,
}
