//! The oracle's bill beside the rules': what differs, in words.

use std::collections::BTreeMap;
use std::fmt::Debug;

use dianfei_rules::bill::document::BillDocument;
use dianfei_rules::bill::revision::{LineName, Revision};
use dianfei_rules::bill::{BillLine, Charged, LineKind, Pricer};
use dianfei_rules::policy::definition;
use num_rational::Ratio;

use crate::oracle::number::Exact;
use crate::oracle::plain::{self, Bill, Difference, Found, Kind, Line, Name};
use crate::translate::{self, Ruled};
use crate::{made, oracle};

/// What both sides made of a bill.
pub struct Verdict {
    /// What differs; empty where they agree.
    pub differs: Vec<String>,
    /// The bill of the rules, or the code of the refusal.
    pub ruled: Result<BillDocument, String>,
}

/// Finds the bill both ways.
///
/// # Panics
/// Where the memory of an earlier bill, which `pricer` holds, shows in this one.
#[must_use]
pub fn judge(bill: &Bill, pricer: &mut Pricer) -> Verdict {
    let ruled = translate::by_rules(bill, pricer);
    let differs = match (&ruled, oracle::find(bill)) {
        (Ok(ruled), Ok(found)) => {
            let mut differs = differences(ruled, &found);
            differs.extend(contradiction(&ruled.bill));
            differs
        }
        (Err(refusal), Err(code)) if refusal.code.as_str() == code => Vec::new(),
        (Err(refusal), Err(code)) => vec![format!("rules refuse {}, oracle {code}", refusal.code)],
        (Err(refusal), Ok(found)) => {
            vec![format!(
                "rules refuse {} {:?}, oracle comes to {:?}",
                refusal.code, refusal.figures, found.total
            )]
        }
        (Ok(ruled), Err(code)) => {
            vec![format!("oracle refuses {code}, rules come to {}", ruled.bill.total_fen)]
        }
    };
    let ruled = ruled.map(|ruled| ruled.bill).map_err(|refusal| refusal.code.to_string());
    Verdict { differs, ruled }
}

/// Where a bill contradicts itself, whatever the oracle says: both sides may have
/// the same wrong idea.
fn contradiction(document: &BillDocument) -> Option<String> {
    let energies = document.lines.iter().filter(|line| line.kind == LineKind::Energy);
    let billed = energies.fold(Exact::from(0), |sum, line| sum + exact(line.energy_kwh));
    let charged = exact(document.energy.charged_kwh);
    (billed != charged).then(|| format!("lines bill {billed} kWh of {charged} charged"))
}

/// The policies that `document` does not tell although the oracle makes another
/// bill by another of their choices.
#[must_use]
pub fn untold(bill: &Bill, document: &BillDocument) -> Vec<String> {
    let Ok(found) = oracle::find(bill) else {
        return Vec::new();
    };
    let decides = |key: &'static str, choice: &String| {
        let mut other = bill.clone();
        other.decided.insert(key, choice.clone());
        oracle::find(&other).is_ok_and(|other| other.lines != found.lines)
    };
    let told = |key: &str| document.policies.iter().any(|held| held.key == key);
    let untold = made::CHOICES.iter().map(|(key, ..)| *key).filter(|key| !told(key));
    untold
        .filter(|key| {
            let choices = &definition(key).expect("a policy").choices;
            choices.iter().any(|choice| decides(key, choice))
        })
        .map(|key| format!("policy {key} decides and is not told"))
        .collect()
}

/// A decimal of the rules as an exact figure.
fn exact(figure: impl ToString) -> Exact {
    let text = figure.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let places = u32::try_from(fraction.len()).expect("few decimals");
    let units: i128 = format!("{whole}{fraction}").parse().expect("a decimal");
    Ratio::new(units, 10_i128.pow(places))
}

const fn kind(kind: LineKind) -> Kind {
    match kind {
        LineKind::Energy => Kind::Energy,
        LineKind::TierAddition => Kind::Addition,
        LineKind::Surcharge => Kind::Fund,
        LineKind::BasicCharge => Kind::Basic,
        LineKind::PowerFactor => Kind::Factor,
    }
}

fn line(line: &BillLine, before: &[String]) -> Line {
    Line {
        kind: kind(line.kind),
        table: line.tariff.as_ref().map(ToString::to_string),
        hours: translate::hours(line.period),
        tier: line.tier,
        fund: line.part.clone(),
        from: line.valid_from,
        charged: line.charged.map(|charged| match charged {
            Charged::Capacity(capacity) => plain::Charged::Capacity(exact(capacity)),
            Charged::Demand(demand) => plain::Charged::Demand(exact(demand)),
            Charged::PercentOf { percent, base_fen } => {
                plain::Charged::Percent(exact(percent), base_fen.get().into())
            }
        }),
        back: line.reverses.as_ref().map(|bill| {
            before.iter().position(|known| known == bill).expect("a bill that is settled")
        }),
        energy: exact(line.energy_kwh),
        price: exact(line.price),
        fen: line.amount_fen.get().into(),
    }
}

fn name(line: &LineName) -> Name {
    let table = line.tariff.as_ref().map(ToString::to_string);
    (kind(line.kind), table, translate::hours(line.period), line.tier, line.part.clone())
}

/// What the rules say of a correction, each line in its place.
fn changed(revision: &Revision) -> (Vec<(Name, (Exact, i128))>, Difference) {
    let changed = revision.lines.iter().map(|line| {
        let fen = line.amount_fen.get().into();
        (name(&line.line), (exact(line.energy_kwh), fen))
    });
    let changed: Vec<_> = changed.collect();
    let difference = Difference {
        corrects: revision.corrects.clone(),
        grounds: (revision.reason.clone(), revision.reference.clone()),
        was: revision.was_fen.get().into(),
        lines: changed.iter().cloned().collect(),
        total: revision.difference_fen.get().into(),
    };
    (changed, difference)
}

fn differences(ruled: &Ruled, found: &Found) -> Vec<String> {
    let bill = &ruled.bill;
    let before: Vec<String> = ruled.before.iter().map(BillDocument::bill_no).collect();
    let lines: Vec<Line> = bill.lines.iter().map(|ruled| line(ruled, &before)).collect();
    let energy = &bill.energy;
    let way = plain::Way {
        metered: exact(energy.metered_kwh),
        behind: exact(energy.sub_metered_kwh),
        loss: exact(energy.loss_kwh),
        adjustment: exact(energy.adjustment_kwh),
        settled: exact(energy.settled_kwh),
        free: exact(energy.free_kwh),
        charged: exact(energy.charged_kwh),
    };
    let usage =
        bill.usage.iter().map(|usage| (usage.register.to_string(), exact(usage.energy_kwh)));
    let usage: BTreeMap<String, Exact> = usage.collect();
    let counted = found.counted.iter();
    let counted: BTreeMap<String, Exact> = counted
        .map(|(counter, energy)| (translate::register(*counter).to_string(), *energy))
        .collect();
    let used = bill.tier_use.as_ref().map(|used| {
        (used.year, used.used_kwh.iter().map(|energy| exact(*energy)).collect::<Vec<_>>())
    });
    let mut differs = Vec::new();
    told(&mut differs, "usage", &usage, &counted);
    told(&mut differs, "energy", &way, &found.way);
    for at in 0..lines.len().max(found.lines.len()) {
        let name = format!("line {}", at + 1);
        told(&mut differs, &name, &lines.get(at), &found.lines.get(at));
    }
    told(&mut differs, "total", &i128::from(bill.total_fen.get()), &found.total);
    told(&mut differs, "used of the tiers", &used, &found.used);
    differs.extend(of_correction(ruled, found.difference.as_ref()));
    differs
}

/// What differs in a correction. Its lines stand in the order of a bill, each once,
/// and its hash is that of the bill as it was issued.
fn of_correction(ruled: &Ruled, found: Option<&Difference>) -> Vec<String> {
    let revision = ruled.bill.revision.as_ref();
    let (changed, difference) = revision.map(changed).unzip();
    let mut differs = Vec::new();
    told(&mut differs, "correction", &difference.as_ref(), &found);
    let lines = found.map(|found| found.lines.clone().into_iter().collect());
    told(&mut differs, "lines of the correction", &changed, &lines);
    let hash = ruled.issued.as_ref().map(BillDocument::hash);
    told(&mut differs, "hash", &revision.map(|revision| revision.hash), &hash);
    differs
}

fn told<T: PartialEq + Debug>(differs: &mut Vec<String>, name: &str, rules: &T, oracle: &T) {
    if rules != oracle {
        differs.push(format!("{name}:\n  rules  {rules:?}\n  oracle {oracle:?}"));
    }
}
