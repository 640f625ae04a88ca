//! Chapters 3, 4.3 and 2 at the station: money is conserved, numbers are kept,
//! and no order of arrival changes what a customer is credited.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use dianfei_rules::collection::ledger::LedgerAccount;
use dianfei_rules::id::{AccountNo, AreaNo, PersonNo, TicketNo};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::Kwh;
use dianfei_rules::refusal::Refusal;
use dianfei_rules::ticket::book::TicketState;
use dianfei_station::account::row::{AccountRow, AreaRow, RouteRow, to_part};
use dianfei_station::collection::command::{self, Asker, CounterMoney};
use dianfei_station::collection::{handover, ledger, receivable};
use dianfei_station::people::role::Command;
use dianfei_station::recovery;
use dianfei_station::spine::{self, Actor, Draft, Moment, SpineError};
use dianfei_station::store::{StoreError, Tx};
use dianfei_station::ticket;
use dianfei_station::verify::verify;
use dianfei_tests::pocket::Pocket;
use dianfei_tests::station::TestStation;
use dianfei_wire::fact::account::{AccountFact, SheetKind};
use dianfei_wire::fact::audit::{AuditFact, BillIssued};
use dianfei_wire::fact::collection::{
    Collected, CollectionFact, CollectionMode, Denomination, HandoverContent, PrintedAllocation,
};
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::ticket::{TicketFact, TicketRange};
use dianfei_wire::fact::{Fact, FactBody, FactId};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};
use dianfei_wire::upload::Reply;
use dianfei_wire::{PartHash, Verdict};

const CASHIER: &str = "1003";
const COLLECTOR: &str = "1007";
const OTHER: &str = "1008";
const CUSTODIAN: &str = "1004";
const HEAD: &str = "1000";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a date")
}

fn person(number: &str) -> PersonNo {
    number.parse().expect("a person number")
}

fn range(first: u64, last: u64) -> TicketRange {
    TicketRange {
        series: "A".parse().expect("a series"),
        first: TicketNo::new(first),
        last: TicketNo::new(last),
    }
}

/// A station with one area, two accounts with a bill each, and tickets 1 to 20
/// of which 1 to 10 are the collector's, 11 to 20 the other's.
struct Scene {
    station: TestStation,
    pocket: Pocket,
    other: Pocket,
}

impl Scene {
    fn new() -> Self {
        let station = TestStation::in_memory();
        station.register(CASHIER, "王芳", &[Role::Cashier]);
        station.register(CUSTODIAN, "赵敏", &[Role::TicketCustodian]);
        let collector = station.register(COLLECTOR, "李明", &[Role::Collector]);
        let other = station.register(OTHER, "陈军", &[Role::Collector]);
        let pocket = Pocket::enrolled(&station.app, 7, &collector);
        let other = Pocket::enrolled(&station.app, 8, &other);
        let scene = Self { station, pocket, other };
        scene.sheets();
        scene.bills();
        scene.must(CUSTODIAN, Command::ReceiveBook, |tx, moment, asker| {
            ticket::command::receive_book(tx, moment, asker.station.as_str(), range(1, 20))
        });
        scene.give(range(1, 10), COLLECTOR);
        scene.give(range(11, 20), OTHER);
        scene
    }

    fn sheets(&self) {
        let details = PersonalDetails {
            salt: "s".to_owned(),
            name: "周慧".to_owned(),
            telephone: None,
            address: None,
        };
        let details = Part::canonical(PartKind::Personal, &details);
        let areas = to_part(&[AreaRow {
            area: "T1".parse().expect("an area"),
            name: "青石一号".to_owned(),
            village: "青石".to_owned(),
            capacity_kva: Kwh::from_wh(100_000),
            posting_place: None,
        }]);
        let routes = to_part(&[RouteRow {
            route: "R1".parse().expect("a route"),
            name: "青石".to_owned(),
            read_day: 5,
            reader: None,
            collector: Some(person(COLLECTOR)),
        }]);
        let accounts: Vec<AccountRow> = ["3301", "3302"]
            .iter()
            .zip(1..)
            .map(|(account, seq)| AccountRow {
                account: account.parse().expect("an account"),
                details: details.hash(),
                area: "T1".parse().expect("an area"),
                route: "R1".parse().expect("a route"),
                seq,
                usage_class: "residential".to_owned(),
                tariff: "J1".parse().expect("a tariff"),
                household_size: None,
                household_approved_on: None,
                free_quota_kwh: Kwh::from_wh(0),
                capacity_kw: None,
                due_day: None,
            })
            .collect();
        let accounts = to_part(&accounts);
        for (sheet, part, more) in [
            (SheetKind::Areas, areas, Vec::new()),
            (SheetKind::Routes, routes, Vec::new()),
            (SheetKind::Accounts, accounts, vec![details]),
        ] {
            let rows = part.hash();
            let body = sheet_fact(sheet, rows);
            let parts = more.into_iter().chain([part]).collect();
            self.station.record(HEAD, body, parts);
        }
    }

    fn bills(&self) {
        spine::record_alone(&self.station.app, &person(HEAD), |_tx, moment| {
            let run = moment.fact_id();
            let began = FactBody::Audit(AuditFact::BillingRunBegan {
                period: "2026-11".parse().expect("a month"),
                routes: Vec::new(),
                due_on: NaiveDate::from_ymd_opt(2026, 11, 28).expect("a date"),
                policy: hash("policy"),
            });
            let bills = ["3301", "3302"].map(|account| BillIssued {
                bill: format!("{account}-2026-11-1"),
                account: account.parse().expect("an account"),
                period: "2026-11".parse().expect("a month"),
                tariff: "J1".parse().expect("a tariff"),
                read_on: today(),
                document: hash(account),
                amount_fen: Fen::new(5_000),
                energy_kwh: Kwh::from_wh(100_000),
                provisional: false,
                reading: None,
            });
            let computed =
                FactBody::Audit(AuditFact::BillsComputed { run: run.clone(), bills: bills.into() });
            Ok::<_, SpineError>(vec![
                Draft::new(moment, began).with_id(run),
                Draft::new(moment, computed),
            ])
        })
        .map(|ids| self.issue(&ids[0]))
        .expect("the run is computed");
    }

    fn issue(&self, run: &FactId) {
        spine::record_alone(&self.station.app, &person(HEAD), |tx, moment| {
            let ruling = receivable::issue_ruling(tx, "330001", run, moment.today)?;
            let body = FactBody::Audit(AuditFact::BillingRunIssued {
                run: run.clone(),
                count: 2,
                total_fen: Fen::new(10_000),
                energy_kwh: Kwh::from_wh(200_000),
            });
            Ok(vec![Draft::new(moment, body).with_ruling(ruling)])
        })
        .expect("the run is issued");
    }

    fn ask(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Result<Vec<FactId>, SpineError> {
        let app = &self.station.app;
        let found = app
            .store
            .read(|store| dianfei_station::people::person::find(store, "330001", &person(by)))
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        let roles = found.expect("a person").roles;
        let actor = Actor { person: person(by), roles };
        let request = app.ids.token();
        spine::decide(app, &actor, command, &request, |tx, moment| {
            decision(tx, moment, Asker { station: &app.station, person: &actor.person })
        })
    }

    fn must(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Vec<FactId> {
        self.ask(by, command, decision).expect("the command is carried out")
    }

    fn refusal(
        &self,
        by: &str,
        command: Command,
        decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>, Asker<'_>) -> Result<Vec<Draft>, SpineError>,
    ) -> Refusal {
        match self.ask(by, command, decision) {
            Err(SpineError::Refused(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The custodian gives numbers to a collector, who takes them by phone.
    fn give(&self, tickets: TicketRange, to: &str) {
        let content = HandoverContent { tickets: vec![tickets], ..nothing() };
        let hash = handover::content_hash(&content);
        let offer = self.must(CUSTODIAN, Command::OfferHandover, |tx, moment, asker| {
            command::offer_handover(tx, moment, asker, person(to), content)
        });
        self.must(to, Command::AcceptHandover, |tx, moment, asker| {
            command::accept_handover(tx, moment, asker, offer[0].clone(), hash)
        });
    }

    fn balance(&self, ledger: &LedgerAccount) -> i64 {
        self.station
            .app
            .store
            .read(|store| ledger::balance(store, "330001", ledger))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .get()
    }

    fn cash(&self, of: &str) -> i64 {
        self.balance(&LedgerAccount::Cash(person(of)))
    }

    fn owed(&self, account: &str) -> i64 {
        self.balance(&LedgerAccount::Receivable(account.parse().expect("an account")))
    }

    fn state(&self, no: u64) -> TicketState {
        let series = "A".parse().expect("a series");
        self.station
            .app
            .store
            .read(|store| ticket::table::find(store, "330001", &series, TicketNo::new(no)))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .expect("a known number")
            .ticket
            .state
    }

    /// All balances, for comparing two histories.
    fn balances(&self) -> BTreeMap<String, i64> {
        self.station
            .app
            .store
            .read(|store| ledger::balances(store, "330001"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"))
            .into_iter()
            .map(|(ledger, fen)| (ledger.to_string(), fen.get()))
            .collect()
    }

    /// The laws that hold after every step.
    fn assert_laws(&self) {
        assert_eq!(self.balances().values().sum::<i64>(), 0, "money is conserved");
        let (received, count) = self
            .station
            .app
            .store
            .read(|store| ticket::table::equation(store, "330001"))
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert_eq!(count.missing(received), 0, "every number is in one state");
        let report = verify(&self.station.app.store, &self.station.app.station).expect("it reads");
        assert_eq!(report.faults, Vec::new());
    }
}

fn sheet_fact(sheet: SheetKind, rows: PartHash) -> FactBody {
    FactBody::Account(AccountFact::SheetImported {
        sheet,
        rows,
        count: 1,
        file_name: "set-up.xlsx".to_owned(),
        file: hash("set-up.xlsx"),
    })
}

fn hash(text: &str) -> PartHash {
    PartHash(dianfei_wire::Hash::of(text.as_bytes()))
}

fn nothing() -> HandoverContent {
    HandoverContent {
        tickets: Vec::new(),
        lists: Vec::new(),
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    }
}

fn yuan(pieces: u32) -> HandoverContent {
    HandoverContent {
        cash_fen: Fen::new(100 * i64::from(pieces)),
        denominations: vec![Denomination { value_fen: Fen::new(100), pieces }],
        ..nothing()
    }
}

fn paid(account: &str, no: u64, fen: i64) -> FactBody {
    FactBody::Collection(CollectionFact::Collected(Collected {
        account: account.parse().expect("an account"),
        series: "A".parse().expect("a series"),
        no: TicketNo::new(no),
        amount_fen: Fen::new(fen),
        received_fen: Fen::new(fen),
        change_fen: Fen::ZERO,
        mode: CollectionMode::DoorToDoor,
        energy_kwh: Kwh::from_wh(100_000),
        printed: vec![PrintedAllocation {
            bill: format!("{account}-2026-11-1"),
            principal_fen: Fen::new(fen.min(5_000)),
            late_fee_fen: Fen::ZERO,
        }],
        advance_fen: Fen::new((fen - 5_000).max(0)),
    }))
}

fn sent(reply: Reply) -> Vec<Verdict> {
    let Reply::Acknowledged { verdicts, .. } = reply else { panic!("{reply:?}") };
    verdicts.into_iter().map(|verdict| verdict.verdict).collect()
}

fn code(verdict: &Verdict) -> &str {
    match verdict {
        Verdict::Disputed { code, .. } => code,
        other => panic!("{other:?}"),
    }
}

/// Records facts on a phone and uploads them.
fn send(station: &TestStation, pocket: &mut Pocket, bodies: Vec<FactBody>) -> Vec<Verdict> {
    let first = pocket.lines.len() + 1;
    for body in bodies {
        pocket.record(today(), body);
    }
    let last = pocket.lines.len();
    sent(pocket.upload(&station.app, first, last))
}

#[test]
fn clause_3_1_the_same_money_twice_counts_once() {
    let mut scene = Scene::new();
    let first = send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    assert_eq!(first, [Verdict::Applied]);
    let before = scene.balances();
    let again = send(&scene.station, &mut scene.other, vec![paid("3301", 1, 5_000)]);
    assert_eq!(again, [Verdict::AlreadyApplied]);
    assert_eq!(scene.balances(), before);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (5_000, 0));
    assert_eq!(scene.state(1), TicketState::Used);
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_claim_that_differs_is_contested_and_its_cash_still_counts() {
    let mut scene = Scene::new();
    let verdicts = send(
        &scene.station,
        &mut scene.pocket,
        vec![paid("3301", 1, 5_000), paid("3302", 1, 4_000)],
    );
    assert_eq!(verdicts[0], Verdict::Applied);
    assert_eq!(code(&verdicts[1]), "ticket_used_twice");
    assert_eq!(scene.state(1), TicketState::Contested);
    assert_eq!(scene.cash(COLLECTOR), 9_000, "custody counts");
    assert_eq!(scene.owed("3302"), 5_000, "the debt stays");
    scene.assert_laws();
}

#[test]
fn clause_3_1_a_ticket_of_another_or_of_nobody_is_disputed() {
    let mut scene = Scene::new();
    let verdicts = send(
        &scene.station,
        &mut scene.pocket,
        vec![paid("3301", 11, 5_000), paid("3301", 99, 5_000)],
    );
    assert_eq!(code(&verdicts[0]), "ticket_not_held");
    assert_eq!(code(&verdicts[1]), "ticket_unknown");
    assert_eq!(scene.cash(COLLECTOR), 10_000);
    scene.assert_laws();
}

#[test]
fn clause_3_2_a_lost_ticket_needs_its_report() {
    let scene = Scene::new();
    let lose = |report: &'static str| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            let series = "A".parse().expect("a series");
            let station = asker.station.as_str();
            ticket::command::report_lost(tx, moment, station, series, TicketNo::new(3), report)
        }
    };
    let refusal = scene.refusal(COLLECTOR, Command::ReportTicketLost, lose(" "));
    assert_eq!(refusal.code.as_str(), "report_missing");
    scene.must(COLLECTOR, Command::ReportTicketLost, lose("雨中落水"));
    assert_eq!(scene.state(3), TicketState::Lost);
    scene.assert_laws();
}

#[test]
fn clause_3_4_a_void_is_claimed_until_the_cashier_saw_all_copies() {
    let mut scene = Scene::new();
    let before = scene.balances();
    let void = FactBody::Ticket(TicketFact::VoidClaimed {
        series: "A".parse().expect("a series"),
        no: TicketNo::new(1),
        reason: "写错".to_owned(),
        copies_kept: 3,
    });
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000), void]);
    assert_eq!(scene.state(1), TicketState::VoidClaimed);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (5_000, 0), "nothing moves yet");
    scene.must(CASHIER, Command::ConfirmVoid, |tx, moment, asker| {
        let series = "A".parse().expect("a series");
        command::confirm_void(tx, moment, asker, series, TicketNo::new(1))
    });
    assert_eq!(scene.state(1), TicketState::Void);
    assert_eq!((scene.cash(COLLECTOR), scene.owed("3301")), (0, 5_000));
    let moved: Vec<_> = scene.balances().into_iter().filter(|(_, fen)| *fen != 0).collect();
    let known: Vec<_> = before.into_iter().filter(|(_, fen)| *fen != 0).collect();
    assert_eq!(moved, known);
    scene.assert_laws();
}

#[test]
fn clause_4_3_5_cash_is_in_transit_until_the_other_side_took_it() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    let content = yuan(50);
    let hash = handover::content_hash(&content);
    let offered = FactBody::Collection(CollectionFact::HandoverOffered {
        to: person(CASHIER),
        content,
        content_hash: hash,
    });
    let fact = scene.pocket.record(today(), offered);
    let last = scene.pocket.lines.len();
    assert_eq!(sent(scene.pocket.upload(&scene.station.app, last, last)), [Verdict::Applied]);
    assert_eq!(scene.cash(COLLECTOR), 0);
    assert_eq!(scene.balance(&LedgerAccount::InTransit(fact.id.to_string())), 5_000);
    let take = |seen| {
        let offer = fact.id.clone();
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            command::accept_handover(tx, moment, asker, offer, seen)
        }
    };
    let forged = dianfei_wire::Hash::of(b"another");
    let refusal = scene.refusal(CASHIER, Command::AcceptHandover, take(forged));
    assert_eq!(refusal.figures.get("reason"), Some("handover_hash"));
    scene.must(CASHIER, Command::AcceptHandover, take(hash));
    assert_eq!(scene.balance(&LedgerAccount::CashierCash(person(CASHIER))), 5_000);
    scene.assert_laws();
}

#[test]
fn clause_4_3_5_money_handed_in_ahead_of_its_facts_settles_when_they_come() {
    let mut scene = Scene::new();
    let content = yuan(50);
    let offered = FactBody::Collection(CollectionFact::HandoverOffered {
        to: person(CASHIER),
        content_hash: handover::content_hash(&content),
        content,
    });
    send(&scene.station, &mut scene.pocket, vec![offered]);
    let ahead = LedgerAccount::HandInAhead(person(COLLECTOR));
    assert_eq!(scene.balance(&ahead), -5_000);
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    assert_eq!((scene.balance(&ahead), scene.cash(COLLECTOR)), (0, 0));
    scene.assert_laws();
}

#[test]
fn clause_4_3_7_the_slip_is_the_whole_day() {
    let scene = Scene::new();
    let received = scene.must(CUSTODIAN, Command::ReceiveBook, |tx, moment, asker| {
        ticket::command::receive_book(tx, moment, asker.station.as_str(), range(21, 30))
    });
    assert_eq!(received.len(), 1);
    scene.give(range(21, 30), CASHIER);
    scene.must(CASHIER, Command::CollectAtCounter, |tx, moment, asker| {
        let account: AccountNo = "3301".parse().expect("an account");
        let money =
            CounterMoney { account, amount_fen: Fen::new(6_000), received_fen: Fen::new(10_000) };
        command::collect_at_counter(tx, moment, asker, money)
    });
    assert_eq!(scene.state(21), TicketState::Used);
    assert_eq!(scene.owed("3301"), 0);
    let account = "3301".parse().expect("an account");
    assert_eq!(scene.balance(&LedgerAccount::AdvanceBalance(account)), -1_000);
    let bank = |fen| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, asker: Asker<'_>| {
            command::bank_cash(tx, moment, asker, Fen::new(fen), "B-1")
        }
    };
    let refusal = scene.refusal(CASHIER, Command::BankCash, bank(5_000));
    assert_eq!(refusal.code.as_str(), "bank_deposit_differs");
    scene.must(CASHIER, Command::BankCash, bank(6_000));
    assert_eq!(scene.balance(&LedgerAccount::StationAccount), 6_000);
    assert_eq!(scene.cash(CASHIER), 0);
    scene.assert_laws();
}

#[test]
fn clause_2_3_a_difference_closes_only_with_its_report_and_the_head_takes_note() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 5_000)]);
    let count = |cause: Option<&'static str>| {
        move |tx: &mut Tx<'_>, moment: &Moment<'_>, _asker: Asker<'_>| {
            let pieces = vec![Denomination { value_fen: Fen::new(100), pieces: 49 }];
            let station = "330001".parse().expect("a station");
            let collector = person(COLLECTOR);
            let asker = Asker { station: &station, person: &collector };
            recovery::command::count_cash(tx, moment, asker, pieces, cause)
        }
    };
    let refusal = scene.refusal(CASHIER, Command::CountCash, count(None));
    assert_eq!(refusal.code.as_str(), "over_short_unreported");
    let ids = scene.must(CASHIER, Command::CountCash, count(Some("找错零钱")));
    assert_eq!(scene.cash(COLLECTOR), 4_900);
    assert_eq!(scene.balance(&LedgerAccount::OverShort), 100);
    scene.must(HEAD, Command::AcknowledgeOverShort, |tx, moment, asker| {
        recovery::command::acknowledge(tx, moment, asker, ids[1].clone(), "已查明")
    });
    scene.assert_laws();
}

#[test]
fn clause_4_3_6_disputed_money_is_settled_by_another_person() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 11, 5_000)]);
    let fact = Fact::from_bytes(&scene.pocket.lines[0]).expect("a fact");
    assert_eq!(scene.owed("3301"), 5_000);
    scene.must(CASHIER, Command::SettleDispute, |tx, moment, asker| {
        command::settle_dispute(tx, moment, asker, fact.id.clone(), true, "客户联已见")
    });
    assert_eq!(scene.owed("3301"), 0);
    assert_eq!(scene.balance(&LedgerAccount::DisputedReceipts(person(COLLECTOR))), 0);
    assert_eq!((scene.cash(COLLECTOR), scene.state(11)), (5_000, TicketState::Used));
    scene.assert_laws();
}

#[test]
fn the_order_of_two_phones_changes_no_credit_and_no_custody() {
    let run = |swapped: bool| {
        let mut scene = Scene::new();
        let mine = vec![paid("3301", 1, 3_000), paid("3302", 2, 5_000)];
        let theirs = vec![paid("3301", 11, 4_000)];
        if swapped {
            send(&scene.station, &mut scene.other, theirs);
            send(&scene.station, &mut scene.pocket, mine);
        } else {
            send(&scene.station, &mut scene.pocket, mine);
            send(&scene.station, &mut scene.other, theirs);
        }
        scene.assert_laws();
        scene.balances()
    };
    let balances = run(false);
    assert_eq!(balances, run(true));
    assert_eq!(balances["advance_balance:3301"], -2_000);
    assert_eq!(balances["cash:1008"], 4_000);
}

#[test]
fn a_collectors_snapshot_holds_areas_tickets_and_cash() {
    let mut scene = Scene::new();
    send(&scene.station, &mut scene.pocket, vec![paid("3301", 1, 3_000)]);
    let app = &scene.station.app;
    let phone = dianfei_station::phone::device::Device {
        id: scene.pocket.device(),
        key: dianfei_wire::chain::PublicKey::of(
            &p256::ecdsa::SigningKey::from_slice(&[7; 32]).expect("a key"),
        ),
        person: person(COLLECTOR),
        revoked: false,
        frozen: false,
    };
    let snapshot = dianfei_station::phone::assignment::snapshot(app, app.clock.now_ms(), &phone)
        .expect("a snapshot");
    let area: AreaNo = "T1".parse().expect("an area");
    assert_eq!(snapshot.areas.len(), 1);
    assert_eq!(snapshot.areas[0].area, area);
    assert_eq!(snapshot.areas[0].debtors[0].receivables[0].open_fen, Fen::new(2_000));
    assert_eq!(snapshot.tickets[0].range, range(1, 10));
    assert_eq!(snapshot.tickets[0].next, TicketNo::new(2));
    assert_eq!(snapshot.cash_fen, Fen::new(3_000));
}
