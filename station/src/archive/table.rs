//! Who looked up whose record, when and where (5.5), and what was destroyed (5.4).

use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::archive::ArchiveFact;

use crate::chapter::Entry;
use crate::journal::part;
use crate::store::{Mark, StoreError, Table, Tx};

/// Look-ups.
pub const LOOK_UP: Table = Table {
    name: "look_up",
    mark: Mark::Fold,
    ddl: "create table look_up (
        station_id text not null,
        seq bigint not null, -- the journal row
        account text not null,
        person text not null,
        page text not null,
        at_ms bigint not null,
        primary key (station_id, seq)
    );
    create index look_up_account on look_up (station_id, account, seq);",
};

/// Folds look-ups and destructions.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Archive(fact) = &entry.fact.body else { return Ok(()) };
    let (account, page) = match fact {
        ArchiveFact::RecordLookedUp { account, page } => (account, page),
        ArchiveFact::PartDestroyed { part, .. } if entry.ruling.is_applied() => {
            return part::destroy(tx, entry, *part);
        }
        ArchiveFact::PartDestroyed { .. } => return Ok(()),
    };
    tx.execute(
        "insert into look_up (station_id, seq, account, person, page, at_ms)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            entry.station().into(),
            entry.seq.into(),
            account.as_str().into(),
            entry.fact.person.as_str().into(),
            page.as_str().into(),
            entry.arrived_ms.into(),
        ],
    )?;
    Ok(())
}
