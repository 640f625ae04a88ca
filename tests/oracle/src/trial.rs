//! A made bill as a case of a trial file, for `dianfei trial`.

use serde::Serialize;
use toml::{Table, Value};

use crate::oracle::number::{Exact, print, scaled, whole};
use crate::oracle::plain::{Bill, Counted, Counter, Meter, Month, Source};
use crate::{oracle, translate};

/// The file of a bill: its price tables, the provisional bills that it settles,
/// and the bill itself, named after its seed.
///
/// # Panics
///
/// Where a figure of the bill cannot be written down, which is a fault of the
/// oracle's.
#[must_use]
pub fn file(seed: u64, bill: &Bill) -> String {
    let id = format!("seed-{seed}");
    let tables: Vec<Value> =
        bill.tables.iter().map(|table| written(translate::tariff(table))).collect();
    let mut bills: Vec<Value> = Vec::new();
    let mut settled: Vec<Value> = Vec::new();
    for (at, earlier) in bill.settles.iter().enumerate() {
        let earlier_id = format!("{id}-provisional-{}", at + 1);
        settled.push(earlier_id.as_str().into());
        bills.push(case(&earlier_id, earlier, Vec::new()).into());
    }
    bills.push(case(&id, bill, settled).into());
    let mut file = Table::new();
    file.insert("tariff".into(), tables.into());
    file.insert("bill".into(), bills.into());
    toml::to_string(&file).expect("a trial file")
}

fn written(value: impl Serialize) -> Value {
    Value::try_from(value).expect("a value of a trial file")
}

fn month(month: Month) -> Value {
    format!("{:04}-{:02}", month.year, month.month).into()
}

fn case(id: &str, bill: &Bill, settled: Vec<Value>) -> Table {
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
    set("adjustment_kwh", bill.adjustment.map(|energy| print(energy).into()));
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
    set("settles", Some(settled.into()));
    set("decide", Some(written(&bill.decided)));
    let (key, expected) = expected(bill);
    set(key, Some(expected));
    case
}

/// What the oracle makes of it.
fn expected(bill: &Bill) -> (&'static str, Value) {
    match oracle::find(bill) {
        Err(code) => ("refuse", code.into()),
        Ok(found) => {
            let total = print(scaled(found.total, 2));
            let (yuan, fen) = total.split_once('.').unwrap_or((&total, ""));
            let total = Value::from(format!("{yuan}.{fen:0<2}"));
            ("expect", Table::from_iter([("total".to_owned(), total)]).into())
        }
    }
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
