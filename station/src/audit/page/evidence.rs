//! What is known of a flagged reading: the figures, the findings, the evidence
//! of presence and 24 months of usage.

use dianfei_rules::calendar::YearMonth;
use dianfei_wire::assignment::AssignedStop;
use dianfei_wire::fact::RecordedFinding;
use dianfei_wire::fact::reading::{Presence, RegisterIndex};

use crate::audit::queue::Queued;
use crate::desk::Desk;
use crate::journal;
use crate::people::person::Labels;
use crate::web::list::{Cell, Column, List, Row};
use crate::web::section::{known, section};
use crate::web::{Bi, ErrorPage, Html, Lang, bi, chart, words};

/// The parts of the page around its form.
pub(super) struct Evidence {
    /// What was read and found.
    pub(super) read: Html,
    /// What was used before.
    pub(super) history: Html,
}

pub(super) fn body(
    desk: &Desk,
    queued: &Queued,
    cards: &[AssignedStop],
) -> Result<Evidence, ErrorPage> {
    let lang = desk.lang();
    let card = cards.iter().find(|stop| stop.meter == queued.taken.meter);
    let facts = known(lang, &facts(desk, queued, card)?);
    let registers = registers(lang, queued, card).render_plain(&desk.frame);
    let findings = findings(lang, &queued.taken.findings).render_plain(&desk.frame);
    let read =
        Html::joined([facts, registers, section(lang, &bi("复核提示", "Findings"), findings)]);
    let history = card.map_or_else(Html::default, |card| history(desk, queued.taken.period, card));
    Ok(Evidence { read, history })
}

fn facts(
    desk: &Desk,
    queued: &Queued,
    card: Option<&AssignedStop>,
) -> Result<Vec<(Bi, String)>, ErrorPage> {
    let station = desk.app.station.as_str();
    let lang = desk.lang();
    let (reader, on) = desk.read(|store| {
        let labels = Labels::of_all(store, station)?;
        let fact = journal::fact(store, station, queued.reading.as_str())?;
        Ok(fact.map_or_else(Default::default, |(fact, _ruling)| {
            (labels.get(&fact.person), fact.business_date.to_string())
        }))
    })?;
    let taken = &queued.taken;
    let usage = queued.usage_kwh.map_or_else(String::new, |usage| format!("{usage} kWh"));
    let mut facts = vec![
        (bi("电量", "Usage"), usage),
        (bi("抄表员", "Reader"), reader),
        (bi("抄表日期", "Read on"), on),
        (bi("表号", "Meter no."), taken.meter.to_string()),
        (bi("到位证据", "Presence"), presence(lang, &taken.presence)),
    ];
    if let Some(card) = card {
        let account = &card.account;
        facts.push((bi("户名", "Name"), account.name.clone()));
        facts.push((bi("地址", "Address"), account.address.clone()));
        facts.push((bi("倍率", "Multiplier"), card.multiplier.to_string()));
    }
    let noted = [
        (bi("抄表员说明", "Reader's cause"), &taken.cause),
        (bi("负荷与业务", "Load and business"), &taken.load_note),
        (bi("更正原因", "Corrected because"), &taken.correction_reason),
    ];
    facts.extend(noted.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))));
    Ok(facts)
}

fn presence(lang: Lang, presence: &Presence) -> String {
    let mut told = vec![match &presence.scanned {
        Some(scanned) => format!("{} {scanned}", lang.t("扫描表号", "scanned")),
        None => lang.t("目视核对表号", "number compared by eye").to_owned(),
    }];
    if presence.position.is_some() {
        told.push(lang.t("有定位", "position recorded").to_owned());
    }
    if !presence.photos.is_empty() {
        told.push(format!("{} {}", lang.t("照片", "photos"), presence.photos.len()));
    }
    told.join(lang.t("；", "; "))
}

fn registers(lang: Lang, queued: &Queued, card: Option<&AssignedStop>) -> List {
    let previous =
        |read: &RegisterIndex| card?.registers.iter().find(|known| known.register == read.register);
    let rows = queued.taken.registers.iter().map(|read| {
        let known = previous(read);
        Row::new([
            Cell::from(words::say(&read.register, lang)),
            Cell::some(known.map(|known| known.previous)),
            Cell::some(known.and_then(|known| known.previous_on)),
            Cell::from(read.index),
        ])
    });
    List::new("registers", bi("示数", "Indexes"))
        .column(Column::text("register", bi("示数类型", "Register")))
        .column(Column::decimal("previous", bi("起度", "Previous")))
        .column(Column::date("previous_on", bi("上次抄表", "Read before on")))
        .column(Column::decimal("index", bi("止度", "Current")))
        .rows(rows)
}

fn findings(lang: Lang, findings: &[RecordedFinding]) -> List {
    let rows = findings.iter().map(|finding| {
        let told = |(name, value): (&String, &String)| {
            let name = words::figure(name).map(|name| lang.of(&name).to_owned());
            let value = words::say(value, lang);
            name.map(|name| format!("{name} {value}"))
        };
        // The change carries its own sign.
        let figures = finding.figures.iter().filter(|(name, _)| *name != "sign");
        let figures: Vec<String> = figures.filter_map(told).collect();
        Row::new([
            Cell::from(words::say(&finding.code, lang)),
            Cell::from(finding.clause.clone().unwrap_or_default()),
            Cell::from(figures.join(lang.t("，", ", "))),
        ])
    });
    List::new("findings", bi("复核提示", "Findings"))
        .column(Column::text("finding", bi("提示", "Finding")))
        .column(Column::number("clause", bi("条款", "Clause")))
        .column(Column::text("figures", bi("依据", "Figures")))
        .empty(bi("手机没有提示；由站内查出。", "The phone found nothing; the station did."))
        .rows(rows)
}

fn history(desk: &Desk, period: YearMonth, card: &AssignedStop) -> Html {
    let lang = desk.lang();
    let usage = |month: YearMonth| {
        card.history.iter().find(|known| known.period == month).map(|known| known.usage_kwh)
    };
    let chart = chart::usage(lang, period.previous(), usage);
    section(lang, &bi("用电历史", "Usage history"), chart)
}
