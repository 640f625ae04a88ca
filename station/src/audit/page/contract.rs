//! A supply contract at the desk: what is agreed with a customer from a day on.

use askama::Template;
use axum::http::StatusCode;
use dianfei_rules::account::AgreedContract;
use dianfei_rules::account::supply::{ContractPart, contract_on};
use dianfei_rules::id::AccountNo;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::words as shared;

use crate::account::contract::told::told;
use crate::account::contract::{self, Recorded};
use crate::account::search;
use crate::account::table::is_account;
use crate::audit::contract::{Agreement, Place, agree as agreed, faults};
use crate::desk::{self, Answer, Desk};
use crate::people::role::Command;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Flash, Html, Lang, bi};

mod entry;
mod fields;
mod lines;

use self::fields::{METHODS, method_of};

#[derive(Template)]
#[template(path = "audit/contract.html")]
struct Body {
    lang: Lang,
    account: AccountNo,
    methods: &'static [(&'static str, Bi)],
    method: &'static str,
    form: Html,
    contracts: Html,
}

/// The form with what holds today, and all contracts on record.
pub fn page(desk: &Desk) -> Answer {
    shown(desk, &Entered::default(), StatusCode::OK)
}

fn shown(desk: &Desk, entered: &Entered, status: StatusCode) -> Answer {
    desk.permit(Command::AgreeContract)?;
    let account = account(desk)?;
    let station = desk.app.station.as_str();
    let recorded = desk.read(|store| Ok(contract::of_account(store, station, &account)?))?;
    let agreed: Vec<AgreedContract> =
        recorded.iter().map(|recorded| recorded.agreed.clone()).collect();
    let holding = contract_on(&agreed, desk.app.today()).cloned().unwrap_or_default();
    let chosen = entered.text_of("loss").or_else(|| desk.query.get("loss"));
    let method = method_of(chosen, &holding);
    let form = fields::form(desk, &account, &holding, method)
        .filled(entered)
        .render(desk.lang(), &desk.frame.viewer.csrf);
    let body = Body {
        lang: desk.lang(),
        methods: METHODS,
        method,
        form,
        contracts: list(desk.lang(), &recorded).render_plain(&desk.frame),
        account: account.clone(),
    };
    let title = Bi::composed(
        format!("户号 {account} 的供用电合同"),
        format!("The supply contract of account {account}"),
    );
    let page = desk.frame.page(&title, Html::of(&body)).clauses(desk::clause("4.2.3"));
    Ok(page.with_status(status))
}

/// The account of the address, which has to be the station's.
fn account(desk: &Desk) -> Result<AccountNo, ErrorPage> {
    let account: AccountNo = desk.param("account").parse().map_err(|_no_number| desk.unknown())?;
    let station = desk.app.station.as_str();
    let is_known = desk.read(|store| Ok(is_account(store, station, &account)?))?;
    is_known.then_some(account).ok_or_else(|| desk.unknown())
}

/// The contracts on record, the latest first.
#[must_use]
pub fn list(lang: Lang, recorded: &[Recorded]) -> List {
    let rows = recorded.iter().rev().map(|recorded| {
        let agreed = told(&recorded.agreed.contract);
        let said = agreed
            .iter()
            .map(|(what, how)| format!("{}{}{}", lang.of(what), lang.t("：", ": "), lang.of(how)));
        let said = said.collect::<Vec<_>>().join(lang.t("；", "; "));
        let nothing = lang.t("不再约定", "nothing is agreed any more");
        Row::new([
            Cell::from(recorded.agreed.from),
            Cell::from(if said.is_empty() { nothing.to_owned() } else { said }),
            Cell::from(recorded.reference.clone()),
            Cell::from(recorded.reason.clone()),
            Cell::from(recorded.recorded_by.clone()),
            Cell::from(recorded.recorded_on),
        ])
    });
    List::new("contracts", bi("供用电合同", "Supply contracts"))
        .column(Column::date("from", bi("自", "From")))
        .column(Column::text("agreed", bi("约定", "Agreed")))
        .column(Column::text("reference", bi("合同编号或凭据", "Contract or paper")))
        .column(Column::text("reason", bi("原因", "Reason")))
        .column(Column::number("by", bi("登记人", "Recorded by")))
        .column(Column::date("on", bi("登记日期", "Recorded on")))
        .empty(bi(
            "没有登记合同，按电价表计费。",
            "None; the account is billed by its price table.",
        ))
        .rows(rows)
}

/// Records a contract.
pub fn agree(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::AgreeContract)?;
    let account = account(desk)?;
    let from = entered.date("from");
    let (reference, reason) = (entered.line("reference"), entered.line("reason"));
    let contract = entry::contract(entered);
    let (Some(from), Some(reference), Some(reason), Some(contract)) =
        (from, reference, reason, contract)
    else {
        return shown(desk, entered, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let agreement = AgreedContract { from, contract };
    let wrong = desk
        .read(|store| faults(store, &desk.app.station, &account, &agreement, desk.app.today()))?;
    for (place, refusal) in &wrong {
        entered.wrong(field(*place), sentence(refusal));
    }
    if !wrong.is_empty() {
        return shown(desk, entered, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let back = search::address(&account);
    let agreement = Agreement { account, agreed: agreement, reference, reason };
    desk.decide(Command::AgreeContract, entered, |tx, moment| {
        agreed(tx, moment, &desk.app.station, agreement)
    })?;
    let text = desk.lang().t("合同已登记。", "The contract is recorded.");
    Ok(Flash::done(text).redirect(&back))
}

/// The field at which a fault stands.
const fn field(place: Place) -> &'static str {
    match place {
        Place::From => "from",
        Place::Behind => "behind",
        Place::Part(ContractPart::TransformerLoss) => "loss_capacity",
        Place::Part(ContractPart::LineLoss) => "line_percent",
        Place::Part(ContractPart::PowerFactor) => "power_factor",
        Place::Part(ContractPart::Shares) => "shares",
        Place::Part(ContractPart::BasicCharge) => "basic",
    }
}

/// A refusal with its figures and what to do.
fn sentence(refusal: &Refusal) -> Bi {
    let code = refusal.code.as_str();
    let (what, todo) = (shared::finding(code, refusal.figures.iter()), shared::todo(code));
    let ended = |text: String, mark: &str| {
        if text.ends_with(mark) { text } else { text + mark }
    };
    Bi::composed(ended(what.zh, "。") + &todo.zh, format!("{} {}", ended(what.en, "."), todo.en))
}
