//! Laws of money: what is paid is divided without rest, late fee never
//! shrinks with time, and every posting balances.

use chrono::{Days, NaiveDate};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::collection::allocation::{
    AllocationLine, Debt, OpenReceivable, Payment, allocate, debts_as_of,
};
use dianfei_rules::collection::late_fee::{LateDebt, LateFeeClass, LateFeePolicy, late_fee};
use dianfei_rules::collection::ledger::{BookDate, Posting, balances};
use dianfei_rules::collection::movement::{self, HandIn, TakenInto, Taking};
use dianfei_rules::id::{AccountNo, PersonNo};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::{AllocationOrder, LateFeeRates};
use dianfei_rules::recovery::cash_clock::{CashMove, held};
use proptest::prelude::*;

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2023, 9, 1).expect("a date") + Days::new(offset)
}

fn class() -> impl Strategy<Value = LateFeeClass> {
    prop_oneof![Just(LateFeeClass::Resident), Just(LateFeeClass::Other)]
}

fn order() -> impl Strategy<Value = AllocationOrder> {
    prop_oneof![Just(AllocationOrder::LateFeeFirst), Just(AllocationOrder::ChargeFirst)]
}

fn policy() -> impl Strategy<Value = LateFeePolicy> {
    (1..=3_u32, 1..=3_u32, 0..=2_u32, prop::option::of(1..=500_i64)).prop_map(
        |(resident, current, more, minimum)| LateFeePolicy {
            rates: LateFeeRates {
                resident_per_mille: resident,
                other_current_year_per_mille: current,
                other_carried_over_per_mille: current + more,
            },
            minimum_fen: minimum.map(Fen::new),
        },
    )
}

fn receivables() -> impl Strategy<Value = Vec<OpenReceivable>> {
    let one = (0..200_u64, 0..40_u64, class(), 0..200_000_i64, 0..5_000_i64);
    prop::collection::vec(one, 0..6).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        numbered
            .map(|(at, (issued, term, class, remaining, late_fee_open))| OpenReceivable {
                bill: format!("bill-{at}"),
                period: YearMonth::of(day(issued)),
                issued_on: day(issued),
                due_on: day(issued + term),
                class,
                remaining_fen: Fen::new(remaining),
                late_fee_open_fen: Fen::new(late_fee_open),
                late_fee_accrued_fen: Fen::new(late_fee_open),
                late_fee_charged_fen: Fen::new(late_fee_open),
                late_fee_charged_to: None,
            })
            .collect()
    })
}

fn printed() -> impl Strategy<Value = Vec<AllocationLine>> {
    let line =
        (0..8_usize, 0..250_000_i64, 0..6_000_i64).prop_map(|(bill, principal, late_fee)| {
            AllocationLine {
                bill: format!("bill-{bill}"),
                principal_fen: Fen::new(principal),
                late_fee_fen: Fen::new(late_fee),
            }
        });
    prop::collection::vec(line, 0..4)
}

fn account() -> AccountNo {
    "3300010001".parse().expect("an account number")
}

fn person(no: &str) -> PersonNo {
    no.parse().expect("a person number")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_cleared_and_what_is_left_add_up_to_the_payment(
        open in receivables(),
        printed in printed(),
        amount in 0..600_000_i64,
        paid_on in 0..500_u64,
        policy in policy(),
        order in order(),
    ) {
        let paid_on = day(paid_on);
        let debts = debts_as_of(&open, paid_on, &policy).expect("in range");
        let payment = Payment { amount_fen: Fen::new(amount), paid_on, printed: &printed };
        let divided = allocate(payment, &debts, order).expect("in range");
        let cleared = divided.cleared_fen().expect("in range");
        prop_assert_eq!(cleared.plus(divided.advance_fen), Ok(Fen::new(amount)));

        for line in &divided.lines {
            let debt = debts.iter().find(|debt| debt.bill == line.bill).expect("an open debt");
            prop_assert!(line.principal_fen >= Fen::ZERO && line.late_fee_fen >= Fen::ZERO);
            prop_assert!(line.principal_fen <= debt.principal_fen);
            prop_assert!(line.late_fee_fen <= debt.late_fee_fen().expect("in range"));
        }
        // Nothing becomes advance balance while a debt is open.
        let owed = debts.iter().map(|debt| debt.total_fen().expect("in range").get()).sum::<i64>();
        prop_assert_eq!(divided.advance_fen.get(), (amount - owed).max(0));
    }

    #[test]
    fn a_ticket_with_enough_money_pays_what_it_printed(
        open in receivables(),
        paid_on in 0..500_u64,
        policy in policy(),
        order in order(),
        chosen in 0..6_usize,
        short in 0..100_i64,
    ) {
        let paid_on = day(paid_on);
        let debts = debts_as_of(&open, paid_on, &policy).expect("in range");
        let Some(debt) = debts.get(chosen).filter(|debt| debt.principal_fen > Fen::new(short)) else {
            return Ok(());
        };
        let principal_fen = debt.principal_fen.minus(Fen::new(short)).expect("in range");
        let line = AllocationLine {
            bill: debt.bill.clone(),
            principal_fen,
            late_fee_fen: debt.late_fee_fen().expect("in range"),
        };
        let amount_fen = line.principal_fen.plus(line.late_fee_fen).expect("in range");
        let payment = Payment { amount_fen, paid_on, printed: std::slice::from_ref(&line) };
        let divided = allocate(payment, &debts, order).expect("in range");
        prop_assert_eq!(divided.lines, vec![line]);
    }

    #[test]
    fn the_order_of_the_debts_given_changes_nothing(
        open in receivables(),
        amount in 0..600_000_i64,
        policy in policy(),
        order in order(),
    ) {
        let paid_on = day(220);
        let debts = debts_as_of(&open, paid_on, &policy).expect("in range");
        let backwards: Vec<Debt> = debts.iter().rev().cloned().collect();
        let payment = Payment { amount_fen: Fen::new(amount), paid_on, printed: &[] };
        prop_assert_eq!(allocate(payment, &debts, order), allocate(payment, &backwards, order));
    }

    #[test]
    fn late_fee_never_shrinks_with_time(
        class in class(),
        issued in 0..200_u64,
        term in 0..40_u64,
        fen in 0..10_000_000_i64,
        first in 0..600_u64,
        more in 0..100_u64,
        policy in policy(),
    ) {
        let debt = LateDebt::new(class, day(issued), day(issued + term), Fen::new(fen));
        let on = |offset| late_fee(&debt, day(offset), &policy).expect("in range");
        let (earlier, later) = (on(first), on(first + more));
        prop_assert!(earlier.fee_fen <= later.fee_fen);
        prop_assert_eq!(on(issued + term).fee_fen, Fen::ZERO);
        let whole = later.days_current_year + later.days_over_the_year;
        let late = i64::try_from(first + more).expect("small") - i64::try_from(issued + term).expect("small");
        prop_assert_eq!(whole, if fen == 0 { 0 } else { late.max(0) });
    }

    #[test]
    fn charging_in_two_steps_costs_the_same_up_to_one_fen(
        class in class(),
        fen in 1..10_000_000_i64,
        first in 1..300_u64,
        more in 1..300_u64,
        policy in policy(),
    ) {
        let debt = LateDebt::new(class, day(10), day(30), Fen::new(fen));
        let at_once = late_fee(&debt, day(30 + first + more), &policy).expect("in range");
        let one = late_fee(&debt, day(30 + first), &policy).expect("in range");
        let rest = LateDebt {
            charged_to: Some(day(30 + first)),
            accrued_fen: one.accrued_fen,
            charged_fen: one.fee_fen,
            ..debt
        };
        let two = late_fee(&rest, day(30 + first + more), &policy).expect("in range");
        let in_steps = one.fee_fen.plus(two.fee_fen).expect("in range").get();
        prop_assert!((in_steps - at_once.fee_fen.get()).abs() <= 1);
        prop_assert_eq!(one.days() + two.days(), at_once.days());
    }

    #[test]
    fn every_movement_balances_and_custody_follows_the_cash(
        cleared in 0..1_000_000_i64,
        advance in 0..1_000_000_i64,
        ahead in 0..1_000_000_i64,
        fee in 0..10_000_i64,
        difference in -5_000..5_000_i64,
    ) {
        let book = BookDate::of(day(0));
        let (collector, cashier) = (person("1007"), person("1003"));
        let taking = Taking {
            account: account(),
            into: TakenInto::Hands(collector.clone()),
            cleared_fen: Fen::new(cleared),
            advance_fen: Fen::new(advance),
        };
        let amount_fen = Fen::new(cleared + advance);
        let hand_in = HandIn {
            offer: "offer".to_owned(),
            giver: collector.clone(),
            amount_fen: Fen::new(cleared + advance + difference + ahead),
            ahead_fen: Fen::new(ahead),
        };
        let postings: Vec<Posting> = [
            movement::bill_issued(book, &account(), Fen::new(cleared)),
            movement::bill_corrected(book, &account(), Fen::new(-fee)),
            movement::late_fee_charged(book, &account(), Fen::new(fee)),
            movement::late_fee_revalued(book, &account(), Fen::new(-fee)),
            movement::collected(book, &taking),
            movement::over_short(book, &collector, Fen::new(difference)),
            movement::hand_in_offered(book, &hand_in),
            movement::hand_in_accepted(book, &hand_in, &cashier),
            movement::hand_in_ahead_settled(book, &collector, amount_fen, Fen::new(ahead)),
            movement::bank_deposited(book, &cashier, hand_in.amount_fen),
            movement::transferred_to_company(book, hand_in.amount_fen),
            movement::advance_offset(book, &account(), Fen::new(advance)),
        ]
        .into_iter()
        .map(|posting| posting.expect("a movement balances"))
        .collect();
        for posting in &postings {
            let sum = Fen::sum(posting.lines().iter().map(|line| line.amount_fen));
            prop_assert_eq!(sum, Ok(Fen::ZERO));
            prop_assert!(posting.lines().iter().all(|line| !line.amount_fen.is_zero()));
        }
        let all = balances(&postings).expect("in range");
        prop_assert_eq!(Fen::sum(all.values().copied()), Ok(Fen::ZERO));
        let of = |key: &str| {
            all.get(&key.parse().expect("a ledger account")).copied().unwrap_or_default().get()
        };
        prop_assert_eq!(of("cashier_cash:1003"), 0);
        prop_assert_eq!(of("in_transit:offer"), 0);
        prop_assert_eq!(of("company_account"), cleared + advance + difference + ahead);
        prop_assert_eq!(of("over_short"), -difference);
        let settled = (cleared + advance).min(ahead);
        prop_assert_eq!(of("cash:1007"), -settled);
        prop_assert_eq!(of("hand_in_ahead:1007"), settled - ahead);
    }

    #[test]
    fn cash_by_age_adds_up_to_the_balance(
        moves in prop::collection::vec((0..20_u64, 1..5_000_i64, any::<bool>()), 0..30),
    ) {
        let mut moves = moves;
        moves.sort();
        let mut balance = 0_i64;
        let steps: Vec<CashMove> = moves
            .into_iter()
            .map(|(on, fen, out)| {
                let fen = if out { -fen.min(balance) } else { fen };
                balance += fen;
                CashMove { on: day(on), amount_fen: Fen::new(fen) }
            })
            .collect();
        let by_age = held(&steps).expect("in range");
        prop_assert_eq!(Fen::sum(by_age.iter().map(|cash| cash.amount_fen)), Ok(Fen::new(balance)));
        prop_assert!(by_age.is_sorted_by_key(|cash| cash.since));
    }
}
