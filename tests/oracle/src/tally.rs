//! What occurred among many bills, so that a reader sees that nothing was left
//! out.

mod adjusted;
mod corrected;

use std::collections::BTreeMap;

use dianfei_rules::bill::document::{BillDocument, SubMeterTaken};
use dianfei_rules::bill::power_factor::{PowerFactorStatement, power_factor};
use dianfei_rules::bill::{BillLine, LineKind};
use dianfei_rules::meter::{Direction, Period};
use dianfei_rules::quantity::{Kvarh, Rate};
use dianfei_rules::reading::usage::RegisterUsage;
use rust_decimal::Decimal;

use crate::compare::Verdict;
use crate::oracle::number::Exact;
use crate::oracle::plain::{BasicBy, Bill, Counter, Hours, Loss, Meter, Size, Source, Table};

/// How many bills showed each thing.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    counts: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a bill and what came of it.
    pub fn count(&mut self, bill: &Bill, verdict: &Verdict) {
        let mut names = vec![format!("class {}", bill.class)];
        match &verdict.ruled {
            Ok(document) => names.extend(of_document(bill, document)),
            Err(code) => {
                names.push(format!("refused {code}"));
                names.extend((code == "tariff_expired").then(|| expired(bill)));
            }
        }
        names.sort_unstable();
        names.dedup();
        for name in names {
            *self.counts.entry(name).or_default() += 1;
        }
    }

    /// Adds what another has counted.
    pub fn add(&mut self, other: Self) {
        for (name, count) in other.counts {
            *self.counts.entry(name).or_default() += count;
        }
    }

    /// How many bills showed `name`.
    #[must_use]
    pub fn of(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    /// How many different things of a kind occurred.
    #[must_use]
    pub fn kinds(&self, kind: &str) -> usize {
        self.counts.keys().filter(|name| name.starts_with(kind)).count()
    }

    /// Each name with its count.
    pub fn all(&self) -> impl Iterator<Item = (&str, u64)> {
        self.counts.iter().map(|(name, count)| (name.as_str(), *count))
    }
}

/// What a bill that was computed shows.
fn of_document(bill: &Bill, document: &BillDocument) -> Vec<String> {
    let kinds = document.lines.iter().map(|line| format!("line {:?}", line.kind));
    let policies = document
        .policies
        .iter()
        .filter_map(|held| held.value.as_ref().map(|value| format!("policy {} {value}", held.key)));
    let mut names: Vec<String> = kinds.chain(policies).collect();
    let mut shows = |is_so: bool, name: &str| {
        if is_so {
            names.push(format!("shows {name}"));
        }
    };
    of_account(bill, document, &mut shows);
    of_energy(bill, document, &mut shows);
    of_contract(bill, document, &mut shows);
    of_tables(bill, &mut shows);
    adjusted::of(bill, document, &mut shows);
    corrected::of(bill, document, &mut shows);
    names
}

/// Where a table was over.
fn expired(bill: &Bill) -> String {
    let is_over = |no: &str| {
        let on = |table: &&Table| table.no == no && table.from <= bill.read_on;
        let held = bill.tables.iter().filter(on).max_by_key(|table| table.from);
        held.and_then(|table| table.until).is_some_and(|last| last < bill.read_on)
    };
    let place = if is_over(&bill.table) {
        "own table"
    } else if bill.contract.shares.iter().any(|share| is_over(&share.table)) {
        "table of a share"
    } else {
        "table of other days"
    };
    format!("refused expired {place}")
}

/// What tables that were published for a time show.
fn of_tables(bill: &Bill, shows: &mut impl FnMut(bool, &str)) {
    let on = |table: &&Table| table.no == bill.table && table.from <= bill.read_on;
    let mut own: Vec<&Table> = bill.tables.iter().filter(on).collect();
    own.sort_unstable_by_key(|table| table.from);
    let held = own.pop();
    shows(held.is_some_and(|table| table.until.is_some()), "table for a time");
    shows(held.is_some_and(|table| table.until == Some(bill.read_on)), "table on its last day");
    let joined = own.last().zip(held).is_some_and(|(earlier, held)| {
        earlier.until.is_some_and(|last| last.succ_opt() == Some(held.from))
    });
    shows(joined, "tables that join");
}

fn of_account(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    let held =
        bill.tables.iter().rfind(|table| table.no == bill.table && table.from <= bill.read_on);
    let ladder = held.and_then(|table| table.ladder.as_ref());
    shows(ladder.is_some_and(|ladder| ladder.yearly), "yearly tiers");
    shows(ladder.is_some_and(|ladder| !ladder.yearly), "monthly tiers");
    shows(ladder.is_some_and(|ladder| ladder.add_on), "tiers as additions");
    shows(ladder.is_some_and(|ladder| !ladder.add_on), "tiers at full price");
    shows(ladder.is_some_and(|ladder| ladder.seasons.len() > 1), "tiers by season");
    shows(ladder.is_some() && bill.months > 1, "tiers over several months");
    let large = ladder.and_then(|ladder| ladder.household).zip(bill.household);
    shows(large.is_some_and(|((least, _), (persons, _))| persons >= least), "larger household");
    let in_year = |day: chrono::NaiveDate| {
        document
            .tier_use
            .as_ref()
            .is_some_and(|used| day.to_string().starts_with(&used.year.to_string()))
    };
    shows(bill.connected.is_some_and(in_year), "first supply in the year");
    shows(bill.used.is_some(), "tiers used before");
    shows(!document.energy.free_kwh.is_zero(), "free quota");
    let by_hours = held.is_some_and(|table| table.prices.len() > 1);
    shows(ladder.is_some() && by_hours, "hours before tiers");
    // A tier that ends in this bill while the next one is not begun.
    let in_tiers = document.lines.iter().filter(|line| line.tier.is_some());
    let full = in_tiers.map(|line| (line.tier, line.energy_kwh)).collect::<Vec<_>>();
    let ends = |limits: &[Exact]| {
        full.last().is_some_and(|(_, energy)| {
            limits.iter().any(|limit| limit.to_integer().to_string() == energy.to_string())
        })
    };
    let seasons = ladder.iter().flat_map(|ladder| &ladder.seasons);
    shows(seasons.clone().any(|(_, limits)| ends(limits)), "energy at the end of a tier");
}

fn of_energy(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    shows(document.energy.metered_kwh.is_zero(), "no usage");
    shows(document.provisional, "provisional");
    shows(!bill.settles.is_empty(), "settlement");
    shows(bill.settles.len() > 1, "settlement of several bills");
    let reverses = document.lines.iter().any(|line| line.reverses.is_some());
    shows(reverses, "estimate too high");
    shows(!bill.settles.is_empty() && !reverses, "estimate too low");
    shows(reverses && is_billed_anew(document), "estimate given back whole");
    shows(document.total_fen.is_negative(), "total below zero");
    if let Source::Read { meters, .. } = &bill.source {
        shows(meters.len() > 1, "several meters");
        let says_all = |meter: &&Meter| {
            meter.looks.iter().any(|look| look.counter == Counter::Active(Hours::All))
        };
        let saying = meters.iter().filter(says_all).count();
        shows(saying > 0 && saying < meters.len(), "meters with a total register and without");
        shows(meters.iter().any(|meter| meter.factor != 1.into()), "multiplier");
    }
    shows(document.registers.iter().any(|register| register.rolled_over), "rollover");
    let own = document.lines.iter().filter(|line| line.tariff.is_none() && line.reverses.is_none());
    let mut versions: Vec<_> = own.map(|line| line.valid_from).collect();
    versions.dedup();
    versions.sort_unstable();
    versions.dedup();
    shows(versions.len() > 1, "price change by days");
    let of_share = document.lines.iter().find(|line| line.tariff.is_some());
    let other = of_share.is_some_and(|first| {
        document
            .lines
            .iter()
            .any(|line| line.tariff == first.tariff && line.valid_from != first.valid_from)
    });
    shows(other, "price change of a share by days");
    let halves = document.lines.iter().filter(|line| line.charged.is_none());
    let mut halves = halves.filter(|line| {
        let tenths = (line.energy_kwh.get() * line.price.get()).normalize();
        tenths.scale() == 3 && tenths.mantissa() % 10 == 5
    });
    shows(halves.next().is_some(), "exactly half a fen");
}

/// Whether energy in tiers goes back where additions are charged, or the other way.
fn is_billed_anew(document: &BillDocument) -> bool {
    let energies = document.lines.iter().filter(|line| line.kind == LineKind::Energy);
    let charged = energies.filter(|line| !line.energy_kwh.is_zero());
    let (back, own): (Vec<_>, Vec<_>) = charged.partition(|line| line.reverses.is_some());
    back.first()
        .zip(own.first())
        .is_some_and(|(back, own)| back.tier.is_some() != own.tier.is_some())
}

fn of_contract(bill: &Bill, document: &BillDocument, shows: &mut impl FnMut(bool, &str)) {
    match &bill.contract.transformer {
        Some(Loss::Formula { .. }) => shows(true, "loss by formula"),
        Some(Loss::Simplified { .. }) => shows(true, "loss simplified"),
        Some(Loss::Table { .. }) => shows(true, "loss by table"),
        None => {}
    }
    shows(bill.contract.line.is_some(), "line loss");
    for share in &bill.contract.shares {
        shows(matches!(share.size, Size::Fixed(_)), "fixed share");
        shows(matches!(share.size, Size::Percent(_)), "proportional share");
        shows(share.series, "share in series");
        shows(!share.series, "share in parallel");
    }
    let by_hours = |line: &BillLine| line.tariff.is_some() && line.period != Period::Total;
    shows(document.lines.iter().any(by_hours), "share by hours");
    let fed_back = |usage: &RegisterUsage| usage.register.direction == Direction::Reverse;
    shows(document.usage.iter().any(fed_back), "reactive energy fed back");
    shows(!document.sub_meters.is_empty(), "meters behind");
    let short = |taken: &SubMeterTaken| taken.deducted_kwh != taken.energy_kwh;
    shows(document.sub_meters.iter().any(short), "meters behind that counted more");
    for span in &bill.basic {
        shows(matches!(span.by, BasicBy::Capacity(_)), "capacity");
        shows(matches!(span.by, BasicBy::Demand { .. }), "demand");
        shows(span.part.is_some(), "part of a month");
        if let BasicBy::Capacity(transformers) = &span.by {
            let interlocks = transformers.iter().filter_map(|(_, _, interlock)| interlock.as_ref());
            let several = interlocks
                .clone()
                .any(|one| interlocks.clone().filter(|other| *other == one).count() > 1);
            shows(several, "interlocked transformers");
        }
        shows(matches!(span.by, BasicBy::Demand { actual: None, .. }), "demand from a register");
    }
    let reduced = document.basic_charges.iter().filter_map(|charge| charge.demand.as_ref());
    shows(reduced.clone().any(|demand| demand.price.percent != 100), "reduced demand price");
    if let Some(factor) = &document.power_factor {
        shows(true, &format!("standard 0.{}", factor.standard.hundredths()));
        shows(factor.lowered, "standard lowered");
        shows(is_between(factor), "power factor between two hundredths");
    }
}

/// Whether a kvarh more would give another hundredth.
fn is_between(factor: &PowerFactorStatement) -> bool {
    let more = factor.reactive_kvarh.plus(Kvarh::whole(1));
    let next = more.ok().and_then(|more| power_factor(factor.active_kwh, more).ok());
    next.is_some_and(|next| Rate::new(Decimal::new(next.into(), 2)) != factor.power_factor)
}
