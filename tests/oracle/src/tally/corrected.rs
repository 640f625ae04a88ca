//! What corrections show.

use dianfei_rules::bill::document::BillDocument;
use dianfei_rules::bill::revision::LineName;
use dianfei_rules::bill::{BillLine, LineKind};
use dianfei_rules::money::Fen;

use crate::oracle::plain::{Bill, Corrects, Source};

pub(super) fn of(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    let is_corrected = |earlier: &Bill| earlier.corrects.is_some();
    shows(bill.settles.iter().any(is_corrected), "settlement of a corrected bill");
    if let Some(old) = &bill.corrects {
        of_bills(bill, old, shows);
        of_lines(document, shows);
    }
}

fn of_bills(
    bill: &Bill,
    Corrects { bill: old, .. }: &Corrects,
    shows: &mut impl FnMut(bool, &str),
) {
    shows(old.corrects.is_some(), "correction of a correction");
    shows(!old.settles.is_empty(), "correction of a settlement");
    shows(bill.settles.len() > old.settles.len(), "correction that settles what was left");
    let missed = |bill: &Bill| matches!(bill.source, Source::Missed(_));
    shows(missed(old) && missed(bill), "correction of an estimate");
    shows(missed(old) && !missed(bill), "estimate corrected by a reading");
    shows(!missed(old) && missed(bill), "reading corrected by an estimate");
    shows(old.table != bill.table, "correction of the price table");
    shows(old.read_on != bill.read_on, "correction of the day");
    let unadjusted = old.adjustments.is_empty() && !bill.adjustments.is_empty();
    shows(unadjusted, "correction by adjustments");
}

fn of_lines(document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    let Some(revision) = &document.revision else {
        return;
    };
    let difference = revision.difference_fen;
    shows(difference > Fen::ZERO, "correction that collects");
    shows(difference.is_negative(), "correction that gives back");
    shows(difference == Fen::ZERO, "correction that comes to nothing");
    let lines = &revision.lines;
    let no_money = |fen| fen == Fen::ZERO;
    shows(lines.iter().any(|line| no_money(line.amount_fen)), "correction of energy alone");
    let money = lines.iter().any(|line| {
        line.energy_kwh.is_zero()
            && matches!(line.line.kind, LineKind::Energy | LineKind::Surcharge)
    });
    shows(money, "correction of money alone");
    for line in lines {
        shows(true, &format!("correction of {:?}", line.line.kind));
        shows(line.line.tariff.is_some(), "correction of a share");
    }
    let of = |name: &LineName, line: &&BillLine| {
        (name.kind, &name.tariff, name.period, name.tier, &name.part)
            == (line.kind, &line.tariff, line.period, line.tier, &line.part)
    };
    for changed in lines {
        let now: Vec<&BillLine> =
            document.lines.iter().filter(|line| of(&changed.line, line)).collect();
        shows(now.is_empty(), "correction that drops a line");
        shows(now.len() > 1, "correction of several lines under one name");
        let is_new = now.len() == 1
            && now[0].energy_kwh == changed.energy_kwh
            && now[0].amount_fen == changed.amount_fen;
        shows(is_new, "correction that adds a line");
        shows(now.iter().any(|line| line.reverses.is_some()), "correction of what goes back");
    }
}
