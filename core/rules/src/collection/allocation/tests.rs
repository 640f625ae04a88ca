use super::*;
use crate::policy::LateFeeRates;

const POLICY: LateFeePolicy = LateFeePolicy {
    rates: LateFeeRates {
        resident_per_mille: 1,
        other_current_year_per_mille: 2,
        other_carried_over_per_mille: 3,
    },
    minimum_fen: Some(Fen::new(100)),
};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn receivable(bill: &str, due_on: &str, fen: i64) -> OpenReceivable {
    let due_on = date(due_on);
    OpenReceivable {
        bill: bill.to_owned(),
        period: YearMonth::of(due_on),
        issued_on: due_on,
        due_on,
        class: LateFeeClass::Resident,
        remaining_fen: Fen::new(fen),
        late_fee_open_fen: Fen::ZERO,
        late_fee_accrued_fen: Fen::ZERO,
        late_fee_charged_fen: Fen::ZERO,
        late_fee_charged_to: None,
    }
}

fn line(bill: &str, principal: i64, late_fee: i64) -> AllocationLine {
    AllocationLine {
        bill: bill.to_owned(),
        principal_fen: Fen::new(principal),
        late_fee_fen: Fen::new(late_fee),
    }
}

fn divide(fen: i64, printed: &[AllocationLine], order: AllocationOrder) -> Allocation {
    let paid_on = date("2026-02-10");
    let open = [receivable("feb", "2026-02-28", 5_000), receivable("jan", "2026-01-28", 10_000)];
    let debts = debts_as_of(&open, paid_on, &POLICY).expect("debts");
    let payment = Payment { amount_fen: Fen::new(fen), paid_on, printed };
    allocate(payment, &debts, order).expect("an allocation")
}

#[test]
fn pays_the_oldest_debt_and_its_late_fee_first() {
    // 100.00 is 13 days late at 1‰: 1.30.
    let divided = divide(12_000, &[], AllocationOrder::LateFeeFirst);
    assert_eq!(divided.lines, [line("jan", 10_000, 130), line("feb", 1_870, 0)]);
    assert_eq!(divided.late_fee_charged_fen(), Ok(Fen::new(130)));
    assert_eq!(divided.advance_fen, Fen::ZERO);
}

#[test]
fn the_order_of_the_policy_decides_what_a_short_payment_leaves_open() {
    let late_fee_first = divide(10_000, &[], AllocationOrder::LateFeeFirst);
    assert_eq!(late_fee_first.lines, [line("jan", 9_870, 130)]);
    let charge_first = divide(10_000, &[], AllocationOrder::ChargeFirst);
    assert_eq!(charge_first.lines, [line("jan", 10_000, 0)]);
    // The late fee is owed either way.
    assert_eq!(charge_first.late_fee_charged_fen(), Ok(Fen::new(130)));
}

#[test]
fn what_the_ticket_printed_wins_while_its_debt_is_open() {
    let divided = divide(5_000, &[line("feb", 5_000, 0)], AllocationOrder::LateFeeFirst);
    assert_eq!(divided.lines, [line("feb", 5_000, 0)]);
    assert!(divided.late_fees.is_empty(), "an untouched bill is charged nothing yet");
}

#[test]
fn a_printed_debt_that_is_gone_pays_the_others_and_the_rest_is_advance() {
    let printed = [line("dec", 20_000, 0)];
    let divided = divide(20_000, &printed, AllocationOrder::LateFeeFirst);
    assert_eq!(divided.lines, [line("jan", 10_000, 130), line("feb", 5_000, 0)]);
    assert_eq!(divided.advance_fen, Fen::new(4_870));
}

#[test]
fn a_printed_line_never_takes_more_than_is_open_or_paid() {
    let printed = [line("feb", 9_000, 700), line("feb", 9_000, 0)];
    let divided = divide(5_100, &printed, AllocationOrder::LateFeeFirst);
    assert_eq!(divided.lines, [line("jan", 0, 100), line("feb", 5_000, 0)]);
    let nothing = divide(-1, &printed, AllocationOrder::LateFeeFirst);
    assert_eq!(nothing, Allocation::default());
}

#[test]
fn late_fee_charged_before_is_owed_beside_the_new_days() {
    let open = OpenReceivable {
        late_fee_open_fen: Fen::new(40),
        late_fee_accrued_fen: Fen::new(100),
        late_fee_charged_fen: Fen::new(100),
        late_fee_charged_to: Some(date("2026-02-01")),
        ..receivable("jan", "2026-01-28", 10_000)
    };
    let debt = open.as_of(date("2026-02-03"), &POLICY).expect("a debt");
    assert_eq!(debt.late_fee.days(), 2);
    assert_eq!(debt.total_fen(), Ok(Fen::new(10_060)));
}
