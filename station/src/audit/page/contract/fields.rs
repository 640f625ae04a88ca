//! The form of a supply contract, filled with what holds.

use dianfei_rules::account::{BasicChargeTerms, SupplyContract};
use dianfei_rules::bill::loss::{LineLossMethod, LossMethod};
use dianfei_rules::bill::power_factor::Standard;
use dianfei_rules::id::AccountNo;

use super::lines;
use crate::account::search;
use crate::desk::{Desk, REQUEST_FIELD};
use crate::web::form::Control;
use crate::web::{Bi, Field, Form, Signing, bi};

/// How a transformer's loss can be agreed: the codes of the form with their words.
pub(super) const METHODS: &[(&str, Bi)] = &[
    ("none", bi("不计", "none")),
    ("formula", bi("公式法", "by formula")),
    ("simplified", bi("简化法", "simplified")),
    ("table", bi("查变损表", "by a table")),
];

/// The method that is chosen, or else the one that holds.
pub(super) fn method_of(chosen: Option<&str>, holding: &SupplyContract) -> &'static str {
    let code = chosen.unwrap_or(match holding.terms.transformer_loss {
        None => "none",
        Some(LossMethod::Formula(_)) => "formula",
        Some(LossMethod::Simplified(_)) => "simplified",
        Some(LossMethod::Table(_)) => "table",
    });
    METHODS.iter().map(|(known, _)| *known).find(|known| *known == code).unwrap_or("none")
}

/// The form.
pub(super) fn form(
    desk: &Desk,
    account: &AccountNo,
    holding: &SupplyContract,
    method: &'static str,
) -> Form {
    let form = Form::new(format!("/account/{account}/contract"), bi("登记合同", "Record it"))
        .lead(bi(
            "写明自起始日起约定的全部内容：不再约定的留空。已登记的不改动，同一起始日以后登记的为准。",
            "Give all that is agreed from the first day on; leave out what is not. What is on record stays; of one first day the later record holds.",
        ))
        .field(
            Field::date("from", bi("起始日", "First day"))
                .note(bi("按抄表日有效的合同计费", "a bill takes what holds on its read day"))
                .required()
                .first(),
        )
        .field(
            Field::text("reference", bi("合同编号或凭据号", "Number of the contract or paper"))
                .required(),
        )
        .field(Field::text("reason", bi("登记原因", "Reason")).required());
    let form = power_factor(form, holding);
    let form = match method {
        "formula" => formula(form, holding),
        "simplified" => simplified(form, holding),
        "table" => table(form, holding),
        _ => form,
    };
    let form = basic(shares(line_loss(form, holding), holding), holding)
        .field(
            Field::new("behind", bi("分表户", "Accounts behind"), Control::Lines)
                .value(lines::accounts_text(&holding.behind))
                .note(bi(
                    "总表之下由别户付费的电表，填户号，每行一个；各户抄见后总表户才能计费。",
                    "Accounts whose meters stand behind this one's, one a line; each has to be read before this one is billed.",
                )),
        );
    form.signing(Signing::clause(
        "4.2.3",
        bi("登记的合同决定以后的电费。", "Bills to come follow it."),
    ))
    .hidden("loss", method)
    .hidden(REQUEST_FIELD, desk.request_id())
    .cancel(search::address(account))
}

fn power_factor(form: Form, holding: &SupplyContract) -> Form {
    let terms = holding.terms.power_factor;
    let code = |standard: Standard| format!("0.{}", standard.hundredths());
    let choices = Standard::ALL.map(|standard| (code(standard), Bi::same(code(standard))));
    let lowered = terms.is_some_and(|terms| terms.lowered);
    form.field(
        Field::choice("power_factor", bi("功率因数标准", "Power factor standard"), choices)
            .value(terms.map(|terms| code(terms.standard)).unwrap_or_default())
            .note(bi("不考核的不选", "leave open where none is held")),
    )
    .field(
        Field::new(
            "power_factor_lowered",
            bi(
                "已批准降低考核标准（只增收，不减收）",
                "A lowered standard was approved: no reduction",
            ),
            Control::Tick,
        )
        .value(if lowered { "on" } else { "" }),
    )
}

fn figure(name: &'static str, label: Bi, unit: Bi, value: Option<impl ToString>) -> Field {
    Field::number(name, label).unit(unit).value(value.map(|it| it.to_string()).unwrap_or_default())
}

const KVA: Bi = bi("千伏安", "kVA");
const KW: Bi = bi("千瓦", "kW");
const KWH: Bi = bi("千瓦时", "kWh");
const KVARH: Bi = bi("千乏时", "kvarh");
const PERCENT: Bi = bi("%", "%");
const NO_UNIT: Bi = bi("", "");

fn model(value: Option<String>) -> Field {
    Field::text("loss_model", bi("变压器型号", "The transformer's model"))
        .value(value.unwrap_or_default())
        .note(bi("如 S11", "such as S11"))
        .required()
}

fn capacity(value: Option<impl ToString>) -> Field {
    figure("loss_capacity", bi("变压器容量", "The transformer's capacity"), KVA, value).required()
}

fn formula(form: Form, holding: &SupplyContract) -> Form {
    let known = match &holding.terms.transformer_loss {
        Some(LossMethod::Formula(formula)) => Some(formula),
        _ => None,
    };
    let plate = known.map(|formula| &formula.nameplate);
    let factor = known.map(|formula| formula.load_curve_factor);
    form.field(model(plate.map(|plate| plate.model.clone())))
        .field(capacity(plate.map(|plate| plate.capacity_kva)))
        .field(
            figure("loss_factor", bi("负荷曲线系数 K", "Load-curve factor K"), NO_UNIT, factor)
                .note(bi("按生产班次，合同写明", "by the shifts, as the contract says"))
                .required(),
        )
        .field(
            figure(
                "loss_p0",
                bi("空载损耗 P0", "No-load loss P0"),
                KW,
                plate.map(|it| it.no_load_kw),
            )
            .note(bi(
                "四项铭牌数值都不填时，取公开的 S9、S10、S11 参数",
                "with none of the nameplate's four figures those published for S9, S10, S11 count",
            )),
        )
        .field(figure("loss_pk", bi("负载损耗 Pk", "Load loss Pk"), KW, plate.map(|it| it.load_kw)))
        .field(figure(
            "loss_i0",
            bi("空载电流 I0", "No-load current I0"),
            PERCENT,
            plate.map(|it| it.no_load_current_percent),
        ))
        .field(figure(
            "loss_uk",
            bi("短路阻抗 Uk", "Impedance voltage Uk"),
            PERCENT,
            plate.map(|it| it.impedance_percent),
        ))
}

fn simplified(form: Form, holding: &SupplyContract) -> Form {
    let known = match &holding.terms.transformer_loss {
        Some(LossMethod::Simplified(simplified)) => Some(simplified),
        _ => None,
    };
    form.field(capacity(known.map(|it| it.capacity_kva)))
        .field(
            figure(
                "loss_iron",
                bi("月有功铁损", "Iron loss a month"),
                KWH,
                known.map(|it| it.iron_kwh),
            )
            .required(),
        )
        .field(
            figure(
                "loss_iron_kvarh",
                bi("月无功铁损", "Reactive iron loss a month"),
                KVARH,
                known.map(|it| it.iron_kvarh),
            )
            .required(),
        )
        .field(
            figure(
                "loss_factor",
                bi("无功铜损系数 K", "Reactive copper factor K"),
                NO_UNIT,
                known.map(|it| it.reactive_factor),
            )
            .required(),
        )
}

fn table(form: Form, holding: &SupplyContract) -> Form {
    let known = match &holding.terms.transformer_loss {
        Some(LossMethod::Table(table)) => Some(table),
        _ => None,
    };
    let step = known.and_then(|it| it.table.steps.first());
    form.field(
        Field::text("loss_source", bi("变损表名称", "Name of the loss table"))
            .value(known.map(|it| it.table.source.clone()).unwrap_or_default())
            .required(),
    )
    .field(
        figure(
            "loss_voltage",
            bi("额定电压", "Rated voltage"),
            bi("千伏", "kV"),
            known.map(|it| it.table.voltage_kv),
        )
        .required(),
    )
    .field(model(known.map(|it| it.model.clone())))
    .field(capacity(known.map(|it| it.capacity_kva)))
    .field(
        figure("loss_rate", bi("负荷率", "Load rate"), NO_UNIT, known.map(|it| it.load_rate))
            .note(bi("如 0.5，按合同", "such as 0.5, as the contract says"))
            .required(),
    )
    .field(
        figure(
            "loss_month",
            bi("表列月损耗", "The table's loss a month"),
            KWH,
            step.map(|it| it.loss_kwh),
        )
        .required(),
    )
    .field(
        figure(
            "loss_month_kvarh",
            bi("表列月无功损耗", "The table's reactive loss a month"),
            KVARH,
            step.map(|it| it.loss_kvarh),
        )
        .required(),
    )
}

fn line_loss(form: Form, holding: &SupplyContract) -> Form {
    let terms = holding.terms.line_loss;
    let (percent, fixed) = match terms.map(|terms| terms.method) {
        Some(LineLossMethod::Percent(percent)) => (Some(percent), None),
        Some(LineLossMethod::Fixed(month)) => (None, Some(month)),
        None => (None, None),
    };
    let through = terms.is_some_and(|terms| terms.with_transformer_loss);
    form.field(
        figure("line_percent", bi("线路损耗比例", "Line loss"), PERCENT, percent)
            .note(bi("与每月定量只填一项", "this or an amount a month")),
    )
    .field(figure("line_fixed", bi("线路损耗每月定量", "Line loss a month"), KWH, fixed))
    .field(
        Field::new(
            "line_with_transformer",
            bi("变压器损耗也经过该线路", "The transformer's loss runs over the line as well"),
            Control::Tick,
        )
        .value(if through { "on" } else { "" }),
    )
}

fn shares(form: Form, holding: &SupplyContract) -> Form {
    form.field(
        Field::new("shares", bi("定量、定比", "Shares at other prices"), Control::Lines)
            .value(lines::shares_text(&holding.terms.shares))
            .note(bi(
                "每行一项：电价代码 定量或定比 数值 串接或并接，如 JM 定量 200 并接",
                "one a line: price table, 定量 (fixed kWh a month) or 定比 (percent), figure, 串接 (series) or 并接 (parallel)",
            )),
    )
}

fn basic(form: Form, holding: &SupplyContract) -> Form {
    let (by, transformers, contract, capacity) = match &holding.basic_charge {
        None => ("", String::new(), None, None),
        Some(BasicChargeTerms::Capacity { transformers }) => {
            ("capacity", lines::transformers_text(transformers), None, None)
        }
        Some(BasicChargeTerms::Demand { contract_kw, capacity_kva }) => {
            ("demand", String::new(), *contract_kw, Some(*capacity_kva))
        }
    };
    let choices =
        [("capacity", bi("按容量", "by capacity")), ("demand", bi("按需量", "by demand"))];
    form.field(
        Field::choice("basic", bi("基本电费", "Basic charge"), choices)
            .value(by)
            .note(bi("单一制电价不选", "leave open for a one-part price")),
    )
    .field(
        Field::new("transformers", bi("计费变压器", "Transformers charged"), Control::Lines)
            .value(transformers)
            .note(bi(
                "按容量时填，每行一台：名称 千伏安，互锁的再写互锁名，如 1号 315 甲",
                "by capacity, one a line: name, kVA, and the interlock's name where one binds it",
            )),
    )
    .field(
        figure("demand_contract", bi("合同最大需量", "Contract demand"), KW, contract)
            .note(bi("按实际需量计收的不填", "none where the actual demand is billed")),
    )
    .field(
        figure("demand_capacity", bi("受电总容量", "Capacity of all transformers"), KVA, capacity)
            .note(bi("按需量时填", "where the charge is by demand")),
    )
}
