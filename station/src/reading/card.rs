//! The reading card (抄表卡): what a reader is given of a meter, and what the
//! station rules a reading against.

use std::collections::BTreeMap;

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{AccountNo, RouteNo};
use dianfei_rules::quantity::{Index, Kwh};
use dianfei_wire::PartHash;
use dianfei_wire::assignment::{
    AssignedAccount, AssignedPlace, AssignedRegister, AssignedStop, MonthUsage,
};
use dianfei_wire::fact::reading::ReadingTaken;
use dianfei_wire::part::{PersonalDetails, Position};

use crate::journal::part;
use crate::store::{Reader, Row, StoreError, Value};

/// How many billed months a card shows.
const HISTORY_MONTHS: usize = 24;

/// Which cards.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// All of a route, in walking order.
    Route(&'a RouteNo),
    /// Those of one account.
    Account(&'a AccountNo),
}

/// The cards for a billing period.
pub fn cards(
    store: &mut Reader<'_>,
    station: &str,
    period: YearMonth,
    choice: Choice<'_>,
) -> Result<Vec<AssignedStop>, StoreError> {
    let (route, account) = match choice {
        Choice::Route(route) => (route.as_str(), ""),
        Choice::Account(account) => ("", account.as_str()),
    };
    let chosen: [Value; 3] = [station.into(), route.into(), account.into()];
    let (last, positions) = last_readings(store, &chosen, period)?;
    let mut places = places(store, station, &positions)?;
    let months = billed_months(store, &chosen, period)?;
    let misses = missed_periods(store, &chosen, period)?;
    let mut registers = opening_registers(store, &chosen)?;
    let rows = store.query(
        "select account.account, account.route_seq, account.area, account.usage_class,
            account.tariff, account.household_size, account.free_quota_wh, account.capacity_wh,
            part.bytes, meter.meter, meter.meter_type, meter.digits, meter.decimals,
            meter.multiplier
         from account
         join meter on meter.station_id = account.station_id and meter.account = account.account
         left join part on part.station_id = account.station_id and part.hash = account.details
         where account.station_id = $1 and (account.route = $2 or account.account = $3)
         order by account.route, account.route_seq, account.account, meter.meter",
        &chosen,
    )?;
    rows.iter()
        .map(|row| {
            let mut stop = stop(row)?;
            stop.registers = registers.remove(stop.meter.as_str()).unwrap_or_default();
            let account = stop.account.account.as_str();
            let read_in = last.get(stop.meter.as_str());
            if let Some((_, read_on, taken)) = read_in {
                for register in &mut stop.registers {
                    if let Some(index) = index_of(taken, &register.register) {
                        register.previous = index;
                        register.previous_on = Some(*read_on);
                    }
                }
            }
            let since = read_in.map(|(read, _, _)| *read);
            let billed = months.get(account).map(Vec::as_slice).unwrap_or_default();
            stop.provisional_kwh = provisional_since(billed, since);
            stop.year_to_date_kwh = year_to_date(billed, period);
            let skip = billed.len().saturating_sub(HISTORY_MONTHS);
            stop.history = billed.iter().skip(skip).cloned().collect();
            let missed = misses.get(account).map(Vec::as_slice).unwrap_or_default();
            stop.misses = misses_in_a_row(missed, since, period);
            stop.place = places.remove(stop.meter.as_str());
            Ok(stop)
        })
        .collect()
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

type LastReading = (YearMonth, chrono::NaiveDate, ReadingTaken);

/// By meter: its last reading, and the last position that came with one.
type LastReadings = (BTreeMap<String, LastReading>, BTreeMap<String, PartHash>);

/// The last actual reading of each meter before the period, and the last
/// position that came with one.
fn last_readings(
    store: &mut Reader<'_>,
    chosen: &[Value; 3],
    period: YearMonth,
) -> Result<LastReadings, StoreError> {
    let rows = query_with_period(
        store,
        "select reading.period, reading.read_on, reading.taken
         from reading
         join account on account.station_id = reading.station_id
            and account.account = reading.account
         where reading.station_id = $1 and (account.route = $2 or account.account = $3)
            and reading.period < $4 and reading.state = 'holds'
         order by reading.period, reading.fact_id",
        chosen,
        period,
    )?;
    let (mut last, mut positions) = (BTreeMap::new(), BTreeMap::new());
    for row in &rows {
        let taken: ReadingTaken = serde_json::from_str(row.text("taken")?)
            .map_err(|error| StoreError::broken("reading", error))?;
        let meter = taken.meter.to_string();
        if let Some(position) = taken.presence.position {
            positions.insert(meter.clone(), position);
        }
        last.insert(meter, (row.parsed("period")?, row.date("read_on")?, taken));
    }
    Ok((last, positions))
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

/// Billed months of each account before the period, oldest first.
fn billed_months(
    store: &mut Reader<'_>,
    chosen: &[Value; 3],
    period: YearMonth,
) -> Result<BTreeMap<String, Vec<MonthUsage>>, StoreError> {
    let rows = query_with_period(
        store,
        "select month.account, month.period, month.usage_wh, month.provisional
         from (
            select station_id, account, period, usage_wh, provisional from usage_history
            union all
            select station_id, account, period, usage_wh, provisional from billed_month
            where issued = 1
         ) as month
         join account on account.station_id = month.station_id
            and account.account = month.account
         where month.station_id = $1 and (account.route = $2 or account.account = $3)
            and month.period < $4
         order by month.account, month.period",
        chosen,
        period,
    )?;
    let mut months: BTreeMap<String, Vec<MonthUsage>> = BTreeMap::new();
    for row in &rows {
        months.entry(row.text("account")?.to_owned()).or_default().push(MonthUsage {
            period: row.parsed("period")?,
            usage_kwh: Kwh::from_wh(row.int("usage_wh")?),
            provisional: row.int("provisional")? != 0,
        });
    }
    Ok(months)
}

/// Periods of misses of each account before the period, oldest first.
fn missed_periods(
    store: &mut Reader<'_>,
    chosen: &[Value; 3],
    period: YearMonth,
) -> Result<BTreeMap<String, Vec<YearMonth>>, StoreError> {
    let rows = query_with_period(
        store,
        "select distinct miss.account, miss.period
         from miss
         join account on account.station_id = miss.station_id
            and account.account = miss.account
         where miss.station_id = $1 and (account.route = $2 or account.account = $3)
            and miss.period < $4
         order by miss.account, miss.period",
        chosen,
        period,
    )?;
    let mut periods: BTreeMap<String, Vec<YearMonth>> = BTreeMap::new();
    for row in &rows {
        periods.entry(row.text("account")?.to_owned()).or_default().push(row.parsed("period")?);
    }
    Ok(periods)
}

fn opening_registers(
    store: &mut Reader<'_>,
    chosen: &[Value; 3],
) -> Result<BTreeMap<String, Vec<AssignedRegister>>, StoreError> {
    let rows = store.query(
        "select meter_register.meter, meter_register.register, meter_register.opening_index,
            meter_register.read_on
         from meter_register
         join meter on meter.station_id = meter_register.station_id
            and meter.meter = meter_register.meter
         join account on account.station_id = meter.station_id
            and account.account = meter.account
         where meter_register.station_id = $1 and (account.route = $2 or account.account = $3)
         order by meter_register.meter, meter_register.register",
        chosen,
    )?;
    let mut registers: BTreeMap<String, Vec<AssignedRegister>> = BTreeMap::new();
    for row in &rows {
        registers.entry(row.text("meter")?.to_owned()).or_default().push(AssignedRegister {
            register: row.text("register")?.to_owned(),
            previous: row.parsed("opening_index")?,
            previous_on: row.opt_date("read_on")?,
        });
    }
    Ok(registers)
}

fn query_with_period(
    store: &mut Reader<'_>,
    sql: &str,
    chosen: &[Value; 3],
    period: YearMonth,
) -> Result<Vec<Row>, StoreError> {
    let [station, route, account] = chosen.clone();
    store.query(sql, &[station, route, account, period.to_string().into()])
}

fn index_of(taken: &ReadingTaken, register: &str) -> Option<Index> {
    taken.registers.iter().find(|read| read.register == register).map(|read| read.index)
}

fn provisional_since(billed: &[MonthUsage], since: Option<YearMonth>) -> Kwh {
    let open = billed
        .iter()
        .filter(|month| month.provisional && since.is_none_or(|since| month.period > since));
    sum(open.map(|month| month.usage_kwh))
}

fn year_to_date(billed: &[MonthUsage], period: YearMonth) -> Kwh {
    let this_year = billed.iter().filter(|month| month.period.year() == period.year());
    sum(this_year.map(|month| month.usage_kwh))
}

fn sum(energies: impl Iterator<Item = Kwh>) -> Kwh {
    energies.fold(Kwh::ZERO, |total, energy| total.plus(energy).unwrap_or(total))
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
