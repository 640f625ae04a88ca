//! The price archive (电价档案): versions of price tables, dated, never edited.

use chrono::NaiveDate;
use dianfei_rules::id::TariffNo;
use dianfei_rules::tariff::archive;
use dianfei_rules::tariff::price::Tariff;
use dianfei_wire::PartHash;
use dianfei_wire::assignment::{AssignedTariff, Assignment};
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::audit::AuditFact;
use dianfei_wire::part::{Part, PartKind};

use crate::chapter::{Entry, Holder};
use crate::journal;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The versions.
pub const TABLE: Table = Table {
    name: "tariff_version",
    mark: Mark::Fold,
    ddl: "create table tariff_version (
        station_id text not null,
        tariff text not null,
        valid_from text not null,
        document text not null, -- hash of the part
        source text not null,
        published_by text not null,
        primary key (station_id, tariff, valid_from)
    );",
};

/// All versions, by table and date.
pub fn versions(store: &mut Reader<'_>, station: &str) -> Result<Vec<Tariff>, StoreError> {
    let rows = store.query(
        "select document from tariff_version where station_id = $1 order by tariff, valid_from",
        &[station.into()],
    )?;
    rows.iter()
        .map(|row| {
            let hash = PartHash(row.parsed("document")?);
            journal::part::read(store, station, hash)?.ok_or_else(|| {
                StoreError::broken(format!("part {hash}"), "the price table is not there")
            })
        })
        .collect()
}

/// Publishes a version (4.2.1) after it was held against itself and the archive.
///
/// # Errors
/// Refuses what [`archive::check_version`] and [`archive::check_entry`] refuse;
/// of several faults the first.
pub fn publish(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &str,
    entry: &Tariff,
) -> Result<Vec<Draft>, SpineError> {
    let versions = versions(tx, station)?;
    archive::check_version(entry, &versions, billed_until(tx, station, &entry.tariff)?)?;
    if let Some(fault) = archive::check_entry(entry).into_iter().next() {
        return Err(fault.into());
    }
    let part = Part::canonical(PartKind::Tariff, entry);
    let body = FactBody::Audit(AuditFact::TariffPublished {
        tariff: entry.tariff.clone(),
        valid_from: entry.valid_from,
        document: part.hash(),
        source: entry.source.clone(),
    });
    Ok(vec![Draft::new(moment, body).with_parts(vec![part])])
}

/// The last read day that a bill under this table has covered; absent for none.
fn billed_until(
    tx: &mut Tx<'_>,
    station: &str,
    tariff: &TariffNo,
) -> Result<Option<NaiveDate>, StoreError> {
    let row = tx.query_one(
        "select max(read_on) as last from bill where station_id = $1 and tariff = $2",
        &[station.into(), tariff.as_str().into()],
    )?;
    row.opt_date("last")
}

/// Folds published versions.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>, fact: &AuditFact) -> Result<(), StoreError> {
    let AuditFact::TariffPublished { tariff, valid_from, document, source } = fact else {
        return Ok(());
    };
    tx.execute(
        "insert into tariff_version (station_id, tariff, valid_from, document, source,
            published_by)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            entry.station().into(),
            tariff.as_str().into(),
            (*valid_from).into(),
            document.to_string().into(),
            source.as_str().into(),
            entry.fact.person.as_str().into(),
        ],
    )?;
    Ok(())
}

/// Gives a phone the price tables that its accounts need.
pub fn assign(
    store: &mut Reader<'_>,
    holder: &Holder,
    assignment: &mut Assignment,
) -> Result<(), SpineError> {
    let read = assignment.routes.iter().flat_map(|route| &route.stops).map(|stop| &stop.account);
    let collected =
        assignment.areas.iter().flat_map(|area| &area.debtors).map(|debtor| &debtor.account);
    let needed: std::collections::BTreeSet<TariffNo> =
        read.chain(collected).map(|account| account.tariff.clone()).collect();
    for version in versions(store, holder.station.as_str())? {
        if needed.contains(&version.tariff) {
            let document =
                serde_json::to_string(&version).expect("a price table serialises to JSON");
            assignment.tariffs.push(AssignedTariff {
                tariff: version.tariff,
                valid_from: version.valid_from,
                document,
            });
        }
    }
    Ok(())
}
