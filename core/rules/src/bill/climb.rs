//! How a bill climbs the tiers.

use chrono::Datelike;
use rust_decimal::Decimal;

use super::energy::months_covered;
use super::input::BillInput;
use super::settlement::given_back_whole;
use crate::quantity::Kwh;
use crate::refusal::Refusal;
use crate::tariff::price::Tariff;
use crate::tariff::tier::{ByTier, TierCycle, TierTable, TierUse, Widths, climb};

/// The tiers while a bill climbs them.
pub(super) struct TierCursor<'a> {
    table: Option<&'a TierTable>,
    pub(super) widths: Widths,
    used: ByTier<Kwh>,
    year: i32,
}

impl<'a> TierCursor<'a> {
    pub(super) fn new(input: &BillInput, tariff: &'a Tariff) -> Result<Self, Refusal> {
        let year = input.read_on.year();
        let Some(table) = tariff.tiers.as_ref() else {
            return Ok(Self { table: None, widths: Widths::new(), used: ByTier::new(), year });
        };
        let months = match given_back_whole(input.settles.as_ref(), tariff) {
            // Their months are billed anew with this one.
            Some(_) => months_covered(input),
            None => input.terms.cycle_months,
        };
        let widths = table.widths(&input.terms, (input.period, months), input.read_on)?;
        // A year's tiers are cleared by its first reading; nothing is carried.
        let mut used = match (&input.tier_use, table.cycle) {
            (Some(tier_use), TierCycle::Year) if tier_use.year == year => {
                ByTier::from_slice(&tier_use.used_kwh)
            }
            _ => ByTier::new(),
        };
        used.resize(widths.len(), Kwh::ZERO);
        Ok(Self { table: Some(table), widths, used, year })
    }

    /// Takes `energy` from the tiers and writes how much fell into each.
    pub(super) fn climb(&mut self, energy: Kwh, parts: &mut ByTier<Kwh>) {
        climb(energy, &mut self.used, &self.widths, |part| parts.push(part));
    }

    /// Gives energy back to the tiers, never below nothing.
    pub(super) fn descend(&mut self, given: &[Kwh]) {
        for (used, part) in self.used.iter_mut().zip(given) {
            *used = Kwh::new((used.get() - part.get()).max(Decimal::ZERO));
        }
    }

    /// Writes what the year has used over `into`; absent where tiers are not yearly.
    pub(super) fn after(self, into: &mut Option<TierUse>) {
        if self.table.is_some_and(|table| table.cycle == TierCycle::Year) {
            let into = into.get_or_insert_default();
            into.year = self.year;
            into.used_kwh.clear();
            into.used_kwh.extend_from_slice(&self.used);
        } else {
            *into = None;
        }
    }
}
