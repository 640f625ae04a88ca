//! Banking the day's cash: all of it, each day, in one slip (4.3.7).

use axum::response::Response;
use dianfei_rules::money::Fen;

use super::{answer, asker};
use crate::collection::command;
use crate::desk::{self, Answer, Desk, REQUEST_FIELD};
use crate::people::person::Labels;
use crate::people::role::{self, Command};
use crate::spine::SpineError;
use crate::web::board::{Tile, tiles};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, ErrorPage, Field, Flash, Form, Html, Signing, bi, figure};

/// Where bank deposits are.
const HERE: &str = "/collection/bank";

/// What is to be banked, the form, and all deposits.
pub fn bank(desk: &Desk) -> Answer {
    let list = deposits(desk)?;
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    page(desk, &list, &Entered::default())
}

fn page(desk: &Desk, list: &List, entered: &Entered) -> Result<Response, ErrorPage> {
    let list = list.render(&desk.frame, &desk.query);
    let body = if role::may(&desk.actor.roles, Command::BankCash) {
        let (taken, own) = desk.read(|store| command::to_bank(store, asker(desk)))?;
        let total = taken.plus(own).unwrap_or(Fen::ZERO);
        let shown = [
            Tile::new(bi("收费员上交", "Handed in to you"), figure::money(taken)),
            Tile::new(bi("坐收", "Taken at the counter"), figure::money(own)),
            Tile::new(bi("应进账合计", "To be banked"), figure::money(total)),
        ]
        .map(|tile| tile.unit(bi("元", "yuan")));
        Html::joined([tiles(desk.lang(), &shown), form(desk, total, entered), list])
    } else {
        list
    };
    let page = desk.frame.page(&bi("进账", "Bank deposit"), body).clauses(desk::clause("4.3.7"));
    Ok(answer(page, entered))
}

fn form(desk: &Desk, total: Fen, entered: &Entered) -> Html {
    if total <= Fen::ZERO && !entered.has_errors() {
        return Html::default();
    }
    let form = Form::new(HERE, bi("登记进账", "Record the deposit"))
        .field(Field::text("slip_no", bi("进账单号", "Deposit slip no.")).required())
        .field(Field::money("amount", bi("进账金额", "Amount deposited")).required().note(bi(
            "须等于应进账合计。有长短款先填报告（第 2.3 条）。",
            "Exactly what is to be banked. A difference is reported first (clause 2.3).",
        )))
        .hidden(REQUEST_FIELD, desk.request_id())
        .signing(Signing::clause(
            "4.3.7",
            bi(
                "将记录：此款已全额存入供电所电费专户，进账单由您保管。",
                "This will be recorded: all of it is in the station's dedicated account, and the slip is in your keeping.",
            ),
        ));
    form.filled(entered).render(desk.lang(), &desk.frame.viewer.csrf)
}

fn deposits(desk: &Desk) -> Result<List, ErrorPage> {
    let station = desk.app.station.as_str();
    let rows = desk.read(|store| {
        let labels = Labels::of_all(store, station)?;
        let rows = store.query(
            "select banked_on, slip_no, cashier, amount_fen from bank_deposit
             where station_id = $1 order by banked_on desc, slip_no",
            &[station.into()],
        )?;
        rows.iter()
            .map(|row| {
                Ok(Row::new([
                    Cell::from(row.date("banked_on")?),
                    Cell::from(row.text("slip_no")?.to_owned()),
                    Cell::from(labels.get(&row.parsed("cashier")?)),
                    Cell::from(row.fen("amount_fen")?),
                ]))
            })
            .collect::<Result<Vec<_>, SpineError>>()
    })?;
    Ok(List::new("bank", bi("电费专户进账", "Deposits in the dedicated account"))
        .column(Column::date("date", bi("日期", "Date")))
        .column(Column::number("slip", bi("进账单号", "Deposit slip no.")))
        .column(Column::text("cashier", bi("经办人", "Banked by")).with_choices())
        .column(Column::money("amount", bi("金额", "Amount")).totalled())
        .empty(bi("还没有进账。", "Nothing has been banked yet."))
        .rows(rows))
}

/// Records a deposit.
pub fn deposit(desk: &Desk, entered: &mut Entered) -> Answer {
    desk.permit(Command::BankCash)?;
    let slip_no = entered.text("slip_no");
    let amount = entered.money_above_zero("amount");
    if let (Some(slip_no), Some(amount)) = (slip_no, amount) {
        let done = desk.decide(Command::BankCash, entered, |tx, moment| {
            command::bank_cash(tx, moment, asker(desk), amount, &slip_no)
        });
        let fields = [
            ("bank_deposit_differs", "amount"),
            ("nothing_to_bank", "amount"),
            ("slip_known", "slip_no"),
            ("slip_missing", "slip_no"),
        ];
        let Err(page) = done else {
            let told = figure::money(amount);
            let text = Bi::composed(
                format!("已登记进账 {told} 元，进账单 {slip_no}。"),
                format!("Recorded: {told} yuan banked, slip {slip_no}."),
            );
            return Ok(Flash::done(desk.lang().of(&text)).redirect(HERE));
        };
        entered.refused(page, &fields)?;
    }
    page(desk, &deposits(desk)?, entered)
}
