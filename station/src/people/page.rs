//! People and phones: who may do what, enrolment by QR, revocation.

use askama::Template;
use axum::Router;
use axum::response::IntoResponse;
use dianfei_wire::fact::people::PeopleFact;
use dianfei_wire::fact::{DeviceId, FactBody};

use super::person::{self, Labels, Person};
use super::role::{self, Command};
use crate::app::App;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::phone::{device, enrol};
use crate::spine::{Draft, SpineError};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::known;
use crate::web::{Bi, Entered, Field, Flash, Form, Html, Lang, Signing, bi, figure, qr};

/// The chapter's pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people", desk::get(people))
        .route("/people/invite", desk::post(invite))
        .route("/people/phone/{device}", desk::get(phone))
        .route("/people/phone/{device}/revoke", desk::post(revoke))
        .route("/people/phone/{device}/lost", desk::post(lose))
}

#[derive(Template)]
#[template(path = "people/people.html")]
struct PeopleBody {
    lang: Lang,
    people: Html,
    phones: Html,
    forms: Html,
}

#[derive(Template)]
#[template(path = "people/invitation.html")]
struct InvitationBody {
    lang: Lang,
    qr: Html,
    person: String,
    name: String,
    address: String,
    text: String,
}

fn people(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let people = desk.read(|store| Ok(person::all(store, station)?))?;
    let phones = phone_list(desk, &people)?;
    if desk.query.wants_workbook() {
        return Ok(person_list(desk, &people).download(&desk.frame, &desk.query));
    }
    let forms = if role::may(&desk.actor.roles, Command::InviteDevice) {
        invite_form(desk, &people).render(desk.lang(), &desk.frame.viewer.csrf)
    } else {
        Html::default()
    };
    let body = PeopleBody {
        lang: desk.lang(),
        people: person_list(desk, &people).render(&desk.frame, &desk.query),
        phones: phones.render_plain(&desk.frame),
        forms,
    };
    Ok(desk.frame.page(&bi("人员与手机", "People and phones"), Html::of(&body)).into_response())
}

fn person_list(desk: &Desk, people: &[Person]) -> List {
    let lang = desk.lang();
    let rows = people.iter().map(|person| {
        Row::new([
            Cell::from(person.person.to_string()),
            Cell::from(person.name.clone()),
            Cell::from(role::titles(lang, &person.roles)),
            Cell::from(person.telephone.clone().unwrap_or_default()),
            Cell::from(if person.active {
                lang.t("在岗", "active")
            } else {
                lang.t("已离岗", "left")
            }),
        ])
    });
    List::new("people", bi("人员", "People"))
        .column(Column::number("person", bi("工号", "Number")))
        .column(Column::text("name", bi("姓名", "Name")))
        .column(Column::text("roles", bi("岗位", "Roles")))
        .column(Column::text("telephone", bi("电话", "Telephone")))
        .column(Column::text("state", bi("状态", "State")).with_choices())
        .empty(bi("还没有人员：请导入人员表。", "Nobody yet: import the sheet of people."))
        .rows(rows)
}

fn phone_list(desk: &Desk, people: &[Person]) -> Result<List, crate::web::ErrorPage> {
    let station = desk.app.station.clone();
    let known = desk.read(|store| Ok(device::all(store, &station)?))?;
    let rows = known.into_iter().map(|phone| {
        let name = people
            .iter()
            .find(|person| person.person == phone.person)
            .map_or_else(String::new, |person| person.name.clone());
        let id = phone.id.to_string();
        let short: String = id.chars().take(8).collect();
        Row::new([
            Cell::link(short, format!("/people/phone/{id}")),
            Cell::from(phone.label),
            Cell::from(format!("{} {name}", phone.person)),
            Cell::from(state_word(desk.lang(), phone.state)),
            Cell::from(phone.facts),
            Cell::some(phone.contact_ms.map(Cell::instant)),
            Cell::some(phone.horizon_ms.map(Cell::instant)),
        ])
        .breach(phone.state == device::State::Frozen)
    });
    Ok(List::new("phones", bi("手机", "Phones"))
        .column(Column::number("device", bi("手机", "Phone")))
        .column(Column::text("label", bi("名称", "Label")))
        .column(Column::text("person", bi("持有人", "Holder")))
        .column(Column::text("state", bi("状态", "State")))
        .column(Column::integer("facts", bi("已收事实", "Facts held")))
        .column(Column::instant("contact", bi("上次联系", "Last contact")))
        .column(Column::instant("horizon", bi("已知截止时刻", "Nothing unsent at")))
        .empty(bi(
            "还没有手机：选一个人员，邀请其手机。",
            "No phone yet: choose a person and invite the phone.",
        ))
        .rows(rows))
}

fn state_word(lang: Lang, state: device::State) -> &'static str {
    match state {
        device::State::Active => lang.t("在用", "in use"),
        device::State::Revoked => lang.t("已停用，只收不发", "revoked: only delivers"),
        device::State::Lost => lang.t("已挂失，只收不发", "lost: only delivers"),
        device::State::Frozen => lang.t("已冻结：出现两条分支", "frozen: two branches seen"),
    }
}

fn invite_form(desk: &Desk, people: &[Person]) -> Form {
    let lang = desk.lang();
    let choices = people
        .iter()
        .filter(|person| person.active)
        .map(|person| {
            let label = format!(
                "{} {} · {}",
                person.person,
                person.name,
                role::titles(lang, &person.roles)
            );
            (person.person.to_string(), Bi::same(&label))
        })
        .collect::<Vec<_>>();
    Form::new("/people/invite", bi("显示二维码", "Show the code"))
        .field(Field::choice("person", bi("人员", "Person"), choices).required())
        .hidden(REQUEST_FIELD, desk.request_id())
}

fn invite(desk: &Desk, entered: &mut Entered) -> Answer {
    let number = entered.text("person").and_then(|text| text.parse().ok());
    let Some(number) = number else { return Err(desk.unknown()) };
    role::permit(&desk.actor.roles, Command::InviteDevice)
        .map_err(|refusal| desk.error(&refusal.into()))?;
    let station = desk.app.station.as_str();
    let found = desk.read(|store| Ok(person::find(store, station, &number)?))?;
    let Some(found) = found.filter(|person| person.active) else { return Err(desk.unknown()) };
    let invitation =
        enrol::invite(&desk.app, &number).map_err(|error| desk.error(&SpineError::Store(error)))?;
    let text = invitation.to_text();
    let body = InvitationBody {
        lang: desk.lang(),
        qr: qr::svg(text.as_bytes()).unwrap_or_default(),
        person: found.person.to_string(),
        name: found.name,
        address: invitation.address,
        text,
    };
    Ok(desk.frame.page(&bi("登记手机", "Enrol a phone"), Html::of(&body)).into_response())
}

fn phone(desk: &Desk) -> Answer {
    let id = device_param(desk)?;
    let station = desk.app.station.clone();
    let found = desk.read(|store| Ok(device::find(store, &station, id)?))?;
    let Some(found) = found else { return Err(desk.unknown()) };
    let form = Form::new(format!("/people/phone/{id}/revoke"), bi("停用手机", "Revoke the phone"))
        .field(Field::text("reason", bi("原因", "Reason")).required())
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/people")
        .signing(Signing::clause(
            "3.2",
            bi(
                "将记录：此手机不能再登录、不再领取任务；它已记下的事实仍会收下，作为待核处理。",
                "This will be recorded: the phone signs in no more and gets no tasks; the facts it has recorded are still taken, as disputed.",
            ),
        ));
    let title = bi("手机", "Phone");
    let may = !found.revoked && role::may(&desk.actor.roles, Command::RevokeDevice);
    let form =
        if may { form.render(desk.lang(), &desk.frame.viewer.csrf) } else { Html::default() };
    let body = Html::joined([phone_facts(desk, id)?, form, lost_form(desk, &found)]);
    Ok(desk.frame.page(&title, body).into_response())
}

/// The form by which a phone is declared lost.
fn lost_form(desk: &Desk, found: &device::Device) -> Html {
    if found.lost || !role::may(&desk.actor.roles, Command::DeclareDeviceLost) {
        return Html::default();
    }
    Form::new(format!("/people/phone/{}/lost", found.id), bi("挂失手机", "Declare it lost"))
        .field(Field::text("report", bi("遗失经过", "What happened")).required())
        .hidden(REQUEST_FIELD, desk.request_id())
        .cancel("/people")
        .signing(Signing::clause(
            "3.2",
            bi(
                "将记录：此手机遗失。持有人手中未用的票号转为下落不明；未上传的收款照存根补录。手机找到后仍可上传，作为凭证。",
                "This will be recorded: the phone is lost. The unused ticket numbers in its holder's hands are unaccounted for; money that it had not sent is entered from the stubs. Once it is found it can still deliver, as a witness.",
            ),
        ))
        .render(desk.lang(), &desk.frame.viewer.csrf)
}

fn lose(desk: &Desk, entered: &mut Entered) -> Answer {
    let device = device_param(desk)?;
    let Some(report) = entered.text("report") else {
        return Err(desk.framed(crate::web::ErrorPage::of_code("form_incomplete")));
    };
    desk.decide(Command::DeclareDeviceLost, entered, |_tx, moment| {
        let body = FactBody::People(PeopleFact::DeviceLost { device, report });
        Ok(vec![Draft::new(moment, body)])
    })?;
    let text = desk.lang().t("手机已挂失。", "The phone is declared lost.");
    Ok(Flash::done(text).redirect("/people"))
}

/// What is known of a phone: whose it is, how far it is trusted, what came of it.
fn phone_facts(desk: &Desk, id: DeviceId) -> Result<Html, crate::web::ErrorPage> {
    let station = desk.app.station.clone();
    let (listed, labels) = desk.read(|store| {
        let listed = device::all(store, &station)?.into_iter().find(|phone| phone.id == id);
        Ok((listed, Labels::of_all(store, station.as_str())?))
    })?;
    let Some(phone) = listed else { return Ok(Html::default()) };
    let lang = desk.lang();
    let instant =
        |ms: Option<i64>| ms.map(|ms| figure::instant(ms, desk.frame.zone)).unwrap_or_default();
    let facts = [
        (bi("名称", "Label"), phone.label),
        (bi("持有人", "Holder"), labels.get(&phone.person)),
        (bi("状态", "State"), state_word(lang, phone.state).to_owned()),
        (bi("已收事实", "Facts held"), phone.facts.to_string()),
        (bi("上次联系", "Last contact"), instant(phone.contact_ms)),
        (bi("已知截止时刻", "Nothing unsent at"), instant(phone.horizon_ms)),
        (bi("设备指纹", "Device"), phone.id.to_string()),
    ];
    Ok(known(lang, &facts))
}

fn revoke(desk: &Desk, entered: &mut Entered) -> Answer {
    let device = device_param(desk)?;
    let Some(reason) = entered.text("reason") else {
        return Err(desk.framed(crate::web::ErrorPage::of_code("form_incomplete")));
    };
    desk.decide(Command::RevokeDevice, entered, |_tx, moment| {
        let body = FactBody::People(PeopleFact::DeviceRevoked { device, reason });
        Ok(vec![Draft::new(moment, body)])
    })?;
    let text = desk.lang().t("手机已停用。", "The phone is revoked.");
    Ok(Flash::done(text).redirect("/people"))
}

fn device_param(desk: &Desk) -> Result<DeviceId, crate::web::ErrorPage> {
    desk.param("device").parse().map(DeviceId).map_err(|_not_a_hash| desk.unknown())
}
