//! A second, slow and obvious way to a resident's bill: kWh by kWh, in whole
//! millionths of a yuan. It must agree with the rules to the fen.

use std::collections::BTreeMap;

use dianfei_rules::account::{AccountTerms, ContractTerms, Household, UsageClass};
use dianfei_rules::bill::{BillEnergy, BillInput, compute};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::meter::{Period, Register};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::{Kwh, Price};
use dianfei_rules::reading::usage::RegisterUsage;
use dianfei_rules::tariff::{
    EnergyPrices, HouseholdExtra, PricePart, SeasonTiers, Tariff, Tier, TierCycle, TierForm,
    TierTable, TierUse,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// One year of a household, month by month.
#[derive(Debug, Clone)]
struct Year {
    yearly: bool,
    add_on: bool,
    /// The price of the first tier and what the others add, in millionths.
    prices: [i64; 3],
    fund: i64,
    /// The upper limits of the first two tiers.
    limits: [i64; 2],
    /// From which month on the household is large; 13 for never.
    large_from: u32,
    free: i64,
    usage: Vec<i64>,
}

fn years() -> impl Strategy<Value = Year> {
    let prices = (200_000..900_000_i64, 1..90_000_i64, 1..400_000_i64, 0..50_000_i64);
    let limits = (1..120_i64, 1..120_i64);
    let flags = (any::<bool>(), any::<bool>());
    let account = (1..=13_u32, 0..16_i64, prop::collection::vec(0..400_i64, 12));
    (prices, limits, flags, account).prop_map(|(prices, limits, flags, account)| {
        // A yearly table: limits that a twelfth divides.
        let scale = if flags.0 { 12 } else { 1 };
        Year {
            yearly: flags.0,
            add_on: flags.1,
            prices: [prices.0, prices.1, prices.1 + prices.2],
            fund: prices.3,
            limits: [limits.0 * scale, (limits.0 + limits.1) * scale],
            large_from: account.0,
            free: account.1,
            usage: account.2,
        }
    })
}

const EXTRA: i64 = 11;

fn price(millionths: i64) -> Price {
    Price::new(Decimal::new(millionths, 6))
}

/// Half up, from millionths of a yuan to fen.
fn fen(millionths: i64) -> i64 {
    (millionths + 5_000).div_euclid(10_000)
}

impl Year {
    fn tariff(&self) -> Tariff {
        let tier = |above: i64, up_to: Option<i64>, adds: i64| Tier {
            above_kwh: Kwh::whole(above),
            up_to_kwh: up_to.map(Kwh::whole),
            adds: price(adds),
        };
        let [first, second] = self.limits;
        Tariff {
            tariff: "T1".parse().expect("a tariff number"),
            name: "made up".into(),
            valid_from: "2020-01-01".parse().expect("a date"),
            valid_until: None,
            usage_class: UsageClass::Residential,
            source: "made up".into(),
            prices: EnergyPrices::Single { price: price(self.prices[0] + self.fund) },
            parts: vec![PricePart {
                code: "fund".into(),
                name: "fund".into(),
                price: price(self.fund),
                surcharge: true,
                floats: false,
            }],
            factors: None,
            basic: None,
            hours: Vec::new(),
            tiers: Some(TierTable {
                cycle: if self.yearly { TierCycle::Year } else { TierCycle::Month },
                form: if self.add_on { TierForm::AddOn } else { TierForm::FullPrice },
                seasons: vec![SeasonTiers {
                    months: Vec::new(),
                    tiers: vec![
                        tier(0, Some(first), 0),
                        tier(first, Some(second), self.prices[1]),
                        tier(second, None, self.prices[2]),
                    ],
                }],
                household: Some(HouseholdExtra {
                    at_least_persons: 5,
                    extra_kwh: Kwh::whole(EXTRA),
                }),
            }),
        }
    }

    /// The totals of twelve bills by the rules.
    fn by_rules(&self) -> Vec<i64> {
        let policies = PolicySet::published();
        let mut tier_use: Option<TierUse> = None;
        (1..)
            .zip(&self.usage)
            .map(|(month, usage)| {
                let period = YearMonth::new(2026, month).expect("a month");
                let large = month >= self.large_from;
                let bill = compute(
                    &BillInput {
                        terms: AccountTerms {
                            account: "1000".parse().expect("an account number"),
                            usage_class: UsageClass::Residential,
                            cycle_months: 1,
                            household: large.then(|| Household {
                                persons: 6,
                                approved_on: YearMonth::new(2026, self.large_from)
                                    .expect("a month")
                                    .day(15),
                            }),
                            free_quota_kwh: Kwh::whole(self.free),
                            connected_on: None,
                            contract: ContractTerms::default(),
                        },
                        period,
                        version: 1,
                        previous_on: None,
                        read_on: period.day(20),
                        energy: BillEnergy::Provisional {
                            registers: vec![RegisterUsage {
                                register: Register::forward_active(Period::Total),
                                energy_kwh: Kwh::whole(*usage),
                            }],
                        },
                        adjustments: Vec::new(),
                        settles: None,
                        tariff: "T1".parse().expect("a tariff number"),
                        tariffs: vec![self.tariff()],
                        tier_use: tier_use.take(),
                        basic_charge: Vec::new(),
                        sub_meters: Vec::new(),
                        corrects: None,
                    },
                    &policies,
                )
                .expect("a bill");
                tier_use = bill.tier_use;
                bill.total_fen.get()
            })
            .collect()
    }

    /// The same, kWh by kWh: each one goes to the first tier that has room.
    fn by_hand(&self) -> Vec<i64> {
        let mut totals = Vec::new();
        let mut taken = [0_i64; 3];
        for (month, usage) in (1_u32..).zip(&self.usage) {
            if !self.yearly {
                taken = [0; 3];
            }
            let large_months = match (self.yearly, month >= self.large_from) {
                (_, false) => 0,
                (false, true) => 1,
                (true, true) => 13 - i64::from(self.large_from),
            };
            let room = [self.limits[0] + EXTRA * large_months, self.limits[1] - self.limits[0]];
            let mut lines: BTreeMap<&str, i64> = BTreeMap::new();
            for _ in 0..(usage - self.free).max(0) {
                let tier = (0..2).find(|tier| taken[*tier] < room[*tier]).unwrap_or(2);
                taken[tier] += 1;
                let adds = [0, self.prices[1], self.prices[2]][tier];
                let name = ["tier 1", "tier 2", "tier 3"][tier];
                if self.add_on {
                    *lines.entry("all").or_default() += self.prices[0];
                    *lines.entry(name).or_default() += adds;
                } else {
                    *lines.entry(name).or_default() += self.prices[0] + adds;
                }
                *lines.entry("fund").or_default() += self.fund;
            }
            totals.push(lines.values().map(|millionths| fen(*millionths)).sum());
        }
        totals
    }
}

proptest! {
    #[test]
    fn twelve_bills_agree_with_the_slow_way(year in years()) {
        prop_assert_eq!(year.by_rules(), year.by_hand());
    }
}
