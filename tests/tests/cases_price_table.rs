//! A published price table against itself: `cases/price_table.toml`.

use dianfei_rules::account::UsageClass;
use dianfei_rules::quantity::Price;
use dianfei_rules::tariff::{EnergyPrices, Factors, PricePart, Tariff, check_entry};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    purchase: Price,
    line_loss: Price,
    system_operation: Price,
    funds: Vec<(String, Price)>,
    factors: Factors,
    funds_sum: Price,
    floating_sum: Price,
    row: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    grid: Price,
    flat: Price,
    critical_peak: Price,
    peak: Price,
    valley: Price,
    #[serde(default)]
    faults: Vec<String>,
}

fn part(code: &str, price: Price, surcharge: bool, floats: bool) -> PricePart {
    PricePart { code: code.into(), name: code.into(), price, surcharge, floats }
}

impl Cases {
    fn tariff(&self, row: &Row) -> Tariff {
        let mut parts = vec![
            part("purchase", self.purchase, false, true),
            part("line_loss", self.line_loss, false, true),
            part("grid", row.grid, false, false),
            part("system_operation", self.system_operation, false, false),
        ];
        parts.extend(self.funds.iter().map(|(code, price)| part(code, *price, true, false)));
        Tariff {
            tariff: "EC".parse().expect("a tariff number"),
            name: row.id.clone(),
            valid_from: "2026-01-01".parse().expect("a date"),
            usage_class: UsageClass::GeneralCommercial,
            source: "cases/price_table.toml".into(),
            prices: EnergyPrices::TimeOfUse {
                critical_peak: Some(row.critical_peak),
                peak: row.peak,
                flat: Some(row.flat),
                valley: row.valley,
            },
            parts,
            factors: Some(self.factors),
            tiers: None,
        }
    }
}

#[test]
fn price_table_cases() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/price_table.toml")).expect("price_table.toml");
    assert_eq!(cases.row.len(), 11);
    for row in &cases.row {
        let faults: Vec<String> = check_entry(&cases.tariff(row))
            .iter()
            .map(|fault| {
                let figure = |name| fault.figures.get(name);
                let shown = figure("difference").or(figure("computed")).expect("a figure");
                format!("{} {} {shown}", fault.code, figure("cell").expect("the cell"))
            })
            .collect();
        assert_eq!(faults, row.faults, "{}", row.id);
    }
}

#[test]
fn funds_and_the_floating_base_add_up() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/price_table.toml")).expect("price_table.toml");
    let funds = Price::sum(cases.funds.iter().map(|(_, price)| *price)).expect("a sum");
    assert_eq!(funds, cases.funds_sum, "D1");
    let floating = cases.purchase.plus(cases.line_loss).expect("a sum");
    assert_eq!(floating, cases.floating_sum, "D4");
}
