//! The hours of time-of-use periods as the sheets of prices state them.

use std::collections::BTreeMap;

use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::{AccountFact, FactBody};

use super::table::rows_of;
use crate::chapter::Entry;
use crate::sheet::tariff::TariffRow;
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// Hours by price table, version and period.
pub const TABLE: Table = Table {
    name: "tariff_hours",
    mark: Mark::Fold,
    ddl: "create table tariff_hours (
        station_id text not null,
        tariff text not null,
        valid_from text not null,
        period text not null, -- the period's code, such as peak
        hours text not null, -- such as 08:00-21:00, several with commas
        primary key (station_id, tariff, valid_from, period)
    );",
};

/// The hours by price table, first day and period's code.
pub fn all(
    store: &mut Reader<'_>,
    station: &str,
) -> Result<BTreeMap<(String, String, String), String>, StoreError> {
    let rows = store.query(
        "select tariff, valid_from, period, hours from tariff_hours where station_id = $1",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            let text = |column: &str| row.text(column).map(str::to_owned);
            Ok(((text("tariff")?, text("valid_from")?, text("period")?), text("hours")?))
        })
        .collect()
}

/// Folds the hours of a sheet of prices; each tier of a period repeats them.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::SheetImported { sheet: SheetKind::Tariffs, rows, .. }) =
        &entry.fact.body
    else {
        return Ok(());
    };
    let rows: Vec<TariffRow> = rows_of(tx, entry, *rows)?;
    for row in rows {
        let Some(hours) = row.hours else { continue };
        tx.execute(
            "insert into tariff_hours (station_id, tariff, valid_from, period, hours)
             values ($1, $2, $3, $4, $5)
             on conflict (station_id, tariff, valid_from, period) do nothing",
            &[
                entry.station().into(),
                row.tariff.as_str().into(),
                row.from.into(),
                row.period.into(),
                hours.into(),
            ],
        )?;
    }
    Ok(())
}
