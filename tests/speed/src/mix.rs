//! The mixed village: of a hundred accounts ninety residents, eight of commerce
//! and two with a transformer of their own.

use dianfei_rules::account::contract::{ContractTerms, PowerFactorTerms};
use dianfei_rules::account::{AccountTerms, UsageClass};
use dianfei_rules::bill::basic_charge::Transformer;
use dianfei_rules::bill::loss::{LossMethod, SimplifiedInput};
use dianfei_rules::bill::power_factor::Standard;
use dianfei_rules::bill::{BasicChargeBy, BasicChargeSpan, BillEnergy, BillInput};
use dianfei_rules::meter::{Digits, Direction, Measured, Period, Register};
use dianfei_rules::quantity::{Index, Kvarh, Kw, Kwh, Multiplier, Rate};
use dianfei_rules::reading::usage::{MeterSpan, RegisterSpan, UsageInput};
use dianfei_rules::tariff::price::Tariff;
use dianfei_rules::tariff::tier::{TierUse, used_from_total};
use rust_decimal::Decimal;
use serde::Deserialize;

/// The capacity of a customer's transformer in kVA.
pub const CAPACITY_KVA: i64 = 315;

#[derive(Deserialize)]
struct TariffFile {
    tariff: Vec<Tariff>,
}

/// The price table `number` of the bench.
///
/// # Panics
/// Where there is none.
#[must_use]
pub fn tariff(number: &str) -> Tariff {
    let file: TariffFile = toml::from_str(include_str!("../tariffs.toml")).expect("price tables");
    let mut known = file.tariff.into_iter();
    known.find(|tariff| tariff.tariff.as_str() == number).expect("a price table of the bench")
}

/// The bills of `accounts` accounts in one month.
#[must_use]
pub fn bills(accounts: u32) -> Vec<BillInput> {
    let tables = ["JM01", "JM02", "GS01", "HB2"].map(tariff);
    (0..accounts).map(|no| account(no, &tables)).collect()
}

fn account(no: u32, [single, periods, commerce, industry]: &[Tariff; 4]) -> BillInput {
    match no % 100 {
        90..98 => {
            let multiplier = [1, 30][usize::from(no % 2 == 1)];
            bill(no, commerce, meter(no, multiplier, &[(total(), 900 + no * 7 % 300)]))
        }
        98.. => with_transformer(no, industry),
        place if place % 3 == 2 => {
            let (peak, valley) = (50 + no * 13 % 170, 20 + no * 29 % 120);
            let of = [Period::Peak, Period::Valley].map(Register::forward_active);
            let used = [(total(), peak + valley), (of[0], peak), (of[1], valley)];
            climbing(no, bill(no, periods, meter(no, 1, &used)))
        }
        _ => climbing(no, bill(no, single, meter(no, 1, &[(total(), 60 + no * 37 % 260)]))),
    }
}

/// A bill of one month, read on 5 November 2026.
#[must_use]
pub fn bill(no: u32, tariff: &Tariff, meter: MeterSpan) -> BillInput {
    BillInput {
        terms: AccountTerms {
            account: format!("3301{no:06}").parse().expect("an account number"),
            usage_class: tariff.usage_class,
            cycle_months: 1,
            household: None,
            free_quota_kwh: Kwh::ZERO,
            connected_on: None,
            contract: ContractTerms::default(),
        },
        period: "2026-11".parse().expect("a month"),
        version: 1,
        previous_on: Some("2026-10-05".parse().expect("a date")),
        read_on: "2026-11-05".parse().expect("a date"),
        energy: BillEnergy::Metered(UsageInput {
            meters: vec![meter],
            rollover_limit_kwh: None,
            rollover_accepted: false,
        }),
        adjustments: Vec::new(),
        settles: None,
        tariff: tariff.tariff.clone(),
        tariffs: vec![tariff.clone()],
        tier_use: None,
        basic_charge: Vec::new(),
        sub_meters: Vec::new(),
        corrects: None,
    }
}

/// A meter of six digits and two decimals whose registers went on by so much.
#[must_use]
pub fn meter(no: u32, multiplier: i64, used: &[(Register, u32)]) -> MeterSpan {
    let span = |(place, (register, used)): (u32, &(Register, u32))| {
        let hundredths = i64::from(1_000_000 + no * 7_919 % 5_000_000 + place * 31);
        let end = hundredths + i64::from(*used) * 100 + i64::from(no * 17 % 100);
        RegisterSpan {
            register: *register,
            previous: Index::new(Decimal::new(hundredths, 2)),
            current: Index::new(Decimal::new(end, 2)),
        }
    };
    MeterSpan {
        meter: format!("M{no:07}").parse().expect("a meter number"),
        digits: Digits::new(6, 2).expect("digits"),
        multiplier: Multiplier::whole(multiplier),
        registers: (0..).zip(used).map(span).collect(),
    }
}

const fn total() -> Register {
    Register::FORWARD_ACTIVE_TOTAL
}

/// The bill of an account that has used some of its year's tiers before.
fn climbing(no: u32, mut bill: BillInput) -> BillInput {
    let table = bill.tariffs[0].tiers.as_ref().expect("tiers");
    let widths = table
        .widths(&bill.terms, (bill.period, bill.terms.cycle_months), bill.read_on)
        .expect("widths");
    let used_kwh = used_from_total(Kwh::whole(i64::from(no * 53 % 5_200)), &widths);
    bill.tier_use = Some(TierUse { year: 2026, used_kwh });
    bill
}

/// A two-part bill by capacity with transformer loss and power factor.
fn with_transformer(no: u32, tariff: &Tariff) -> BillInput {
    let of = [60, 250, 260, 190].map(|energy| energy + no * 3 % 50);
    let periods = Period::ALL.map(Register::forward_active);
    let reactive = Register {
        direction: Direction::Forward,
        quantity: Measured::Reactive,
        period: Period::Total,
    };
    let mut used: Vec<(Register, u32)> = periods.into_iter().skip(1).zip(of).collect();
    used.insert(0, (total(), of.iter().sum()));
    used.push((reactive, 200 + no * 7 % 250));
    let mut bill = bill(no, tariff, meter(no, 80, &used));
    bill.terms.usage_class = UsageClass::LargeIndustry;
    bill.terms.contract = ContractTerms {
        transformer_loss: Some(LossMethod::Simplified(SimplifiedInput {
            capacity_kva: Kw::whole(CAPACITY_KVA),
            iron_kwh: Kwh::whole(346),
            iron_kvarh: Kvarh::whole(2_495),
            reactive_factor: Rate::new(Decimal::new(345, 2)),
        })),
        power_factor: Some(PowerFactorTerms { standard: Standard::P90, lowered: false }),
        ..ContractTerms::default()
    };
    let transformers = vec![Transformer {
        name: "1号".into(),
        capacity_kva: Kw::whole(CAPACITY_KVA),
        interlock: None,
    }];
    let charged_by = BasicChargeBy::Capacity { transformers };
    bill.basic_charge = vec![BasicChargeSpan { month: bill.period, part: None, charged_by }];
    bill
}
