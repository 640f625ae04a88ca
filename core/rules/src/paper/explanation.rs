//! Why a bill is what it is, in sentences.

use super::sheet::Sheet;
use super::{PaperWidth, PrintLine};
use crate::bill::{BillDocument, explain};
use crate::words::{self, Label, Language};

/// The sentences that lead from the meter to the total, each with its figures,
/// energy in kWh, money in yuan; from the bill's own document.
#[must_use]
pub fn explanation(bill: &BillDocument, language: Language) -> Vec<String> {
    explain(bill).iter().map(|step| words::step(step).text(language).to_owned()).collect()
}

/// The same as lines of a paper, under the bill's number.
#[must_use]
pub fn explanation_lines(
    bill: &BillDocument,
    language: Language,
    width: PaperWidth,
) -> Vec<PrintLine> {
    let mut sheet = Sheet::new(width, language);
    sheet.centred(sheet.word(Label::Explanation));
    sheet.figure(Label::BillNo, &bill.bill_no());
    sheet.rule();
    for sentence in explanation(bill, language) {
        sheet.paragraph(&sentence);
    }
    sheet.into_lines()
}
