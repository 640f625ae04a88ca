//! What customers owed at the cut-over (期初欠费): each row of its sheet is a
//! receivable like any other, against the opening account of the ledger.

use dianfei_rules::collection::ledger::{BookDate, LedgerAccount};
use dianfei_rules::collection::movement;
use dianfei_wire::Ruling;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::{AccountFact, FactBody};
use dianfei_wire::ruling::RecordedAllocation;

use super::advance::Advance;
use super::ledger;
use super::receivable::{self, Born};
use crate::account::table::rows_of;
use crate::chapter::Entry;
use crate::sheet::opening_arrears::OpeningArrearsRow;
use crate::spine::{Moment, SpineError};
use crate::store::{StoreError, Tx};

/// The number under which arrears stand among bills. A bill's version counts
/// from 1, so that no bill can have it.
fn bill_no(row: &OpeningArrearsRow) -> String {
    format!("{}-{}-0", row.account, row.period)
}

/// What taking the sheet in moves: each row is owed, and what was paid ahead
/// goes to it at once. Set-up puts it under the sheet's fact.
pub fn ruling(
    tx: &mut Tx<'_>,
    station: &str,
    moment: &Moment<'_>,
    rows: &[OpeningArrearsRow],
) -> Result<Ruling, SpineError> {
    let book = BookDate::of(moment.today);
    let mut ruling = Ruling::applied(moment.today);
    let mut postings = Vec::new();
    let mut advance = Advance::default();
    for row in rows {
        let owed = LedgerAccount::Receivable(row.account.clone());
        postings.push(movement::opened(book, owed, row.amount_fen));
        let offset = advance.take(tx, station, &row.account, row.amount_fen)?;
        if !offset.is_zero() {
            postings.push(movement::advance_offset(book, &row.account, offset));
            ruling.allocations.push(RecordedAllocation::of_principal(bill_no(row), offset));
        }
    }
    ruling.postings = ledger::recorded(postings)?;
    Ok(ruling)
}

/// Folds the rows of the sheet; those of nothing are no receivables.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::SheetImported {
        sheet: SheetKind::OpeningArrears,
        rows,
        ..
    }) = &entry.fact.body
    else {
        return Ok(());
    };
    let rows: Vec<OpeningArrearsRow> = rows_of(tx, entry, *rows)?;
    let born = rows.iter().filter(|row| !row.amount_fen.is_zero()).map(|row| {
        // The sheet does not say when the bill was issued. The last day on
        // which it can have been is the one that charges the least late fee.
        let issued_on = row.due_on.min(entry.ruling.business_date);
        Born {
            account: row.account.as_str(),
            bill: bill_no(row),
            period: row.period,
            due_on: row.due_on.to_string(),
            issued: Some((issued_on, entry.seq)),
            energy_wh: 0,
            document: String::new(),
            amount_fen: row.amount_fen,
        }
    });
    receivable::insert(tx, entry.station(), &entry.fact.id, born)
}
