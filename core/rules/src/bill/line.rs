//! Lines before rounding, and the one place where they are rounded.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::document::{BillLine, LineKind};
use crate::meter::Period;
use crate::money::Fen;
use crate::policy::RoundingPlace;
use crate::quantity::{Kwh, Price};
use crate::refusal::Refusal;
use crate::tariff::price::PricePart;

/// A line without its amount.
pub(super) fn line(kind: LineKind, valid_from: NaiveDate, energy: Kwh, price: Price) -> BillLine {
    BillLine {
        kind,
        tariff: None,
        period: Period::Total,
        tier: None,
        part: None,
        name: None,
        valid_from,
        charged: None,
        reverses: None,
        energy_kwh: energy,
        price,
        amount_fen: Fen::ZERO,
    }
}

pub(super) fn surcharge(valid_from: NaiveDate, energy: Kwh, part: &PricePart) -> BillLine {
    BillLine {
        part: Some(part.code.clone()),
        name: Some(part.name.clone()),
        ..line(LineKind::Surcharge, valid_from, energy, part.price)
    }
}

/// Gives each line of energy its amount, rounding where the policy says: by
/// itself, or once over all of them, where the last line takes the difference.
pub(super) fn round(lines: &mut [BillLine], place: RoundingPlace) -> Result<(), Refusal> {
    let out_of_range = || Refusal::out_of_range("amount");
    let mut exact = Decimal::ZERO;
    for line in lines.iter_mut() {
        let yuan = line.energy_kwh.get().checked_mul(line.price.get()).ok_or_else(out_of_range)?;
        line.amount_fen = Fen::round_yuan(yuan).map_err(|_overflow| out_of_range())?;
        if place == RoundingPlace::PerBill {
            exact = exact.checked_add(yuan).ok_or_else(out_of_range)?;
        }
    }
    if place == RoundingPlace::PerBill {
        let total = Fen::round_yuan(exact).map_err(|_overflow| out_of_range())?;
        let rest = total.minus(total_of(lines)?).map_err(|_overflow| out_of_range())?;
        if let Some(last) = lines.iter_mut().rfind(|line| !line.energy_kwh.is_zero()) {
            last.amount_fen = last.amount_fen.plus(rest).map_err(|_overflow| out_of_range())?;
        }
    }
    Ok(())
}

/// What the lines add up to; refuses `out_of_range`.
pub(super) fn total_of(lines: &[BillLine]) -> Result<Fen, Refusal> {
    Fen::sum(lines.iter().map(|line| line.amount_fen))
        .map_err(|_overflow| Refusal::out_of_range("amount"))
}
