//! Price tables from their sheet: one row for each price, one version for each
//! table and date.

use std::collections::BTreeMap;

use dianfei_rules::quantity::{Kwh, Price};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::price::{BasicPrices, EnergyPrices, PricePart, Tariff};
use dianfei_rules::tariff::tier::{
    HouseholdExtra, SeasonTiers, Tier, TierCycle, TierForm, TierTable,
};

use super::{ImportError, Taken};
use crate::sheet::tariff::TariffRow;
use crate::sheet::{self, Fault, Rejected, Sheet, SheetError};
use crate::spine::SpineError;

/// The versions of price tables that a sheet holds.
pub(super) fn tariffs(bytes: &[u8]) -> Result<Taken, ImportError> {
    let sheet = sheet::read::<TariffRow>(bytes)?;
    if let Some(rejected) = Rejected::of(differing(&sheet)) {
        return Err(rejected.into());
    }
    let mut versions: BTreeMap<_, Vec<&TariffRow>> = BTreeMap::new();
    for row in &sheet.rows {
        versions.entry((row.tariff.clone(), row.from)).or_default().push(row);
    }
    let mut taken = Taken::new(&sheet, &sheet.rows);
    for rows in versions.values() {
        taken.tariffs.push(version(rows).map_err(SpineError::from)?);
    }
    Ok(taken)
}

/// Rows of one version that do not agree about the version as a whole.
fn differing(sheet: &Sheet<TariffRow>) -> Vec<SheetError> {
    let mut versions: BTreeMap<_, Vec<(&TariffRow, u32)>> = BTreeMap::new();
    let mut errors = Vec::new();
    for (row, line) in sheet.rows.iter().zip(&sheet.lines) {
        let before = versions.entry((&row.tariff, row.from)).or_default();
        let differs = before.iter().find_map(|(other, first_row)| {
            let (column, text) = row.differs_from(other)?;
            Some(SheetError::at(*line, column, Fault::Differs { text, first_row: *first_row }))
        });
        errors.extend(differs);
        before.push((row, *line));
    }
    errors
}

fn version(rows: &[&TariffRow]) -> Result<Tariff, Refusal> {
    let mut rows = rows.to_vec();
    rows.sort_by_key(|row| row.tier);
    let first = *rows.first().ok_or_else(|| missing("1"))?;
    let base: Vec<&TariffRow> = rows.iter().copied().filter(|row| row.tier == first.tier).collect();
    let prices = prices(&base)?;
    let said = |of: fn(&TariffRow) -> Option<Price>| rows.iter().find_map(|row| of(row));
    let (capacity, demand) = (said(|row| row.capacity_price), said(|row| row.demand_price));
    let basic =
        (capacity.is_some() || demand.is_some()).then_some(BasicPrices { capacity, demand });
    let time_of_use = matches!(prices, EnergyPrices::TimeOfUse { .. });
    Ok(Tariff {
        tariff: first.tariff.clone(),
        name: first.name.clone(),
        valid_from: first.from,
        valid_until: rows.iter().find_map(|row| row.until),
        usage_class: first.usage_class.parse()?,
        source: first.source.clone(),
        prices,
        parts: said(|row| row.surcharge).map(surcharge).into_iter().collect(),
        factors: None,
        basic,
        hours: Vec::new(),
        tiers: tiers(&rows, first, time_of_use)?,
    })
}

/// The surcharges as the one part of the price that the sheet tells apart.
fn surcharge(price: Price) -> PricePart {
    PricePart {
        code: "funds".to_owned(),
        name: "政府性基金及附加".to_owned(),
        price,
        surcharge: true,
        floats: false,
    }
}

fn prices(rows: &[&TariffRow]) -> Result<EnergyPrices, Refusal> {
    let of = |period: &str| rows.iter().find(|row| row.period == period).map(|row| row.price);
    if let Some(price) = of("total") {
        return Ok(EnergyPrices::Single { price });
    }
    Ok(EnergyPrices::TimeOfUse {
        critical_peak: of("critical_peak"),
        peak: of("peak").ok_or_else(|| missing("peak"))?,
        flat: of("flat"),
        valley: of("valley").ok_or_else(|| missing("valley"))?,
    })
}

fn missing(period: &str) -> Refusal {
    Refusal::by_clause("price_missing", "4.2.1").with("period", period)
}

/// Tiers add to the first tier's price, alike in all hours.
fn tiers(
    rows: &[&TariffRow],
    first: &TariffRow,
    time_of_use: bool,
) -> Result<Option<TierTable>, Refusal> {
    let cycle = match first.tier_cycle.as_str() {
        "month" => TierCycle::Month,
        "year" => TierCycle::Year,
        _ => return Ok(None),
    };
    let mut tiers = Vec::new();
    let mut above_kwh = Kwh::ZERO;
    for row in rows.iter().filter(|row| row.period == first.period) {
        let adds: Price =
            row.price.minus(first.price).map_err(|_overflow| Refusal::out_of_range("price"))?;
        tiers.push(Tier { above_kwh, up_to_kwh: row.up_to_kwh, adds });
        above_kwh = row.up_to_kwh.unwrap_or(above_kwh);
    }
    let household = first.household_from.zip(first.household_kwh);
    Ok(Some(TierTable {
        cycle,
        form: if time_of_use { TierForm::AddOn } else { TierForm::FullPrice },
        seasons: vec![SeasonTiers { months: Vec::new(), tiers }],
        household: household
            .map(|(at_least_persons, extra_kwh)| HouseholdExtra { at_least_persons, extra_kwh }),
    }))
}
