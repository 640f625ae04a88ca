//! Ticket cases a clerk can read: `cases/ticket.toml`, and the law of the book.

use std::collections::BTreeMap;

use dianfei_rules::id::{PersonNo, TicketNo, TicketSeries};
use dianfei_rules::money::Fen;
use dianfei_rules::ticket::book::{Claim, ClaimOutcome, Ticket, TicketState, TicketUse, claim};
use dianfei_rules::ticket::custody::{StateCount, Tickets, condense, held};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    source: String,
    book: (u64, u64),
    claims: Vec<CaseClaim>,
    expect: BTreeMap<String, u64>,
    unused: u64,
    unused_from: Option<u64>,
    #[serde(default)]
    already_applied: u64,
    #[serde(default)]
    out_of_place: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseClaim {
    what: String,
    no: u64,
    to: Option<u64>,
    by: Option<String>,
    yuan: Option<String>,
}

fn series() -> TicketSeries {
    "A26".parse().expect("a series")
}

fn person(no: &str) -> PersonNo {
    no.parse().expect("a person number")
}

fn book(first: u64, last: u64) -> Tickets {
    (first..=last)
        .map(|no| ((series(), TicketNo::new(no)), Ticket::in_stock(person("1002"))))
        .collect()
}

impl CaseClaim {
    fn claim(&self) -> Claim {
        let by = || person(self.by.as_deref().expect("the claim names a person"));
        match self.what.as_str() {
            "handed_to" => Claim::HandedTo { holder: by() },
            "used_for" => Claim::UsedFor {
                by: by(),
                payment: TicketUse {
                    account: "3300010001".parse().expect("an account number"),
                    amount_fen: self.yuan.as_deref().expect("an amount").parse().expect("yuan"),
                },
            },
            "void_claimed" => Claim::VoidClaimed { by: by() },
            "void_confirmed" => Claim::VoidConfirmed,
            "lost" => Claim::Lost,
            "unaccounted" => Claim::Unaccounted,
            "bound" => Claim::Bound,
            "returned" => Claim::Returned,
            other => panic!("no such claim: {other}"),
        }
    }
}

/// Folds one claim and says what became of it.
fn fold(tickets: &mut Tickets, no: u64, said: &Claim) -> ClaimOutcome {
    let ticket = tickets.get_mut(&(series(), TicketNo::new(no))).expect("a number of the book");
    let outcome = claim(ticket, said);
    if let ClaimOutcome::Applied(next) | ClaimOutcome::Contested { ticket: next, .. } = &outcome {
        ticket.clone_from(next);
    }
    outcome
}

#[test]
fn books_count_as_the_cases_say() {
    let cases: Cases =
        toml::from_str(include_str!("../cases/ticket.toml")).expect("readable cases");
    assert!(cases.case.len() >= 7);
    for case in &cases.case {
        let name = format!("{} {} ({})", case.id, case.title, case.source);
        let mut tickets = book(case.book.0, case.book.1);
        let (mut already_applied, mut out_of_place) = (0, 0);
        for said in &case.claims {
            for no in said.no..=said.to.unwrap_or(said.no) {
                match fold(&mut tickets, no, &said.claim()) {
                    ClaimOutcome::AlreadyApplied => already_applied += 1,
                    ClaimOutcome::OutOfPlace => out_of_place += 1,
                    ClaimOutcome::Applied(_) | ClaimOutcome::Contested { .. } => {}
                }
            }
        }
        let count = StateCount::of(tickets.values());
        for state in TicketState::ALL {
            let expected = case.expect.get(state.code()).copied().unwrap_or_default();
            assert_eq!(count.get(state), expected, "{name}: {}", state.code());
        }
        assert_eq!(count.unused(), case.unused, "{name}");
        assert_eq!(count.missing(case.book.1 - case.book.0 + 1), 0, "{name}");
        assert_eq!(
            (already_applied, out_of_place),
            (case.already_applied, case.out_of_place),
            "{name}"
        );
        if let Some(first) = case.unused_from {
            let left = held(&tickets, &person("1007"), TicketState::Issued);
            assert_eq!(left.first().map(|range| range.first), Some(TicketNo::new(first)), "{name}");
        }
    }
}

fn any_claim() -> impl Strategy<Value = Claim> {
    let by = || prop_oneof![Just(person("1007")), Just(person("1008"))];
    let payment = || {
        (1..=3_i64).prop_map(|fen| TicketUse {
            account: "3300010001".parse().expect("an account number"),
            amount_fen: Fen::new(fen),
        })
    };
    prop_oneof![
        3 => by().prop_map(|holder| Claim::HandedTo { holder }),
        1 => Just(Claim::HandedBack { custodian: person("1002") }),
        1 => Just(Claim::PrintedFor { bill: "b1".to_owned() }),
        6 => (by(), payment()).prop_map(|(by, payment)| Claim::UsedFor { by, payment }),
        1 => by().prop_map(|by| Claim::VoidClaimed { by }),
        1 => Just(Claim::VoidConfirmed),
        1 => Just(Claim::Lost),
        1 => Just(Claim::Unaccounted),
        1 => prop::option::of(payment()).prop_map(|payment| Claim::Settled { payment }),
        1 => Just(Claim::Bound),
        1 => Just(Claim::Returned),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_claimed_the_book_balances(
        claims in prop::collection::vec((1..=6_u64, any_claim()), 0..80),
    ) {
        let mut tickets = book(1, 6);
        for (no, said) in &claims {
            let before = StateCount::of(tickets.values()).unused();
            let key = (series(), TicketNo::new(*no));
            let was = tickets.get(&key).cloned().expect("a number of the book");
            let outcome = fold(&mut tickets, *no, said);
            let is = tickets.get(&key).expect("a number of the book");

            // A payment that counts never gives way to another without a
            // person's settlement.
            if let (Some(first), Some(second)) = (&was.used_for, &is.used_for) {
                let settled = matches!(said, Claim::Settled { .. });
                prop_assert!(first == second || settled);
            }
            // What was already applied or out of place changes nothing.
            if matches!(outcome, ClaimOutcome::AlreadyApplied | ClaimOutcome::OutOfPlace) {
                prop_assert_eq!(&was, is);
            }
            // A used number never becomes unused again.
            prop_assert!(was.state.is_unused() || !is.state.is_unused());
            prop_assert!(StateCount::of(tickets.values()).unused() <= before);

            let count = StateCount::of(tickets.values());
            prop_assert_eq!(count.total(), 6);
            prop_assert_eq!(count.missing(6), 0);
        }
        let ranges = condense(tickets.keys().map(|(series, no)| (series, *no)));
        prop_assert_eq!(ranges.len(), 1);
    }

    #[test]
    fn a_repeated_payment_is_never_a_second_one(claims in prop::collection::vec(any_claim(), 1..30)) {
        let mut tickets = book(1, 1);
        for said in &claims {
            if let ClaimOutcome::Applied(_) = fold(&mut tickets, 1, said)
                && matches!(said, Claim::UsedFor { .. })
            {
                prop_assert_eq!(fold(&mut tickets, 1, said), ClaimOutcome::AlreadyApplied);
            }
        }
    }
}
