//! A supply contract (供用电合同) as it is on record: what holds from which day,
//! and what each month is charged by it.

mod behind;
mod check;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::contract::ContractTerms;
use crate::bill::basic_charge::{PartOfMonth, Transformer};
use crate::bill::{BasicChargeBy, BasicChargeSpan};
use crate::calendar::YearMonth;
use crate::id::AccountNo;
use crate::quantity::Kw;
use crate::refusal::Refusal;

pub use behind::{Behind, check_behind};
pub use check::{ContractFault, ContractGround, ContractPart};

/// How the basic charge of a two-part price is agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum BasicChargeTerms {
    /// By the capacity of the account's transformers.
    Capacity {
        /// The transformers in service.
        transformers: Vec<Transformer>,
    },
    /// By the demand that the account's meters show.
    Demand {
        /// The contract demand in kW; absent where the actual demand is billed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        contract_kw: Option<Kw>,
        /// The capacity of all the account's transformers in kVA.
        capacity_kva: Kw,
    },
}

impl BasicChargeTerms {
    /// What a bill charges by these terms.
    fn charged_by(&self) -> BasicChargeBy {
        match self.clone() {
            Self::Capacity { transformers } => BasicChargeBy::Capacity { transformers },
            Self::Demand { contract_kw, capacity_kva } => {
                BasicChargeBy::Demand { contract_kw, capacity_kva, actual_kw: None }
            }
        }
    }

    const fn is_demand(&self) -> bool {
        matches!(self, Self::Demand { .. })
    }
}

/// All that the supply contract of an account agrees; nothing for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupplyContract {
    /// Losses, power factor and shares.
    #[serde(default, skip_serializing_if = "ContractTerms::is_empty")]
    pub terms: ContractTerms,
    /// The basic charge; absent for a one-part price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic_charge: Option<BasicChargeTerms>,
    /// The accounts whose meters stand behind this account's (分表户): their
    /// energy is taken off its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub behind: Vec<AccountNo>,
}

impl SupplyContract {
    /// Whether nothing is agreed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.basic_charge.is_none() && self.behind.is_empty()
    }
}

/// A contract with the first day on which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgreedContract {
    /// The first day.
    pub from: NaiveDate,
    /// What is agreed.
    pub contract: SupplyContract,
}

/// What holds on a day by `agreed`, in the order of record: of contracts from one
/// day the last, absent where none is agreed yet.
#[must_use]
pub fn contract_on(agreed: &[AgreedContract], on: NaiveDate) -> Option<&SupplyContract> {
    // `max_by_key` takes the last of equal ones, which is the latest on record.
    let holds = agreed.iter().filter(|version| version.from <= on);
    holds.max_by_key(|version| version.from).map(|version| &version.contract)
}

/// The months and parts of months whose basic charge the bill of `period` takes:
/// those of its cycle, a month in which capacity changes by its days.
///
/// Refuses `demand_changed_in_month`: no source says how one reading of the demand
/// is parted, contract demand and the choice between capacity and demand change
/// from month to month.
pub fn basic_charge_spans(
    agreed: &[AgreedContract],
    period: YearMonth,
    cycle_months: u32,
) -> Result<Vec<BasicChargeSpan>, Refusal> {
    let mut spans = Vec::new();
    for back in (0..cycle_months).rev() {
        spans.extend(spans_of(agreed, period.minus(back))?);
    }
    Ok(spans)
}

fn spans_of(agreed: &[AgreedContract], month: YearMonth) -> Result<Vec<BasicChargeSpan>, Refusal> {
    let stretches = stretches(agreed, month);
    let is_demand = |(_, terms): &(PartOfMonth, &BasicChargeTerms)| terms.is_demand();
    if stretches.len() > 1 && stretches.iter().any(is_demand) {
        return Err(Refusal::by_clause("demand_changed_in_month", "4.2.3").with("month", month));
    }
    let whole = PartOfMonth { first: month.first_day(), last: month.last_day() };
    let span = |(part, terms): (PartOfMonth, &BasicChargeTerms)| BasicChargeSpan {
        month,
        part: (part != whole).then_some(part),
        charged_by: terms.charged_by(),
    };
    Ok(stretches.into_iter().map(span).collect())
}

/// The stretches of a month that are charged, each under one agreement.
fn stretches(agreed: &[AgreedContract], month: YearMonth) -> Vec<(PartOfMonth, &BasicChargeTerms)> {
    let mut found: Vec<(PartOfMonth, &BasicChargeTerms)> = Vec::new();
    let days = month.first_day().iter_days().take_while(|day| *day <= month.last_day());
    for day in days {
        let terms = contract_on(agreed, day).and_then(|contract| contract.basic_charge.as_ref());
        let Some(terms) = terms else { continue };
        match found.last_mut() {
            Some((part, same))
                if *same == terms && part.last.checked_add_days(Days::new(1)) == Some(day) =>
            {
                part.last = day;
            }
            _ => found.push((PartOfMonth { first: day, last: day }, terms)),
        }
    }
    found
}

/// Refuses a contract that would change what is billed: `contract_billed` where
/// it begins on or before the last read day, or charges the basic charge of the
/// last billed month otherwise. `billed` is the last bill's month and read day.
pub fn check_unbilled(
    agreed: &[AgreedContract],
    new: &AgreedContract,
    billed: Option<(YearMonth, NaiveDate)>,
) -> Result<(), Refusal> {
    let Some((period, read_on)) = billed else { return Ok(()) };
    let refuse = |until: NaiveDate| {
        let refusal = Refusal::by_clause("contract_billed", "4.2.3");
        Err(refusal.with("from", new.from).with("billed_until", until))
    };
    if new.from <= read_on {
        return refuse(read_on);
    }
    let with: Vec<AgreedContract> = agreed.iter().chain([new]).cloned().collect();
    if new.from <= period.last_day() && stretches(agreed, period) != stretches(&with, period) {
        return refuse(period.last_day());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
