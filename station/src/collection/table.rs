//! The fold of chapter 4.3, and its small tables.

use dianfei_rules::id::AreaNo;
use dianfei_rules::money::Fen;
use dianfei_wire::Verdict;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::collection::CollectionFact;
use dianfei_wire::fact::ticket::TicketFact;

use super::handover::OFFER_UNKNOWN;
use super::{handover, ledger, opening, payment, receivable};
use crate::chapter::Entry;
use crate::store::{Mark, StoreError, Table, Tx};
use crate::ticket::table::number;

/// What went to the special account, one row a slip (4.3.7).
pub const BANK_DEPOSIT: Table = Table {
    name: "bank_deposit",
    mark: Mark::Fold,
    ddl: "create table bank_deposit (
        station_id text not null,
        fact text not null,
        cashier text not null,
        amount_fen bigint not null,
        slip_no text not null,
        banked_on text not null,
        primary key (station_id, fact)
    );
    create unique index bank_deposit_slip on bank_deposit (station_id, slip_no);",
};

/// Receivable lists posted in their areas (4.3.4).
pub const LIST_POSTING: Table = Table {
    name: "list_posting",
    mark: Mark::Fold,
    ddl: "create table list_posting (
        station_id text not null,
        fact text not null,
        area text not null,
        place text not null,
        posted_on text not null,
        primary key (station_id, fact)
    );",
};

/// Folds everything that moves money.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    ledger::fold(tx, entry)?;
    opening::fold(tx, entry)?;
    receivable::fold(tx, entry)?;
    match &entry.fact.body {
        FactBody::Collection(fact) => fold_collection(tx, entry, fact),
        FactBody::Ticket(TicketFact::VoidConfirmed { series, no }) if entry.ruling.is_applied() => {
            tx.execute(
                "update payment set state = 'void' where station_id = $1 and series = $2
                    and no = $3 and state in ('applied', 'confirmed')",
                &[entry.station().into(), series.as_str().into(), number(*no)],
            )?;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn fold_collection(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    fact: &CollectionFact,
) -> Result<(), StoreError> {
    let applied = entry.ruling.is_applied();
    match fact {
        CollectionFact::Collected(_) | CollectionFact::StubEntered { .. } => {
            payment::fold(tx, entry)
        }
        CollectionFact::HandoverOffered { to, content, content_hash } if applied => {
            handover::fold_offer(tx, entry, to, content, *content_hash)
        }
        CollectionFact::HandoverAccepted { offer, .. } if applied => {
            handover::fold_close(tx, entry, offer, "accepted")
        }
        CollectionFact::HandoverAccepted { offer, content_hash, .. } => {
            match &entry.ruling.verdict {
                Verdict::Disputed { code, .. } if code == OFFER_UNKNOWN => {
                    handover::fold_early(tx, entry, offer, *content_hash)
                }
                _ => Ok(()),
            }
        }
        CollectionFact::HandoverWithdrawn { offer, .. } if applied => {
            handover::fold_close(tx, entry, offer, "withdrawn")
        }
        CollectionFact::BankDeposited { amount_fen, slip_no, .. } if applied => {
            banked(tx, entry, *amount_fen, slip_no)
        }
        CollectionFact::ListPosted { area, place, .. } => posted(tx, entry, area, place),
        CollectionFact::DisputeSettled { payment, confirmed, .. } if applied => {
            let state = if *confirmed { "confirmed" } else { "denied" };
            payment::set_state(tx, entry.station(), payment.as_str(), state)
        }
        CollectionFact::HandoverOffered { .. }
        | CollectionFact::HandoverWithdrawn { .. }
        | CollectionFact::BankDeposited { .. }
        | CollectionFact::DisputeSettled { .. } => Ok(()),
    }
}

fn banked(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    amount_fen: Fen,
    slip_no: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into bank_deposit (station_id, fact, cashier, amount_fen, slip_no, banked_on)
         values ($1, $2, $3, $4, $5, $6)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            entry.fact.person.as_str().into(),
            amount_fen.into(),
            slip_no.into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}

fn posted(
    tx: &mut Tx<'_>,
    entry: &Entry<'_>,
    area: &AreaNo,
    place: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "insert into list_posting (station_id, fact, area, place, posted_on)
         values ($1, $2, $3, $4, $5)",
        &[
            entry.station().into(),
            entry.fact.id.as_str().into(),
            area.as_str().into(),
            place.into(),
            entry.ruling.business_date.into(),
        ],
    )?;
    Ok(())
}
