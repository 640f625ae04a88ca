//! The rule book clause by clause, with what the software owes each and how
//! often it refused something for its sake.

use std::collections::BTreeMap;

use axum::Router;
use axum::response::IntoResponse;
use dianfei_rules::regime::{Clause, Duty, clauses};

use crate::app::App;
use crate::desk::{self, Answer, Desk};
use crate::spine::SpineError;
use crate::store::Reader;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Lang, bi};

/// The page of the rule book.
pub fn routes() -> Router<App> {
    Router::new().route("/regime", desk::get(regime))
}

fn regime(desk: &Desk) -> Answer {
    let station = desk.app.station.as_str();
    let refused = desk.read(|store| refusals(store, station))?;
    let lang = desk.lang();
    let rows = clauses().iter().map(|clause| {
        Row::new([
            Cell::from(clause.no.clone()),
            Cell::from(lang.t(&clause.title, &clause.title_en).to_owned()),
            Cell::from(clause.text.clone()),
            Cell::from(duties(lang, clause)),
            Cell::from(refused.get(&clause.no).copied().unwrap_or_default()),
        ])
    });
    let list = List::new("regime", bi("规章制度", "The rule book"))
        .column(Column::text("clause", bi("条", "Clause")))
        .column(Column::text("title", bi("要点", "Title")))
        .column(Column::text("text", bi("原文", "Text")))
        .column(Column::text("duty", bi("软件之责", "Owed by the software")).with_choices())
        .column(Column::integer("refused", bi("被拒次数", "Refused")).totalled())
        .rows(rows);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let body = list.render(&desk.frame, &desk.query);
    Ok(desk.frame.page(&bi("规章制度", "The rule book"), body).into_response())
}

fn duties(lang: Lang, clause: &Clause) -> String {
    let word = |duty: &Duty| match duty {
        Duty::Enforce => lang.t("强制", "enforced"),
        Duty::Watch => lang.t("监督", "watched"),
        Duty::Record => lang.t("记录", "recorded"),
    };
    clause.marks.iter().map(word).collect::<Vec<_>>().join(lang.t("、", ", "))
}

fn refusals(store: &mut Reader<'_>, station: &str) -> Result<BTreeMap<String, i64>, SpineError> {
    let rows = store.query(
        "select clause, count(*) as refused from refusal
         where station_id = $1 and clause is not null group by clause",
        &[station.into()],
    )?;
    let mut counts = BTreeMap::new();
    for row in &rows {
        counts.insert(row.text("clause")?.to_owned(), row.int("refused")?);
    }
    Ok(counts)
}
