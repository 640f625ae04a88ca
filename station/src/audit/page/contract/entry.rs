//! The form of a supply contract, read.

use std::str::FromStr;

use dianfei_rules::account::{
    BasicChargeTerms, ContractTerms, LineLossTerms, PowerFactorTerms, SupplyContract,
};
use dianfei_rules::bill::loss::{
    FormulaInput, LineLossMethod, LossMethod, LossTable, LossTableStep, Nameplate, SimplifiedInput,
    TableInput, published_nameplate,
};
use dianfei_rules::bill::power_factor::Standard;
use dianfei_rules::quantity::{Kvarh, Kw, Kwh, Rate};

use super::{lines, sentence};
use crate::web::{Bi, Entered, bi};

/// The contract that was typed; absent where a field is wrong, which `entered` has
/// noted.
pub(super) fn contract(entered: &mut Entered) -> Option<SupplyContract> {
    let power_factor = power_factor(entered);
    let transformer_loss = transformer_loss(entered);
    let line_loss = line_loss(entered);
    let shares = several(entered, "shares", lines::shares, SHARE);
    let basic_charge = basic_charge(entered);
    let behind = several(entered, "behind", lines::accounts, ACCOUNT);
    let terms = ContractTerms { transformer_loss, line_loss, power_factor, shares };
    (!entered.has_errors()).then_some(SupplyContract { terms, basic_charge, behind })
}

/// A figure that may be left out.
fn figure<T: FromStr>(entered: &mut Entered, name: &str) -> Option<T> {
    entered.optional(name).and_then(|_typed| entered.quantity(name))
}

const SHARE: Bi = bi(
    "请写 电价代码 定量或定比 数值 串接或并接，如 JM 定量 200 并接。",
    "Give price table, 定量 or 定比, figure, 串接 or 并接, such as JM 定量 200 并接.",
);
const TRANSFORMER: Bi = bi("请写 名称 千伏安，如 1号 315。", "Give name and kVA, such as 1号 315.");
const ACCOUNT: Bi = bi("请只写一个户号。", "Give one account number.");

/// What stands one a line; nothing where the field is blank.
fn several<T>(
    entered: &mut Entered,
    name: &str,
    read: fn(&str) -> Result<Vec<T>, usize>,
    remedy: Bi,
) -> Vec<T> {
    let text = entered.text_of(name).unwrap_or_default().to_owned();
    read(&text).unwrap_or_else(|line| {
        let why = Bi::composed(
            format!("第 {line} 行读不懂。{}", remedy.zh),
            format!("Line {line} cannot be read. {}", remedy.en),
        );
        entered.wrong(name, why);
        Vec::new()
    })
}

fn power_factor(entered: &mut Entered) -> Option<PowerFactorTerms> {
    let lowered = entered.ticked("power_factor_lowered");
    let Some(chosen) = entered.optional("power_factor") else {
        if lowered {
            entered.wrong("power_factor", bi("先选考核标准。", "Choose the standard first."));
        }
        return None;
    };
    let known =
        Standard::ALL.into_iter().find(|known| format!("0.{}", known.hundredths()) == chosen);
    if known.is_none() {
        entered.wrong("power_factor", bi("请从列表中选择。", "Choose one of the list."));
    }
    known.map(|standard| PowerFactorTerms { standard, lowered })
}

fn transformer_loss(entered: &mut Entered) -> Option<LossMethod> {
    match entered.text_of("loss").unwrap_or_default() {
        "formula" => formula(entered).map(LossMethod::Formula),
        "simplified" => {
            let capacity_kva = entered.quantity("loss_capacity");
            let iron_kwh = entered.quantity("loss_iron");
            let iron_kvarh = entered.quantity("loss_iron_kvarh");
            let reactive_factor = entered.quantity("loss_factor");
            Some(LossMethod::Simplified(SimplifiedInput {
                capacity_kva: capacity_kva?,
                iron_kwh: iron_kwh?,
                iron_kvarh: iron_kvarh?,
                reactive_factor: reactive_factor?,
            }))
        }
        "table" => table(entered).map(LossMethod::Table),
        _ => None,
    }
}

fn formula(entered: &mut Entered) -> Option<FormulaInput> {
    let model = entered.line("loss_model");
    let capacity_kva: Option<Kw> = entered.quantity("loss_capacity");
    let load_curve_factor: Option<Rate> = entered.quantity("loss_factor");
    let plate = ["loss_p0", "loss_pk", "loss_i0", "loss_uk"];
    let (model, capacity_kva) = (model?, capacity_kva?);
    let nameplate = if plate.iter().any(|name| entered.optional(name).is_some()) {
        let [p0, pk] = ["loss_p0", "loss_pk"].map(|name| entered.quantity(name));
        let [i0, uk] = ["loss_i0", "loss_uk"].map(|name| entered.quantity(name));
        Nameplate {
            model,
            capacity_kva,
            no_load_kw: p0?,
            load_kw: pk?,
            no_load_current_percent: i0?,
            impedance_percent: uk?,
        }
    } else {
        match published_nameplate(&model, capacity_kva) {
            Ok(nameplate) => nameplate,
            Err(refusal) => {
                entered.wrong("loss_model", sentence(&refusal));
                return None;
            }
        }
    };
    let load_curve_factor = load_curve_factor?;
    Some(FormulaInput { nameplate, load_curve_factor, days: None })
}

/// The load rate is stated, never computed: so one step of the table is all of it.
fn table(entered: &mut Entered) -> Option<TableInput> {
    let source = entered.line("loss_source");
    let voltage_kv: Option<Rate> = entered.quantity("loss_voltage");
    let model = entered.line("loss_model");
    let capacity_kva: Option<Kw> = entered.quantity("loss_capacity");
    let load_rate: Option<Rate> = entered.quantity("loss_rate");
    let loss_kwh: Option<Kwh> = entered.quantity("loss_month");
    let loss_kvarh: Option<Kvarh> = entered.quantity("loss_month_kvarh");
    let (model, capacity_kva, load_rate) = (model?, capacity_kva?, load_rate?);
    let step = LossTableStep {
        model: model.clone(),
        capacity_kva,
        load_rate,
        loss_kwh: loss_kwh?,
        loss_kvarh: loss_kvarh?,
    };
    let table = LossTable { source: source?, voltage_kv: voltage_kv?, steps: vec![step] };
    Some(TableInput { table, model, capacity_kva, load_rate, days: None, months: None })
}

fn line_loss(entered: &mut Entered) -> Option<LineLossTerms> {
    let with_transformer_loss = entered.ticked("line_with_transformer");
    let percent = figure(entered, "line_percent").map(LineLossMethod::Percent);
    let fixed = figure(entered, "line_fixed").map(LineLossMethod::Fixed);
    if percent.is_some() && fixed.is_some() {
        let why = bi("比例和每月定量只填一项。", "Give a percentage or an amount, not both.");
        entered.wrong("line_fixed", why);
    }
    let method = percent.or(fixed);
    if method.is_none() && with_transformer_loss {
        let why = bi("先填线路损耗。", "Give the line's loss first.");
        entered.wrong("line_percent", why);
    }
    method.map(|method| LineLossTerms { method, with_transformer_loss })
}

fn basic_charge(entered: &mut Entered) -> Option<BasicChargeTerms> {
    let by = entered.optional("basic").unwrap_or_default();
    let needless: &[&str] = match by.as_str() {
        "capacity" => &["demand_contract", "demand_capacity"],
        "demand" => &["transformers"],
        _ => &["transformers", "demand_contract", "demand_capacity"],
    };
    for name in needless {
        if entered.optional(name).is_some() {
            let why = bi(
                "与所选的基本电费计收方式不符，请清空或改选。",
                "It does not go with how the basic charge is found: clear it, or choose otherwise.",
            );
            entered.wrong(name, why);
        }
    }
    match by.as_str() {
        "capacity" => {
            entered.text("transformers")?;
            let transformers = several(entered, "transformers", lines::transformers, TRANSFORMER);
            Some(BasicChargeTerms::Capacity { transformers })
        }
        "demand" => {
            let contract_kw = figure(entered, "demand_contract");
            let capacity_kva = entered.quantity("demand_capacity")?;
            Some(BasicChargeTerms::Demand { contract_kw, capacity_kva })
        }
        _ => None,
    }
}
