//! Bills and tickets that are printed. Their price tables are those of the
//! cases, so that the figures on these papers have their source there.

use serde::Deserialize;

use super::*;
use crate::account::{
    AccountTerms, ContractTerms, LineLossTerms, PowerFactorTerms, ShareSize, ShareTerms, UsageClass,
};
use crate::bill::basic_charge::Transformer;
use crate::bill::loss::LineLossMethod;
use crate::bill::power_factor::{LightingConnection, Standard};
use crate::bill::{
    BasicChargeBy, BasicChargeSpan, BillDocument, BillEnergy, BillInput, BillLine, LineKind,
    Settlement, SubMeter, compute,
};
use crate::meter::{Digits, Period, Register};
use crate::money::Fen;
use crate::policy::{LateFeeWord, PolicySet};
use crate::quantity::{Index, Kw, Kwh, Multiplier};
use crate::reading::usage::RegisterUsage;
use crate::reading::{MeterSpan, RegisterSpan, UsageInput};
use crate::tariff::Tariff;
use crate::ticket::capitals::CapitalsStyle;

#[derive(Deserialize)]
struct Tables {
    tariff: Vec<Tariff>,
}

fn tables(name: &str) -> Vec<Tariff> {
    let of = |text| toml::from_str::<Tables>(text).expect("cases").tariff;
    let plain = of(include_str!("../../../../../tests/cases/bill.toml"));
    let contract = of(include_str!("../../../../../tests/cases/bill_contract.toml"));
    let all = plain.into_iter().chain(contract);
    all.filter(|tariff| tariff.tariff.as_str() == name).collect()
}

fn input(table: &str, period: &str, energy: BillEnergy) -> BillInput {
    let tariffs = tables(table);
    let first = tariffs.first().expect("a price table");
    let period: crate::calendar::YearMonth = period.parse().expect("a month");
    BillInput {
        terms: AccountTerms {
            account: "3300010001".parse().expect("an account number"),
            usage_class: first.usage_class,
            cycle_months: 1,
            household: None,
            free_quota_kwh: Kwh::ZERO,
            connected_on: None,
            contract: ContractTerms::default(),
        },
        period,
        version: 1,
        previous_on: None,
        read_on: period.day(20),
        energy,
        adjustments: Vec::new(),
        settles: None,
        tariff: first.tariff.clone(),
        tariffs,
        tier_use: None,
        basic_charge: Vec::new(),
        sub_meters: Vec::new(),
        corrects: None,
    }
}

fn metered(multiplier: i64, indexes: &[(Register, &str, &str)]) -> BillEnergy {
    let index = |text: &str| text.parse::<Index>().expect("an index");
    BillEnergy::Metered(UsageInput {
        meters: vec![MeterSpan {
            meter: "210000123456".parse().expect("a meter number"),
            digits: Digits::new(6, 2).expect("digits"),
            multiplier: Multiplier::whole(multiplier),
            registers: indexes
                .iter()
                .map(|(register, previous, current)| RegisterSpan {
                    register: *register,
                    previous: index(previous),
                    current: index(current),
                })
                .collect(),
        }],
        rollover_limit_kwh: None,
        rollover_accepted: true,
    })
}

fn computed(input: &BillInput) -> BillDocument {
    let policies = PolicySet::published().tried("price_change", "by_days").expect("decided");
    compute(input, &policies).expect("a bill")
}

/// A household whose 700 kWh climb three tiers (case C1).
pub(super) fn resident() -> BillDocument {
    let indexes = [(Register::FORWARD_ACTIVE_TOTAL, "1216", "1916")];
    computed(&input("GD", "2026-07", metered(1, &indexes)))
}

/// A shop by the hours of the day, with three surcharges, behind current
/// transformers.
pub(super) fn commerce() -> BillDocument {
    let active = Register::forward_active;
    let reactive = Register { quantity: crate::meter::Measured::Reactive, ..active(Period::Total) };
    computed(&input(
        "EC",
        "2026-01",
        metered(
            60,
            &[
                (active(Period::Total), "10234.56", "10634.56"),
                (active(Period::CriticalPeak), "999950", "50"),
                (active(Period::Peak), "3120.08", "3220.08"),
                (active(Period::Flat), "2988.4", "3088.4"),
                (active(Period::Valley), "3004.08", "3103.08"),
                (reactive, "812.33", "901.05"),
            ],
        ),
    ))
}

/// A factory of 315 kVA by the hours of the day: its line's loss, its lamps at
/// another price, the dwellings behind its meter, basic charge and power factor.
pub(super) fn factory() -> BillDocument {
    let active = Register::forward_active;
    let reactive = Register { quantity: crate::meter::Measured::Reactive, ..active(Period::Total) };
    let meters = metered(
        100,
        &[
            (active(Period::Total), "5000", "5600"),
            (active(Period::CriticalPeak), "500", "550"),
            (active(Period::Peak), "1500", "1700"),
            (active(Period::Flat), "1500", "1700"),
            (active(Period::Valley), "1500", "1650"),
            (reactive, "2000", "2250"),
        ],
    );
    let mut input = input("HB2", "2026-01", meters);
    input.tariffs.extend(tables("JM"));
    input.terms.contract = ContractTerms {
        transformer_loss: None,
        line_loss: Some(LineLossTerms {
            method: LineLossMethod::Percent("1.5".parse().expect("percent")),
            with_transformer_loss: false,
        }),
        power_factor: Some(PowerFactorTerms { standard: Standard::P90, lowered: false }),
        shares: vec![ShareTerms {
            tariff: "JM".parse().expect("a tariff number"),
            size: ShareSize::Fixed(Kwh::whole(200)),
            connection: LightingConnection::Parallel,
        }],
    };
    let transformer =
        Transformer { name: "1".into(), capacity_kva: Kw::whole(315), interlock: None };
    input.basic_charge = vec![BasicChargeSpan {
        month: input.period,
        part: None,
        charged_by: BasicChargeBy::Capacity { transformers: vec![transformer] },
    }];
    input.sub_meters = vec![SubMeter {
        account: "3300010002".parse().expect("an account number"),
        registers: total(1234),
    }];
    computed(&input)
}

/// A meter that was missed: 300 kWh provisionally.
pub(super) fn provisional() -> BillDocument {
    computed(&input("HB", "2026-03", BillEnergy::Provisional { registers: total(300) }))
}

fn total(kwh: i64) -> Vec<RegisterUsage> {
    vec![RegisterUsage { register: Register::FORWARD_ACTIVE_TOTAL, energy_kwh: Kwh::whole(kwh) }]
}

/// The bill after it: 250 kWh were used, so 50 go back.
pub(super) fn given_back() -> BillDocument {
    let before = provisional();
    let indexes = [(Register::FORWARD_ACTIVE_TOTAL, "5000", "5250")];
    computed(&BillInput {
        settles: Settlement::of([&before]).expect("a settlement"),
        ..input("HB", "2026-04", metered(1, &indexes))
    })
}

/// A pump across a change of price, corrected once.
pub(super) fn two_prices() -> BillDocument {
    let indexes = [(Register::FORWARD_ACTIVE_TOTAL, "100", "400")];
    computed(&BillInput {
        version: 2,
        previous_on: Some("2026-03-01".parse().expect("a date")),
        read_on: "2026-03-31".parse().expect("a date"),
        ..input("AG", "2026-03", metered(1, &indexes))
    })
}

/// A line of the widest figures that are recorded.
pub(super) fn huge_line() -> BillLine {
    BillLine {
        kind: LineKind::Surcharge,
        name: Some("可再生能源电价附加及其他代征费用合并计列项目".to_owned()),
        energy_kwh: Kwh::whole(99_999_999_999_999),
        price: "12345.123456".parse().expect("a price"),
        amount_fen: Fen::new(-99_999_999_999_999),
        ..resident().lines.remove(0)
    }
}

/// A bill's face for a class of customers.
pub(super) fn face(
    document: &BillDocument,
    usage_class: UsageClass,
    form: BillForm,
) -> BillFace<'_> {
    BillFace {
        station_name: "青石供电所",
        emergency_telephone: "0571-86000000",
        customer_name: "王小明",
        usage_class,
        form,
        document,
        late_fee_fen: Fen::ZERO,
        due_on: Some("2026-08-20".parse().expect("a date")),
        late_fee_word: LateFeeWord::Law,
        capitals_style: CapitalsStyle::PLAIN,
    }
}

/// A ticket that pays [`resident`] in time.
pub(super) fn ticket() -> TicketFace {
    let document = resident();
    TicketFace {
        station_name: "青石供电所".to_owned(),
        emergency_telephone: "0571-86000000".to_owned(),
        series: "A26".parse().expect("a series"),
        no: "12388".parse().expect("a number"),
        paid_on: "2026-08-03".parse().expect("a date"),
        account: document.account.clone(),
        customer_name: "王小明".to_owned(),
        meter: Some("210000123456".parse().expect("a meter number")),
        bills: vec![FaceBill::of(
            Some(&document),
            document.period,
            document.energy.charged_kwh,
            (document.total_fen, Fen::new(100)),
        )],
        advance_fen: Fen::new(1),
        amount_fen: document.total_fen.plus(Fen::new(101)).expect("a small amount"),
        received_fen: Fen::new(50_000),
        change_fen: Fen::new(360),
        collector_name: "李收费".to_owned(),
        void: false,
        late_fee_word: LateFeeWord::Law,
        capitals_style: CapitalsStyle::PLAIN,
    }
}
