//! Laws of bills, over many made-up accounts.

use chrono::NaiveDate;
use dianfei_rules::account::{AccountTerms, ContractTerms, Household, UsageClass};
use dianfei_rules::bill::{
    BillDocument, BillEnergy, BillInput, Corrects, LineKind, Settlement, compute,
};
use dianfei_rules::meter::{Period, Register};
use dianfei_rules::money::Fen;
use dianfei_rules::policy::PolicySet;
use dianfei_rules::quantity::{Kwh, Price};
use dianfei_rules::reading::usage::RegisterUsage;
use dianfei_rules::tariff::tier::split;
use dianfei_rules::tariff::{
    EnergyPrices, HouseholdExtra, PricePart, SeasonTiers, Tariff, Tier, TierCycle, TierForm,
    TierTable, TierUse,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// A made-up account, its price table and what it has used.
#[derive(Debug, Clone)]
struct Made {
    first_kwh: i64,
    second_kwh: i64,
    ten_thousandths: i64,
    yearly: bool,
    add_on: bool,
    periods: bool,
    per_bill: bool,
    cycle_months: u32,
    persons: u32,
    free_kwh: i64,
    used_kwh: i64,
}

fn made() -> impl Strategy<Value = Made> {
    let tiers = (1..400_i64, 1..400_i64, 1000..12_000_i64);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let account = (1..=3_u32, 3..8_u32, 0..20_i64, 0..900_i64);
    (tiers, flags, account).prop_map(|(tiers, flags, account)| Made {
        first_kwh: tiers.0,
        second_kwh: tiers.0 + tiers.1,
        ten_thousandths: tiers.2,
        yearly: flags.0,
        add_on: flags.1 || flags.2,
        periods: flags.2,
        per_bill: flags.3,
        cycle_months: account.0,
        persons: account.1,
        free_kwh: account.2,
        used_kwh: account.3,
    })
}

fn price(ten_thousandths: i64) -> Price {
    let whole = ten_thousandths / 10_000;
    format!("{whole}.{:04}", ten_thousandths % 10_000).parse().expect("a price")
}

impl Made {
    fn tariff(&self) -> Tariff {
        let tier = |above: i64, up_to: Option<i64>, adds: i64| Tier {
            above_kwh: Kwh::whole(above),
            up_to_kwh: up_to.map(Kwh::whole),
            adds: price(adds),
        };
        let prices = if self.periods {
            EnergyPrices::TimeOfUse {
                critical_peak: None,
                peak: price(self.ten_thousandths + 777),
                flat: Some(price(self.ten_thousandths)),
                valley: price(self.ten_thousandths - 333),
            }
        } else {
            EnergyPrices::Single { price: price(self.ten_thousandths) }
        };
        Tariff {
            tariff: "T1".parse().expect("a tariff number"),
            name: "made up".into(),
            valid_from: "2020-01-01".parse().expect("a date"),
            valid_until: None,
            usage_class: UsageClass::Residential,
            source: "made up".into(),
            prices,
            parts: vec![PricePart {
                code: "fund".into(),
                name: "fund".into(),
                price: price(62),
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
                        tier(0, Some(self.first_kwh), 0),
                        tier(self.first_kwh, Some(self.second_kwh), 500),
                        tier(self.second_kwh, None, 3000),
                    ],
                }],
                household: Some(HouseholdExtra { at_least_persons: 5, extra_kwh: Kwh::whole(7) }),
            }),
        }
    }

    fn terms(&self) -> AccountTerms {
        AccountTerms {
            account: "1000".parse().expect("an account number"),
            usage_class: UsageClass::Residential,
            cycle_months: self.cycle_months,
            household: Some(Household {
                persons: self.persons,
                approved_on: "2026-02-01".parse().expect("a date"),
            }),
            free_quota_kwh: Kwh::whole(self.free_kwh),
            connected_on: None,
            contract: ContractTerms::default(),
        }
    }

    fn registers(&self, energy: i64) -> Vec<RegisterUsage> {
        let of = |period, energy| RegisterUsage {
            register: Register::forward_active(period),
            energy_kwh: Kwh::whole(energy),
        };
        let mut registers = vec![of(Period::Total, energy)];
        if self.periods {
            let peak = energy / 2;
            let flat = (energy - peak) / 2;
            registers.extend([
                of(Period::Peak, peak),
                of(Period::Flat, flat),
                of(Period::Valley, energy - peak - flat),
            ]);
        }
        registers
    }

    fn input(&self, energy: i64) -> BillInput {
        BillInput {
            terms: self.terms(),
            period: "2026-03".parse().expect("a month"),
            version: 1,
            previous_on: None,
            read_on: "2026-03-20".parse().expect("a date"),
            energy: BillEnergy::Provisional { registers: self.registers(energy) },
            adjustments: Vec::new(),
            settles: None,
            tariff: "T1".parse().expect("a tariff number"),
            tariffs: vec![self.tariff()],
            tier_use: Some(TierUse {
                year: 2026,
                used_kwh: split(
                    Kwh::whole(self.used_kwh),
                    &[],
                    &[
                        Some(Kwh::whole(self.first_kwh)),
                        Some(Kwh::whole(self.second_kwh - self.first_kwh)),
                        None,
                    ],
                ),
            }),
            basic_charge: Vec::new(),
            sub_meters: Vec::new(),
            corrects: None,
        }
    }

    fn policies(&self) -> PolicySet {
        let published = PolicySet::published();
        if self.per_bill {
            published.tried("rounding_place", "per_bill").expect("decided")
        } else {
            published
        }
    }

    fn bill(&self, input: &BillInput) -> BillDocument {
        compute(input, &self.policies()).expect("a bill")
    }
}

fn lines_total(bill: &BillDocument) -> Fen {
    bill.lines.iter().map(|line| line.amount_fen).sum()
}

/// The energy of the lines that carry energy, tier additions and funds left out.
fn lines_energy(bill: &BillDocument) -> Kwh {
    let energy = bill.lines.iter().filter(|line| line.kind == LineKind::Energy);
    Kwh::sum(energy.map(|line| line.energy_kwh)).expect("a sum")
}

proptest! {
    #[test]
    fn the_lines_add_up_to_the_total_and_the_energy(made in made(), energy in 0..2000_i64) {
        let bill = made.bill(&made.input(energy));
        prop_assert_eq!(lines_total(&bill), bill.total_fen);
        prop_assert_eq!(lines_energy(&bill), bill.energy.charged_kwh);
        let free = energy.min(made.free_kwh * i64::from(made.cycle_months));
        prop_assert_eq!(bill.energy.free_kwh, Kwh::whole(free));
        prop_assert_eq!(bill.energy.charged_kwh, Kwh::whole(energy - free));
    }

    #[test]
    fn more_usage_never_costs_less(made in made(), energy in 0..2000_i64, more in 1..50_i64) {
        let less = made.bill(&made.input(energy));
        let bill = made.bill(&made.input(energy + more));
        prop_assert!(bill.total_fen >= less.total_fen);
    }

    /// One more kWh across the edge of a tier costs the dearer tier's price at
    /// most, give or take a fen for each line: no jump at the edge.
    #[test]
    fn tiers_have_no_jump_at_their_edges(made in made(), around in -3..4_i64) {
        let edge = (made.first_kwh * i64::from(made.cycle_months) + around).max(0);
        let below = made.bill(&made.input(edge));
        let above = made.bill(&made.input(edge + 1));
        let dearest = price(made.ten_thousandths + 3000 + 777);
        let step = above.total_fen.minus(below.total_fen).expect("a step");
        let most = Fen::round_yuan(dearest.get()).expect("a price").get() + 8;
        prop_assert!(step.get() <= most, "{step} over {most} fen at {edge}");
    }

    #[test]
    fn tiers_take_all_energy_and_nothing_more(made in made(), energy in 0..2000_i64) {
        let input = made.input(energy);
        let bill = made.bill(&input);
        let sum = |used: &TierUse| Kwh::sum(used.used_kwh.iter().copied()).expect("a sum");
        match (&bill.tier_use, made.yearly) {
            (Some(after), true) => {
                let before = input.tier_use.as_ref().map(sum).expect("used");
                let expected = before.plus(bill.energy.charged_kwh).expect("a sum");
                prop_assert_eq!(sum(after), expected);
            }
            (None, false) => {}
            (after, yearly) => prop_assert!(false, "{after:?} {yearly}"),
        }
    }

    /// Settling a provisional bill by a reading of the same energy costs
    /// nothing; by a smaller one gives back at most what was charged.
    #[test]
    fn a_settlement_gives_back_at_most_what_was_charged(
        made in made(), energy in 0..1500_i64, less in 0..1500_i64,
    ) {
        let made = Made { free_kwh: 0, ..made };
        let provisional = made.bill(&made.input(energy));
        let mut input = made.input((energy - less).max(0));
        input.settles = Settlement::of([&provisional]).expect("a settlement");
        input.tier_use = provisional.tier_use.clone().or(input.tier_use);
        let settling = made.bill(&input);
        prop_assert_eq!(lines_total(&settling), settling.total_fen);
        prop_assert_eq!(lines_energy(&settling), settling.energy.charged_kwh);
        let both = provisional.total_fen.plus(settling.total_fen).expect("a sum");
        if less == 0 {
            prop_assert_eq!(settling.total_fen, Fen::ZERO);
        }
        // A fen for each line may be lost or won by rounding.
        prop_assert!(both.get() >= -10, "{both}");
        prop_assert!(!(less > 0 && settling.total_fen > Fen::new(10)), "{}", settling.total_fen);
    }

    #[test]
    fn a_change_of_price_neither_loses_nor_invents_energy(
        made in made(),
        energy in 0..2000_i64,
        change in 1..31_u32,
    ) {
        let mut input = made.input(energy);
        input.previous_on = Some("2026-02-28".parse().expect("a date"));
        input.read_on = "2026-03-31".parse().expect("a date");
        let policies = PolicySet::published().tried("price_change", "by_days").expect("decided");
        let whole = compute(&input, &policies).expect("a bill");
        let first = input.tariffs[0].clone();
        let from = NaiveDate::from_ymd_opt(2026, 3, change + 1).expect("a date");
        input.tariffs.push(Tariff { valid_from: from, ..first });
        let parted = compute(&input, &policies).expect("a bill");
        prop_assert_eq!(lines_energy(&parted), lines_energy(&whole));
        prop_assert_eq!(&parted.energy, &whole.energy);
        prop_assert_eq!(&parted.tier_use, &whole.tier_use);
        let before = |bill: &BillDocument| -> Kwh {
            let lines = bill.lines.iter().filter(|line| line.kind == LineKind::Energy);
            Kwh::sum(lines.filter(|line| line.valid_from < from).map(|line| line.energy_kwh))
                .expect("a sum")
        };
        // Each period loses less than a whole kWh to the later part.
        let charged = whole.energy.charged_kwh.get();
        let due = charged * Decimal::from(change);
        let parts = before(&parted).get() * Decimal::from(31);
        prop_assert!(parts <= due && parts > due - Decimal::from(4 * 31), "{parts} of {due}");
    }

    #[test]
    fn a_bill_and_its_correction_come_to_the_corrected_bill(
        made in made(),
        wrong in 0..2000_i64,
        right in 0..2000_i64,
    ) {
        let old = made.bill(&made.input(wrong));
        let plain = made.bill(&made.input(right));
        let corrects = Corrects {
            bill: old.clone(),
            reason: "re-read".into(),
            reference: "form 1".into(),
        };
        let input =
            BillInput { version: 2, corrects: Some(Box::new(corrects)), ..made.input(right) };
        let policies = made.policies();
        let corrected = match compute(&input, &policies) {
            Ok(corrected) => corrected,
            Err(refusal) => {
                prop_assert_eq!(refusal.code.as_str(), "revision_unchanged");
                prop_assert_eq!(plain.lines, old.lines);
                return Ok(());
            }
        };
        prop_assert_eq!(&corrected.lines, &plain.lines);
        let revision = corrected.revision.expect("a difference");
        prop_assert_eq!(old.total_fen.plus(revision.difference_fen), Ok(plain.total_fen));
        let by_line: Fen = revision.lines.iter().map(|line| line.amount_fen).sum();
        prop_assert_eq!(by_line, revision.difference_fen);
        let energy = revision.lines.iter().filter(|delta| delta.line.kind == LineKind::Energy);
        let energy = Kwh::sum(energy.map(|delta| delta.energy_kwh)).expect("a sum");
        let expected = plain.energy.charged_kwh.minus(old.energy.charged_kwh);
        prop_assert_eq!(Ok(energy), expected);
    }

    /// Whatever was estimated, both bills together charge what was used less the
    /// free quota of both.
    #[test]
    fn a_settlement_leaves_the_free_quota_of_all_months(
        made in made(), estimated in 0..1500_i64, used in 0..1500_i64,
    ) {
        let provisional = made.bill(&made.input(estimated));
        let mut input = made.input(used);
        input.settles = Settlement::of([&provisional]).expect("a settlement");
        input.tier_use = provisional.tier_use.clone().or(input.tier_use);
        let settling = made.bill(&input);
        let free = 2 * made.free_kwh * i64::from(made.cycle_months);
        let both = provisional.energy.charged_kwh.plus(settling.energy.charged_kwh);
        prop_assert_eq!(both, Ok(Kwh::whole((used - free).max(0))));
        prop_assert_eq!(lines_energy(&settling), settling.energy.charged_kwh);
    }

    #[test]
    fn a_bill_reads_back_as_it_was_written(made in made(), energy in 0..2000_i64) {
        let bill = made.bill(&made.input(energy));
        let back: BillDocument = serde_json::from_slice(&bill.bytes()).expect("a bill");
        prop_assert_eq!(back.hash(), bill.hash());
        prop_assert_eq!(back, bill);
    }
}
