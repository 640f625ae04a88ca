//! What stands on a bill (电费账单).

use chrono::NaiveDate;

use super::charges::charges;
use super::sheet::{Columns, Sheet};
use super::{LineStyle, PaperWidth, PrintLine};
use crate::account::UsageClass;
use crate::bill::{BillDocument, explain};
use crate::money::Fen;
use crate::policy::LateFeeWord;
use crate::quantity::{Kw, Kwh, Multiplier};
use crate::reading::usage::RegisterStatement;
use crate::refusal::Refusal;
use crate::ticket::capitals::{CapitalsStyle, capitals};
use crate::words::{self, Label, Language, register_label, say};

/// Previous and current index and energy; an index of eight digits with its
/// point still fits on narrow paper.
const REGISTERS: Columns = Columns { narrow: &[16, 25, 32], wide: &[26, 38, 48] };

/// Which columns a bill has, by what is supplied (taodocs p-768426076).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BillForm {
    /// Residents and whoever has less than 100 kVA: indexes, energy, lines,
    /// total.
    Plain,
    /// From 100 kVA: the usage class and the energy charged too.
    Capacity,
    /// From 315 kVA, and two-part prices: subtotals too.
    TwoPart,
}

/// From this capacity in kVA on a bill has the form for capacity.
const CAPACITY_KVA: i64 = 100;
/// From this capacity in kVA on a bill has the form for two-part prices.
const TWO_PART_KVA: i64 = 315;

impl BillForm {
    /// The form for a customer: `capacity` in kVA, absent where none is on
    /// record; `two_part` where a basic charge is billed.
    #[must_use]
    pub fn of(usage_class: UsageClass, capacity: Option<Kw>, two_part: bool) -> Self {
        let from = |kva: i64| capacity.is_some_and(|capacity| capacity >= Kw::whole(kva));
        if two_part {
            Self::TwoPart
        } else if usage_class.is_resident() {
            Self::Plain
        } else if from(TWO_PART_KVA) {
            Self::TwoPart
        } else if from(CAPACITY_KVA) {
            Self::Capacity
        } else {
            Self::Plain
        }
    }
}

/// What a bill says beside its own document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillFace<'a> {
    /// The station's name.
    pub station_name: &'a str,
    /// The emergency number (1.3).
    pub emergency_telephone: &'a str,
    /// The customer's name.
    pub customer_name: &'a str,
    /// The usage class.
    pub usage_class: UsageClass,
    /// Which columns it has.
    pub form: BillForm,
    /// The bill.
    pub document: &'a BillDocument,
    /// The late fee that has come to it so far; zero on the day of issue.
    pub late_fee_fen: Fen,
    /// By when it is paid; absent where that is not decided.
    pub due_on: Option<NaiveDate>,
    /// The printed word for the late fee.
    pub late_fee_word: LateFeeWord,
    /// Which spelling of capitals is printed.
    pub capitals_style: CapitalsStyle,
}

/// The lines of a bill. Amounts are in yuan, energy in kWh; Chinese is what is
/// printed, English for the screen.
///
/// Refuses `out_of_range`: an amount that cannot be added up or written in
/// capitals.
pub fn bill_lines(
    face: &BillFace<'_>,
    language: Language,
    width: PaperWidth,
) -> Result<Vec<PrintLine>, Refusal> {
    let document = face.document;
    let mut sheet = Sheet::new(width, language);
    head(&mut sheet, face);
    sheet.rule();
    registers(&mut sheet, &document.registers);
    provisional_note(&mut sheet, document);
    energy(&mut sheet, face);
    sheet.rule();
    charges(&mut sheet, &document.lines, face.form == BillForm::TwoPart)?;
    sheet.rule();
    total(&mut sheet, face)?;
    sheet.rule();
    sheet.figure(Label::EmergencyTelephone, face.emergency_telephone);
    Ok(sheet.into_lines())
}

fn head(sheet: &mut Sheet, face: &BillFace<'_>) {
    let document = face.document;
    sheet.centred(face.station_name);
    sheet.centred(sheet.word(Label::Bill));
    if document.version > 1 {
        sheet.centred(sheet.word(Label::Corrected));
    }
    sheet.figure(Label::BillNo, &document.bill_no());
    sheet.figure(Label::BillingPeriod, &document.period.to_string());
    let read_on = if document.provisional { Label::ReadDay } else { Label::ReadOn };
    sheet.figure(read_on, &document.read_on.to_string());
    sheet.rule();
    sheet.figure(Label::Account, document.account.as_str());
    sheet.figure(Label::Customer, face.customer_name);
    if face.form != BillForm::Plain {
        let class = say(face.usage_class.code());
        sheet.figure(Label::UsageClass, class.text(sheet.language()));
    }
}

/// A table of indexes for each meter, with its multiplier where it has one.
fn registers(sheet: &mut Sheet, statements: &[RegisterStatement]) {
    let alike = |left: &RegisterStatement, right: &RegisterStatement| {
        left.meter == right.meter && left.multiplier == right.multiplier
    };
    for meter in statements.chunk_by(alike) {
        if let Some(first) = meter.first() {
            sheet.figure(Label::Meter, first.meter.as_str());
            if first.multiplier != Multiplier::whole(1) {
                sheet.figure(Label::Multiplier, &first.multiplier.to_string());
            }
        }
        let head = [Label::Previous, Label::Current, Label::Quantity];
        sheet.row(&REGISTERS, sheet.word(Label::Register), &head.map(|label| sheet.word(label)));
        for statement in meter {
            let figures = [
                statement.previous.to_string(),
                statement.current.to_string(),
                statement.energy_kwh.to_string(),
            ];
            let label = register_label(statement.register);
            let figures = figures.each_ref().map(String::as_str);
            sheet.row(&REGISTERS, label.text(sheet.language()), &figures);
            if statement.rolled_over {
                sheet.text(sheet.word(Label::RolledOver), LineStyle::Plain);
            }
        }
    }
}

/// Says in words that the meter was missed, as the explanation does.
fn provisional_note(sheet: &mut Sheet, document: &BillDocument) {
    for step in explain(document).iter().filter(|step| step.code.as_str() == "usage_provisional") {
        sheet.text(words::step(step).text(sheet.language()), LineStyle::Strong);
    }
}

/// From the energy metered to the energy charged; one figure where both are
/// the same and the form has no column for each.
fn energy(sheet: &mut Sheet, face: &BillFace<'_>) {
    let energy = &face.document.energy;
    let between = [
        (Label::SubMetered, Kwh::new(-energy.sub_metered_kwh.get())),
        (Label::Loss, energy.loss_kwh),
        (Label::Adjustment, energy.adjustment_kwh),
        (Label::Settled, Kwh::new(-energy.settled_kwh.get())),
        (Label::Free, Kwh::new(-energy.free_kwh.get())),
    ];
    let mut between = between.into_iter().filter(|(_, energy)| !energy.is_zero()).peekable();
    if face.form == BillForm::Plain && between.peek().is_none() {
        sheet.figure(Label::Energy, &energy.charged_kwh.to_string());
        return;
    }
    sheet.figure(Label::Metered, &energy.metered_kwh.to_string());
    for (label, energy) in between {
        sheet.figure(label, &energy.to_string());
    }
    sheet.figure(Label::Charged, &energy.charged_kwh.to_string());
}

fn total(sheet: &mut Sheet, face: &BillFace<'_>) -> Result<(), Refusal> {
    let out_of_range = |_overflow| Refusal::out_of_range("amount");
    let bill_fen = face.document.total_fen;
    let total_fen = bill_fen.plus(face.late_fee_fen).map_err(out_of_range)?;
    if !face.late_fee_fen.is_zero() {
        sheet.figure(Label::BillTotal, &bill_fen.to_string());
        sheet.figure(Label::late_fee(face.late_fee_word), &face.late_fee_fen.to_string());
    }
    let (label, amount_fen) = if total_fen.is_negative() {
        (Label::ToGiveBack, total_fen.negated().map_err(out_of_range)?)
    } else {
        (Label::ToPay, total_fen)
    };
    // 4.3.2: figures and capitals come from one amount.
    let in_capitals = capitals(amount_fen, face.capitals_style)
        .map_err(|_too_large| Refusal::out_of_range("capitals"))?;
    sheet.pair(sheet.word(label), &format!("￥{amount_fen}"), LineStyle::Strong);
    sheet.pair(sheet.word(Label::Capitals), &in_capitals, LineStyle::Strong);
    if let Some(due_on) = face.due_on.filter(|_| total_fen > Fen::ZERO) {
        sheet.figure(Label::DueOn, &due_on.to_string());
    }
    Ok(())
}
