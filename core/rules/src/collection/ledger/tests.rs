use super::*;
use crate::collection::movement::{self, HandIn, TakenInto, Taking};
use crate::id::{AccountNo, PersonNo};

fn account() -> AccountNo {
    "3300010001".parse().expect("an account number")
}

fn person(no: &str) -> PersonNo {
    no.parse().expect("a person number")
}

fn book() -> BookDate {
    BookDate::of(NaiveDate::from_ymd_opt(2026, 1, 20).expect("a date"))
}

#[test]
fn keys_are_stable_and_read_back() {
    let all = [
        (LedgerAccount::Receivable(account()), "receivable:3300010001"),
        (LedgerAccount::AdvanceBalance(account()), "advance_balance:3300010001"),
        (LedgerAccount::LateFeeIncome, "late_fee_income"),
        (LedgerAccount::ElectricityIncome, "electricity_income"),
        (LedgerAccount::Cash(person("1007")), "cash:1007"),
        (LedgerAccount::InTransit("0198-offer".to_owned()), "in_transit:0198-offer"),
        (LedgerAccount::HandInAhead(person("1007")), "hand_in_ahead:1007"),
        (LedgerAccount::DisputedReceipts(person("1007")), "disputed_receipts:1007"),
        (LedgerAccount::CashierCash(person("1003")), "cashier_cash:1003"),
        (LedgerAccount::NonCashClearing, "non_cash_clearing"),
        (LedgerAccount::StationAccount, "station_account"),
        (LedgerAccount::CompanyAccount, "company_account"),
        (LedgerAccount::RefundPayable, "refund_payable"),
        (LedgerAccount::OverShort, "over_short"),
        (LedgerAccount::Opening, "opening"),
    ];
    for (account, key) in all {
        assert_eq!(account.to_string(), key);
        assert_eq!(key.parse(), Ok(account));
    }
    for text in ["", "cash", "cash:", "cash:王", "petty_cash", "opening:1", "in_transit:"] {
        assert!(text.parse::<LedgerAccount>().is_err(), "{text}");
    }
}

#[test]
fn an_unbalanced_posting_cannot_be_made_or_read() {
    let lines = [(LedgerAccount::Opening, Fen::new(5)), (LedgerAccount::OverShort, Fen::new(-4))];
    let refused = Posting::new(PostingKind::Opened, book(), lines);
    assert_eq!(refused, Err(PostingError::Unbalanced { sum_fen: Fen::new(1) }));

    let posting = movement::bill_issued(book(), &account(), Fen::new(8640)).expect("balanced");
    let bytes = serde_json::to_string(&posting).expect("json");
    assert_eq!(serde_json::from_str::<Posting>(&bytes).expect("a posting"), posting);
    let tampered = bytes.replace("-8640", "-8641");
    assert!(serde_json::from_str::<Posting>(&tampered).is_err());
}

#[test]
fn a_collected_payment_walks_to_the_company() {
    let (collector, cashier) = (person("1007"), person("1003"));
    let fee_fen = Fen::new(100);
    let taking = Taking {
        account: account(),
        into: TakenInto::Hands(collector.clone()),
        cleared_fen: Fen::new(8740),
        advance_fen: Fen::new(260),
    };
    let hand_in = HandIn {
        offer: "offer-1".to_owned(),
        giver: collector.clone(),
        amount_fen: Fen::new(9000),
        ahead_fen: Fen::ZERO,
    };
    let day = [
        movement::bill_issued(book(), &account(), Fen::new(8640)),
        movement::late_fee_charged(book(), &account(), fee_fen),
        movement::collected(book(), &taking),
        movement::hand_in_offered(book(), &hand_in),
        movement::hand_in_accepted(book(), &hand_in, &cashier),
        movement::bank_deposited(book(), &cashier, Fen::new(9000)),
        movement::transferred_to_company(book(), Fen::new(9000)),
    ];
    let day: Vec<Posting> = day.into_iter().map(|posting| posting.expect("balanced")).collect();
    let balances = balances(&day).expect("in range");
    let of = |ledger: LedgerAccount| balances.get(&ledger).copied().unwrap_or_default().get();
    assert_eq!(of(LedgerAccount::Receivable(account())), 0);
    assert_eq!(of(LedgerAccount::AdvanceBalance(account())), -260);
    assert_eq!(of(LedgerAccount::CompanyAccount), 9000);
    assert_eq!(of(LedgerAccount::Cash(collector)), 0);
    assert_eq!(of(LedgerAccount::CashierCash(cashier)), 0);
    assert_eq!(of(LedgerAccount::LateFeeIncome), -100);
}

#[test]
fn money_handed_in_ahead_of_its_facts_leaves_no_negative_cash() {
    let collector = person("1007");
    let hand_in = HandIn {
        offer: "offer-1".to_owned(),
        giver: collector.clone(),
        amount_fen: Fen::new(500),
        ahead_fen: Fen::new(500),
    };
    let taking = Taking {
        account: account(),
        into: TakenInto::Hands(collector.clone()),
        cleared_fen: Fen::new(700),
        advance_fen: Fen::ZERO,
    };
    let settled = movement::hand_in_ahead_settled(book(), &collector, Fen::new(700), Fen::new(500));
    let steps = [
        movement::hand_in_offered(book(), &hand_in),
        movement::collected(book(), &taking),
        settled,
    ]
    .map(|posting| posting.expect("balanced"));
    let balances = balances(&steps).expect("in range");
    assert_eq!(balances.get(&LedgerAccount::Cash(collector.clone())), Some(&Fen::new(200)));
    assert_eq!(balances.get(&LedgerAccount::HandInAhead(collector)), Some(&Fen::ZERO));
}

#[test]
fn a_reversal_leaves_nothing() {
    let posting = movement::over_short(book(), &person("1007"), Fen::new(-30)).expect("balanced");
    let reversed = posting.reversed(book()).expect("balanced");
    let balances = balances([&posting, &reversed]).expect("in range");
    assert!(balances.values().all(|balance| balance.is_zero()));
    assert_eq!(posting.amount_on(&LedgerAccount::OverShort), Fen::new(30));
}

#[test]
fn a_shortage_of_both_cashes_takes_the_own_first_and_neither_falls_below_zero() {
    let cashier = person("1003");
    let (own, handed_in) =
        (LedgerAccount::Cash(cashier.clone()), LedgerAccount::CashierCash(cashier.clone()));
    for (difference, own_fen, expected) in [
        (-300, 5_000, (-300, 0)),
        (-300, 100, (-100, -200)),
        (-300, 0, (0, -300)),
        (250, 0, (250, 0)),
    ] {
        let posting =
            movement::over_short_of_both(book(), &cashier, Fen::new(difference), Fen::new(own_fen))
                .expect("balanced");
        let parts = (posting.amount_on(&own).get(), posting.amount_on(&handed_in).get());
        assert_eq!(parts, expected, "{difference} of {own_fen}");
        assert_eq!(posting.amount_on(&LedgerAccount::OverShort).get(), -difference);
    }
}
