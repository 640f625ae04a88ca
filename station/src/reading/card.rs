//! The reading card (抄表卡): what a reader is given of a meter, and what the
//! station rules a reading against.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo};
use dianfei_rules::quantity::Kwh;
use dianfei_wire::PartHash;
use dianfei_wire::assignment::{
    AssignedAccount, AssignedPlace, AssignedRegister, AssignedStop, MonthUsage,
};
use dianfei_wire::fact::reading::RegisterIndex;
use dianfei_wire::part::{PersonalDetails, Position};

use super::months::{self, MeterUsage};
use crate::journal::part;
use crate::store::{Reader, Row, StoreError, some};

/// How many billed months a card shows.
const HISTORY_MONTHS: usize = 24;

/// Which cards.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// All of a route, in walking order.
    Route(&'a RouteNo),
    /// Those of some accounts.
    Accounts(&'a [&'a str]),
}

const WITH_DETAILS: &str = "select account.account, account.route_seq, account.area,
        account.usage_class, account.tariff, account.household_size, account.free_quota_wh,
        account.capacity_wh, part.bytes, meter.meter, meter.meter_type, meter.digits,
        meter.decimals, meter.multiplier
    from account
    join meter on meter.station_id = account.station_id and meter.account = account.account
    left join part on part.station_id = account.station_id and part.hash = account.details
    where account.station_id = $1";

const FIGURES: &str = "select account.account, account.route_seq, account.area,
        account.usage_class, account.tariff, account.household_size, account.free_quota_wh,
        account.capacity_wh, null as bytes, meter.meter, meter.meter_type, meter.digits,
        meter.decimals, meter.multiplier
    from account
    join meter on meter.station_id = account.station_id and meter.account = account.account
    where account.station_id = $1 and account.account in";

/// The cards for a billing period.
pub fn cards(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    choice: Choice<'_>,
) -> Result<Vec<AssignedStop>, StoreError> {
    let rows = match choice {
        Choice::Route(route) => store.query(
            &format!("{WITH_DETAILS} and account.route = $2"),
            &[station.into(), route.as_str().into()],
        )?,
        Choice::Accounts(accounts) => {
            let sql = format!("{WITH_DETAILS} and account.account in");
            some::of(store, accounts, &[station.into()], &sql)?
        }
    };
    let mut stops = rows.iter().map(stop).collect::<Result<Vec<_>, _>>()?;
    let positions = fill(store, station, period, &mut stops)?;
    let mut places = places(store, station, &positions)?;
    for stop in &mut stops {
        stop.place = places.remove(stop.meter.as_str());
    }
    stops.sort_by(|one, other| walked(one).cmp(&walked(other)));
    Ok(stops)
}

/// What an account used by month before the period, as it was billed, oldest first.
pub fn billed_months(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    account: &AccountNo,
) -> Result<Vec<MonthUsage>, StoreError> {
    let mut months = months::billed(store, station, period, &[account.as_str()])?;
    Ok(months.remove(account.as_str()).unwrap_or_default())
}

/// The cards of some accounts as far as a reading is ruled by them: without names,
/// addresses and places, in no order.
pub fn figures(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    accounts: &[&str],
) -> Result<Vec<AssignedStop>, StoreError> {
    let rows = some::of(store, accounts, &[station.into()], FIGURES)?;
    let mut stops = rows.iter().map(stop).collect::<Result<Vec<_>, _>>()?;
    fill(store, station, period, &mut stops)?;
    Ok(stops)
}

/// Fills in what the cards show of earlier months; by meter, the last position that
/// came with a reading.
fn fill(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    stops: &mut [AssignedStop],
) -> Result<BTreeMap<String, PartHash>, StoreError> {
    let accounts = distinct(stops.iter().map(|stop| stop.account.account.as_str()));
    let meters = distinct(stops.iter().map(|stop| stop.meter.as_str()));
    let Taken { last, positions, usages } = taken_before(store, station, period, &accounts)?;
    let months = months::billed(store, station, period, &accounts)?;
    let misses = missed_periods(store, station, period, &accounts)?;
    let mut registers = registers(store, station, &meters)?;
    drop((accounts, meters));
    let several = of_several_meters(stops);
    for stop in stops {
        let (account, meter) = (stop.account.account.as_str(), stop.meter.as_str());
        stop.registers = registers.remove(meter).unwrap_or_default();
        let read_in = last.get(meter);
        if let Some((_, read_on, read)) = read_in {
            continue_from(&mut stop.registers, *read_on, read);
        }
        let since = read_in.map(|(read, _, _)| *read);
        let billed = months.get(account).map(Vec::as_slice).unwrap_or_default();
        stop.year_to_date_kwh = months::year_to_date(billed, period);
        if several.contains(account) {
            // Bills tell what all the account's meters used: of one, its readings do.
            let usages = usages.get(meter).map(Vec::as_slice).unwrap_or_default();
            stop.history = latest(&months::of_meter(usages));
        } else {
            stop.provisional_kwh = months::provisional_since(billed, since);
            stop.history = latest(billed);
        }
        let missed = misses.get(account).map(Vec::as_slice).unwrap_or_default();
        stop.misses = misses_in_a_row(missed, since, period);
    }
    Ok(positions)
}

fn latest(months: &[MonthUsage]) -> Vec<MonthUsage> {
    months.iter().skip(months.len().saturating_sub(HISTORY_MONTHS)).cloned().collect()
}

/// The accounts that have several of the stops.
fn of_several_meters(stops: &[AssignedStop]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let again = stops.iter().map(|stop| &stop.account.account).filter(|no| !seen.insert(*no));
    again.map(ToString::to_string).collect()
}

/// Where a stop stands in walking order.
fn walked(stop: &AssignedStop) -> (u32, &str, &str) {
    (stop.seq, stop.account.account.as_str(), stop.meter.as_str())
}

fn distinct<'a>(keys: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    keys.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Lets a meter's registers go on from where a reading left them.
fn continue_from(registers: &mut [AssignedRegister], read_on: NaiveDate, read: &[RegisterIndex]) {
    for register in registers {
        let index = read.iter().find(|read| read.register == register.register);
        if let Some(index) = index {
            register.previous = index.index;
            register.previous_on = Some(read_on);
        }
    }
}

fn stop(row: &Row) -> Result<AssignedStop, StoreError> {
    let details: Option<PersonalDetails> = row
        .opt_blob("bytes")?
        .map(|bytes| {
            serde_json::from_slice(bytes)
                .map_err(|error| StoreError::broken("a part of details", error))
        })
        .transpose()?;
    let details = details.as_ref();
    let number = |column: &str| -> Result<u32, StoreError> {
        u32::try_from(row.int(column)?).map_err(|error| StoreError::broken("meter", error))
    };
    Ok(AssignedStop {
        seq: number("route_seq")?,
        account: AssignedAccount {
            account: row.parsed("account")?,
            name: details.map_or_else(String::new, |known| known.name.clone()),
            address: details.and_then(|known| known.address.clone()).unwrap_or_default(),
            telephone: details.and_then(|known| known.telephone.clone()),
            area: row.parsed("area")?,
            usage_class: row.text("usage_class")?.to_owned(),
            tariff: row.parsed("tariff")?,
            household_size: row
                .opt_int("household_size")?
                .map(|size| u32::try_from(size).unwrap_or_default()),
            free_quota_kwh: Kwh::from_wh(row.int("free_quota_wh")?),
        },
        meter: row.parsed("meter")?,
        meter_type: row.text("meter_type")?.to_owned(),
        digits: number("digits")?,
        decimals: number("decimals")?,
        multiplier: row.parsed("multiplier")?,
        registers: Vec::new(),
        capacity_kw: row.opt_int("capacity_wh")?.map(Kwh::from_wh),
        history: Vec::new(),
        provisional_kwh: Kwh::ZERO,
        misses: 0,
        year_to_date_kwh: Kwh::ZERO,
        place: None,
    })
}

/// The period and day of a reading, and what the registers showed.
type LastReading = (YearMonth, NaiveDate, Vec<RegisterIndex>);

/// What was read of meters before a period, by meter.
#[derive(Default)]
struct Taken {
    /// The last actual reading.
    last: BTreeMap<String, LastReading>,
    /// The last position that came with one.
    positions: BTreeMap<String, PartHash>,
    /// The period and usage of each, oldest first.
    usages: BTreeMap<String, Vec<MeterUsage>>,
}

/// The actual readings of accounts before the period.
fn taken_before(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    accounts: &[&str],
) -> Result<Taken, StoreError> {
    let rows = some::of(
        store,
        accounts,
        &[station.into(), period.into()],
        "select fact_id, period, meter, read_on, registers, usage_wh, position from reading
         where station_id = $1 and period < $2 and state = 'holds' and account in",
    )?;
    let mut rows: Vec<(YearMonth, String, &Row)> = rows
        .iter()
        .map(|row| Ok((row.month("period")?, row.text("fact_id")?.to_owned(), row)))
        .collect::<Result<_, StoreError>>()?;
    rows.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let mut taken = Taken::default();
    for (read_in, _, row) in rows {
        let meter = row.text("meter")?.to_owned();
        if let Some(position) = row.opt_parsed("position")? {
            taken.positions.insert(meter.clone(), PartHash(position));
        }
        let usage_kwh = row.opt_int("usage_wh")?.map(Kwh::from_wh);
        taken.usages.entry(meter.clone()).or_default().push((read_in, usage_kwh));
        taken.last.insert(meter, (read_in, row.date("read_on")?, row.json("registers")?));
    }
    Ok(taken)
}

/// Where each meter hangs, by the position of its last reading that has one. A
/// mocked one says nothing, and one that is destroyed is gone (5.4).
fn places(
    store: &mut Reader<'_>,
    station: &str,
    positions: &BTreeMap<String, PartHash>,
) -> Result<BTreeMap<String, AssignedPlace>, StoreError> {
    let mut places = BTreeMap::new();
    for (meter, hash) in positions {
        let position: Option<Position> = part::read(store, station, *hash)?;
        if let Some(at) = position.filter(|position| !position.mock) {
            let place = AssignedPlace {
                latitude_micro: at.latitude_micro,
                longitude_micro: at.longitude_micro,
                accuracy_m: at.accuracy_m,
            };
            places.insert(meter.clone(), place);
        }
    }
    Ok(places)
}

/// Periods of misses of each account before the period, oldest first.
fn missed_periods(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    accounts: &[&str],
) -> Result<BTreeMap<String, Vec<YearMonth>>, StoreError> {
    let rows = some::of(
        store,
        accounts,
        &[station.into(), period.into()],
        "select account, period from miss
         where station_id = $1 and period < $2 and account in",
    )?;
    let mut periods: BTreeMap<String, BTreeSet<YearMonth>> = BTreeMap::new();
    for row in &rows {
        periods.entry(row.text("account")?.to_owned()).or_default().insert(row.month("period")?);
    }
    let in_order = |(account, periods): (_, BTreeSet<_>)| (account, periods.into_iter().collect());
    Ok(periods.into_iter().map(in_order).collect())
}

/// The registers of meters as the record began with them.
fn registers(
    store: &mut Reader<'_>,
    station: &str,
    meters: &[&str],
) -> Result<BTreeMap<String, Vec<AssignedRegister>>, StoreError> {
    let rows = some::of(
        store,
        meters,
        &[station.into()],
        "select meter, register, opening_index, read_on from meter_register
         where station_id = $1 and meter in",
    )?;
    let mut registers: BTreeMap<String, Vec<AssignedRegister>> = BTreeMap::new();
    for row in &rows {
        registers.entry(row.text("meter")?.to_owned()).or_default().push(AssignedRegister {
            register: row.text("register")?.to_owned(),
            previous: row.parsed("opening_index")?,
            previous_on: row.opt_date("read_on")?,
        });
    }
    for of_meter in registers.values_mut() {
        of_meter.sort_by(|one, other| one.register.cmp(&other.register));
    }
    Ok(registers)
}

/// How many periods just before `period` were missed without a reading since.
fn misses_in_a_row(missed: &[YearMonth], since: Option<YearMonth>, period: YearMonth) -> u32 {
    let mut expected = period.previous();
    let mut count = 0;
    for month in missed.iter().rev() {
        if *month != expected || since.is_some_and(|since| *month <= since) {
            break;
        }
        count += 1;
        expected = expected.previous();
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> YearMonth {
        text.parse().expect("a month")
    }

    #[test]
    fn misses_count_back_to_the_last_reading_or_gap() {
        let missed = [month("2026-06"), month("2026-08"), month("2026-09"), month("2026-10")];
        assert_eq!(misses_in_a_row(&missed, None, month("2026-11")), 3);
        assert_eq!(misses_in_a_row(&missed, Some(month("2026-08")), month("2026-11")), 2);
        assert_eq!(misses_in_a_row(&missed, None, month("2026-12")), 0);
    }
}
