//! What customers owed at the cut-over is owed like any bill: listed, posted,
//! late by its due date, paid under a ticket.

use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::AccountNo;
use dianfei_rules::money::Fen;
use dianfei_station::account::import::{SheetFile, import_sheet};
use dianfei_station::collection::command::{self, Asker, CounterMoney};
use dianfei_station::collection::{handover, ledger, receivable};
use dianfei_station::people::role::Command;
use dianfei_station::phone::assignment::snapshot;
use dianfei_station::phone::device;
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::Tx;
use dianfei_station::verify::verify;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::FactId;
use dianfei_wire::fact::account::SheetKind;
use dianfei_wire::fact::collection::HandoverContent;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::TicketRange;

const CASHIER: &str = "1003";
const CUSTODIAN: &str = "1004";
const COLLECTOR: &str = "1007";
const ACCOUNT: &str = "3300010001";
const STATION: &str = "330001";

const SHEETS: [(SheetKind, &str); 6] = [
    (SheetKind::Areas, "台区编号,台区名称,村,变压器容量\nT01,上青石台区,上青石,200\n"),
    (SheetKind::Routes, "抄表段编号,抄表段名称,例日,收费员\nR01,上青石一段,20,1007\n"),
    (
        SheetKind::Tariffs,
        "电价代码,电价名称,用电类别,执行日期,阶梯周期,档次,时段,单价,来源\n\
         ZJ-RES,居民,居民,2021-10-15,无,1,总,0.538,浙发改价格〔2021〕377号\n",
    ),
    (
        SheetKind::Accounts,
        "户号,户名,地址,台区编号,抄表段编号,抄表顺序号,用电类别,电价代码\n\
         3300010001,王桂英,上青石村1号,T01,R01,1,居民,ZJ-RES\n\
         3300010002,李建国,上青石村2号,T01,R01,2,居民,ZJ-RES\n",
    ),
    (SheetKind::TicketBooks, "票据代码,起号,止号\nA,1,20\n"),
    (
        SheetKind::OpeningArrears,
        "户号,年月,欠费金额,缴费期限\n\
         3300010001,2026-09,50.00,2026-10-15\n\
         3300010001,2026-10,60.00,2026-11-28\n\
         3300010002,2026-10,0.00,2026-11-28\n",
    ),
];

fn account() -> AccountNo {
    ACCOUNT.parse().expect("an account number")
}

/// A station with arrears, where late fee is one per mille a day.
fn station_with_arrears() -> TestStation {
    let station = TestStation::in_memory();
    station.register(CASHIER, "周会计", &[Role::Cashier]);
    station.register(CUSTODIAN, "钱保管", &[Role::TicketCustodian]);
    station.register(COLLECTOR, "赵收费", &[Role::Collector]);
    station.decide_late_fee([1, 1, 1]);
    for (kind, text) in SHEETS {
        let actor = Actor {
            person: CUSTODIAN.parse().expect("a person number"),
            roles: vec![Role::StationHead, Role::Auditor, Role::TicketCustodian],
        };
        let file = SheetFile { kind, name: "cut-over.csv", bytes: text.as_bytes() };
        let taken = import_sheet(&station.app, &actor, file, &station.app.ids.token());
        assert!(taken.is_ok(), "{kind:?}: {taken:?}");
    }
    station
}

fn must(
    station: &TestStation,
    by: &str,
    command: Command,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Vec<FactId> {
    let person = by.parse().expect("a person number");
    let roles = vec![Role::Cashier, Role::TicketCustodian];
    let actor = Actor { person, roles };
    spine::decide(&station.app, &actor, command, &station.app.ids.token(), |tx, moment| {
        let asker = Asker { station: &station.app.station, person: &actor.person };
        decision(tx, moment, asker)
    })
    .expect("it is done")
}

fn balance(station: &TestStation, of: &LedgerAccount) -> i64 {
    station
        .app
        .store
        .read(|store| ledger::balance(store, STATION, of))
        .expect("the store answers")
        .get()
}

/// Law 1, and the record agrees with its fold.
fn assert_laws(station: &TestStation) {
    let balances = station.app.store.read(|store| ledger::balances(store, STATION));
    let sum: i64 = balances.expect("they are read").iter().map(|(_, fen)| fen.get()).sum();
    assert_eq!(sum, 0, "money is conserved");
    let report = verify(&station.app.store, &station.app.station).expect("reads");
    assert_eq!(report.faults, Vec::new());
}

#[test]
fn arrears_of_the_cut_over_are_receivables_against_the_opening_account() {
    let station = station_with_arrears();
    let open = station
        .app
        .store
        .read(|store| receivable::open_of_area(store, STATION, "T01"))
        .expect("the store answers");
    let listed: Vec<_> = open
        .iter()
        .map(|row| (row.open.bill.as_str(), row.open.due_on.to_string(), row.amount_fen.get()))
        .collect();
    assert_eq!(
        listed,
        [
            ("3300010001-2026-09-0", "2026-10-15".to_owned(), 5_000),
            ("3300010001-2026-10-0", "2026-11-28".to_owned(), 6_000),
        ]
    );
    assert_eq!(balance(&station, &LedgerAccount::Receivable(account())), 11_000);
    assert_eq!(balance(&station, &LedgerAccount::Opening), -11_000);
    assert_laws(&station);
}

#[test]
fn arrears_of_the_cut_over_are_on_the_collectors_phone() {
    let station = station_with_arrears();
    let pocket = Pocket::enrolled(&station.app, 7, &COLLECTOR.parse().expect("a number"));
    let phone = station
        .app
        .store
        .read(|store| device::find(store, &station.app.station, pocket.device()))
        .expect("the store answers")
        .expect("the phone");
    let assignment =
        snapshot(&station.app, station.app.clock.now_ms(), &phone).expect("the phone is told");
    let debtors = &assignment.areas[0].debtors;
    let owed: Vec<i64> = debtors
        .iter()
        .flat_map(|debtor| &debtor.receivables)
        .map(|receivable| receivable.open_fen.get())
        .collect();
    assert_eq!(owed, [5_000, 6_000]);
}

#[test]
fn arrears_of_the_cut_over_are_paid_with_late_fee_from_their_due_date() {
    let station = station_with_arrears();
    let content = HandoverContent {
        tickets: vec![TicketRange {
            series: "A".parse().expect("a series"),
            first: "1".parse().expect("a number"),
            last: "10".parse().expect("a number"),
        }],
        lists: Vec::new(),
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    };
    let hash = handover::content_hash(&content);
    let offer = must(&station, CUSTODIAN, Command::OfferHandover, |tx, moment, asker| {
        command::offer_handover(tx, moment, asker, CASHIER.parse().expect("a number"), content)
    });
    must(&station, CASHIER, Command::AcceptHandover, |tx, moment, asker| {
        command::accept_handover(tx, moment, asker, offer[0].clone(), hash)
    });
    // 20 November: 36 days at one per mille on 50.00 are 1.80 of late fee.
    must(&station, CASHIER, Command::CollectAtCounter, |tx, moment, asker| {
        let money = CounterMoney {
            account: account(),
            amount_fen: Fen::new(5_180),
            received_fen: Fen::new(6_000),
        };
        command::collect_at_counter(tx, moment, asker, money)
    });
    assert_eq!(balance(&station, &LedgerAccount::LateFeeIncome), -180);
    assert_eq!(balance(&station, &LedgerAccount::Receivable(account())), 6_000);
    let paid = station
        .app
        .store
        .read(|store| receivable::find(store, STATION, "3300010001-2026-09-0"))
        .expect("the store answers")
        .expect("the receivable");
    assert_eq!((paid.open.remaining_fen, paid.open.late_fee_open_fen), (Fen::ZERO, Fen::ZERO));
    assert_laws(&station);
}

#[test]
fn a_month_of_arrears_comes_once() {
    let station = station_with_arrears();
    let actor = Actor { person: "1000".parse().expect("a number"), roles: vec![Role::StationHead] };
    let text = SHEETS[5].1;
    let file =
        SheetFile { kind: SheetKind::OpeningArrears, name: "again.csv", bytes: text.as_bytes() };
    assert!(import_sheet(&station.app, &actor, file, "again").is_err());
    assert_eq!(balance(&station, &LedgerAccount::Receivable(account())), 11_000);
}
