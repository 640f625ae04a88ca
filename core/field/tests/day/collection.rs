//! Chapters 2, 3 and 4.3 on the phone.

use dianfei_field::FieldError;
use dianfei_field::collection::PaymentRequest;
use dianfei_field::day_end::{
    CashHandInRequest, CountRequest, HandoverRequest, OverShortRequest, WithdrawRequest,
};
use dianfei_field::store::draft;
use dianfei_field::ticket::VoidRequest;
use dianfei_rules::id::TicketNo;
use dianfei_rules::money::Fen;
use dianfei_wire::assignment::AssignedOffer;
use dianfei_wire::fact::collection::{CollectionMode, Denomination, HandoverContent};
use dianfei_wire::fact::{CollectionFact, FactBody};

use crate::phone::{Phone, clause, code};
use crate::station::{HOUR_MS, range};

pub fn pay(account: &str, amount: &str, received: &str) -> PaymentRequest {
    PaymentRequest {
        request_id: format!("pay-{account}-{amount}-{received}"),
        account: account.parse().expect("an account"),
        bills: Vec::new(),
        amount: amount.into(),
        received: received.into(),
        mode: CollectionMode::DoorToDoor,
    }
}

fn count(id: &str, pieces: &[(i64, u32)]) -> CountRequest {
    CountRequest {
        request_id: id.into(),
        denominations: pieces
            .iter()
            .map(|(value, pieces)| Denomination { value_fen: Fen::new(*value), pieces: *pieces })
            .collect(),
    }
}

fn void(no: u64) -> VoidRequest {
    VoidRequest {
        request_id: format!("void-{no}"),
        series: "KC".parse().expect("a series"),
        no: TicketNo::new(no),
        reason: "写错".into(),
        copies_kept: 3,
    }
}

fn hand_in(id: &str) -> CashHandInRequest {
    CashHandInRequest { request_id: id.into(), to: "C1".parse().expect("a person") }
}

#[test]
fn a_payment_takes_its_draft_along_and_a_refused_one_leaves_it() {
    let (phone, _net) = Phone::assigned();
    let request = pay("1001", "50", "100");
    let name = draft::of_payment(&request.account);
    let keep = || phone.field.keep_draft(&name, &request.request_id, "typed").expect("kept");
    let kept = || phone.field.draft(&name).expect("read");
    keep();
    let refused = PaymentRequest { received: "20".into(), ..request.clone() };
    assert_eq!(code(phone.field.take_payment(&refused)), "below_amount");
    assert_eq!(kept().as_deref(), Some("typed"));
    let first = phone.field.take_payment(&request).expect("paid").outcome;
    assert_eq!(kept(), None);
    // A screen that is left late keeps nothing for money that is taken.
    keep();
    assert_eq!(kept(), None);
    let again = phone.field.take_payment(&request).expect("the same payment").outcome;
    assert_eq!((again.no, again.cash_fen), (first.no, Fen::new(5000)));
    phone.field.keep_draft(&name, "the next", "typed anew").expect("kept");
    assert_eq!(kept().as_deref(), Some("typed anew"));
}

#[test]
fn what_a_payment_comes_to_is_told_before_it_is_taken() {
    let (phone, _net) = Phone::assigned();
    let preview = phone.field.preview_payment(&pay("1001", "30", "50")).expect("told");
    assert_eq!((preview.change_fen, preview.still_open_fen), (Fen::new(2000), Fen::new(2000)));
    assert_eq!(preview.amount_capitals, "人民币叁拾元整");
    let before = phone.field.status().expect("status");
    assert_eq!((before.facts, before.cash_fen), (0, Fen::ZERO), "nothing is recorded");
    let taken = phone.field.take_payment(&pay("1001", "30", "50")).expect("paid").outcome;
    assert_eq!(
        (taken.paid().expect("a sum"), taken.advance_fen),
        (preview.lines, preview.advance_fen)
    );
    let count = phone.field.preview_count(&count("c", &[(1000, 2), (500, 1)]).denominations);
    let count = count.expect("told");
    assert_eq!((count.counted_fen, count.difference_fen), (Fen::new(2500), Fen::new(-500)));
}

#[test]
fn money_and_its_ticket_are_one_fact_with_change() {
    let (phone, net) = Phone::assigned();
    let done = phone.field.take_payment(&pay("1001", "50", "100")).expect("paid");
    assert_eq!(done.changed.facts.len(), 1);
    assert_eq!(done.outcome.change_fen, Fen::new(5000));
    assert_eq!((done.outcome.no, done.outcome.tickets_left), (TicketNo::new(1), 11));
    assert_eq!(
        phone.field.quote(&pay("1001", "1", "1").account).expect("quote").total_fen,
        Fen::ZERO
    );
    let over = phone.field.take_payment(&pay("1001", "20", "20")).expect("paid");
    assert_eq!((over.outcome.advance_fen, over.outcome.no), (Fen::new(2000), TicketNo::new(2)));
    assert!(over.outcome.running_out, "ten left");
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::new(7000));
    phone.field.sync(&net).expect("synced");
    let facts = net.station.borrow().facts();
    assert_eq!(facts.len(), 2);
    let FactBody::Collection(CollectionFact::Collected(taken)) = &facts[0].body else {
        panic!("{:?}", facts[0]);
    };
    assert_eq!(
        (taken.amount_fen, taken.printed[0].principal_fen),
        (Fen::new(5000), Fen::new(5000))
    );
}

#[test]
fn clause_2_4_late_fee_is_reckoned_once_for_the_same_days() {
    let (phone, _net) = Phone::assigned();
    let account = "1002".parse().expect("an account");
    // 10 late days at one per mille of 100.00.
    let quote = phone.field.quote(&account).expect("quote");
    assert_eq!(quote.debts[0].late_fee.fee_fen, Fen::new(100));
    assert_eq!(quote.total_fen, Fen::new(13_100));
    let part = phone.field.take_payment(&pay("1002", "61", "61")).expect("paid");
    assert_eq!(part.outcome.lines[0].late_fee_fen, Fen::new(100));
    assert_eq!(part.outcome.lines[0].principal_fen, Fen::new(6000));
    let quote = phone.field.quote(&account).expect("quote");
    assert_eq!(quote.total_fen, Fen::new(7000), "no late fee twice for the same days");
    assert_eq!(phone.field.verify().expect("whole"), 1);
}

#[test]
fn money_is_taken_also_where_no_rate_is_set() {
    let (phone, net) = Phone::assigned();
    net.station.borrow_mut().assign_anew(|assignment| assignment.policy.clear());
    phone.field.sync(&net).expect("synced");
    let quote = phone.field.quote(&"1002".parse().expect("an account")).expect("quote");
    assert_eq!(quote.late_fee_unset.as_deref(), Some("late_fee_resident_per_mille"));
    let done = phone.field.take_payment(&pay("1002", "130", "130")).expect("paid");
    assert_eq!(done.outcome.advance_fen, Fen::ZERO);
    assert_eq!(done.outcome.late_fee_unset, quote.late_fee_unset);
}

#[test]
fn chosen_bills_are_paid_first() {
    let (phone, _net) = Phone::assigned();
    let mut request = pay("1002", "30", "30");
    request.bills = vec!["1002-2026-02-1".into()];
    let done = phone.field.take_payment(&request).expect("paid");
    assert_eq!(done.outcome.lines.len(), 1);
    assert_eq!(done.outcome.lines[0].bill, "1002-2026-02-1");
    let mut unknown = pay("1002", "1", "1");
    unknown.bills = vec!["9-9-9".into()];
    assert_eq!(code(phone.field.take_payment(&unknown)), "not_found");
}

#[test]
fn each_bad_amount_names_its_field_and_code() {
    let (phone, _net) = Phone::assigned();
    for (amount, expected) in [
        ("12.345", "too_precise"),
        ("-1", "negative"),
        ("1e9", "not_an_amount"),
        ("", "not_an_amount"),
        ("0", "nothing"),
        ("99999999999", "too_large"),
    ] {
        match phone.field.take_payment(&pay("1001", amount, "100")).expect_err("refused") {
            FieldError::InvalidInput { field, code } => {
                assert_eq!((field, code.as_str()), ("amount", expected), "{amount}");
            }
            other => panic!("{amount}: {other:?}"),
        }
    }
    assert_eq!(code(phone.field.take_payment(&pay("1001", "50", "49.99"))), "below_amount");
    assert_eq!(phone.field.status().expect("status").facts, 0);
}

#[test]
fn clause_3_2_numbers_go_in_order_and_without_one_no_payment_starts() {
    let (phone, _net) = Phone::assigned();
    for no in 1..=12_u64 {
        let done = phone.field.take_payment(&pay("1001", &no.to_string(), "100")).expect("paid");
        assert_eq!(done.outcome.no, TicketNo::new(no));
        assert_eq!(done.outcome.running_out, 12 - no <= 10);
    }
    let refused = phone.field.take_payment(&pay("1001", "13", "13"));
    assert_eq!(clause(refused), "no_ticket_left 3.2");
    let quote = phone.field.quote(&"1001".parse().expect("an account")).expect("quote");
    assert_eq!(quote.next_ticket, None);
}

#[test]
fn clause_3_4_a_void_is_only_claimed_and_the_money_stays() {
    let (phone, _net) = Phone::assigned();
    phone.field.take_payment(&pay("1001", "50", "50")).expect("paid");
    let done = phone.field.void_ticket(&void(1)).expect("claimed");
    assert_eq!(done.outcome.held_fen, Fen::new(5000));
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::new(5000));
    let account = "1001".parse().expect("an account");
    assert_eq!(phone.field.quote(&account).expect("quote").total_fen, Fen::ZERO);
    let mut again = void(1);
    again.request_id = "again".into();
    assert_eq!(clause(phone.field.void_ticket(&again)), "already_void 3.4");
    assert_eq!(clause(phone.field.void_ticket(&void(5))), "ticket_out_of_order 3.2");
    assert_eq!(clause(phone.field.void_ticket(&void(99))), "ticket_not_held 3.1");
    phone.field.void_ticket(&void(2)).expect("the spoilt next one");
    let next = phone.field.take_payment(&pay("1002", "10", "10")).expect("paid");
    assert_eq!(next.outcome.no, TicketNo::new(3));
    let series = "KC".parse().expect("a series");
    let receipt = phone.field.receipt(&series, TicketNo::new(1)).expect("a receipt");
    assert!(receipt.lines.iter().any(|line| line.text.contains("废票")));
}

#[test]
fn a_ticket_printed_again_says_so_and_keeps_its_number() {
    let (phone, _net) = Phone::assigned();
    phone.field.take_payment(&pay("1001", "50", "50")).expect("paid");
    let series = "KC".parse().expect("a series");
    let print = || phone.field.print_receipt(&series, TicketNo::new(1)).expect("printed");
    let (first, second) = (print(), print());
    assert!(!first.reprint && second.reprint);
    let says = |lines: &[dianfei_rules::paper::PrintLine], text: &str| {
        lines.iter().any(|line| line.text.contains(text))
    };
    assert!(!says(&first.lines, "补打") && says(&second.lines, "补打"));
    assert!(says(&second.lines, "00000001") && says(&second.lines, "伍拾元整"));
    assert!(second.bytes.len() > first.bytes.len());
}

#[test]
fn clause_2_3_a_difference_is_reported_and_the_hand_in_matches_the_count() {
    let (phone, net) = Phone::assigned();
    phone.field.take_payment(&pay("1001", "50", "50")).expect("paid");
    phone.field.take_payment(&pay("1002", "30", "30")).expect("paid");
    phone.field.void_ticket(&void(3)).expect("spoilt");
    assert_eq!(clause(phone.field.offer_hand_in(&hand_in("h0"))), "count_needed 4.3.5");
    assert_eq!(code(phone.field.count_cash(&count("c0", &[(300, 1)]))), "denomination_unknown");
    let counted = phone.field.count_cash(&count("c1", &[(5000, 1), (2000, 1), (500, 1)]));
    let counted = counted.expect("counted").outcome;
    assert_eq!(counted.difference_fen, Fen::new(-500));
    let tally = phone.field.day_tally().expect("tally");
    assert_eq!(
        tally.open_because.map(|refusal| refusal.code.to_string()).as_deref(),
        Some("over_short_unreported")
    );
    let mut report = OverShortRequest {
        request_id: "r1".into(),
        count: counted.count.clone(),
        cause: "".into(),
    };
    assert_eq!(code(phone.field.report_over_short(&report)), "missing");
    report.cause = "找错零钱".into();
    phone.field.report_over_short(&report).expect("reported");
    assert_eq!(phone.field.day_tally().expect("tally").open_because, None);
    let other = CashHandInRequest { request_id: "h1".into(), to: "P8".parse().expect("a person") };
    assert_eq!(clause(phone.field.offer_hand_in(&other)), "not_the_cashier 4.3.5");
    let offer = phone.field.offer_hand_in(&hand_in("h2")).expect("offered").outcome;
    assert_eq!((offer.cash_fen, offer.used), (Fen::new(7500), vec![range(1, 3)]));
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::ZERO);
    assert_eq!(clause(phone.field.offer_hand_in(&hand_in("h3"))), "count_needed 4.3.5");
    phone.field.sync(&net).expect("synced");
    // Six facts of the day, and three refusals by a clause.
    assert_eq!(phone.field.verify().expect("whole"), 9);
    let withdraw =
        WithdrawRequest {
            request_id: "w1".into(), offer: offer.offer, reason: "出纳不在".into()
        };
    phone.field.withdraw_handover(&withdraw).expect("withdrawn");
    assert_eq!(phone.field.status().expect("status").cash_fen, Fen::new(7500));
    assert_eq!(phone.field.day_tally().expect("tally").used, vec![range(1, 3)]);
    phone.field.verify().expect("whole");
}

#[test]
fn clause_4_2_7_custody_of_a_book_moves_with_the_receivers_own_signature() {
    let (phone, net) = Phone::assigned();
    let content = HandoverContent {
        tickets: vec![range(101, 150)],
        lists: vec!["A1".parse().expect("an area")],
        cash_fen: Fen::ZERO,
        denominations: Vec::new(),
        used_count: 0,
        used: Vec::new(),
    };
    let offer: dianfei_wire::FactId =
        "00000000-0000-7000-8000-00000000000a".parse().expect("an id");
    net.station.borrow_mut().assign_anew(|assignment| {
        assignment.offers.push(AssignedOffer {
            offer: offer.clone(),
            from: "C1".parse().expect("a person"),
            from_name: "周敏".into(),
            content,
        });
    });
    phone.field.sync(&net).expect("synced");
    let request = HandoverRequest { request_id: "a1".into(), offer: offer.clone() };
    phone.field.accept_handover(&request).expect("accepted");
    let ranges = phone.field.ticket_ranges().expect("ranges");
    assert_eq!(ranges.len(), 2);
    assert_eq!(ranges[1].range, range(101, 150));
    let again = HandoverRequest { request_id: "a2".into(), offer };
    assert_eq!(clause(phone.field.accept_handover(&again)), "handover_closed 4.2.7");
    phone.field.sync(&net).expect("synced");
    let facts = net.station.borrow().facts();
    let FactBody::Collection(CollectionFact::HandoverAccepted { content_hash, signature, .. }) =
        &facts[0].body
    else {
        panic!("{:?}", facts[0]);
    };
    let key = dianfei_wire::chain::PublicKey::of(&crate::station::key(7));
    let signature = signature.as_ref().expect("signed");
    assert_eq!(key.verify(content_hash.as_bytes(), signature), Ok(()));
}

#[test]
fn the_ticket_bears_the_stations_date_around_a_restart() {
    let (phone, net) = Phone::assigned();
    let date = || phone.field.business_date().expect("a date").to_string();
    phone.clock.set_wall(0);
    phone.clock.advance(13 * HOUR_MS);
    assert_eq!(date(), "2026-03-10");
    phone.clock.advance(2 * HOUR_MS);
    assert_eq!(date(), "2026-03-11", "by the boot clock, whatever the wall says");
    phone.field.take_payment(&pay("1001", "50", "50")).expect("paid");
    phone.clock.reboot();
    assert_eq!(date(), "2026-03-11", "never before a used date");
    phone.clock.set_wall(crate::station::MORNING_MS + 48 * HOUR_MS);
    assert_eq!(date(), "2026-03-12", "by the wall after a restart");
    net.station.borrow_mut().date = crate::station::day("2026-03-11");
    phone.field.sync(&net).expect("synced");
    assert_eq!(date(), "2026-03-11", "the station's date counts again");
    assert_eq!(net.station.borrow().facts()[0].business_date.to_string(), "2026-03-11");
}
