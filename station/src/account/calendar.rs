//! The working days of the years whose holidays the station has taken in.

use dianfei_rules::calendar::working_days::{WorkingDayTable, WorkingYear};
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::{AccountFact, FactBody};

use super::table::rows_of;
use crate::chapter::Entry;
use crate::sheet::holiday::{HolidayRow, years_of};
use crate::spine::SpineError;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The spans of days of each year's latest announcement.
pub const TABLE: Table = Table {
    name: "holiday",
    mark: Mark::Fold,
    ddl: "create table holiday (
        station_id text not null,
        year bigint not null, -- the year that the announcement is for
        from_day text not null,
        to_day text not null,
        worked bigint not null, -- a worked weekend; else the days are off
        festival text, -- absent where the sheet does not say
        source text not null,
        primary key (station_id, year, from_day)
    );",
};

/// All spans, the latest year first.
pub fn rows(store: &mut Reader<'_>, station: &str) -> Result<Vec<HolidayRow>, StoreError> {
    let rows = store.query(
        "select year, from_day, to_day, worked, festival, source from holiday
         where station_id = $1 order by year desc, from_day",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            let year = row.int("year")?;
            Ok(HolidayRow {
                year: i32::try_from(year)
                    .map_err(|error| StoreError::broken(format!("holiday {year}"), error))?,
                festival: row.opt_text("festival")?.map(str::to_owned),
                worked: row.flag("worked")?,
                from: row.date("from_day")?,
                to: row.date("to_day")?,
                source: row.text("source")?.to_owned(),
            })
        })
        .collect()
}

/// The working days of all years that are known.
pub fn table(store: &mut Reader<'_>, station: &str) -> Result<WorkingDayTable, StoreError> {
    Ok(WorkingDayTable { years: years_of(&rows(store, station)?) })
}

/// Refuses years that contradict those that the station keeps beside them, as
/// [`WorkingDayTable::check`] does.
pub fn check_with(
    store: &mut Reader<'_>,
    station: &str,
    years: Vec<WorkingYear>,
) -> Result<(), SpineError> {
    if years.is_empty() {
        return Ok(());
    }
    let mut kept = table(store, station)?;
    kept.years.retain(|old| years.iter().all(|new| new.year != old.year));
    kept.years.extend(years);
    Ok(kept.check()?)
}

/// Folds a sheet of holidays: a year's later announcement takes the place of its
/// earlier one as a whole.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::SheetImported { sheet: SheetKind::Holidays, rows, .. }) =
        &entry.fact.body
    else {
        return Ok(());
    };
    let rows: Vec<HolidayRow> = rows_of(tx, entry, *rows)?;
    for year in years_of(&rows) {
        tx.execute(
            "delete from holiday where station_id = $1 and year = $2",
            &[entry.station().into(), i64::from(year.year).into()],
        )?;
    }
    for row in rows {
        tx.execute(
            "insert into holiday (station_id, year, from_day, to_day, worked, festival, source)
             values ($1, $2, $3, $4, $5, $6, $7)",
            &[
                entry.station().into(),
                i64::from(row.year).into(),
                row.from.into(),
                row.to.into(),
                i64::from(row.worked).into(),
                row.festival.into(),
                row.source.into(),
            ],
        )?;
    }
    Ok(())
}
