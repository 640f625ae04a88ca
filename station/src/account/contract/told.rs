//! A supply contract in words: what is agreed, and how much.

use dianfei_rules::account::{
    BasicChargeTerms, ContractTerms, LineLossTerms, ShareSize, ShareTerms, SupplyContract,
};
use dianfei_rules::bill::basic_charge::Transformer;
use dianfei_rules::bill::loss::{LineLossMethod, LossMethod};
use dianfei_rules::bill::power_factor::LightingConnection;
use dianfei_rules::id::AccountNo;

use crate::web::{Bi, bi};

/// Each thing agreed: what it is, and its figures.
#[must_use]
pub fn told(contract: &SupplyContract) -> Vec<(Bi, Bi)> {
    let ContractTerms { transformer_loss, line_loss, power_factor, shares } = &contract.terms;
    let mut told = Vec::new();
    if let Some(terms) = power_factor {
        let (zh, en) = if terms.lowered {
            ("，降低考核标准", ", a lowered standard")
        } else {
            ("", "")
        };
        let standard = terms.standard.hundredths();
        let text = Bi::composed(format!("0.{standard}{zh}"), format!("0.{standard}{en}"));
        told.push((bi("功率因数标准", "Power factor standard"), text));
    }
    if let Some(method) = transformer_loss {
        told.push((bi("变压器损耗", "Transformer loss"), transformer(method)));
    }
    if let Some(terms) = line_loss {
        told.push((bi("线路损耗", "Line loss"), line(terms)));
    }
    told.extend(shares.iter().map(share));
    told.extend(contract.basic_charge.as_ref().map(basic));
    if !contract.behind.is_empty() {
        let accounts: Vec<&str> = contract.behind.iter().map(AccountNo::as_str).collect();
        told.push((bi("分表户", "Accounts behind"), Bi::same(accounts.join(" "))));
    }
    told
}

fn transformer(method: &LossMethod) -> Bi {
    match method {
        LossMethod::Formula(formula) => {
            let (plate, factor) = (&formula.nameplate, formula.load_curve_factor);
            let (model, capacity) = (&plate.model, plate.capacity_kva);
            Bi::composed(
                format!("公式法，{model} {capacity} 千伏安，负荷曲线系数 {factor}"),
                format!("by formula, {model} {capacity} kVA, load-curve factor {factor}"),
            )
        }
        LossMethod::Simplified(simplified) => {
            let (capacity, iron) = (simplified.capacity_kva, simplified.iron_kwh);
            Bi::composed(
                format!("简化法，{capacity} 千伏安，月铁损 {iron} 千瓦时"),
                format!("simplified, {capacity} kVA, iron loss {iron} kWh a month"),
            )
        }
        LossMethod::Table(table) => {
            let (model, capacity, rate) = (&table.model, table.capacity_kva, table.load_rate);
            let source = &table.table.source;
            Bi::composed(
                format!("查表，{model} {capacity} 千伏安，负荷率 {rate}（{source}）"),
                format!("by table, {model} {capacity} kVA, load rate {rate} ({source})"),
            )
        }
    }
}

fn line(terms: &LineLossTerms) -> Bi {
    let (zh, en) = if terms.with_transformer_loss {
        ("，变损也经过线路", ", the transformer's loss included")
    } else {
        ("", "")
    };
    match terms.method {
        LineLossMethod::Percent(percent) => {
            Bi::composed(format!("{percent}%{zh}"), format!("{percent} %{en}"))
        }
        LineLossMethod::Fixed(month) => {
            Bi::composed(format!("每月 {month} 千瓦时{zh}"), format!("{month} kWh a month{en}"))
        }
    }
}

fn share(share: &ShareTerms) -> (Bi, Bi) {
    let tariff = &share.tariff;
    let (zh, en) = match share.connection {
        LightingConnection::Series => ("串接", "in series"),
        LightingConnection::Parallel => ("并接", "in parallel"),
    };
    match share.size {
        ShareSize::Fixed(month) => (
            bi("定量", "Fixed share"),
            Bi::composed(
                format!("电价 {tariff}，每月 {month} 千瓦时，{zh}"),
                format!("price table {tariff}, {month} kWh a month, {en}"),
            ),
        ),
        ShareSize::Percent(percent) => (
            bi("定比", "Proportional share"),
            Bi::composed(
                format!("电价 {tariff}，{percent}%，{zh}"),
                format!("price table {tariff}, {percent} %, {en}"),
            ),
        ),
    }
}

fn basic(terms: &BasicChargeTerms) -> (Bi, Bi) {
    match terms {
        BasicChargeTerms::Capacity { transformers } => {
            let named = |transformer: &Transformer, unit: &str, locked: &str| {
                let interlock = transformer.interlock.as_ref();
                let lock = interlock.map_or_else(String::new, |name| format!(" {locked} {name}"));
                format!("{} {} {unit}{lock}", transformer.name, transformer.capacity_kva)
            };
            let all = |unit: &str, locked: &str, mark: &str| {
                let names = transformers.iter().map(|transformer| named(transformer, unit, locked));
                names.collect::<Vec<_>>().join(mark)
            };
            (
                bi("基本电费按容量", "Basic charge by capacity"),
                Bi::composed(all("千伏安", "互锁", "、"), all("kVA", "interlocked", ", ")),
            )
        }
        BasicChargeTerms::Demand { contract_kw: Some(contract), capacity_kva } => (
            bi("基本电费按合同需量", "Basic charge by contract demand"),
            Bi::composed(
                format!("{contract} 千瓦，总容量 {capacity_kva} 千伏安"),
                format!("{contract} kW of {capacity_kva} kVA"),
            ),
        ),
        BasicChargeTerms::Demand { contract_kw: None, capacity_kva } => (
            bi("基本电费按实际需量", "Basic charge by actual demand"),
            Bi::composed(
                format!("总容量 {capacity_kva} 千伏安"),
                format!("capacity {capacity_kva} kVA"),
            ),
        ),
    }
}
