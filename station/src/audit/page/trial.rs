//! 试算: cases as the command line takes them, typed or pasted. Nothing is recorded.

use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use dianfei_rules::words;

use crate::account::calendar;
use crate::desk::{self, Answer, Desk};
use crate::trial::{self, Fault};
use crate::web::form::Control;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Entered, Field, Form, Html, Lang, bi};

const ADDRESS: &str = "/audit/trial";

/// What stands in the field before anything was typed: a price table and a bill.
const EXAMPLE: &str = include_str!("../../../example/trial.toml");

/// The keys of results that tell most in few words, for a list of answers.
const MAIN_FIGURES: [&str; 16] = [
    "kwh",
    "over",
    "sound",
    "total",
    "loss_kwh",
    "loss_percent",
    "power_factor",
    "percent",
    "amount_yuan",
    "correction_kwh",
    "energy_kwh",
    "way",
    "print",
    "first_stop_on",
    "due_at",
    "index",
];

#[derive(Template)]
#[template(path = "audit/trial.html")]
struct Body {
    lang: Lang,
    form: Html,
    outcome: Html,
    answers: Vec<Details>,
}

/// One answer with all its figures.
struct Details {
    title: String,
    /// The result in sentences, where the topic has them.
    said: Vec<String>,
    json: String,
}

/// The empty page, with an example.
pub fn page(desk: &Desk) -> Answer {
    show(desk, EXAMPLE, (StatusCode::OK, Html::default(), Vec::new()))
}

/// Computes what was typed and shows every figure beside it.
pub fn compute(desk: &Desk, entered: &mut Entered) -> Answer {
    let text = entered.optional("cases").unwrap_or_default();
    let station = desk.app.station.as_str();
    let known = desk.read(|store| Ok(calendar::table(store, station)?))?;
    let outcome = match trial::run_with(&text, &known.years) {
        Ok(answers) => {
            let details = answers.iter().map(|answer| Details {
                title: format!("{} {}", topic(desk.lang(), answer), answer.id),
                said: explained(desk.lang(), answer),
                json: serde_json::to_string_pretty(answer).unwrap_or_default(),
            });
            (StatusCode::OK, answers_list(desk, &answers), details.collect())
        }
        Err(bad) => (StatusCode::UNPROCESSABLE_ENTITY, faults_list(desk, &bad.faults), Vec::new()),
    };
    show(desk, &text, outcome)
}

fn show(
    desk: &Desk,
    text: &str,
    (status, outcome, answers): (StatusCode, Html, Vec<Details>),
) -> Answer {
    let lang = desk.lang();
    let note = bi(
        "TOML 格式，与 dianfei trial 命令相同；不登记任何内容。没有写节假日的年份，按本所工作日历。",
        "TOML, as the command dianfei trial takes it; nothing is recorded. Years without holidays in it go by the station's own.",
    );
    let cases = Field::new("cases", bi("算例", "Cases"), Control::Lines).note(note);
    let form = Form::new(ADDRESS, bi("试算", "Compute"))
        .field(cases.value(text).required().first())
        .render(lang, &desk.frame.viewer.csrf);
    let body = Html::of(&Body { lang, form, outcome, answers });
    let page = desk.frame.page(&bi("试算", "Trial computation"), body);
    Ok(page.clauses(desk::clause("4.2.1")).with_status(status).into_response())
}

fn answers_list(desk: &Desk, answers: &[trial::Answer]) -> Html {
    let lang = desk.lang();
    let rows = answers.iter().map(|answer| {
        Row::new([
            Cell::from(topic(lang, answer).to_owned()),
            Cell::from(answer.id.clone()),
            Cell::from(answer.title.clone()),
            Cell::from(told(lang, answer)),
            Cell::from(agreement(lang, answer)),
        ])
        .breach(answer.disagrees())
    });
    List::new("trial", bi("结果", "Results"))
        .column(Column::text("topic", bi("类别", "Topic")))
        .column(Column::text("case", bi("算例", "Case")))
        .column(Column::text("title", bi("名称", "Title")))
        .column(Column::text("result", bi("结果", "Result")))
        .column(Column::text("expected", bi("与预期", "Expectation")))
        .rows(rows)
        .render_plain(&desk.frame)
}

/// The result in a few words: what the topic's main figure is, or why it was refused.
fn told(lang: Lang, answer: &trial::Answer) -> String {
    if let Some(refused) = &answer.refused {
        let words = lang.t(&refused.zh, &refused.en).to_owned();
        return format!("{}{words}", lang.t("不予计算：", "Refused: "));
    }
    let figure = |name: &str| {
        let value = answer.result.as_ref()?.get(name)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some((name.to_owned(), text))
    };
    let named = |name: &str| {
        let (zh, en) = words::figure(name).unwrap_or(("", ""));
        lang.t(zh, en).to_owned()
    };
    let main = MAIN_FIGURES.iter().filter_map(|name| figure(name));
    let main = main.map(|(name, text)| format!("{} {text}", named(&name)).trim().to_owned());
    main.collect::<Vec<_>>().join(lang.t("；", "; "))
}

fn topic(lang: Lang, answer: &trial::Answer) -> &'static str {
    let (zh, en) = trial::title(answer.topic);
    lang.t(zh, en)
}

/// The sentences in which a bill is explained.
fn explained(lang: Lang, answer: &trial::Answer) -> Vec<String> {
    let key = lang.t("explained_zh", "explained_en");
    let said = answer.result.as_ref().and_then(|result| result.get(key)?.as_array());
    let texts = said.into_iter().flatten().filter_map(|sentence| sentence.as_str());
    texts.map(str::to_owned).collect()
}

fn agreement(lang: Lang, answer: &trial::Answer) -> String {
    match &answer.differs {
        None => String::new(),
        Some(differs) if differs.is_empty() => lang.t("一致", "agrees").to_owned(),
        Some(differs) => differs.join(lang.t("；", "; ")),
    }
}

fn faults_list(desk: &Desk, faults: &[Fault]) -> Html {
    let lang = desk.lang();
    let rows = faults.iter().map(|fault| {
        let reason = lang.t(&fault.zh, &fault.reason).to_owned();
        Row::new([Cell::from(fault.key.clone()), Cell::from(reason)]).breach(true)
    });
    List::new("trial-faults", bi("无法计算", "Cannot be computed"))
        .column(Column::text("key", bi("位置", "Key")))
        .column(Column::text("reason", bi("原因", "Reason")))
        .rows(rows)
        .render_plain(&desk.frame)
}
