//! What the rows of a sheet add and refer to, held against what the station
//! knows: each error with its row and column.

use std::collections::{BTreeMap, BTreeSet};

use crate::sheet::{Fault, Reference, Sheet, SheetError, SheetRow, Thing};
use crate::store::{Reader, StoreError};

/// What one row says of the station.
pub(super) struct Claim {
    line: u32,
    reference: Reference,
    /// Whether the station must hold it already; else it must not.
    held: bool,
}

/// What all rows of a sheet say.
pub(super) fn claims<S: SheetRow>(sheet: &Sheet<S>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (row, line) in sheet.rows.iter().zip(&sheet.lines) {
        let claim = |held| move |reference| Claim { line: *line, reference, held };
        claims.extend(row.adds().map(claim(false)));
        claims.extend(row.refers_to().into_iter().map(claim(true)));
    }
    claims
}

/// The claims that do not hold.
pub(super) fn wrong(
    store: &mut Reader<'_>,
    station: &str,
    claims: &[Claim],
) -> Result<Vec<SheetError>, StoreError> {
    let mut known: BTreeMap<Thing, BTreeSet<String>> = BTreeMap::new();
    for claim in claims {
        let thing = claim.reference.thing;
        if !known.contains_key(&thing) {
            known.insert(thing, numbers(store, station, thing)?);
        }
    }
    let is_held = |reference: &Reference| {
        known.get(&reference.thing).is_some_and(|numbers| numbers.contains(&reference.number))
    };
    Ok(claims
        .iter()
        .filter(|claim| is_held(&claim.reference) != claim.held)
        .map(|claim| {
            let Reference { thing, number, column } = &claim.reference;
            let (text, thing) = (number.clone(), *thing);
            let fault =
                if claim.held { Fault::NotHeld { text, thing } } else { Fault::Held { text } };
            SheetError::at(claim.line, column, fault)
        })
        .collect())
}

fn numbers(
    store: &mut Reader<'_>,
    station: &str,
    thing: Thing,
) -> Result<BTreeSet<String>, StoreError> {
    let (number, table) = match thing {
        Thing::Person => ("person", "person"),
        Thing::Area => ("area", "area"),
        Thing::Route => ("route", "route"),
        Thing::Tariff => ("tariff", "tariff_version"),
        Thing::Account => ("account", "account"),
        Thing::Meter => ("meter", "meter"),
        Thing::HistoryMonth => ("account || ' ' || period", "usage_history"),
        Thing::ArrearsMonth => ("account || ' ' || period", "receivable"),
    };
    let text = format!("select distinct {number} as number from {table} where station_id = $1");
    let rows = store.query(&text, &[station.into()])?;
    rows.iter().map(|row| Ok(row.text("number")?.to_owned())).collect()
}
