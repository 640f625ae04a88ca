//! Price tables checked against themselves, and bills from usage to total.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::account::{AccountTerms, Household};
use dianfei_rules::bill::{
    Adjustment, BillDocument, BillEnergy, BillInput, BillLine, LineKind, ProvisionalBill,
    Settlement, compute, explain,
};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, TariffNo};
use dianfei_rules::meter::{Digits, Period, Register};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::{Index, Kwh, Multiplier, Price};
use dianfei_rules::reading::usage::RegisterUsage;
use dianfei_rules::reading::{MeterSpan, RegisterSpan, UsageInput};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::{PricePart, Tariff, TierUse, check_entry};
use dianfei_rules::words;
use serde::Deserialize;
use serde_json::json;

use super::reading::CaseMeter;
use super::{Case, Computed, Shared, Stop};

/// A price table on its way into the archive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceTableCase {
    table: Tariff,
}

pub(super) fn price_table(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: PriceTableCase = case.input()?;
    let faults: Vec<serde_json::Value> = check_entry(&asked.table)
        .into_iter()
        .map(|fault| {
            let told = words::say(fault.code.as_str());
            json!({ "code": fault.code, "figures": fault.figures, "zh": told.zh, "en": told.en })
        })
        .collect();
    let sum = |chosen: fn(&PricePart) -> bool| {
        Price::sum(asked.table.parts.iter().filter(|part| chosen(part)).map(|part| part.price))
            .map_err(|_overflow| Refusal::out_of_range("price"))
    };
    Ok(json!({
        "sound": faults.is_empty(),
        "faults": faults,
        "parts": sum(|_part| true)?,
        "surcharges": sum(|part| part.surcharge)?,
        "floating": sum(|part| part.floats)?,
    }))
}

/// A bill of one account. Its energy is given by period, or read from meters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BillCase {
    tariff: TariffNo,
    period: YearMonth,
    previous_on: Option<NaiveDate>,
    read_on: Option<NaiveDate>,
    #[serde(default = "one")]
    cycle_months: u32,
    household: Option<Household>,
    #[serde(default)]
    free_quota_kwh: Kwh,
    connected_on: Option<NaiveDate>,
    #[serde(default)]
    usage: BTreeMap<Period, Kwh>,
    #[serde(default)]
    meters: Vec<CaseMeter>,
    #[serde(default)]
    provisional: bool,
    /// Earlier cases of the file whose provisional bills this one settles.
    #[serde(default)]
    settles: Vec<String>,
    adjustment_kwh: Option<Kwh>,
    tier_use: Option<TierUse>,
}

const fn one() -> u32 {
    1
}

/// The account of a case that has none of its own.
const ACCOUNT: &str = "0100000001";
/// The meter of a case that gives usage alone.
const METER: &str = "M1";
/// The day of the month on which a meter is read where the case says nothing.
const READ_DAY: u32 = 20;

pub(super) fn bill(case: &Case, shared: &mut Shared) -> Computed {
    let (input, policies) = input(case, shared)?;
    let bill = compute(&input, policies)?;
    let lines: Vec<String> = bill.lines.iter().map(printed).collect();
    let steps: Vec<words::Sentence> = explain(&bill).iter().map(words::step).collect();
    let used = bill.tier_use.as_ref().map(|tier_use| tier_use.used_kwh.clone());
    let told = json!({
        "lines": lines,
        "total": bill.total_fen.to_string(),
        "used_after": used,
        "provisional": bill.provisional,
        "explained_zh": steps.iter().map(|step| step.zh.clone()).collect::<Vec<_>>(),
        "explained_en": steps.iter().map(|step| step.en.clone()).collect::<Vec<_>>(),
        "bill": bill,
        "input": input,
    });
    shared.bills.insert(case.id().to_owned(), bill);
    Ok(told)
}

/// What the bill of a case is computed from.
fn input<'a>(case: &'a Case, shared: &Shared) -> Result<(BillInput, &'a PolicySet), Stop> {
    let asked: BillCase = case.input()?;
    let versions: Vec<Tariff> =
        shared.tariffs.iter().filter(|version| version.tariff == asked.tariff).cloned().collect();
    let Some(first) = versions.first() else {
        let tariff = &asked.tariff;
        let zh = format!("文件中没有 [[tariff]] {tariff}");
        return Err(case
            .fault("tariff", zh, format!("the file has no [[tariff]] {tariff}"))
            .into());
    };
    let adjustment = |energy_kwh| Adjustment {
        energy_kwh,
        reason: "试算".to_owned(),
        reference: case.id().to_owned(),
    };
    let input = BillInput {
        terms: AccountTerms {
            account: constant::<AccountNo>(case, ACCOUNT)?,
            usage_class: first.usage_class,
            cycle_months: asked.cycle_months,
            household: asked.household,
            free_quota_kwh: asked.free_quota_kwh,
            connected_on: asked.connected_on,
        },
        period: asked.period,
        version: 1,
        previous_on: asked.previous_on,
        read_on: asked.read_on.unwrap_or_else(|| asked.period.day(READ_DAY)),
        energy: energy(case, &asked)?,
        adjustments: asked.adjustment_kwh.map(adjustment).into_iter().collect(),
        settles: settlement(case, &asked, &shared.bills)?,
        tariff: asked.tariff,
        tariffs: versions,
        tier_use: asked.tier_use,
    };
    Ok((input, case.policies()))
}

fn constant<T: std::str::FromStr<Err: std::fmt::Display>>(
    case: &Case,
    text: &str,
) -> Result<T, Stop> {
    text.parse().map_err(|error: T::Err| case.unreadable("id", error).into())
}

fn energy(case: &Case, asked: &BillCase) -> Result<BillEnergy, Stop> {
    let registers: Vec<RegisterUsage> = asked
        .usage
        .iter()
        .map(|(period, energy)| RegisterUsage {
            register: Register::forward_active(*period),
            energy_kwh: *energy,
        })
        .collect();
    match (registers.is_empty(), asked.meters.is_empty()) {
        (false, true) if asked.provisional => return Ok(BillEnergy::Provisional { registers }),
        (false, true) => {}
        (true, false) if !asked.provisional => {
            let meters =
                asked.meters.iter().map(|meter| meter.span(case)).collect::<Result<_, _>>();
            return Ok(BillEnergy::Metered(plain(meters?)));
        }
        _other => {
            let zh = "电费需有 usage 或 meters 之一；暂计电费只用 usage";
            let en = "a bill needs usage or meters, and not both; a provisional one usage";
            return Err(case.fault("usage", zh, en).into());
        }
    }
    let span = |usage: RegisterUsage| RegisterSpan {
        register: usage.register,
        previous: Index::ZERO,
        current: Index::new(usage.energy_kwh.get()),
    };
    Ok(BillEnergy::Metered(plain(vec![MeterSpan {
        meter: constant(case, METER)?,
        digits: Digits::new(6, 0)?,
        multiplier: Multiplier::whole(1),
        registers: registers.into_iter().map(span).collect(),
    }])))
}

const fn plain(meters: Vec<MeterSpan>) -> UsageInput {
    UsageInput { meters, rollover_limit_kwh: None, rollover_accepted: false }
}

fn settlement(
    case: &Case,
    asked: &BillCase,
    earlier: &BTreeMap<String, BillDocument>,
) -> Result<Option<Settlement>, Stop> {
    let mut bills: Vec<&BillDocument> = Vec::new();
    for id in &asked.settles {
        let missing = || {
            let zh = format!("前面没有算出结果的 [[bill]] {id}");
            case.fault("settles", zh, format!("no earlier [[bill]] {id} that has a result"))
        };
        bills.push(earlier.get(id).ok_or_else(missing)?);
    }
    let mut registers: BTreeMap<Register, Kwh> = BTreeMap::new();
    for usage in bills.iter().flat_map(|bill| &bill.usage) {
        let sum = registers.entry(usage.register).or_default();
        *sum = sum.plus(usage.energy_kwh).map_err(|_overflow| Refusal::out_of_range("usage"))?;
    }
    Ok((!bills.is_empty()).then(|| Settlement {
        registers: registers
            .into_iter()
            .map(|(register, energy_kwh)| RegisterUsage { register, energy_kwh })
            .collect(),
        bills: bills
            .iter()
            .map(|bill| ProvisionalBill { bill: bill.bill_no(), lines: bill.lines.clone() })
            .collect(),
    }))
}

/// A line as it stands on paper.
fn printed(line: &BillLine) -> String {
    let mut text = match line.kind {
        LineKind::Energy => "energy".to_owned(),
        LineKind::TierAddition => "tier addition".to_owned(),
        LineKind::Surcharge => "surcharge".to_owned(),
    };
    let mut add = |more: String| text.push_str(&more);
    if line.period != Period::Total {
        add(format!(" {}", line.period));
    }
    match (line.kind, line.tier, &line.part) {
        (LineKind::Energy, Some(tier), _) => add(format!(" tier {tier}")),
        (_, Some(tier), _) => add(format!(" {tier}")),
        (_, None, Some(part)) => add(format!(" {part}")),
        (_, None, None) => {}
    }
    add(format!(": {} × {} = {}", line.energy_kwh, line.price, line.amount_fen));
    if let Some(bill) = &line.reverses {
        add(format!(" (back from {bill})"));
    }
    text
}
