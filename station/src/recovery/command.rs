//! Counting at the desk, reporting a difference, and taking note of it.

use dianfei_rules::collection::handover::{Denomination, counted};
use dianfei_rules::collection::ledger::BookDate;
use dianfei_rules::collection::movement;
use dianfei_rules::recovery::over_short::{CashCount, OverShortReport, may_close_day};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::Ruling;
use dianfei_wire::fact::recovery::RecoveryFact;
use dianfei_wire::fact::{FactBody, FactId, collection};

use crate::collection::command::{Asker, to_bank};
use crate::collection::ledger::{self, in_range};
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, Tx};

/// Counts all the cash of the asker: what he took himself and, of a cashier,
/// the hand-ins. A difference needs its cause in the same step, so that no day
/// closes without a report (2.3).
pub fn count_cash(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    denominations: Vec<collection::Denomination>,
    cause: Option<&str>,
) -> Result<Vec<Draft>, SpineError> {
    let count = compare(tx, asker, &denominations)?;
    let CashCount { expected_fen, counted_fen } = count;
    let difference_fen = in_range(count.difference_fen())?;
    let report = cause.map(str::trim).filter(|cause| !cause.is_empty()).map(|cause| {
        OverShortReport { difference_fen, cause: cause.to_owned(), acknowledged: false }
    });
    may_close_day(&count, report.as_ref())?;
    let id = moment.fact_id();
    let body =
        FactBody::Recovery(RecoveryFact::CashCounted { expected_fen, counted_fen, denominations });
    let mut drafts = vec![Draft::new(moment, body).with_id(id.clone())];
    if let Some(report) = report.filter(|_| !difference_fen.is_zero()) {
        let mut ruling = Ruling::applied(moment.today);
        let book = BookDate::of(moment.today);
        let (_handed_in_fen, own_fen) = to_bank(tx, asker)?;
        let posting = movement::over_short_of_both(book, asker.person, difference_fen, own_fen);
        ruling.postings = ledger::recorded([posting])?;
        let body = FactBody::Recovery(RecoveryFact::OverShortReported {
            count: id,
            difference_fen,
            cause: report.cause,
        });
        drafts.push(Draft::new(moment, body).with_ruling(ruling));
    }
    Ok(drafts)
}

/// What the pieces come to, against what the asker should have in hand.
///
/// Refuses `denomination_unknown` and `out_of_range`.
pub fn compare(
    store: &mut Reader<'_>,
    asker: Asker<'_>,
    denominations: &[collection::Denomination],
) -> Result<CashCount, SpineError> {
    let pieces: Vec<Denomination> = denominations
        .iter()
        .map(|line| Denomination { value_fen: line.value_fen, pieces: line.pieces })
        .collect();
    let (handed_in_fen, own_fen) = to_bank(store, asker)?;
    let expected_fen = in_range(own_fen.plus(handed_in_fen))?;
    Ok(CashCount { expected_fen, counted_fen: counted(&pieces)? })
}

/// The head takes note of a report (2.3, 6.24).
///
/// Refuses `report_unknown`, `remark_missing`, and `own_report`: the two are
/// two people.
pub fn acknowledge(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    asker: Asker<'_>,
    report: FactId,
    remark: &str,
) -> Result<Vec<Draft>, SpineError> {
    let row = tx.query_opt(
        "select person from over_short where station_id = $1 and report = $2
            and acknowledged_by is null",
        &[asker.station.as_str().into(), report.as_str().into()],
    )?;
    let Some(row) = row else {
        return Err(Refusal::by_clause("report_unknown", "2.3").into());
    };
    if row.text("person")? == asker.person.as_str() {
        return Err(Refusal::by_clause("own_report", "2.3").into());
    }
    let remark = remark.trim().to_owned();
    if remark.is_empty() {
        return Err(Refusal::by_clause("remark_missing", "2.3").into());
    }
    let body = FactBody::Recovery(RecoveryFact::OverShortAcknowledged { report, remark });
    Ok(vec![Draft::new(moment, body)])
}
