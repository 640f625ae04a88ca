//! What a bill is found from: plain figures, the oracle's own. Energy in kWh and kvarh, power in kW and kVA, prices in yuan.

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use super::found::{Charged, Difference, Found, Kind, Line, Name, Way};
pub use super::month::Month;
use super::number::Exact;

/// A usage class, by its code.
pub type Class = &'static str;

/// A time-of-use period, in the order of the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hours {
    /// All hours (总).
    All,
    /// Critical peak (尖).
    Critical,
    /// Peak (峰).
    Peak,
    /// Flat (平).
    Flat,
    /// Valley (谷).
    Valley,
}

/// What a register counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Active energy taken.
    Active(Hours),
    /// Reactive energy taken.
    Reactive,
    /// Reactive energy fed back.
    FedBack,
    /// The largest demand.
    Demand,
}

/// Energy by register.
pub type Counted = BTreeMap<Counter, Exact>;

/// A register at both ends of its time.
#[derive(Debug, Clone)]
pub struct Look {
    /// Which.
    pub counter: Counter,
    /// The index at the beginning.
    pub before: Exact,
    /// The index at the end.
    pub after: Exact,
}

/// A meter between two looks.
#[derive(Debug, Clone)]
pub struct Meter {
    /// Its number.
    pub name: String,
    /// Declared digits before the point.
    pub digits: u32,
    /// Declared digits behind it.
    pub decimals: u32,
    /// The multiplier (倍率).
    pub factor: Exact,
    /// Its registers.
    pub looks: Vec<Look>,
}

/// Where the energy comes from.
#[derive(Debug, Clone)]
pub enum Source {
    /// The meters were read.
    Read {
        /// All that hung there in the time.
        meters: Vec<Meter>,
        /// The most that a rollover is believed to mean; none is without it.
        believed: Option<Exact>,
    },
    /// They were missed: provisional usage.
    Missed(Counted),
}

/// Tiers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// Over the year; else over each month.
    pub yearly: bool,
    /// Higher tiers are printed as additions; else each at its full price.
    pub add_on: bool,
    /// Months (all where empty) with the upper limits of all tiers but the last.
    pub seasons: Vec<(Vec<u32>, Vec<Exact>)>,
    /// What each tier adds to the first one's price.
    pub adds: Vec<Exact>,
    /// From so many persons on, so much more in the first tier a month.
    pub household: Option<(u32, Exact)>,
}

/// A version of a price table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its number.
    pub no: String,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The last day, where it was published for a time.
    pub until: Option<NaiveDate>,
    /// For whom.
    pub class: Class,
    /// The printed prices, surcharges included; one for all hours, or by period.
    pub prices: BTreeMap<Hours, Exact>,
    /// Surcharges with a line of their own.
    pub funds: Vec<(String, Exact)>,
    /// The tiers.
    pub ladder: Option<Ladder>,
    /// Two-part tables: yuan per kVA and per kW of demand, and month.
    pub basic: Option<(Option<Exact>, Option<Exact>)>,
}

/// A transformer's loss, a month's figures.
#[derive(Debug, Clone)]
pub enum Loss {
    /// By formula.
    Formula {
        /// Sn in kVA.
        rated: Exact,
        /// P0 in kW.
        no_load: Exact,
        /// Pk in kW.
        load: Exact,
        /// I0 in percent.
        current: Exact,
        /// Uk in percent.
        impedance: Exact,
        /// K.
        curve: Exact,
        /// Days in service; absent for 30.
        days: Option<u32>,
    },
    /// By percentages.
    Simplified {
        /// Sn in kVA.
        rated: Exact,
        /// Iron loss in kWh.
        iron: Exact,
        /// Iron loss in kvarh.
        iron_reactive: Exact,
        /// K.
        factor: Exact,
    },
    /// By a table.
    Table {
        /// Sn in kVA.
        rated: Exact,
        /// Load rate, kWh and kvarh of a month.
        steps: Vec<(Exact, Exact, Exact)>,
        /// The load rate of the contract.
        rate: Exact,
        /// Days in service of 30; absent for all.
        days: Option<u32>,
    },
}

/// How much of something is taken.
#[derive(Debug, Clone, Copy)]
pub enum Size {
    /// So many kWh a month.
    Fixed(Exact),
    /// So many percent.
    Percent(Exact),
}

/// A share of the metered energy at another price table.
#[derive(Debug, Clone)]
pub struct Share {
    /// The table.
    pub table: String,
    /// How much.
    pub size: Size,
    /// Behind the power meter (串接); else beside it (并接).
    pub series: bool,
}

/// What the contract agrees.
#[derive(Debug, Clone, Default)]
pub struct Contract {
    /// The transformer's loss.
    pub transformer: Option<Loss>,
    /// The line's loss, and whether the transformer's runs over the line.
    pub line: Option<(Size, bool)>,
    /// The power factor's standard in hundredths, and whether it was lowered.
    pub standard: Option<(u32, bool)>,
    /// Shares.
    pub shares: Vec<Share>,
}

/// A transformer of a basic charge: name, kVA, interlock.
pub type Transformer = (String, Exact, Option<String>);

/// What a basic charge is found from.
#[derive(Debug, Clone)]
pub enum BasicBy {
    /// Capacity.
    Capacity(Vec<Transformer>),
    /// Demand.
    Demand {
        /// The contract's, in kW.
        contract: Option<Exact>,
        /// All transformers, in kVA.
        capacity: Exact,
        /// The month's largest; absent where a register says it.
        actual: Option<Exact>,
    },
}

/// A month, or a part of one, of basic charge.
#[derive(Debug, Clone)]
pub struct Span {
    /// The month.
    pub month: Month,
    /// Its first and last day charged; absent for all.
    pub part: Option<(NaiveDate, NaiveDate)>,
    /// What is charged.
    pub by: BasicBy,
}

/// A bill that was issued and turned out wrong.
#[derive(Debug, Clone)]
pub struct Corrects {
    /// The bill.
    pub bill: Bill,
    /// Why it is corrected.
    pub reason: String,
    /// The paper that this rests on.
    pub paper: String,
}

/// All that a bill is found from.
#[derive(Debug, Clone)]
pub struct Bill {
    /// The account.
    pub account: String,
    /// The class.
    pub class: Class,
    /// How many months it covers.
    pub months: u32,
    /// Persons, and the day of approval.
    pub household: Option<(u32, NaiveDate)>,
    /// Free energy a month.
    pub free: Exact,
    /// When supply began.
    pub connected: Option<NaiveDate>,
    /// The last month.
    pub period: Month,
    /// 1 for the first bill of the period.
    pub version: u32,
    /// The day of the reading before.
    pub previous_on: Option<NaiveDate>,
    /// The day of the reading.
    pub read_on: NaiveDate,
    /// The energy.
    pub source: Source,
    /// Energy added or taken off, each by a paper of its own.
    pub adjustments: Vec<Exact>,
    /// Provisional bills that are settled, oldest first.
    pub settles: Vec<Self>,
    /// The bill whose place this one takes.
    pub corrects: Option<Box<Corrects>>,
    /// The price table.
    pub table: String,
    /// All versions of all tables, oldest first.
    pub tables: Vec<Table>,
    /// The year and what it has used of each tier.
    pub used: Option<(i32, Vec<Exact>)>,
    /// Basic charges.
    pub basic: Vec<Span>,
    /// Meters behind the account's.
    pub behind: Vec<Counted>,
    /// The contract.
    pub contract: Contract,
    /// What the station has decided, by policy.
    pub decided: BTreeMap<&'static str, String>,
}

/// The code of a refusal.
pub type Refused = &'static str;
