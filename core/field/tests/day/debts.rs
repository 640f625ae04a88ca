//! What the shell is told of debts, so that it need not reckon.

use dianfei_field::store::receivable::DebtorFilter;
use dianfei_field::view::collection::PaidLine;
use dianfei_rules::money::Fen;

use crate::collection::pay;
use crate::phone::{Phone, code};
use crate::station::HOUR_MS;

#[test]
fn what_chosen_bills_come_to_is_told_late_fee_included() {
    let (phone, _net) = Phone::assigned();
    let account = "1002".parse().expect("an account");
    let owed = |bills: &[&str]| {
        let bills: Vec<String> = bills.iter().map(|bill| (*bill).to_owned()).collect();
        phone.field.owed(&account, &bills)
    };
    let (old, new) = ("1002-2026-01-1", "1002-2026-02-1");
    assert_eq!(owed(&[old]).expect("told"), Fen::new(10_100), "with its late fee");
    assert_eq!(owed(&[new]).expect("told"), Fen::new(3000));
    assert_eq!(owed(&[new, old]).expect("told"), Fen::new(13_100));
    assert_eq!(owed(&[]).expect("told"), Fen::new(13_100), "all where none is named");
    assert_eq!(code(owed(&["1001-2026-02-1"])), "not_found", "another customer's");
    phone.field.take_payment(&pay("1002", "101", "101")).expect("paid");
    assert_eq!(code(owed(&[old])), "not_found", "it is open no more");
}

#[test]
fn each_line_of_a_payment_comes_with_its_sum() {
    let (phone, _net) = Phone::assigned();
    let preview = phone.field.preview_payment(&pay("1002", "120", "120")).expect("told");
    let sums = |lines: &[PaidLine]| {
        let line = |line: &PaidLine| (line.principal_fen, line.late_fee_fen, line.total_fen);
        lines.iter().map(line).collect::<Vec<_>>()
    };
    let told = [(10_000, 100, 10_100), (1900, 0, 1900)]
        .map(|(principal, late, total)| (Fen::new(principal), Fen::new(late), Fen::new(total)));
    assert_eq!(sums(&preview.lines), told);
    let taken = phone.field.take_payment(&pay("1002", "120", "120")).expect("paid").outcome;
    assert_eq!(sums(&taken.paid().expect("sums")), told);
    assert_eq!(taken.late_fee_fen().expect("a sum"), Fen::new(100));
}

#[test]
fn the_list_says_what_is_open_in_all_areas_whichever_is_looked_at() {
    let (phone, net) = Phone::assigned();
    net.station.borrow_mut().assign_anew(|assignment| {
        let mut other = assignment.areas[0].clone();
        other.area = "A2".parse().expect("an area");
        other.debtors.truncate(1);
        other.debtors[0].account.account = "2001".parse().expect("an account");
        other.debtors[0].receivables[0].bill = "2001-2026-02-1".into();
        assignment.areas.push(other);
    });
    phone.field.sync(&net).expect("synced");
    let listed = |area: Option<&str>| {
        let area = area.map(|area| area.parse().expect("an area"));
        let filter = DebtorFilter { area, limit: 10, ..DebtorFilter::default() };
        let list = phone.field.debtors(&filter).expect("a list");
        (list.areas.len(), list.owing, list.open_fen, list.debtors.len())
    };
    assert_eq!(listed(None), (2, 3, Fen::new(23_000), 3));
    assert_eq!(listed(Some("A2")), (2, 3, Fen::new(23_000), 1));
    phone.field.take_payment(&pay("1001", "50", "50")).expect("paid");
    assert_eq!(listed(None), (2, 2, Fen::new(18_000), 2));
}

#[test]
fn a_quote_tells_what_this_phone_took_of_the_customer_on_that_day() {
    let (phone, _net) = Phone::assigned();
    phone.field.take_payment(&pay("1001", "10", "10")).expect("paid");
    phone.field.take_payment(&pay("1002", "20", "20")).expect("paid");
    phone.field.take_payment(&pay("1001", "30", "30")).expect("paid");
    let earlier = |phone: &Phone| {
        let quote = phone.field.quote(&pay("1001", "1", "1").account).expect("quote");
        quote.earlier.iter().map(|row| row.taken.amount_fen.get()).collect::<Vec<_>>()
    };
    assert_eq!(earlier(&phone), [3000, 1000], "latest first, and nobody else's");
    phone.clock.advance(24 * HOUR_MS);
    assert_eq!(earlier(&phone), [0; 0], "yesterday's is no news");
}
