//! What an account's meters counted in a period; or where one of them was missed,
//! the account's provisional usage (4.1.5).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dianfei_rules::bill::{BillDocument, BillEnergy};
use dianfei_rules::id::AccountNo;
use dianfei_rules::meter::Register;
use dianfei_rules::policy::{PolicySet, PolicyView};
use dianfei_rules::quantity::Kw;
use dianfei_rules::reading::check::MonthUsage;
use dianfei_rules::reading::provisional::{MissCause, ProvisionalInput, provisional_usage, settle};
use dianfei_rules::reading::usage::{
    RegisterUsage, RolloverBase, UsageInput, add_usage, energy_of, feeder_demand, usage,
};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::{Tariff, in_force};
use dianfei_wire::FactId;
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::reading::RegisterIndex;

use super::input::{Given, document};
use crate::reading::{accept, card};
use crate::spine::SpineError;
use crate::store::{Row, StoreError, Tx};

/// Where an account's energy of a period comes from.
pub(super) struct Energy {
    /// The energy.
    pub(super) energy: BillEnergy,
    /// The last day on which one of the meters was read, or was to be.
    pub(super) read_on: NaiveDate,
    /// The readings, in the order of the cards; none where it is provisional.
    pub(super) readings: Vec<FactId>,
    /// The demand of several meters together; absent of one, which says it itself.
    pub(super) demand_kw: Option<Kw>,
}

/// What came of one meter in the period.
enum Look {
    /// It was read.
    Read { id: FactId, on: NaiveDate, registers: Vec<RegisterIndex>, rollover: bool },
    /// It was missed.
    Missed { on: NaiveDate, cause: MissCause },
}

impl Look {
    const fn on(&self) -> NaiveDate {
        match self {
            Self::Read { on, .. } | Self::Missed { on, .. } => *on,
        }
    }
}

/// The energy of the period: by the readings that hold, else provisional for a miss
/// of an allowed kind (4.1.5). An account of which some meters were read and others
/// missed has a provisional bill too: what was read is counted with the next reading
/// of all, from the indexes of the last bill that was not provisional.
///
/// `unsettled` are the provisional bills since, oldest first. Refuses
/// `reading_missing` where a meter was neither read nor missed, and what the rules
/// refuse.
pub(super) fn energy(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    unsettled: &[BillDocument],
    policies: &PolicySet,
    tariffs: &[Tariff],
) -> Result<Energy, SpineError> {
    let looks = looks(tx, given)?;
    let read_on = looks.iter().map(|(_, look)| look.on()).max().unwrap_or(given.period.last_day());
    let missed = looks.iter().find_map(|(_, look)| match look {
        Look::Missed { on, cause } => Some((*on, *cause)),
        Look::Read { .. } => None,
    });
    let Some((missed_on, cause)) = missed else {
        return metered(tx, given, unsettled, &looks, policies);
    };
    let tariff = in_force(tariffs, &given.first.account.tariff, missed_on)?;
    let registers = provisional(tx, given, (unsettled, cause), tariff, &policies.on(missed_on))
        .map_err(|error| of_account(error, given.account()))?;
    let energy = BillEnergy::Provisional { registers };
    Ok(Energy { energy, read_on, readings: Vec::new(), demand_kw: None })
}

fn of_account(error: SpineError, account: &AccountNo) -> SpineError {
    match error {
        SpineError::Refused(refusal) => refusal.with("account", account).into(),
        SpineError::Store(error) => error.into(),
    }
}

/// Each meter with what came of it.
fn looks<'a>(
    tx: &mut Tx<'_>,
    given: &Given<'a>,
) -> Result<Vec<(&'a AssignedStop, Look)>, SpineError> {
    let key = [given.station.into(), given.account().as_str().into(), given.period.into()];
    let read = tx.query(
        "select fact_id, meter, read_on, registers, rollover from reading
         where station_id = $1 and account = $2 and period = $3 and state = 'holds'
         order by fact_id",
        &key,
    )?;
    let missed = if read.len() < given.stops().count() {
        tx.query(
            "select meter, missed_on, reason from miss
             where station_id = $1 and account = $2 and period = $3 order by fact_id",
            &key,
        )?
    } else {
        Vec::new()
    };
    given
        .stops()
        .map(|stop| {
            if let Some(row) = of_meter(&read, stop)? {
                let look = Look::Read {
                    id: row.parsed("fact_id")?,
                    on: row.date("read_on")?,
                    registers: row.json("registers")?,
                    rollover: row.flag("rollover")?,
                };
                return Ok((stop, look));
            }
            let Some(row) = of_meter(&missed, stop)? else {
                return Err(Refusal::by_clause("reading_missing", "2.1")
                    .with("account", given.account())
                    .with("meter", &stop.meter)
                    .with("period", given.period)
                    .into());
            };
            let (on, cause) = (row.date("missed_on")?, cause(row.text("reason")?));
            Ok((stop, Look::Missed { on, cause }))
        })
        .collect()
}

fn of_meter<'a>(rows: &'a [Row], stop: &AssignedStop) -> Result<Option<&'a Row>, StoreError> {
    for row in rows {
        if row.text("meter")? == stop.meter.as_str() {
            return Ok(Some(row));
        }
    }
    Ok(None)
}

fn cause(reason: &str) -> MissCause {
    match reason {
        "force_majeure" => MissCause::ForceMajeure,
        "door_locked" | "access_refused" => MissCause::Customer,
        _ => MissCause::Metering,
    }
}

/// The meters, all of them read: from the indexes of the last bill that was not
/// provisional, whatever was read of some of them since.
fn metered(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    unsettled: &[BillDocument],
    looks: &[(&AssignedStop, Look)],
    policies: &PolicySet,
) -> Result<Energy, SpineError> {
    let since = match unsettled.first() {
        Some(bill) => card::figures(tx, given.station, bill.period, &[given.account().as_str()])?,
        None => Vec::new(),
    };
    let mut together: Option<UsageInput> = None;
    let (mut readings, mut usages, mut read_on) = (Vec::new(), Vec::new(), NaiveDate::MIN);
    for (stop, look) in looks {
        let Look::Read { id, on, registers, rollover } = look else { continue };
        let from = since.iter().find(|card| card.meter == stop.meter).unwrap_or(stop);
        let base = RolloverBase {
            history: history(stop),
            capacity_kw: stop.capacity_kw.map(|capacity| Kw::new(capacity.get())),
            previous_on: from.registers.iter().find_map(|register| register.previous_on),
            read_on: *on,
            periods: misses(&[stop], unsettled).saturating_add(1),
        };
        let meters = vec![accept::span(from, registers)?];
        let mut own = UsageInput::new(meters, &base, &policies.on(*on))?;
        own.rollover_accepted = *rollover;
        if given.others.is_empty() {
            let (id, energy) = (id.clone(), BillEnergy::Metered(own));
            return Ok(Energy { energy, read_on: *on, readings: vec![id], demand_kw: None });
        }
        // Each by its own limit; together they pass by the widest.
        usages.push(usage(&own)?);
        readings.push(id.clone());
        read_on = read_on.max(*on);
        together = Some(joined(together, own));
    }
    let energy = together.ok_or_else(|| Refusal::by_clause("no_meter", "4.1.3"))?;
    let demand_kw = feeder_demand(&usages)?;
    Ok(Energy { energy: BillEnergy::Metered(energy), read_on, readings, demand_kw })
}

fn joined(together: Option<UsageInput>, own: UsageInput) -> UsageInput {
    let Some(mut together) = together else { return own };
    together.meters.extend(own.meters);
    together.rollover_limit_kwh = together.rollover_limit_kwh.max(own.rollover_limit_kwh);
    together.rollover_accepted |= own.rollover_accepted;
    together
}

/// How many periods before this one have no reading of all the meters.
fn misses(stops: &[&AssignedStop], unsettled: &[BillDocument]) -> u32 {
    let by_card = stops.iter().map(|stop| stop.misses).max().unwrap_or_default();
    by_card.max(u32::try_from(unsettled.len()).unwrap_or(u32::MAX))
}

/// The provisional usage (4.1.5): of the total for a single price, of each
/// active register for a time-of-use price, one call of the rule for each. The
/// account's history speaks for the total; a period has its own in the bills of
/// the record alone.
fn provisional(
    tx: &mut Tx<'_>,
    given: &Given<'_>,
    (unsettled, cause): (&[BillDocument], MissCause),
    tariff: &Tariff,
    view: &PolicyView<'_>,
) -> Result<Vec<RegisterUsage>, SpineError> {
    let stops: Vec<&AssignedStop> = given.stops().collect();
    let first_missed = given.period.minus(misses(&stops, unsettled));
    let of = |register, history| {
        let input = ProvisionalInput { cause, first_missed, history };
        provisional_usage(&input, view)
            .map(|energy_kwh| RegisterUsage { register, energy_kwh })
            .map_err(|refusal| refusal.with("register", register))
    };
    let months = account_months(tx, given)?;
    if !tariff.is_time_of_use() {
        return Ok(vec![of(Register::FORWARD_ACTIVE_TOTAL, months)?]);
    }
    let billed = billed_by_register(tx, given)?;
    let assigned = stops.iter().flat_map(|stop| &stop.registers);
    let known: BTreeSet<Register> =
        assigned.filter_map(|assigned| assigned.register.parse().ok()).collect();
    let mut registers = Vec::new();
    for register in known {
        if register == Register::FORWARD_ACTIVE_TOTAL {
            registers.push(of(register, months.clone())?);
        } else if register.is_forward_active() {
            registers.push(of(register, billed.get(&register).cloned().unwrap_or_default())?);
        }
    }
    Ok(registers)
}

/// What the account used by month: the card of a lone meter shows it.
fn account_months(tx: &mut Tx<'_>, given: &Given<'_>) -> Result<Vec<MonthUsage>, StoreError> {
    if given.others.is_empty() {
        return Ok(history(given.first));
    }
    let months = card::billed_months(tx, given.station, given.period, given.account())?;
    Ok(months.iter().map(month).collect())
}

fn history(stop: &AssignedStop) -> Vec<MonthUsage> {
    stop.history.iter().map(month).collect()
}

const fn month(month: &dianfei_wire::assignment::MonthUsage) -> MonthUsage {
    MonthUsage { period: month.period, usage_kwh: month.usage_kwh, provisional: month.provisional }
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
        &[given.station.into(), given.account().as_str().into(), given.period.into()],
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
