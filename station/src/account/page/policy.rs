//! Each dated policy figure in force with its source, and the form by which
//! the head records what the station decides.

use askama::Template;
use axum::http::StatusCode;
use chrono::NaiveDate;
use dianfei_rules::policy::{
    DecidedValue, Definition, InForce, Kind, Mark, PolicyDecision, PolicySet, catalogue, definition,
};
use dianfei_rules::refusal::Refusal;

use crate::account::policy;
use crate::desk::{Answer, Desk, REQUEST_FIELD};
use crate::people::role::{self, Command};
use crate::web::list::{Cell, Column, List, Row};
use crate::web::{Bi, Entered, Field, Flash, Form, Html, Lang, bi, words};

#[derive(Template)]
#[template(path = "account/policy.html")]
struct PolicyBody {
    lang: Lang,
    form: Html,
    list: Html,
    decisions: Html,
}

fn label(definition: &Definition) -> Bi {
    Bi::composed(definition.label.clone(), definition.label_en.clone())
}

fn unit(definition: &Definition) -> Bi {
    let zh = definition.unit.clone().unwrap_or_default();
    let en = match zh.as_str() {
        "天" => "days",
        "日" => "day of the month",
        "元" => "yuan",
        "分钟" => "minutes",
        "小时" => "hours",
        "次" => "times",
        "倍" => "times the mean",
        "秒" => "seconds",
        "米" => "metres",
        "张" => "tickets",
        "年" => "years",
        // Signs are the same in both languages.
        other => other,
    }
    .to_owned();
    Bi::composed(zh, en)
}

/// The code under which a choice has its words.
fn choice_code(key: &str, choice: &str) -> String {
    format!("policy_{key}_{choice}")
}

/// A value as a person reads it.
fn value_text(lang: Lang, definition: &Definition, value: &str) -> String {
    match definition.kind {
        Kind::Choice => words::say(&choice_code(&definition.key, value), lang),
        Kind::Whole | Kind::Money | Kind::Time => {
            let unit = unit(definition);
            format!("{value} {}", lang.of(&unit)).trim().to_owned()
        }
    }
}

fn unset() -> Bi {
    bi("未设定", "not set")
}

fn mark(in_force: &InForce<'_>) -> Bi {
    match in_force.mark {
        None => bi("本所决定", "the station's decision"),
        Some(_) if in_force.value.is_none() => unset(),
        Some(Mark::Law) => bi("法规", "law"),
        Some(Mark::PublicPage) => bi("公开资料", "public source"),
        Some(Mark::Practice) => bi("行业做法", "practice"),
        Some(Mark::Proposal) => bi("本软件建议", "this program's proposal"),
    }
}

fn may(desk: &Desk) -> bool {
    role::may(&desk.actor.roles, Command::DecidePolicy)
}

/// The figures in force, the decisions on record, and for the head a form.
pub fn page(desk: &Desk) -> Answer {
    shown(desk, &Entered::default(), StatusCode::OK)
}

fn shown(desk: &Desk, entered: &Entered, status: StatusCode) -> Answer {
    let set = desk.read(|store| Ok(policy::set(store, &desk.app.station)?))?;
    let list = figures(desk, &set);
    if desk.query.wants_workbook() {
        return Ok(list.download(&desk.frame, &desk.query));
    }
    let chosen = desk.query.get("key").and_then(definition);
    let form = match chosen.filter(|definition| definition.station && may(desk)) {
        Some(definition) => {
            form(desk, definition).filled(entered).render(desk.lang(), &desk.frame.viewer.csrf)
        }
        None => Html::default(),
    };
    let body = PolicyBody {
        lang: desk.lang(),
        form,
        list: list.render(&desk.frame, &desk.query),
        decisions: decisions(desk.lang(), &set).render_plain(&desk.frame),
    };
    let page = desk.frame.page(&bi("政策参数", "Policy figures"), Html::of(&body));
    Ok(page.with_status(status))
}

fn figures(desk: &Desk, set: &PolicySet) -> List {
    let (lang, today) = (desk.lang(), desk.app.today());
    let mut list = List::new("policy", bi("政策参数", "Policy figures"))
        .column(Column::text("policy", bi("参数", "Figure")))
        .column(Column::text("value", bi("现行取值", "In force")))
        .column(Column::date("from", bi("自", "From")))
        .column(Column::text("mark", bi("性质", "Standing")).with_choices())
        .column(Column::text("source", bi("依据", "Source")));
    // What the station still has to decide stands first.
    let mut figures: Vec<_> = catalogue()
        .values()
        .filter_map(|known| Some((known, set.in_force(&known.key, today)?)))
        .collect();
    figures.sort_by_key(|(known, in_force)| in_force.value.is_some() || known.optional);
    for (definition, in_force) in figures {
        let name = Cell::from(label(definition));
        let name = if definition.station && may(desk) {
            name.to(format!("/account/policy?key={}", definition.key))
        } else {
            name
        };
        let value = match in_force.value {
            Some(value) => Cell::from(value_text(lang, definition, value)),
            None => Cell::from(unset()).breach(!definition.optional),
        };
        list.push(Row::new([
            name,
            value,
            Cell::from(in_force.from),
            Cell::from(mark(&in_force)),
            Cell::from(in_force.source.to_owned()),
        ]));
    }
    list
}

fn decisions(lang: Lang, set: &PolicySet) -> List {
    let rows = set.decisions().iter().filter_map(|decision| {
        let definition = definition(&decision.key)?;
        let value = match &decision.value {
            DecidedValue::Set(value) => Cell::from(value_text(lang, definition, value)),
            DecidedValue::Unset => Cell::from(bi("不适用", "not applied")),
            DecidedValue::AsPublished => Cell::from(bi("按公布值", "as published")),
        };
        let source = Cell::from(decision.source.clone());
        Some(Row::new([Cell::from(label(definition)), Cell::from(decision.from), value, source]))
    });
    List::new("decisions", bi("本所的决定", "The station's decisions"))
        .column(Column::text("policy", bi("参数", "Figure")))
        .column(Column::date("from", bi("自", "From")))
        .column(Column::text("value", bi("取值", "Value")))
        .column(Column::text("source", bi("依据", "Source")))
        .empty(bi(
            "本所还没有作出决定。所长点参数名称登记。",
            "The station has decided nothing yet. The head records a decision at a figure's name.",
        ))
        .rows(rows)
}

fn form(desk: &Desk, definition: &Definition) -> Form {
    let value = bi("取值", "Value");
    let value = match definition.kind {
        Kind::Choice => {
            let choices = definition.choices.iter().map(|choice| {
                let code = choice_code(&definition.key, choice);
                let words =
                    words::code(&code).map_or_else(|| Bi::same(choice), |words| words.what());
                (choice.clone(), words)
            });
            Field::choice("value", value, choices)
        }
        Kind::Whole | Kind::Money => Field::number("value", value).unit(unit(definition)),
        Kind::Time => Field::text("value", value).note(bi("如 18:00", "such as 18:00")),
    };
    let value = match (&definition.min, &definition.max) {
        (Some(min), Some(max)) => {
            value.note(Bi::composed(format!("{min} 至 {max}"), format!("{min} to {max}")))
        }
        _ => value,
    };
    let mut what = vec![("set", bi("取所填的值", "the value given"))];
    if definition.optional {
        what.push(("unset", bi("不适用", "not applied")));
    }
    what.push(("published", bi("按公布值", "as published")));
    let title = label(definition);
    Form::new(
        format!("/account/policy?key={}", definition.key),
        Bi::composed(format!("登记：{}", title.zh), format!("Record: {}", title.en)),
    )
    .field(Field::choice("what", bi("决定", "Decision"), what).value("set").required())
    .field(value.required().first())
    .field(
        Field::date("from", bi("自哪天起", "From which day"))
            .value(desk.app.today().to_string())
            .required(),
    )
    .field(
        Field::text("source", bi("依据", "Source"))
            .note(bi(
                "会议纪要、合同条款、通知的名称和编号",
                "name and number of minutes, contract clause or notice",
            ))
            .required(),
    )
    .hidden(REQUEST_FIELD, desk.request_id())
    .cancel("/account/policy")
}

/// Records what the head decided.
pub fn decide(desk: &Desk, entered: &mut Entered) -> Answer {
    let Some(definition) = desk.query.get("key").and_then(definition) else {
        return Err(desk.unknown());
    };
    desk.permit(Command::DecidePolicy)?;
    let Some(decision) = decision(desk, definition, entered)? else {
        return shown(desk, entered, StatusCode::UNPROCESSABLE_ENTITY);
    };
    desk.decide(Command::DecidePolicy, entered, |tx, moment| {
        policy::decide(tx, moment, &desk.app.station, decision)
    })?;
    let text = match desk.lang() {
        Lang::Zh => format!("已登记：{}。", definition.label),
        Lang::En => format!("Recorded: {}.", definition.label_en),
    };
    Ok(Flash::done(text).redirect("/account/policy"))
}

/// The decision that was typed; absent where a field is wrong, which `entered`
/// has noted.
fn decision(
    desk: &Desk,
    definition: &Definition,
    entered: &mut Entered,
) -> Result<Option<PolicyDecision>, crate::web::ErrorPage> {
    let value = match entered.text("what").as_deref() {
        Some("unset") => Some(DecidedValue::Unset),
        Some("published") => Some(DecidedValue::AsPublished),
        Some("set") => entered.text("value").map(DecidedValue::Set),
        _ => None,
    };
    let from: Option<NaiveDate> = entered.date("from");
    let source = entered.text("source");
    let (Some(value), Some(from), Some(source)) = (value, from, source) else { return Ok(None) };
    let decision = PolicyDecision { key: definition.key.clone(), from, value, source };
    let set = desk.read(|store| Ok(policy::set(store, &desk.app.station)?))?;
    if let Err(refusal) = set.decide(decision.clone()) {
        entered.wrong("value", sentence(&refusal));
        return Ok(None);
    }
    Ok(Some(decision))
}

fn sentence(refusal: &Refusal) -> Bi {
    let code = refusal.code.as_str();
    words::code(code).map_or_else(|| Bi::same(code), |words| words.what())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_of_a_policy_has_words() {
        for definition in catalogue().values() {
            for choice in &definition.choices {
                let code = choice_code(&definition.key, choice);
                assert!(words::code(&code).is_some(), "{code} has no words");
            }
        }
    }
}
