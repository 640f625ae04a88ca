//! The ticket's face and its three copies, for the screen and the printer.

use chrono::NaiveDate;
use dianfei_rules::bill::BillDocument;
use dianfei_rules::id::{TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::paper::{
    FaceBill, PaperWidth, PrintLine, TicketCopy, TicketFace, printer_bytes, ticket_lines,
};
use dianfei_rules::policy::PolicyView;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::capitals::{CapitalsStyle, capitals};
use dianfei_wire::fact::collection::{Collected, PrintedAllocation};
use rusqlite::Connection;

use crate::error::FieldError;
use crate::field::Field;
use crate::store::receivable::{DebtorRow, ReceivableRow};
use crate::store::standing::Standing;
use crate::store::{receipt, standing, ticket};
use crate::sync::assignment::Context;
use crate::view::collection::ReceiptView;

/// What a copy that was printed before says at its head.
const PRINTED_AGAIN: &str = "补打";
/// A collector's printer hangs on the belt.
const WIDTH: PaperWidth = PaperWidth::Mm58;

/// For whom and when a ticket is given.
pub(crate) struct Issue<'a> {
    pub(crate) context: &'a Context,
    pub(crate) debtor: &'a DebtorRow,
    pub(crate) rows: &'a [ReceivableRow],
    pub(crate) paid_on: NaiveDate,
}

/// The face of the ticket of a payment.
pub(crate) fn face(
    issue: &Issue<'_>,
    collected: &Collected,
    view: &PolicyView<'_>,
) -> Result<TicketFace, FieldError> {
    let bills: Vec<(FaceBill, Option<BillDocument>)> =
        collected.printed.iter().filter_map(|line| face_bill(issue.rows, line)).collect();
    let meter = match bills.as_slice() {
        [(_, Some(document))] => document.registers.first().map(|register| register.meter.clone()),
        _ => None,
    };
    Ok(TicketFace {
        station_name: issue.context.station_name.clone(),
        emergency_telephone: issue.context.emergency_telephone.clone(),
        series: collected.series.clone(),
        no: collected.no,
        paid_on: issue.paid_on,
        account: collected.account.clone(),
        customer_name: issue.debtor.account.name.clone(),
        meter,
        bills: bills.into_iter().map(|(bill, _)| bill).collect(),
        advance_fen: collected.advance_fen,
        amount_fen: collected.amount_fen,
        received_fen: collected.received_fen,
        change_fen: collected.change_fen,
        collector_name: issue.context.person_name.clone(),
        void: false,
        late_fee_word: view.late_fee_word()?,
        capitals_style: CapitalsStyle::on(view)?,
    })
}

/// An amount in capitals, in the spelling that holds on the view's day.
pub(crate) fn capitals_of(amount_fen: Fen, view: &PolicyView<'_>) -> Result<String, FieldError> {
    let style = CapitalsStyle::on(view)?;
    capitals(amount_fen, style).map_err(|_too_large| Refusal::out_of_range("capitals").into())
}

// Law 4: the phone shows the station's bytes and reckons no bill itself.
fn face_bill(
    rows: &[ReceivableRow],
    line: &PrintedAllocation,
) -> Option<(FaceBill, Option<BillDocument>)> {
    let row = rows.iter().find(|row| row.assigned.bill == line.bill)?;
    let document: Option<BillDocument> = serde_json::from_str(&row.assigned.document).ok();
    let bill = FaceBill::of(
        document.as_ref(),
        row.assigned.period,
        row.assigned.energy_kwh,
        (line.principal_fen, line.late_fee_fen),
    );
    Some((bill, document))
}

impl Field {
    /// A ticket as it stands, without printing it.
    pub fn receipt(&self, series: &TicketSeries, no: TicketNo) -> Result<ReceiptView, FieldError> {
        self.store.read(|tx| view(tx, series, no))
    }

    /// A ticket for the printer. From the second time on each copy says that it
    /// was printed before; the number stays the same.
    pub fn print_receipt(
        &self,
        series: &TicketSeries,
        no: TicketNo,
    ) -> Result<ReceiptView, FieldError> {
        self.store.write(|tx| {
            let shown = view(tx, series, no)?;
            receipt::printed(tx, series, no)?;
            Ok(shown)
        })
    }
}

fn view(tx: &Connection, series: &TicketSeries, no: TicketNo) -> Result<ReceiptView, FieldError> {
    let (face, printed) = receipt::face(tx, series, no)?;
    let standing = standing::of(tx, series, no)?;
    let void = ticket::is_claimed(tx, series, no, ticket::VOID)?
        || standing.as_ref().is_some_and(Standing::is_void);
    let (face, reprint) = (TicketFace { void, ..face }, printed > 0);
    let mut bytes = Vec::new();
    let mut customer = Vec::new();
    for copy in TicketCopy::ALL {
        let lines = copy_lines(&face, copy, reprint)?;
        bytes.extend(printer_bytes(&lines, WIDTH));
        if copy == TicketCopy::CustomerCopy {
            customer = lines;
        }
    }
    Ok(ReceiptView { lines: customer, bytes, reprint, standing })
}

fn copy_lines(
    face: &TicketFace,
    copy: TicketCopy,
    reprint: bool,
) -> Result<Vec<PrintLine>, FieldError> {
    let lines = ticket_lines(face, copy, WIDTH)?;
    let mark = reprint.then(|| PrintLine::centred(PRINTED_AGAIN, WIDTH));
    Ok(mark.into_iter().chain(lines).collect())
}
