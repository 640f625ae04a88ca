//! What a bill comes to: its way from metered to charged energy, its lines, and
//! what it changes of the bill whose place it takes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::number::Exact;
use super::plain::{Counted, Hours};

/// What a line charges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Energy at its price.
    Energy,
    /// What a higher tier adds.
    Addition,
    /// A surcharge.
    Fund,
    /// Basic charge.
    Basic,
    /// Power factor.
    Factor,
}

/// What a line charges beside energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charged {
    /// kVA.
    Capacity(Exact),
    /// kW.
    Demand(Exact),
    /// Percent of so many fen.
    Percent(Exact, i128),
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it charges.
    pub kind: Kind,
    /// A share's table.
    pub table: Option<String>,
    /// In which hours.
    pub hours: Hours,
    /// The tier, from 1.
    pub tier: Option<u32>,
    /// The surcharge's code.
    pub fund: Option<String>,
    /// The version of the table.
    pub from: NaiveDate,
    /// What is charged beside energy.
    pub charged: Option<Charged>,
    /// Which of the settled bills it gives back from.
    pub back: Option<usize>,
    /// kWh.
    pub energy: Exact,
    /// Yuan.
    pub price: Exact,
    /// The amount in fen.
    pub fen: i128,
}

/// From metered to charged energy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Metered.
    pub metered: Exact,
    /// Of meters behind.
    pub behind: Exact,
    /// Lost.
    pub loss: Exact,
    /// Added or taken off.
    pub adjustment: Exact,
    /// Billed before.
    pub settled: Exact,
    /// Free.
    pub free: Exact,
    /// Charged.
    pub charged: Exact,
}

/// A bill as it is found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Whole energy by register.
    pub counted: Counted,
    /// From metered to charged.
    pub way: Way,
    /// The lines.
    pub lines: Vec<Line>,
    /// What they add up to, in fen.
    pub total: i128,
    /// The year's tiers afterwards.
    pub used: Option<(i32, Vec<Exact>)>,
    /// What it changes of the bill that it corrects.
    pub difference: Option<Difference>,
}

/// What is charged, whatever the amount: kind, a share's table, hours, tier and
/// surcharge.
pub type Name = (Kind, Option<String>, Hours, Option<u32>, Option<String>);

/// What a corrected bill changes of the one that was issued (退补).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The number of the bill that was issued: account, period, version.
    pub corrects: String,
    /// Why, and by which paper.
    pub grounds: (String, String),
    /// What the bill that was issued came to, in fen.
    pub was: i128,
    /// More energy and fen than before, by what is charged; without what stayed.
    pub lines: BTreeMap<Name, (Exact, i128)>,
    /// More fen than before over all.
    pub total: i128,
}
