//! The chapter's pages.

use std::collections::BTreeMap;

use axum::Router;
use dianfei_rules::id::PersonNo;

use super::command::Asker;
use crate::app::App;
use crate::desk::{self, Desk};
use crate::people::person::{self, Person};
use crate::people::role::{self, Command};
use crate::store::{Reader, StoreError};
use crate::web::{Bi, Entered, ErrorPage, words};

mod bank;
mod content;
mod counter;
mod dispute;
mod handover;
mod offer;
mod posting;
mod receipt;
mod receivable;

/// The chapter's routes.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/collection/receivable", desk::get(receivable::list))
        .route("/collection/posting", desk::get(posting::index))
        .route("/collection/posting/{area}/{period}", desk::get(posting::list))
        .route("/collection/handover", desk::get(handover::list).merge(desk::post(handover::offer)))
        .route("/collection/handover/{offer}", desk::get(handover::one))
        .route("/collection/handover/{offer}/accept", desk::post(handover::accept))
        .route("/collection/handover/{offer}/withdraw", desk::post(handover::withdraw))
        .route("/collection/counter", desk::get(counter::counter).merge(desk::post(counter::take)))
        .route("/collection/counter/receipt/{payment}", desk::get(receipt::receipt))
        .route("/collection/bank", desk::get(bank::bank).merge(desk::post(bank::deposit)))
        .route("/collection/dispute", desk::get(dispute::list))
        .route(
            "/collection/dispute/{payment}",
            desk::get(dispute::one).merge(desk::post(dispute::settle)),
        )
}

/// Who asks, for the chapter's commands.
fn asker(desk: &Desk) -> Asker<'_> {
    Asker { station: &desk.app.station, person: &desk.actor.person }
}

/// Refuses a page that rests on a command which the person does not have.
fn permit(desk: &Desk, command: Command) -> Result<(), ErrorPage> {
    role::permit(&desk.actor.roles, command).map_err(|refusal| desk.error(&refusal.into()))
}

/// What a command did; a refusal that a field of the form can answer is said
/// at that field, so that what was typed stays. Every other stays a page.
fn said_at_field<T>(
    done: Result<T, ErrorPage>,
    entered: &mut Entered,
    fields: &[(&str, &str)],
) -> Result<Option<T>, ErrorPage> {
    let page = match done {
        Ok(done) => return Ok(Some(done)),
        Err(page) => page,
    };
    let field = fields.iter().find(|(code, _)| *code == page.code()).map(|(_, field)| *field);
    match (field, words::code(page.code())) {
        (Some(field), Some(said)) => {
            let (what, todo) = (said.what(), said.todo());
            let zh = format!("{}{}", what.zh, todo.zh);
            let en = format!("{} {}", what.en, todo.en);
            entered.wrong(field, Bi::composed(zh, en.trim().to_owned()));
            Ok(None)
        }
        _ => Err(page),
    }
}

/// The station's people by number, for lists that show who is who.
struct Names(BTreeMap<PersonNo, Person>);

impl Names {
    fn read(store: &mut Reader<'_>, station: &str) -> Result<Self, StoreError> {
        let people = person::all(store, station)?;
        Ok(Self(people.into_iter().map(|person| (person.person.clone(), person)).collect()))
    }

    /// Number and name.
    fn of(&self, person: &PersonNo) -> String {
        let name = self.0.get(person).map_or("", |known| known.name.as_str());
        format!("{person} {name}").trim().to_owned()
    }

    /// Those who may carry out a command, but for one.
    fn who_may<'a>(
        &'a self,
        command: Command,
        but: &'a PersonNo,
    ) -> impl Iterator<Item = &'a Person> {
        self.0.values().filter(move |person| {
            person.active && person.person != *but && role::may(&person.roles, command)
        })
    }
}
