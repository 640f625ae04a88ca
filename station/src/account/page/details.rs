//! A customer's name, telephone and address, written anew.

use axum::http::StatusCode;
use dianfei_rules::id::AccountNo;
use dianfei_wire::PartHash;
use dianfei_wire::fact::{AccountFact, FactBody};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};

use crate::account::search;
use crate::archive::look;
use crate::desk::{Answer, Desk, REQUEST_FIELD};
use crate::journal::part;
use crate::people::role::Command;
use crate::sheet;
use crate::spine::Draft;
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, bi};

fn account(desk: &Desk) -> Result<AccountNo, ErrorPage> {
    desk.param("account").parse().map_err(|_no_number| desk.unknown())
}

/// The form with what is on record.
pub fn page(desk: &Desk) -> Answer {
    shown(desk, &Entered::default(), StatusCode::OK)
}

fn shown(desk: &Desk, entered: &Entered, status: StatusCode) -> Answer {
    desk.permit(Command::ChangeDetails)?;
    let account = account(desk)?;
    let known = known(desk, &account)?;
    look::record(desk, &account, format!("/account/{account}/details"))?;
    let form =
        Form::new(format!("/account/{account}/details"), bi("登记变更", "Record the change"))
            .field(Field::text("name", bi("户名", "Name")).value(known.name).required().first())
            .field(
                Field::text("telephone", bi("电话", "Telephone"))
                    .value(known.telephone.unwrap_or_default()),
            )
            .field(
                Field::text("address", bi("地址", "Address"))
                    .value(known.address.unwrap_or_default())
                    .required(),
            )
            .field(
                Field::text("reason", bi("谁要求变更、为什么", "Who asked for it, and why"))
                    .required(),
            )
            .hidden(REQUEST_FIELD, desk.request_id())
            .cancel(search::address(&account))
            .filled(entered)
            .render(desk.lang(), &desk.frame.viewer.csrf);
    let title = Bi::composed(
        format!("变更户号 {account} 的资料"),
        format!("Change the details of account {account}"),
    );
    Ok(desk.frame.page(&title, form).with_status(status))
}

/// What is on record; empty where it was destroyed.
fn known(desk: &Desk, account: &AccountNo) -> Result<PersonalDetails, ErrorPage> {
    let station = desk.app.station.as_str();
    let row = desk.read(|store| {
        let row = store.query_opt(
            "select details from account where station_id = $1 and account = $2",
            &[station.into(), account.as_str().into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(part::details(store, station, PartHash(row.parsed("details")?))?))
    })?;
    let details = row.ok_or_else(|| desk.unknown())?;
    Ok(details.unwrap_or(PersonalDetails {
        salt: String::new(),
        name: String::new(),
        telephone: None,
        address: None,
    }))
}

/// Records the details anew; the earlier ones stay in the record.
pub fn change(desk: &Desk, entered: &mut Entered) -> Answer {
    let account = account(desk)?;
    known(desk, &account)?;
    let (name, address) = (entered.line("name"), entered.line("address"));
    let reason = entered.line("reason");
    let telephone = entered.optional("telephone");
    if telephone.as_deref().is_some_and(|text| !sheet::is_telephone(text)) {
        let wrong = bi(
            "请只用数字、空格和连字符，5 至 20 位。",
            "Use digits, spaces and hyphens only, 5 to 20 of them.",
        );
        entered.wrong("telephone", wrong);
    }
    let (Some(name), Some(address), Some(reason), false) =
        (name, address, reason, entered.has_errors())
    else {
        return shown(desk, entered, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let place = search::address(&account);
    desk.decide(Command::ChangeDetails, entered, |_tx, moment| {
        let address = Some(address);
        let details = PersonalDetails { salt: moment.salt(), name, telephone, address };
        let part = Part::canonical(PartKind::Personal, &details);
        let body = FactBody::Account(AccountFact::DetailsChanged {
            account,
            details: part.hash(),
            reason,
        });
        Ok(vec![Draft::new(moment, body).with_parts(vec![part])])
    })?;
    let text = desk.lang().t("客户资料已变更。", "The customer's details are changed.");
    Ok(Flash::done(text).redirect(&place))
}
