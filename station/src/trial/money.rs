//! Money after the bill: late fee, what a payment clears, capitals.

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::{OpenReceivable, Payment, allocate, debts_as_of};
use dianfei_rules::collection::late_fee::{LateDebt, LateFeeClass, LateFeePolicy, late_fee as fee};
use dianfei_rules::money::Fen;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::capitals::{CapitalsStyle, capitals as print, read_capitals};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Case, Computed, Shared, Stop};

/// What is written for "no minimum".
const NONE: &str = "none";

/// Bills that are paid late.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LateFeeCase {
    paid_on: NaiveDate,
    /// An amount, or `none`; as the policy has it where absent.
    minimum_yuan: Option<String>,
    bills: Vec<LateBill>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LateBill {
    class: LateFeeClass,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    yuan: String,
}

pub(super) fn late_fee(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: LateFeeCase = case.input()?;
    let policy = late_fee_policy(case, &asked)?;
    let mut fees = Vec::new();
    for (at, bill) in asked.bills.iter().enumerate() {
        let principal = amount(case, &format!("bills[{at}].yuan"), &bill.yuan)?;
        let debt = LateDebt::new(bill.class, bill.issued_on, bill.due_on, principal);
        fees.push(fee(&debt, asked.paid_on, &policy).map_err(|_overflow| range("late_fee"))?);
    }
    let total =
        Fen::sum(fees.iter().map(|fee| fee.fee_fen)).map_err(|_overflow| range("late_fee"))?;
    let days: Vec<(i64, i64)> =
        fees.iter().map(|fee| (fee.days_current_year, fee.days_over_the_year)).collect();
    Ok(json!({
        "yuan": fees.iter().map(|fee| fee.fee_fen.to_string()).collect::<Vec<_>>(),
        "days": days,
        "total": total.to_string(),
        "minimum_applied": fees.iter().any(|fee| fee.minimum_applied),
        "figures": policy,
        "fees": fees,
    }))
}

fn late_fee_policy(case: &Case, asked: &LateFeeCase) -> Result<LateFeePolicy, Stop> {
    let mut policy = LateFeePolicy::on(&case.view_or(asked.paid_on))?;
    match asked.minimum_yuan.as_deref() {
        Some(NONE) => policy.minimum_fen = None,
        Some(yuan) => policy.minimum_fen = Some(amount(case, "minimum_yuan", yuan)?),
        None => {}
    }
    Ok(policy)
}

/// A payment and the open bills of its account.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocationCase {
    paid_on: NaiveDate,
    yuan: String,
    bills: Vec<OpenReceivable>,
}

pub(super) fn allocation(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: AllocationCase = case.input()?;
    let paid = amount(case, "yuan", &asked.yuan)?;
    let view = case.view_or(asked.paid_on);
    let (policy, order) = (LateFeePolicy::on(&view)?, view.allocation_order()?);
    let overflow = |_overflow| range("allocation");
    let debts = debts_as_of(&asked.bills, asked.paid_on, &policy).map_err(overflow)?;
    let payment = Payment { paid_on: asked.paid_on, amount_fen: paid, printed: &[] };
    let cleared = allocate(payment, &debts, order).map_err(overflow)?;
    let owed = debts
        .iter()
        .map(|debt| {
            Ok(json!({
                "bill": debt.bill,
                "principal": debt.principal_fen.to_string(),
                "late_fee": debt.late_fee_fen().map_err(overflow)?.to_string(),
            }))
        })
        .collect::<Result<Vec<Value>, Refusal>>()?;
    Ok(json!({ "owed": owed, "allocation": cleared }))
}

/// An amount in capitals, and spellings of it by others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapitalsCase {
    yuan: String,
    /// Spellings that are read as the amount.
    #[serde(default)]
    also: Vec<String>,
    /// Spellings that are not.
    #[serde(default)]
    wrong: Vec<String>,
}

pub(super) fn capitals(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: CapitalsCase = case.input()?;
    let amount = amount(case, "yuan", &asked.yuan)?;
    let printed =
        print(amount, CapitalsStyle::PLAIN).map_err(|error| case.unreadable("yuan", error))?;
    let read = |text: &String| match read_capitals(text) {
        Ok(read) => (read == amount, json!({ "text": text, "yuan": read.to_string() })),
        Err(error) => (false, json!({ "text": text, "reason": error.to_string() })),
    };
    let (also, told): (Vec<bool>, Vec<Value>) =
        asked.also.iter().chain([&printed]).map(read).unzip();
    let (wrong, told_wrong): (Vec<bool>, Vec<Value>) = asked.wrong.iter().map(read).unzip();
    Ok(json!({
        "print": printed,
        "also_read": also.iter().all(|agrees| *agrees),
        "wrong_read": wrong.iter().any(|agrees| *agrees),
        "read": told.into_iter().chain(told_wrong).collect::<Vec<_>>(),
    }))
}

pub(super) fn amount(case: &Case, key: &str, yuan: &str) -> Result<Fen, Stop> {
    yuan.parse()
        .map_err(|error: dianfei_rules::money::MoneyError| Stop::Fault(case.unreadable(key, error)))
}

fn range(what: &'static str) -> Refusal {
    Refusal::out_of_range(what)
}
