//! The lines of a bill as a table: item, quantity, price, amount. Ticket and bill
//! print the same.

use super::LineStyle;
use super::sheet::{Columns, Sheet};
use crate::bill::{BillLine, Charged, LineKind};
use crate::money::Fen;
use crate::refusal::Refusal;
use crate::words::{
    Label, Sentence, at_price_table, energy_label, given_back, prices_from, say, surcharge_label,
    tier_addition_label,
};

/// Energy, price and amount; a price of six decimals and an amount below
/// 100,000 yuan still fit on narrow paper.
const TABLE: Columns = Columns { narrow: &[14, 23, 32], wide: &[27, 37, 48] };

/// A line as it is printed.
struct Item<'a> {
    line: &'a BillLine,
    name: Sentence,
    quantity: String,
    price: String,
    /// Under which subtotal it stands on the form that has them; absent for
    /// none.
    subtotal: Option<Label>,
}

impl<'a> Item<'a> {
    fn of(line: &'a BillLine) -> Self {
        let at_price = |name, subtotal| Self {
            line,
            name,
            quantity: line.energy_kwh.to_string(),
            price: line.price.to_string(),
            subtotal: Some(subtotal),
        };
        match line.kind {
            LineKind::Energy => {
                at_price(energy_label(line.period, line.tier), Label::EnergySubtotal)
            }
            LineKind::TierAddition => {
                at_price(tier_addition_label(line.tier), Label::EnergySubtotal)
            }
            LineKind::Surcharge => {
                let name = line.name.as_deref().or(line.part.as_deref());
                at_price(surcharge_label(name), Label::FundsSubtotal)
            }
            LineKind::BasicCharge | LineKind::PowerFactor => Self::beside_energy(line),
        }
    }

    /// A line that does not charge energy: its quantity bears its unit.
    fn beside_energy(line: &'a BillLine) -> Self {
        let price = line.price.to_string();
        let (quantity, price) = match line.charged {
            Some(Charged::Capacity(capacity)) => (format!("{capacity}kVA"), price),
            Some(Charged::Demand(demand)) => (format!("{demand}kW"), price),
            Some(Charged::PercentOf { percent, base_fen }) => {
                (base_fen.to_string(), format!("{percent}%"))
            }
            None => (line.energy_kwh.to_string(), price),
        };
        Self { line, name: say(line.kind.code()), quantity, price, subtotal: None }
    }

    /// What sets the line apart from others of its name: the provisional bill
    /// that it gives back, the price table of a share, or where several versions
    /// of the account's hold, which.
    fn heading(&self, lines: &[BillLine]) -> Option<Sentence> {
        let line = self.line;
        if let Some(bill) = &line.reverses {
            return Some(given_back(bill));
        }
        if let Some(tariff) = &line.tariff {
            return Some(at_price_table(tariff));
        }
        let several = lines
            .iter()
            .filter(|other| other.tariff.is_none())
            .any(|other| other.reverses.is_none() && other.valid_from != line.valid_from);
        several.then(|| prices_from(line.valid_from))
    }
}

/// The sum of the amounts; refuses `out_of_range`.
pub(super) fn sum<'a>(lines: impl IntoIterator<Item = &'a BillLine>) -> Result<Fen, Refusal> {
    Fen::sum(lines.into_iter().map(|line| line.amount_fen))
        .map_err(|_overflow| Refusal::out_of_range("amount"))
}

/// Prints the lines in their order under a head. Refuses `out_of_range`.
pub(super) fn charges(
    sheet: &mut Sheet,
    lines: &[BillLine],
    subtotals: bool,
) -> Result<(), Refusal> {
    let head = [Label::Quantity, Label::Price, Label::Amount].map(|label| sheet.word(label));
    sheet.row(&TABLE, sheet.word(Label::Item), &head);
    let items: Vec<Item<'_>> = lines.iter().map(Item::of).collect();
    let mut heading = None;
    for group in items.chunk_by(|left, right| left.subtotal == right.subtotal) {
        for item in group {
            let own = item.heading(lines);
            if own != heading {
                heading = own;
                if let Some(text) = &heading {
                    sheet.text(text.text(sheet.language()), LineStyle::Plain);
                }
            }
            let amount = item.line.amount_fen.to_string();
            let name = item.name.text(sheet.language());
            sheet.row(&TABLE, name, &[&item.quantity, &item.price, &amount]);
        }
        let subtotal = group.first().and_then(|first| first.subtotal);
        if let Some(label) = subtotal.filter(|_| subtotals && group.len() > 1) {
            sheet.figure(label, &sum(group.iter().map(|item| item.line))?.to_string());
        }
    }
    Ok(())
}
