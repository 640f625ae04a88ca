//! What one account's bill is computed from: its reading or its miss, what was
//! billed provisionally before, and the tiers that the year has used.

use std::collections::BTreeMap;

use dianfei_rules::account::supply::basic_charge_spans;
use dianfei_rules::account::{AccountTerms, Household, SupplyContract, UsageClass};
use dianfei_rules::bill::{BillDocument, BillEnergy, BillInput, Settlement};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::meter::Register;
use dianfei_rules::policy::{PolicySet, PolicyView};
use dianfei_rules::quantity::{Kw, Kwh};
use dianfei_rules::reading::check::MonthUsage;
use dianfei_rules::reading::provisional::{MissCause, ProvisionalInput, provisional_usage, settle};
use dianfei_rules::reading::usage::{
    RegisterUsage, RolloverBase, UsageInput, add_usage, energy_of,
};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::tier::{TierUse, used_from_total};
use dianfei_rules::tariff::{Tariff, in_force};
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::reading::RegisterIndex;
use dianfei_wire::{FactId, PartHash};

use super::behind;
use crate::account::contract::Contracts;
use crate::journal;
use crate::reading::accept;
use crate::spine::SpineError;
use crate::store::{Reader, Row, StoreError, Tx};

/// One account's card in one period.
pub(super) struct Given<'a> {
    pub(super) station: &'a str,
    pub(super) period: YearMonth,
    pub(super) stop: &'a AssignedStop,
    pub(super) contracts: &'a Contracts,
}

/// What an account's bill is computed from, and the reading that it settles;
/// that is absent for a provisional bill.
pub(super) fn bill_input(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    policies: &PolicySet,
    tariffs: &[Tariff],
) -> Result<(BillInput, Option<FactId>), SpineError> {
    let stop = given.stop;
    let account = &stop.account.account;
    let (energy, read_on, reading) = energy(tx, given, policies, tariffs)?;
    let contract = given.contracts.on(account, read_on).cloned().unwrap_or_default();
    let sub_meters = behind::sub_meters(tx, given, &contract, policies, tariffs)?;
    let terms = terms(tx, given, &contract)?;
    let basic_charge =
        basic_charge_spans(given.contracts.of(account), given.period, terms.cycle_months)
            .map_err(|refusal| refusal.with("account", account))?;
    let last = last_bill(tx, given)?;
    let previous_on = last
        .as_ref()
        .map(|bill| bill.read_on)
        .or_else(|| stop.registers.iter().find_map(|register| register.previous_on));
    let settles = if reading.is_some() { settlement(tx, given)? } else { None };
    let tier_use = tier_use(given, &terms, tariffs, last.as_ref(), read_on)?;
    let is_needed = |version: &&Tariff| {
        let mut shares = contract.terms.shares.iter();
        version.tariff == stop.account.tariff || shares.any(|share| share.tariff == version.tariff)
    };
    let versions = tariffs.iter().filter(is_needed).cloned().collect();
    let input = BillInput {
        terms,
        period: given.period,
        version: 1,
        previous_on,
        read_on,
        energy,
        adjustments: Vec::new(),
        settles,
        tariff: stop.account.tariff.clone(),
        tariffs: versions,
        tier_use,
        basic_charge,
        sub_meters,
        corrects: None,
    };
    Ok((input, reading))
}

fn terms(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    contract: &SupplyContract,
) -> Result<AccountTerms, SpineError> {
    let stop = given.stop;
    let usage_class: UsageClass = stop.account.usage_class.parse()?;
    let row = tx.query_one(
        "select household_approved_on from account where station_id = $1 and account = $2",
        &[given.station.into(), stop.account.account.as_str().into()],
    )?;
    // A household without the day of its approval was approved before the
    // record, so it counts from the year's first month.
    let first = YearMonth::new(given.period.year(), 1).map(YearMonth::first_day);
    let approved_on = row.opt_date("household_approved_on")?.or(first);
    let household = stop
        .account
        .household_size
        .zip(approved_on)
        .map(|(persons, approved_on)| Household { persons, approved_on });
    Ok(AccountTerms {
        account: stop.account.account.clone(),
        usage_class,
        cycle_months: 1,
        household,
        free_quota_kwh: stop.account.free_quota_kwh,
        connected_on: None,
        contract: contract.terms.clone(),
    })
}

pub(super) type Energy = (BillEnergy, chrono::NaiveDate, Option<FactId>);

/// The energy of the period: by the reading that holds, else provisional for a
/// miss of an allowed kind (4.1.5).
pub(super) fn energy(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    policies: &PolicySet,
    tariffs: &[Tariff],
) -> Result<Energy, SpineError> {
    let stop = given.stop;
    let key = [
        given.station.into(),
        stop.account.account.as_str().into(),
        given.period.to_string().into(),
        stop.meter.as_str().into(),
    ];
    let row = tx.query_opt(
        "select fact_id, read_on, registers, rollover from reading
         where station_id = $1 and account = $2 and period = $3 and meter = $4
            and state = 'holds' order by fact_id",
        &key,
    )?;
    if let Some(row) = row {
        let read_on = row.date("read_on")?;
        let read: Vec<RegisterIndex> = row.json("registers")?;
        let view = policies.on(read_on);
        let base = RolloverBase {
            history: history(stop),
            capacity_kw: stop.capacity_kw.map(|capacity| Kw::new(capacity.get())),
            previous_on: stop.registers.iter().find_map(|register| register.previous_on),
            read_on,
            periods: stop.misses.saturating_add(1),
        };
        let mut usage = UsageInput::new(vec![accept::span(stop, &read)?], &base, &view)?;
        usage.rollover_accepted = row.flag("rollover")?;
        return Ok((BillEnergy::Metered(usage), read_on, Some(row.parsed("fact_id")?)));
    }
    let row = tx.query_opt(
        "select missed_on, reason from miss
         where station_id = $1 and account = $2 and period = $3 and meter = $4 order by fact_id",
        &key,
    )?;
    let Some(row) = row else {
        return Err(Refusal::by_clause("reading_missing", "2.1")
            .with("account", &stop.account.account)
            .with("period", given.period)
            .into());
    };
    let missed_on = row.date("missed_on")?;
    let cause = cause(row.text("reason")?);
    let tariff = in_force(tariffs, &stop.account.tariff, missed_on)?;
    let registers = provisional(tx, given, cause, tariff, &policies.on(missed_on))
        .map_err(|error| of_account(error, stop))?;
    Ok((BillEnergy::Provisional { registers }, missed_on, None))
}

fn of_account(error: SpineError, stop: &AssignedStop) -> SpineError {
    match error {
        SpineError::Refused(refusal) => refusal.with("account", &stop.account.account).into(),
        SpineError::Store(error) => error.into(),
    }
}

/// The provisional usage (4.1.5): of the total for a single price, of each
/// active register for a time-of-use price, one call of the rule for each. The
/// account's history speaks for the total; a period has its own in the bills of
/// the record alone.
fn provisional(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    cause: MissCause,
    tariff: &Tariff,
    view: &PolicyView<'_>,
) -> Result<Vec<RegisterUsage>, SpineError> {
    let stop = given.stop;
    let first_missed = given.period.minus(stop.misses);
    let of = |register, history| {
        let input = ProvisionalInput { cause, first_missed, history };
        provisional_usage(&input, view)
            .map(|energy_kwh| RegisterUsage { register, energy_kwh })
            .map_err(|refusal| refusal.with("register", register))
    };
    if !tariff.is_time_of_use() {
        return Ok(vec![of(Register::FORWARD_ACTIVE_TOTAL, history(stop))?]);
    }
    let billed = billed_by_register(tx, given)?;
    let mut registers = Vec::new();
    for assigned in &stop.registers {
        let Ok(register) = assigned.register.parse::<Register>() else { continue };
        if register == Register::FORWARD_ACTIVE_TOTAL {
            registers.push(of(register, history(stop))?);
        } else if register == Register::forward_active(register.period) {
            registers.push(of(register, billed.get(&register).cloned().unwrap_or_default())?);
        }
    }
    Ok(registers)
}

/// What each register used in each month by the issued bills before the period:
/// a reading after misses less what was billed provisionally for them.
fn billed_by_register(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
) -> Result<BTreeMap<Register, Vec<MonthUsage>>, SpineError> {
    let rows = tx.query(
        "select document from bill
         where station_id = $1 and account = $2 and period < $3 and issued_on is not null
         order by period, bill",
        &[
            given.station.into(),
            given.stop.account.account.as_str().into(),
            given.period.to_string().into(),
        ],
    )?;
    let mut months: BTreeMap<Register, Vec<MonthUsage>> = BTreeMap::new();
    let mut unsettled: Vec<RegisterUsage> = Vec::new();
    for row in &rows {
        let bill = document(tx, given.station, row)?;
        for usage in &bill.usage {
            let usage_kwh = if bill.provisional {
                usage.energy_kwh
            } else {
                settle(usage.energy_kwh, energy_of(&unsettled, usage.register))?
            };
            let month =
                MonthUsage { period: bill.period, usage_kwh, provisional: bill.provisional };
            months.entry(usage.register).or_default().push(month);
        }
        if bill.provisional {
            for usage in &bill.usage {
                add_usage(&mut unsettled, usage)?;
            }
        } else {
            unsettled.clear();
        }
    }
    Ok(months)
}

fn cause(reason: &str) -> MissCause {
    match reason {
        "force_majeure" => MissCause::ForceMajeure,
        "door_locked" | "access_refused" => MissCause::Customer,
        _ => MissCause::Metering,
    }
}

fn history(stop: &AssignedStop) -> Vec<MonthUsage> {
    let month = |month: &dianfei_wire::assignment::MonthUsage| MonthUsage {
        period: month.period,
        usage_kwh: month.usage_kwh,
        provisional: month.provisional,
    };
    stop.history.iter().map(month).collect()
}

/// The account's last issued bill before the period; absent before its first.
fn last_bill(tx: &mut Tx<'_>, given: &Given<'_>) -> Result<Option<BillDocument>, StoreError> {
    let row = tx.query_opt(
        "select document from bill
         where station_id = $1 and account = $2 and period < $3 and issued_on is not null
         order by period desc, bill desc limit 1",
        &[
            given.station.into(),
            given.stop.account.account.as_str().into(),
            given.period.to_string().into(),
        ],
    )?;
    row.map(|row| document(tx, given.station, &row)).transpose()
}

fn document(store: &mut Reader<'_>, station: &str, row: &Row) -> Result<BillDocument, StoreError> {
    let hash = PartHash(row.parsed("document")?);
    journal::part::read(store, station, hash)?
        .ok_or_else(|| StoreError::broken(format!("part {hash}"), "the bill is not there"))
}

/// The provisional bills since the last actual reading; absent without.
fn settlement(tx: &mut Tx<'_>, given: &Given<'_>) -> Result<Option<Settlement>, SpineError> {
    let since = tx.query_one(
        "select max(period) as last from bill
         where station_id = $1 and account = $2 and period < $3 and provisional = 0
            and issued_on is not null",
        &[
            given.station.into(),
            given.stop.account.account.as_str().into(),
            given.period.to_string().into(),
        ],
    )?;
    let since = since.opt_text("last")?.unwrap_or_default().to_owned();
    let rows = tx.query(
        "select document from bill
         where station_id = $1 and account = $2 and period < $3 and period > $4
            and provisional = 1 and issued_on is not null
         order by period, bill",
        &[
            given.station.into(),
            given.stop.account.account.as_str().into(),
            given.period.to_string().into(),
            since.into(),
        ],
    )?;
    let bills = rows
        .iter()
        .map(|row| document(tx, given.station, row))
        .collect::<Result<Vec<BillDocument>, StoreError>>()?;
    Ok(Settlement::of(&bills)?)
}

/// What this year's bills have used of yearly tiers: by the last bill, or at the
/// cut-over by the year's earlier months.
fn tier_use(
    given: &Given<'_>,
    terms: &AccountTerms,
    tariffs: &[Tariff],
    last: Option<&BillDocument>,
    read_on: chrono::NaiveDate,
) -> Result<Option<TierUse>, Refusal> {
    let year = YearMonth::of(read_on).year();
    let known = last.and_then(|bill| bill.tier_use.clone());
    if known.as_ref().is_some_and(|tier_use| tier_use.year == year) {
        return Ok(known);
    }
    let tariff = in_force(tariffs, &given.stop.account.tariff, read_on)?;
    let Some(table) = &tariff.tiers else { return Ok(None) };
    let total = given.stop.year_to_date_kwh;
    if total == Kwh::ZERO || last.is_some() {
        return Ok(None);
    }
    let widths = table.widths(terms, (given.period, terms.cycle_months), read_on)?;
    Ok(Some(TierUse { year, used_kwh: used_from_total(total, &widths) }))
}
