//! What the station in memory assigns: a route of four meters and an area of
//! two debtors.

use dianfei_rules::money::Fen;
use dianfei_wire::assignment::*;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;

use super::day;

fn account(no: &str, name: &str) -> AssignedAccount {
    AssignedAccount {
        account: no.parse().expect("an account"),
        name: name.into(),
        address: format!("青石村{no}"),
        telephone: None,
        area: "A1".parse().expect("an area"),
        usage_class: "residential".into(),
        tariff: "T1".parse().expect("a tariff"),
        household_size: None,
        free_quota_kwh: Default::default(),
    }
}

fn stop(seq: u32, no: &str, name: &str, previous: i64, usage: i64) -> AssignedStop {
    let month = |period: &str| MonthUsage {
        period: period.parse().expect("a month"),
        usage_kwh: dianfei_rules::quantity::Kwh::whole(usage),
        provisional: false,
    };
    AssignedStop {
        seq,
        account: account(no, name),
        meter: format!("M{seq}").parse().expect("a meter"),
        meter_type: "DD862".into(),
        digits: 5,
        decimals: 0,
        multiplier: dianfei_rules::quantity::Multiplier::whole(1),
        registers: vec![AssignedRegister {
            register: "forward_active_total".into(),
            previous: dianfei_rules::quantity::Index::whole(previous),
            previous_on: Some(day("2026-02-10")),
        }],
        capacity_kw: None,
        history: vec![month("2025-03"), month("2025-12"), month("2026-01"), month("2026-02")],
        provisional_kwh: Default::default(),
        misses: 0,
        year_to_date_kwh: Default::default(),
        place: None,
    }
}

pub fn receivable(account: &str, period: &str, due_on: &str, fen: i64) -> AssignedReceivable {
    AssignedReceivable {
        bill: format!("{account}-{period}-1"),
        period: period.parse().expect("a month"),
        issued_on: day("2026-02-12"),
        due_on: day(due_on),
        energy_kwh: dianfei_rules::quantity::Kwh::whole(100),
        open_fen: Fen::new(fen),
        late_fee_open_fen: Fen::ZERO,
        late_fee_accrued_fen: Fen::ZERO,
        late_fee_charged_fen: Fen::ZERO,
        late_fee_charged_to: None,
        document: "{}".into(),
    }
}

pub fn range(first: u64, last: u64) -> TicketRange {
    TicketRange {
        series: "KC".parse().expect("a series"),
        first: dianfei_rules::id::TicketNo::new(first),
        last: dianfei_rules::id::TicketNo::new(last),
    }
}

/// The published figures with the rates that the station has stated.
fn policy() -> String {
    use dianfei_rules::policy::{DecidedValue, PolicyDecision, PolicySet};
    let rates = [("resident", "1"), ("other_current_year", "2"), ("other_carried_over", "3")];
    let decided = rates.into_iter().fold(PolicySet::published(), |set, (whose, rate)| {
        let decision = PolicyDecision {
            key: format!("late_fee_{whose}_per_mille"),
            from: day("2026-01-01"),
            value: DecidedValue::Set(rate.into()),
            source: "合同第九条".into(),
        };
        set.decide(decision).expect("decided")
    });
    serde_json::to_string(&decided).expect("json")
}

fn route() -> AssignedRoute {
    let mut missed = stop(4, "1004", "赵六", 500, 50);
    missed.misses = 1;
    AssignedRoute {
        route: "R1".parse().expect("a route"),
        name: "青石一组".into(),
        period: "2026-03".parse().expect("a month"),
        read_on: day("2026-03-10"),
        epoch: 1,
        stops: vec![
            stop(1, "1001", "张三", 1000, 100),
            stop(2, "1002", "李四", 99950, 100),
            stop(3, "1003", "王五", 2000, 100),
            missed,
        ],
    }
}

fn area() -> AssignedArea {
    AssignedArea {
        area: "A1".parse().expect("an area"),
        name: "一号台区".into(),
        debtors: vec![
            AssignedDebtor {
                account: account("1001", "张三"),
                receivables: vec![receivable("1001", "2026-02", "2026-03-28", 5000)],
                advance_fen: Fen::ZERO,
            },
            AssignedDebtor {
                account: account("1002", "李四"),
                receivables: vec![
                    receivable("1002", "2026-01", "2026-02-28", 10_000),
                    receivable("1002", "2026-02", "2026-03-28", 3000),
                ],
                advance_fen: Fen::ZERO,
            },
        ],
    }
}

pub fn assignment() -> Assignment {
    Assignment {
        station: "S1".parse().expect("a station"),
        station_name: "青石供电所".into(),
        emergency_telephone: "95598".into(),
        includes_seq: 0,
        person: "P7".parse().expect("a person"),
        person_name: "陈明".into(),
        roles: vec![Role::Reader, Role::Collector],
        business_date: day("2026-03-10"),
        policy: policy(),
        tariffs: Vec::new(),
        routes: vec![route()],
        areas: vec![area()],
        tickets: vec![AssignedTickets {
            range: range(1, 12),
            next: dianfei_rules::id::TicketNo::new(1),
            voids: Vec::new(),
        }],
        cash_fen: Fen::ZERO,
        offers: Vec::new(),
        receivers: vec![
            AssignedPerson {
                person: "C1".parse().expect("a person"),
                name: "周敏".into(),
                roles: vec![Role::Cashier],
            },
            AssignedPerson {
                person: "P8".parse().expect("a person"),
                name: "吴强".into(),
                roles: vec![Role::Collector],
            },
        ],
        handovers: Vec::new(),
        numbers: Vec::new(),
    }
}
