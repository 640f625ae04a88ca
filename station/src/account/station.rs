//! The station's own row: name, zone, incarnation.

use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_wire::fact::{AccountFact, FactBody};

use crate::app::App;
use crate::chapter::Entry;
use crate::spine::{self, Draft, SpineError};
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The station's table.
pub const TABLE: Table = Table {
    name: "station",
    mark: Mark::Fold,
    ddl: "create table station (
        station_id text not null,
        name text not null,
        identity text not null,
        zone_minutes bigint not null,
        emergency_telephone text not null,
        incarnation bigint not null,
        primary key (station_id)
    );",
};

/// The station as it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// Its emergency number (1.3).
    pub emergency_telephone: String,
    /// Its zone's offset from UTC, in minutes.
    pub zone_minutes: i32,
    /// Its incarnation, from 1.
    pub incarnation: u32,
}

/// The station's row.
pub fn find(store: &mut Reader<'_>, station: &StationNo) -> Result<Station, StoreError> {
    let row = store.query_one(
        "select name, emergency_telephone, zone_minutes, incarnation from station
         where station_id = $1",
        &[station.as_str().into()],
    )?;
    Ok(Station {
        name: row.text("name")?.to_owned(),
        emergency_telephone: row.text("emergency_telephone")?.to_owned(),
        zone_minutes: i32::try_from(row.int("zone_minutes")?).unwrap_or(480),
        incarnation: u32::try_from(row.int("incarnation")?).unwrap_or(1),
    })
}

/// The station's name.
pub fn name(store: &mut Reader<'_>, station: &StationNo) -> Result<String, StoreError> {
    find(store, station).map(|station| station.name)
}

/// The station's incarnation.
pub fn incarnation(store: &mut Reader<'_>, station: &StationNo) -> Result<u32, StoreError> {
    find(store, station).map(|station| station.incarnation)
}

/// Begins the record's next incarnation, after a restore: phones drop the
/// rulings of the lost one and send again what it had.
pub fn begin_incarnation(app: &App, by: &PersonNo) -> Result<(), SpineError> {
    spine::record_alone(app, by, |tx, moment| {
        let before = incarnation(tx, &app.station)?;
        // Counted by minutes, so that two restores of one backup differ.
        let minutes = u32::try_from(moment.now_ms / 60_000).unwrap_or_default();
        let incarnation = minutes.max(before.saturating_add(1));
        let began = AccountFact::IncarnationBegan { incarnation };
        Ok(vec![Draft::new(moment, FactBody::Account(began))])
    })
    .map(|_facts| ())
}

/// Folds founding and incarnations.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(fact) = &entry.fact.body else { return Ok(()) };
    match fact {
        AccountFact::StationFounded { name, identity, zone_minutes, emergency_telephone } => {
            tx.execute(
                "insert into station (station_id, name, identity, zone_minutes,
                    emergency_telephone, incarnation)
                 values ($1, $2, $3, $4, $5, 1)",
                &[
                    entry.station().into(),
                    name.as_str().into(),
                    identity.as_str().into(),
                    i64::from(*zone_minutes).into(),
                    emergency_telephone.as_str().into(),
                ],
            )?;
        }
        AccountFact::IncarnationBegan { incarnation } => {
            tx.execute(
                "update station set incarnation = $2 where station_id = $1",
                &[entry.station().into(), i64::from(*incarnation).into()],
            )?;
        }
        AccountFact::SheetImported { .. }
        | AccountFact::PolicyDecided { .. }
        | AccountFact::ContractAgreed { .. }
        | AccountFact::DetailsChanged { .. }
        | AccountFact::RequestRefused { .. } => {}
    }
    Ok(())
}
