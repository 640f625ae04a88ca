//! Counting one's own cash by notes and coins.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_rules::collection::handover::DENOMINATIONS;
use dianfei_rules::money::Fen;
use dianfei_rules::recovery::over_short::{CashCount, CountResult};
use dianfei_wire::FactId;
use dianfei_wire::fact::collection::Denomination;

use crate::collection::command::Asker;
use crate::collection::ledger::in_range;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::role::Command;
use crate::recovery::{command, table};
use crate::web::form::Control;
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Page, Signing, bi, figure};

/// The field of each denomination, in the order of the denominations.
const PIECES: [&str; DENOMINATIONS.len()] = [
    "pieces_10000",
    "pieces_5000",
    "pieces_2000",
    "pieces_1000",
    "pieces_500",
    "pieces_100",
    "pieces_50",
    "pieces_10",
    "pieces_5",
    "pieces_1",
];

/// The form, for those who count cash at the desk.
pub(super) fn form_page(desk: &Desk) -> Answer {
    desk.permit(Command::CountCash)?;
    Ok(page(desk, &form(desk)).into_response())
}

fn page<'a>(desk: &'a Desk, form: &Form) -> Page<'a> {
    let body = form.render(desk.lang(), &desk.frame.viewer.csrf);
    let page = desk.frame.page(&bi("盘点现金", "Count cash"), body);
    page.clauses(["2.3", "6.24"].into_iter().filter_map(desk::clause))
}

fn form(desk: &Desk) -> Form {
    let mut form = Form::new("/recovery/count", bi("登记盘点", "Record the count"));
    for (name, value_fen) in PIECES.into_iter().zip(DENOMINATIONS) {
        let mut field = Field::number(name, value_words(value_fen)).unit(bi("张（枚）", "pieces"));
        if value_fen == DENOMINATIONS[0] {
            field = field.first();
        }
        form = form.field(field);
    }
    form.field(Field::new("cause", bi("长短款原因", "Cause of a difference"), Control::Lines).note(bi(
        "实点与应有相符时不填。",
        "Leave it blank where the count agrees.",
    )))
    .hidden(REQUEST_FIELD, desk.request_id())
    .cancel("/recovery/cash")
    .signing(Signing::clause(
        "2.3",
        bi(
            "将记录：本人按面额点清了手中全部现金；有长短款的，原因连同差额报所长。",
            "This will be recorded: you counted all cash in your hands; a difference goes to the head with its cause.",
        ),
    ))
}

/// A denomination as it is called: 元, 角 or 分; in yuan in English.
fn value_words(value_fen: Fen) -> Bi {
    let fen = value_fen.get();
    let zh = match fen {
        100.. => format!("{} 元", fen / 100),
        10.. => format!("{} 角", fen / 10),
        _ => format!("{fen} 分"),
    };
    Bi::composed(zh, format!("{} yuan", value_fen.to_yuan().normalize()))
}

/// Records a count. Where it differs and no cause is given, the form comes back
/// with the sum, and asks for the cause.
pub(super) fn record(desk: &Desk, entered: &mut Entered) -> Answer {
    let denominations = pieces(entered);
    let cause = entered.optional("cause");
    let asker = Asker { station: &desk.app.station, person: &desk.actor.person };
    if entered.has_errors() {
        return again(desk, entered, None);
    }
    let compared = desk.read(|store| command::compare(store, asker, &denominations))?;
    let recorded = desk.decide(Command::CountCash, entered, |tx, moment| {
        command::count_cash(tx, moment, asker, denominations, cause.as_deref())
    });
    let ids = match recorded {
        Ok(ids) => ids,
        Err(page) => {
            let why = bi(
                "有长短款，须在此写明原因，连同差额报所长。",
                "There is a difference: give its cause here, for the head.",
            );
            entered.wrong("cause", why);
            entered.refused(page, &[("over_short_unreported", "cause")])?;
            return again(desk, entered, Some(compared));
        }
    };
    Ok(told(desk, ids.first())?.redirect("/recovery/cash"))
}

/// What the record says of the count, also where it was sent a second time.
fn told(desk: &Desk, count: Option<&FactId>) -> Result<Flash, ErrorPage> {
    let station = desk.app.station.as_str();
    let id = count.map(FactId::as_str).unwrap_or_default();
    let Some(row) = desk.read(|store| Ok(table::count(store, station, id)?))? else {
        return Err(desk.unknown());
    };
    let count = CashCount { expected_fen: row.expected_fen, counted_fen: row.counted_fen };
    let told = desk.lang().of(&sentence(desk, count)?).to_owned();
    Ok(match count.result() {
        CountResult::Equal => Flash::done(told),
        CountResult::Over | CountResult::Short => Flash::note(told),
    })
}

fn again(desk: &Desk, entered: &Entered, compared: Option<CashCount>) -> Answer {
    desk.permit(Command::CountCash)?;
    let mut form = form(desk).filled(entered);
    if let Some(compared) = compared {
        form = form.summary(sentence(desk, compared)?);
    }
    Ok(page(desk, &form).with_status(StatusCode::UNPROCESSABLE_ENTITY))
}

/// The pieces entered; a blank field is none of its value.
fn pieces(entered: &mut Entered) -> Vec<Denomination> {
    let mut counted = Vec::new();
    for (name, value_fen) in PIECES.into_iter().zip(DENOMINATIONS) {
        if entered.optional(name).is_none() {
            continue;
        }
        let wrong = bi("请填张数，如 12。", "Give the number of pieces, such as 12.");
        if let Some(pieces) = entered.read::<u32>(name, wrong).filter(|pieces| *pieces > 0) {
            counted.push(Denomination { value_fen, pieces });
        }
    }
    counted
}

fn sentence(desk: &Desk, count: CashCount) -> Result<Bi, ErrorPage> {
    let fault = |error| desk.error(&error);
    let difference = in_range(count.difference_fen()).map_err(fault)?;
    let size = if difference.is_negative() {
        in_range(difference.negated()).map_err(fault)?
    } else {
        difference
    };
    let (counted, expected) = (figure::money(count.counted_fen), figure::money(count.expected_fen));
    let (zh, en) = match count.result() {
        CountResult::Equal => ("相符".to_owned(), "they agree".to_owned()),
        CountResult::Over => (
            format!("长款 {} 元", figure::money(size)),
            format!("{} yuan over", figure::money(size)),
        ),
        CountResult::Short => (
            format!("短款 {} 元", figure::money(size)),
            format!("{} yuan short", figure::money(size)),
        ),
    };
    Ok(Bi::composed(
        format!("实点合计 {counted} 元，应有 {expected} 元：{zh}。"),
        format!("Counted {counted} yuan, expected {expected} yuan: {en}."),
    ))
}
