//! Price tables checked against themselves, and bills from usage to total.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::account::{AccountTerms, ContractTerms, Household};
use dianfei_rules::bill::revision::DeltaLine;
use dianfei_rules::bill::{
    Adjustment, BasicChargeSpan, BillDocument, BillEnergy, BillInput, BillLine, Charged, Corrects,
    LineKind, Settlement, SubMeter, compute, explain,
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
    #[serde(default)]
    adjustments: Vec<Adjustment>,
    tier_use: Option<TierUse>,
    #[serde(default)]
    contract: ContractTerms,
    #[serde(default)]
    basic_charge: Vec<BasicChargeSpan>,
    /// Registers of meters behind the account's, by the account that pays them.
    #[serde(default)]
    sub_meters: BTreeMap<AccountNo, BTreeMap<Register, Kwh>>,
    /// Other registers of the meter: reactive, reverse, demand.
    #[serde(default)]
    registers: BTreeMap<Register, Kwh>,
    corrects: Option<CorrectedCase>,
}

/// An earlier case of the file whose bill this one corrects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CorrectedCase {
    bill: String,
    reason: String,
    reference: String,
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
        "difference": bill.revision.as_ref().map(|revision| revision.difference_fen.to_string()),
        "differs": bill.revision.iter().flat_map(|revision| &revision.lines).map(printed_delta)
            .collect::<Vec<_>>(),
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
    let is_named = |version: &&Tariff| {
        let mut shares = asked.contract.shares.iter();
        version.tariff == asked.tariff || shares.any(|share| share.tariff == version.tariff)
    };
    let versions: Vec<Tariff> = shared.tariffs.iter().filter(is_named).cloned().collect();
    let Some(first) = versions.iter().find(|version| version.tariff == asked.tariff) else {
        let tariff = &asked.tariff;
        let zh = format!("文件中没有 [[tariff]] {tariff}");
        return Err(case
            .fault("tariff", zh, format!("the file has no [[tariff]] {tariff}"))
            .into());
    };
    let corrects = corrects(case, &asked, &shared.bills)?;
    let sub_meters = asked.sub_meters.iter().map(|(account, registers)| SubMeter {
        account: account.clone(),
        registers: usages(registers),
    });
    let sub_meters = sub_meters.collect();
    let input = BillInput {
        terms: AccountTerms {
            account: constant::<AccountNo>(case, ACCOUNT)?,
            usage_class: first.usage_class,
            cycle_months: asked.cycle_months,
            household: asked.household,
            free_quota_kwh: asked.free_quota_kwh,
            connected_on: asked.connected_on,
            contract: asked.contract.clone(),
        },
        period: asked.period,
        version: corrects.as_ref().map_or(1, |old| old.bill.version.saturating_add(1)),
        previous_on: asked.previous_on,
        read_on: asked.read_on.unwrap_or_else(|| asked.period.day(READ_DAY)),
        energy: energy(case, &asked)?,
        adjustments: asked.adjustments.clone(),
        settles: settlement(case, &asked, &shared.bills)?,
        tariff: asked.tariff,
        tariffs: versions,
        tier_use: asked.tier_use,
        basic_charge: asked.basic_charge,
        sub_meters,
        corrects: corrects.map(Box::new),
    };
    Ok((input, case.policies()))
}

fn constant<T: std::str::FromStr<Err: std::fmt::Display>>(
    case: &Case,
    text: &str,
) -> Result<T, Stop> {
    text.parse().map_err(|error: T::Err| case.unreadable("id", error).into())
}

fn usages(registers: &BTreeMap<Register, Kwh>) -> Vec<RegisterUsage> {
    let usage = |(register, energy): (&Register, &Kwh)| RegisterUsage {
        register: *register,
        energy_kwh: *energy,
    };
    registers.iter().map(usage).collect()
}

fn energy(case: &Case, asked: &BillCase) -> Result<BillEnergy, Stop> {
    let active = asked.usage.iter().map(|(period, energy)| RegisterUsage {
        register: Register::forward_active(*period),
        energy_kwh: *energy,
    });
    let mut registers: Vec<RegisterUsage> = active.collect();
    match (registers.is_empty(), asked.meters.is_empty()) {
        (false, true) => registers.extend(usages(&asked.registers)),
        (true, false) if !asked.provisional && asked.registers.is_empty() => {
            let meters =
                asked.meters.iter().map(|meter| meter.span(case)).collect::<Result<_, _>>();
            return Ok(BillEnergy::Metered(plain(meters?)));
        }
        _other => {
            let zh = "电费需有 usage 或 meters 之一；暂计电费和 registers 只用 usage";
            let en = "a bill needs usage or meters, and not both; a provisional one, and one with registers, usage";
            return Err(case.fault("usage", zh, en).into());
        }
    }
    if asked.provisional {
        return Ok(BillEnergy::Provisional { registers });
    }
    let span = |usage: RegisterUsage| RegisterSpan {
        register: usage.register,
        previous: Index::ZERO,
        current: Index::new(usage.energy_kwh.get()),
    };
    Ok(BillEnergy::Metered(plain(vec![MeterSpan {
        meter: constant(case, METER)?,
        digits: Digits::new(9, 4)?,
        multiplier: Multiplier::whole(1),
        registers: registers.into_iter().map(span).collect(),
    }])))
}

const fn plain(meters: Vec<MeterSpan>) -> UsageInput {
    UsageInput { meters, rollover_limit_kwh: None, rollover_accepted: false }
}

/// The bill of an earlier case.
fn earlier<'a>(
    case: &Case,
    key: &str,
    id: &str,
    bills: &'a BTreeMap<String, BillDocument>,
) -> Result<&'a BillDocument, Stop> {
    bills.get(id).ok_or_else(|| {
        let zh = format!("前面没有算出结果的 [[bill]] {id}");
        case.fault(key, zh, format!("no earlier [[bill]] {id} that has a result")).into()
    })
}

fn settlement(
    case: &Case,
    asked: &BillCase,
    bills: &BTreeMap<String, BillDocument>,
) -> Result<Option<Settlement>, Stop> {
    let settled = asked.settles.iter().map(|id| earlier(case, "settles", id, bills));
    Ok(Settlement::of(settled.collect::<Result<Vec<_>, Stop>>()?)?)
}

fn corrects(
    case: &Case,
    asked: &BillCase,
    bills: &BTreeMap<String, BillDocument>,
) -> Result<Option<Corrects>, Stop> {
    let Some(CorrectedCase { bill, reason, reference }) = &asked.corrects else {
        return Ok(None);
    };
    let bill = earlier(case, "corrects.bill", bill, bills)?.clone();
    Ok(Some(Corrects { bill, reason: reason.clone(), reference: reference.clone() }))
}

/// A line as it stands on paper.
fn printed(line: &BillLine) -> String {
    let mut text = match line.kind {
        LineKind::Energy => "energy".to_owned(),
        LineKind::TierAddition => "tier addition".to_owned(),
        LineKind::Surcharge => "surcharge".to_owned(),
        LineKind::BasicCharge => "basic charge".to_owned(),
        LineKind::PowerFactor => "power factor".to_owned(),
    };
    let mut add = |more: String| text.push_str(&more);
    if let Some(tariff) = &line.tariff {
        add(format!(" at {tariff}"));
    }
    if line.period != Period::Total {
        add(format!(" {}", line.period));
    }
    match (line.kind, line.tier, &line.part) {
        (LineKind::Energy, Some(tier), _) => add(format!(" tier {tier}")),
        (_, Some(tier), _) => add(format!(" {tier}")),
        (_, None, Some(part)) => add(format!(" {part}")),
        (_, None, None) => {}
    }
    let (price, amount) = (line.price, line.amount_fen);
    add(match line.charged {
        None => format!(": {} × {price} = {amount}", line.energy_kwh),
        Some(Charged::Capacity(capacity)) => format!(": {capacity} kVA × {price} = {amount}"),
        Some(Charged::Demand(demand)) => format!(": {demand} kW × {price} = {amount}"),
        Some(Charged::PercentOf { percent, base_fen }) => {
            format!(": {base_fen} × {percent} % = {amount}")
        }
    });
    if let Some(bill) = &line.reverses {
        add(format!(" (back from {bill})"));
    }
    text
}

/// What a correction changes, as it stands on paper.
fn printed_delta(delta: &DeltaLine) -> String {
    let name = &delta.line;
    let mut words = vec![json!(name.kind).as_str().unwrap_or_default().replace('_', " ")];
    words.extend(name.tariff.as_ref().map(|tariff| format!("at {tariff}")));
    words.extend((name.period != Period::Total).then(|| name.period.to_string()));
    words.extend(name.tier.map(|tier| format!("tier {tier}")));
    words.extend(name.part.clone());
    format!("{}: {} kWh, {}", words.join(" "), delta.energy_kwh, delta.amount_fen)
}
