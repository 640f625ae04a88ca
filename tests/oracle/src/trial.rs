//! A made bill as a case of a trial file, for `dianfei trial`.

use dianfei_rules::bill::Pricer;
use serde::Serialize;
use toml::{Table, Value};

use crate::made::ACCOUNT;
use crate::oracle::number::{Exact, print, scaled, whole};
use crate::oracle::plain::{
    self, Bill, Corrects, Counted, Counter, Hours, Kind, Meter, Month, Name, Source,
};
use crate::{oracle, translate};

/// The file of a bill: its price tables, the bills that it settles or corrects,
/// and the bill itself, named after its seed. Where one of them is refused, the
/// file ends with it.
///
/// # Panics
///
/// Where a figure of the bill cannot be written down, which is a fault of the
/// oracle's.
#[must_use]
pub fn file(seed: u64, bill: &Bill) -> String {
    let family = family(&format!("seed-{seed}"), bill);
    let mut tables: Vec<&plain::Table> = Vec::new();
    for table in family.iter().rev().flat_map(|(_, bill)| &bill.tables) {
        let is_same = |known: &&plain::Table| (&known.no, known.from) == (&table.no, table.from);
        if !tables.iter().any(is_same) {
            tables.push(table);
        }
    }
    let tables: Vec<Value> =
        tables.into_iter().map(|table| written(translate::tariff(table))).collect();
    let is_refused = |bill: &Bill| {
        oracle::find(bill).is_err() || translate::by_rules(bill, &mut Pricer::default()).is_err()
    };
    let refused = family.iter().position(|(_, bill)| is_refused(bill));
    let count = refused.map_or(family.len(), |first| first + 1);
    let bills: Vec<Value> =
        family.iter().take(count).map(|(id, bill)| case(id, bill).into()).collect();
    let mut file = Table::new();
    file.insert("tariff".into(), tables.into());
    file.insert("bill".into(), bills.into());
    toml::to_string(&file).expect("a trial file")
}

/// What the file cannot say of a bill, in words.
#[must_use]
pub fn unsaid(seed: u64, bill: &Bill) -> Vec<String> {
    let mut unsaid = Vec::new();
    for (id, bill) in family(&format!("seed-{seed}"), bill) {
        if bill.account != ACCOUNT {
            unsaid.push(format!("{id}: account {}, here {ACCOUNT}", bill.account));
        }
        let next = bill.corrects.as_ref().map_or(1, |old| old.bill.version + 1);
        if bill.version != next {
            unsaid.push(format!("{id}: version {}, here {next}", bill.version));
        }
    }
    unsaid
}

/// The bills that a bill rests on, by the names of their cases, and itself.
fn family<'a>(id: &str, bill: &'a Bill) -> Vec<(String, &'a Bill)> {
    let mut all = Vec::new();
    for (at, earlier) in bill.settles.iter().enumerate() {
        all.extend(family(&provisional(id, at), earlier));
    }
    if let Some(old) = &bill.corrects {
        all.extend(family(&issued(id), &old.bill));
    }
    all.push((id.to_owned(), bill));
    all
}

fn provisional(id: &str, at: usize) -> String {
    format!("{id}-provisional-{}", at + 1)
}

fn issued(id: &str) -> String {
    format!("{id}-issued")
}

fn written(value: impl Serialize) -> Value {
    Value::try_from(value).expect("a value of a trial file")
}

fn month(month: Month) -> Value {
    format!("{:04}-{:02}", month.year, month.month).into()
}

fn case(id: &str, bill: &Bill) -> Table {
    let mut case = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        let value = value.filter(|value| !is_empty(value));
        case.extend(value.map(|value| (key.to_owned(), value)));
    };
    set("id", Some(id.into()));
    set("tariff", Some(bill.table.as_str().into()));
    set("period", Some(month(bill.period)));
    set("read_on", Some(bill.read_on.to_string().into()));
    set("cycle_months", Some(i64::from(bill.months).into()));
    set("free_quota_kwh", Some(print(bill.free).into()));
    set("previous_on", bill.previous_on.map(|day| day.to_string().into()));
    set("connected_on", bill.connected.map(|day| day.to_string().into()));
    set("household", translate::household(bill).map(written));
    set("tier_use", translate::tier_use(bill).map(written));
    let adjustments = bill.adjustments.iter().map(|energy| written(translate::adjustment(energy)));
    set("adjustments", Some(adjustments.collect::<Vec<Value>>().into()));
    match &bill.source {
        Source::Read { meters, .. } => {
            set("meters", Some(meters.iter().map(meter).collect::<Vec<Value>>().into()));
        }
        Source::Missed(counted) => {
            set("provisional", Some(true.into()));
            set("usage", Some(periods(counted).into()));
            let others = counted.iter().filter(|(counter, _)| !is_active(**counter));
            let others: Counted = others.map(|(counter, energy)| (*counter, *energy)).collect();
            set("registers", Some(registers(&others).into()));
        }
    }
    set("contract", Some(written(translate::contract(&bill.contract))));
    let spans = bill.basic.iter().map(|span| written(translate::span(span)));
    set("basic_charge", Some(spans.collect::<Vec<Value>>().into()));
    let behind = bill.behind.iter().enumerate();
    let behind = behind.map(|(at, counted)| (translate::behind_no(at), registers(counted).into()));
    set("sub_meters", Some(behind.collect::<Table>().into()));
    let settled = (0..bill.settles.len()).map(|at| provisional(id, at).into());
    set("settles", Some(settled.collect::<Vec<Value>>().into()));
    set("corrects", bill.corrects.as_ref().map(|old| corrects(id, old).into()));
    set("decide", Some(written(&bill.decided)));
    let (key, expected) = expected(bill);
    set(key, Some(expected));
    case
}

fn corrects(id: &str, old: &Corrects) -> Table {
    let texts =
        [("bill", issued(id)), ("reason", old.reason.clone()), ("reference", old.paper.clone())];
    texts.map(|(key, text)| (key.to_owned(), text.into())).into_iter().collect()
}

/// What the oracle makes of it.
fn expected(bill: &Bill) -> (&'static str, Value) {
    let found = match oracle::find(bill) {
        Err(code) => return ("refuse", code.into()),
        Ok(found) => found,
    };
    let mut expected = Table::new();
    expected.insert("total".to_owned(), yuan(found.total).into());
    if let Some(difference) = &found.difference {
        let lines: Vec<Value> = difference.lines.iter().map(changed).collect();
        expected.insert("difference".to_owned(), yuan(difference.total).into());
        expected.insert("differs".to_owned(), lines.into());
    }
    ("expect", expected.into())
}

fn yuan(fen: i128) -> String {
    let text = print(scaled(fen, 2));
    let (yuan, fen) = text.split_once('.').unwrap_or((&text, ""));
    format!("{yuan}.{fen:0<2}")
}

/// A line of a correction as a trial prints it.
fn changed((name, (energy, fen)): (&Name, &(Exact, i128))) -> Value {
    let (kind, table, hours, tier, fund) = name;
    let kind = match kind {
        Kind::Energy => "energy",
        Kind::Addition => "tier addition",
        Kind::Fund => "surcharge",
        Kind::Basic => "basic charge",
        Kind::Factor => "power factor",
    };
    let mut words = vec![kind.to_owned()];
    words.extend(table.as_ref().map(|table| format!("at {table}")));
    words.extend((*hours != Hours::All).then(|| translate::period(*hours).code().to_owned()));
    words.extend(tier.map(|tier| format!("tier {tier}")));
    words.extend(fund.clone());
    format!("{}: {} kWh, {}", words.join(" "), print(*energy), yuan(*fen)).into()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.is_empty(),
        Value::Table(table) => table.is_empty(),
        _other => false,
    }
}

const fn is_active(counter: Counter) -> bool {
    matches!(counter, Counter::Active(_))
}

fn periods(counted: &Counted) -> Table {
    let periods = counted.iter().filter_map(|(counter, energy)| match counter {
        Counter::Active(hours) => {
            Some((translate::period(*hours).code().to_owned(), print(*energy).into()))
        }
        Counter::Reactive | Counter::FedBack | Counter::Demand => None,
    });
    periods.collect()
}

fn registers(counted: &Counted) -> Table {
    let written = |(counter, energy): (&Counter, &Exact)| {
        (translate::register(*counter).to_string(), print(*energy).into())
    };
    counted.iter().map(written).collect()
}

/// A meter. A case has no limit to believe a rollover by: what rolled over is
/// written as if it had begun at zero.
fn meter(meter: &Meter) -> Value {
    let end = whole(10_i128.pow(meter.digits));
    let looks = meter.looks.iter().map(|look| {
        let over = look.after < look.before && look.counter != Counter::Demand;
        let (previous, current) = if over {
            (whole(0), end + look.after - look.before)
        } else {
            (look.before, look.after)
        };
        let figures = [
            ("register", translate::register(look.counter).to_string()),
            ("previous", print(previous)),
            ("current", print(current)),
        ];
        Value::Table(figures.map(|(key, text)| (key.to_owned(), text.into())).into_iter().collect())
    });
    let mut table = Table::new();
    table.insert("meter".into(), meter.name.as_str().into());
    table.insert("digits".into(), i64::from(meter.digits).into());
    table.insert("decimals".into(), i64::from(meter.decimals).into());
    table.insert("multiplier".into(), print(meter.factor).into());
    table.insert("registers".into(), looks.collect::<Vec<Value>>().into());
    table.into()
}
