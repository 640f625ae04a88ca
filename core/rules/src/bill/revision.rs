//! A corrected bill: a new version that names the old one and says, line by line,
//! what differs. The old bill stays as it was issued (4.2.3).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::document::{BillDocument, BillLine, LineKind};
use super::input::Corrects;
use crate::canonical::ContentHash;
use crate::id::TariffNo;
use crate::meter::Period;
use crate::money::Fen;
use crate::quantity::Kwh;
use crate::refusal::Refusal;

/// What a line of two versions is told apart by: what it charges, not how much.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LineName {
    /// What it charges.
    pub kind: LineKind,
    /// The price table of a share; absent for the account's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tariff: Option<TariffNo>,
    /// The time-of-use period.
    pub period: Period,
    /// The tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u32>,
    /// The surcharge's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
}

impl LineName {
    fn of(line: &BillLine) -> Self {
        Self {
            kind: line.kind,
            tariff: line.tariff.clone(),
            period: line.period,
            tier: line.tier,
            part: line.part.clone(),
        }
    }
}

/// What one kind of line differs by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeltaLine {
    /// Which.
    pub line: LineName,
    /// More energy than before; below zero less.
    pub energy_kwh: Kwh,
    /// A larger amount than before; below zero a smaller one.
    pub amount_fen: Fen,
}

/// How a bill corrects an earlier version (退补).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The number of the bill that is corrected.
    pub corrects: String,
    /// The hash over its canonical bytes.
    pub hash: ContentHash,
    /// Why.
    pub reason: String,
    /// The paper that the correction rests on.
    pub reference: String,
    /// What it came to.
    pub was_fen: Fen,
    /// What differs, line by line; what stayed the same is left out.
    pub lines: Vec<DeltaLine>,
    /// The new total less the old: above zero collected, below zero given back.
    pub difference_fen: Fen,
}

/// The difference of `bill` to the version that it corrects.
///
/// Refuses `revision_of_other` where account or period differ, `revision_version`
/// where the version is not the next one, `revision_unfounded` without a reason or
/// a paper, `revision_unchanged` where no line differs, and `out_of_range`.
pub fn revision(old: &Corrects, bill: &BillDocument) -> Result<Revision, Refusal> {
    let was = &old.bill;
    let refuse = |code| {
        Refusal::by_clause(code, "4.2.3")
            .with("bill", was.bill_no())
            .with("new_bill", bill.bill_no())
    };
    if was.account != bill.account || was.period != bill.period {
        return Err(refuse("revision_of_other"));
    }
    if was.version.checked_add(1) != Some(bill.version) {
        return Err(refuse("revision_version"));
    }
    if old.reason.trim().is_empty() || old.reference.trim().is_empty() {
        return Err(refuse("revision_unfounded"));
    }
    let out_of_range = || Refusal::out_of_range("amount");
    let before = by_name(&was.lines)?;
    let after = by_name(&bill.lines)?;
    let names: BTreeSet<&LineName> = before.keys().chain(after.keys()).collect();
    let mut lines = Vec::new();
    for name in names {
        let (was_kwh, was_fen) = before.get(name).copied().unwrap_or_default();
        let (is_kwh, is_fen) = after.get(name).copied().unwrap_or_default();
        let energy_kwh = is_kwh.minus(was_kwh).map_err(|_overflow| out_of_range())?;
        let amount_fen = is_fen.minus(was_fen).map_err(|_overflow| out_of_range())?;
        if !energy_kwh.is_zero() || amount_fen != Fen::ZERO {
            lines.push(DeltaLine { line: name.clone(), energy_kwh, amount_fen });
        }
    }
    if lines.is_empty() {
        return Err(refuse("revision_unchanged"));
    }
    Ok(Revision {
        corrects: was.bill_no(),
        hash: was.hash(),
        reason: old.reason.clone(),
        reference: old.reference.clone(),
        was_fen: was.total_fen,
        lines,
        difference_fen: bill.total_fen.minus(was.total_fen).map_err(|_overflow| out_of_range())?,
    })
}

fn by_name(lines: &[BillLine]) -> Result<BTreeMap<LineName, (Kwh, Fen)>, Refusal> {
    let out_of_range = || Refusal::out_of_range("amount");
    let mut sums: BTreeMap<LineName, (Kwh, Fen)> = BTreeMap::new();
    for line in lines {
        let (energy, amount) = sums.entry(LineName::of(line)).or_default();
        *energy = energy.plus(line.energy_kwh).map_err(|_overflow| out_of_range())?;
        *amount = amount.plus(line.amount_fen).map_err(|_overflow| out_of_range())?;
    }
    Ok(sums)
}
