use chrono::NaiveDate;

use super::*;

fn person(no: &str) -> PersonNo {
    no.parse().expect("a person number")
}

fn payment(fen: i64) -> TicketUse {
    TicketUse { account: "3300010001".parse().expect("an account"), amount_fen: Fen::new(fen) }
}

fn used(by: &str, fen: i64) -> Claim {
    Claim::UsedFor { by: person(by), payment: payment(fen) }
}

fn folded(claims: &[Claim]) -> Ticket {
    let stock = Ticket::in_stock(person("1002"));
    claims.iter().fold(stock, |ticket, said| match claim(&ticket, said) {
        ClaimOutcome::Applied(ticket) | ClaimOutcome::Contested { ticket, .. } => ticket,
        ClaimOutcome::AlreadyApplied | ClaimOutcome::OutOfPlace => ticket,
    })
}

fn issued() -> Claim {
    Claim::HandedTo { holder: person("1007") }
}

fn progress(first: u64, last: u64, next: u64) -> BookProgress {
    BookProgress {
        range: TicketRange {
            series: "A26".parse().expect("a series"),
            first: TicketNo::new(first),
            last: TicketNo::new(last),
        },
        next: TicketNo::new(next),
    }
}

#[test]
fn a_number_belongs_to_the_range_of_its_own_series() {
    let range = progress(5, 8, 5).range;
    let numbers: Vec<u64> = range.numbers().map(TicketNo::get).collect();
    assert_eq!((numbers.as_slice(), range.count()), ([5, 6, 7, 8].as_slice(), 4));
    for (no, belongs) in [(4, false), (5, true), (8, true), (9, false)] {
        assert_eq!(range.contains(&range.series, TicketNo::new(no)), belongs, "{no}");
    }
    let other: TicketSeries = "B26".parse().expect("a series");
    assert!(!range.contains(&other, TicketNo::new(5)));
}

#[test]
fn stock_issued_and_printed_numbers_can_still_be_given() {
    let unused: Vec<&str> = TicketState::ALL
        .into_iter()
        .filter(|state| state.is_unused())
        .map(TicketState::code)
        .collect();
    assert_eq!(unused, ["in_stock", "issued", "printed"]);
}

#[test]
fn a_number_walks_from_stock_to_the_company() {
    let ticket = folded(&[issued(), used("1007", 8640), Claim::Bound, Claim::Returned]);
    assert_eq!(ticket.state, TicketState::Returned);
    assert_eq!(ticket.used_for, Some(payment(8640)));
}

#[test]
fn a_second_equal_witness_is_already_applied_until_the_payment_is_taken_back() {
    let cashier = Claim::HandedTo { holder: person("1003") };
    let void = Claim::VoidClaimed { by: person("1007") };
    let lives: [&[Claim]; 4] =
        [&[], &[cashier], &[Claim::Bound, Claim::Returned], std::slice::from_ref(&void)];
    for later in lives {
        let mut claims = vec![issued(), used("1007", 8640)];
        claims.extend_from_slice(later);
        let ticket = folded(&claims);
        assert_eq!(claim(&ticket, &used("1007", 8640)), ClaimOutcome::AlreadyApplied);
    }
    let ticket = folded(&[issued(), used("1007", 8640), void, Claim::VoidConfirmed]);
    let said_once_more = claim(&ticket, &used("1007", 8640));
    assert!(
        matches!(said_once_more, ClaimOutcome::Contested { reason: "ticket_void", .. }),
        "{said_once_more:?}"
    );
}

#[test]
fn a_differing_or_late_use_makes_the_number_contested() {
    let void = Claim::VoidClaimed { by: person("1007") };
    let cases: [(&[Claim], Claim, &str); 5] = [
        (&[issued(), used("1007", 8640)], used("1007", 8641), "ticket_used_twice"),
        (&[issued(), void], used("1007", 8640), "ticket_void"),
        (&[issued(), Claim::Lost], used("1007", 8640), "ticket_lost"),
        (&[issued()], used("1008", 8640), "ticket_not_held"),
        (&[], used("1007", 8640), "ticket_not_issued"),
    ];
    for (before, said, expected) in cases {
        let ticket = folded(before);
        let ClaimOutcome::Contested { ticket, reason } = claim(&ticket, &said) else {
            panic!("{said:?} should contest {ticket:?}");
        };
        assert_eq!((ticket.state, reason), (TicketState::Contested, expected));
    }
}

#[test]
fn a_void_is_only_claimed_until_the_copies_are_seen() {
    let void = Claim::VoidClaimed { by: person("1007") };
    let claimed = folded(&[issued(), used("1007", 8640), void.clone()]);
    assert_eq!(claimed.state, TicketState::VoidClaimed);
    assert_eq!(claimed.used_for, Some(payment(8640)), "the customer stays credited");
    assert_eq!(claim(&claimed, &Claim::Bound), ClaimOutcome::OutOfPlace);
    let confirmed = folded(&[issued(), void, Claim::VoidConfirmed]);
    assert_eq!(confirmed.state, TicketState::Void);
    assert_eq!(claim(&folded(&[issued()]), &Claim::VoidConfirmed), ClaimOutcome::OutOfPlace);
}

#[test]
fn a_void_is_claimed_by_who_holds_the_number() {
    let void = |by: &str| Claim::VoidClaimed { by: person(by) };
    assert_eq!(claim(&folded(&[]), &void("1002")), ClaimOutcome::OutOfPlace);
    let cases: [(&[Claim], &str, &str); 3] = [
        (&[issued()], "1008", "ticket_not_held"),
        (&[issued(), Claim::Lost], "1007", "ticket_lost"),
        (&[issued(), used("1007", 8640), Claim::Bound], "1007", "ticket_used_twice"),
    ];
    for (before, by, expected) in cases {
        let said = claim(&folded(before), &void(by));
        let ClaimOutcome::Contested { ticket, reason } = said else {
            panic!("{by} should not make {before:?} void");
        };
        assert_eq!((ticket.state, reason), (TicketState::Contested, expected));
    }
    let claimed = folded(&[issued(), void("1007")]);
    assert_eq!(claimed.state, TicketState::VoidClaimed);
    assert_eq!(claim(&claimed, &void("1007")), ClaimOutcome::AlreadyApplied);
}

#[test]
fn a_number_is_printed_for_one_bill() {
    let printed_for = |bill: &str| Claim::PrintedFor { bill: bill.to_owned() };
    let printed = folded(&[issued(), printed_for("B1")]);
    assert_eq!((printed.state, printed.printed_for.as_deref()), (TicketState::Printed, Some("B1")));
    assert_eq!(claim(&printed, &printed_for("B1")), ClaimOutcome::AlreadyApplied);
    assert_eq!(claim(&printed, &printed_for("B2")), ClaimOutcome::OutOfPlace);
    let paid = folded(&[issued(), printed_for("B1"), used("1007", 8640)]);
    assert_eq!((paid.state, paid.printed_for.as_deref()), (TicketState::Used, Some("B1")));
}

#[test]
fn a_number_is_with_who_took_it_last() {
    let cashier = Claim::HandedTo { holder: person("1003") };
    assert_eq!(folded(&[issued()]).holder, person("1007"));
    let handed_in = folded(&[issued(), used("1007", 8640), cashier]);
    assert_eq!((handed_in.state, handed_in.holder), (TicketState::Used, person("1003")));
    let back = Claim::HandedBack { custodian: person("1002") };
    assert_eq!(folded(&[issued(), back]), Ticket::in_stock(person("1002")));
}

#[test]
fn a_found_phone_accounts_for_its_numbers() {
    let ticket = folded(&[issued(), Claim::Unaccounted, used("1007", 8640)]);
    assert_eq!(ticket.state, TicketState::Used);
}

#[test]
fn a_contested_number_leaves_by_settlement_only() {
    let contested = folded(&[issued(), used("1007", 1), used("1007", 2)]);
    assert_eq!(claim(&contested, &Claim::Bound), ClaimOutcome::OutOfPlace);
    for (stands, state) in [(Some(payment(2)), TicketState::Used), (None, TicketState::Void)] {
        let settled = Claim::Settled { payment: stands.clone() };
        let ticket = folded(&[issued(), used("1007", 1), used("1007", 2), settled]);
        assert_eq!((ticket.state, ticket.used_for), (state, stands));
    }
}

#[test]
fn the_next_number_is_the_first_unused_of_the_first_book() {
    let books = [progress(1, 5, 6), progress(101, 120, 109)];
    let next = next_number(&books, 10).expect("a number");
    assert_eq!((next.no, next.left, next.running_out), (TicketNo::new(109), 12, false));
    let fewer = next_number(&[progress(101, 120, 111)], 10).expect("a number");
    assert_eq!((fewer.left, fewer.running_out), (10, true));
    let none = next_number(&books[..1], 10).expect_err("the book is finished");
    assert_eq!((none.code.as_str(), none.clause), ("no_ticket_left", Some("3.2".into())));
}

#[test]
fn a_number_passed_over_is_a_gap() {
    let on = NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date");
    let book = progress(1, 100, 12);
    assert_eq!(gap(&book, TicketNo::new(12), on), None);
    let gap = gap(&book, TicketNo::new(15), on).expect("three are passed over");
    assert_eq!((gap.skipped.first, gap.skipped.last), (TicketNo::new(12), TicketNo::new(14)));
    assert_eq!(gap.skipped.count(), 3);
}

#[test]
fn states_have_stable_codes() {
    for state in TicketState::ALL {
        assert_eq!(TicketState::from_code(state.code()), Some(state));
        assert_eq!(serde_json::to_string(&state).expect("json"), format!("{:?}", state.code()));
    }
}
