//! The oracle's plain figures in the words of the rules, and back.

use chrono::NaiveDate;
use dianfei_rules::account::{
    AccountTerms, ContractTerms, Household, LineLossTerms, PowerFactorTerms, ShareSize, ShareTerms,
    UsageClass,
};
use dianfei_rules::bill::basic_charge::{PartOfMonth, Transformer};
use dianfei_rules::bill::loss::{
    FormulaInput, LineLossMethod, LossMethod, LossTable, LossTableStep, Nameplate, SimplifiedInput,
    TableInput,
};
use dianfei_rules::bill::power_factor::{LightingConnection, Standard};
use dianfei_rules::bill::{
    Adjustment, BasicChargeBy, BasicChargeSpan, BillDocument, BillEnergy, BillInput, Corrects,
    Pricer, Settlement, SubMeter, compute, pricing,
};
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::meter::{Digits, Direction, Measured, Period, Register};
use dianfei_rules::policy::PolicySet;
use dianfei_rules::reading::usage::RegisterUsage;
use dianfei_rules::reading::{MeterSpan, RegisterSpan, UsageInput};
use dianfei_rules::refusal::Refusal;
use dianfei_rules::tariff::{
    BasicPrices, EnergyPrices, HouseholdExtra, PricePart, SeasonTiers, Tariff, Tier, TierCycle,
    TierForm, TierTable, TierUse,
};

use crate::oracle::number::{Exact, print, whole};
use crate::oracle::plain::{
    BasicBy, Bill, Contract, Counted, Counter, Hours, Ladder, Loss, Meter, Month, Size, Source,
    Span, Table,
};

const MODEL: &str = "S11";

/// What the rules make of a bill, of those that it settles and of the one that it
/// corrects.
pub(crate) struct Ruled {
    /// The provisional bills, oldest first.
    pub(crate) before: Vec<BillDocument>,
    /// The bill as it was issued.
    pub(crate) issued: Option<BillDocument>,
    /// The bill.
    pub(crate) bill: BillDocument,
}

/// Computes a bill by the rules, and before it the ones that it rests on; prices each
/// once more in the memory of the bills before it, which may show in nothing.
pub(crate) fn by_rules(bill: &Bill, pricer: &mut Pricer) -> Result<Ruled, Refusal> {
    let mut document = |bill| by_rules(bill, pricer).map(|ruled| ruled.bill);
    let before = bill.settles.iter().map(&mut document).collect::<Result<Vec<_>, _>>()?;
    let issued = bill.corrects.as_ref().map(|old| document(&old.bill)).transpose()?;
    let corrects = bill.corrects.as_ref().zip(issued.clone()).map(|(old, bill)| Corrects {
        bill,
        reason: old.reason.clone(),
        reference: old.paper.clone(),
    });
    let input = input(bill, Settlement::of(&before)?, corrects);
    let policies = policies(bill);
    let again = pricer.price(&input, &policies).cloned();
    assert_eq!(again, pricing(&input, &policies), "another bill shows in {bill:?}");
    let computed = compute(&input, &policies)?;
    Ok(Ruled { before, issued, bill: computed })
}

/// A figure as a quantity of the rules.
fn quantity<T: std::str::FromStr<Err: std::fmt::Debug>>(figure: Exact) -> T {
    print(figure).parse().expect("a quantity")
}

fn name<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("a name")
}

fn year_month(month: Month) -> YearMonth {
    YearMonth::new(month.year, month.month).expect("a month")
}

/// The published policies with what the bill's station has decided.
fn policies(bill: &Bill) -> PolicySet {
    bill.decided.iter().fold(PolicySet::published(), |policies, (key, value)| {
        policies.tried(key, value).expect("a decision")
    })
}

pub(crate) fn adjustment(energy: &Exact) -> Adjustment {
    Adjustment {
        energy_kwh: quantity(*energy),
        reason: "made up".into(),
        reference: "made up".into(),
    }
}

fn input(bill: &Bill, settles: Option<Settlement>, corrects: Option<Corrects>) -> BillInput {
    let behind = bill.behind.iter().enumerate().map(|(at, counted)| SubMeter {
        account: name(&behind_no(at)),
        registers: usages(counted),
    });
    BillInput {
        terms: AccountTerms {
            account: name(&bill.account),
            usage_class: name(bill.class),
            cycle_months: bill.months,
            household: household(bill),
            free_quota_kwh: quantity(bill.free),
            connected_on: bill.connected,
            contract: contract(&bill.contract),
        },
        period: year_month(bill.period),
        version: bill.version,
        previous_on: bill.previous_on,
        read_on: bill.read_on,
        energy: energy(&bill.source),
        adjustments: bill.adjustments.iter().map(adjustment).collect(),
        settles,
        tariff: name(&bill.table),
        tariffs: bill.tables.iter().map(tariff).collect(),
        tier_use: tier_use(bill),
        basic_charge: bill.basic.iter().map(span).collect(),
        sub_meters: behind.collect(),
        corrects: corrects.map(Box::new),
    }
}

/// The account that pays the meter behind at that place.
pub(crate) fn behind_no(at: usize) -> String {
    format!("{}", 200_000_001 + at)
}

pub(crate) fn household(bill: &Bill) -> Option<Household> {
    bill.household.map(|(persons, approved_on)| Household { persons, approved_on })
}

pub(crate) fn tier_use(bill: &Bill) -> Option<TierUse> {
    let used = bill.used.as_ref()?;
    Some(TierUse { year: used.0, used_kwh: used.1.iter().copied().map(quantity).collect() })
}

/// A period by the rules' name.
pub(crate) const fn period(hours: Hours) -> Period {
    match hours {
        Hours::All => Period::Total,
        Hours::Critical => Period::CriticalPeak,
        Hours::Peak => Period::Peak,
        Hours::Flat => Period::Flat,
        Hours::Valley => Period::Valley,
    }
}

/// A period of the rules by the oracle's name.
pub(crate) const fn hours(period: Period) -> Hours {
    match period {
        Period::Total => Hours::All,
        Period::CriticalPeak => Hours::Critical,
        Period::Peak => Hours::Peak,
        Period::Flat => Hours::Flat,
        Period::Valley => Hours::Valley,
    }
}

/// A register by the rules' name.
pub(crate) const fn register(counter: Counter) -> Register {
    let (direction, quantity, hours) = match counter {
        Counter::Active(hours) => (Direction::Forward, Measured::Active, hours),
        Counter::Reactive => (Direction::Forward, Measured::Reactive, Hours::All),
        Counter::FedBack => (Direction::Reverse, Measured::Reactive, Hours::All),
        Counter::Demand => (Direction::Forward, Measured::Demand, Hours::All),
    };
    Register { direction, quantity, period: period(hours) }
}

pub(crate) fn usages(counted: &Counted) -> Vec<RegisterUsage> {
    let usage = |(counter, energy): (&Counter, &Exact)| RegisterUsage {
        register: register(*counter),
        energy_kwh: quantity(*energy),
    };
    counted.iter().map(usage).collect()
}

fn energy(source: &Source) -> BillEnergy {
    match source {
        Source::Missed(counted) => BillEnergy::Provisional { registers: usages(counted) },
        Source::Read { meters, believed } => BillEnergy::Metered(UsageInput {
            meters: meters.iter().map(meter).collect(),
            rollover_limit_kwh: believed.map(quantity),
            rollover_accepted: false,
        }),
    }
}

fn meter(meter: &Meter) -> MeterSpan {
    let span = |look: &crate::oracle::plain::Look| RegisterSpan {
        register: register(look.counter),
        previous: quantity(look.before),
        current: quantity(look.after),
    };
    MeterSpan {
        meter: name(&meter.name),
        digits: Digits::new(meter.digits, meter.decimals).expect("digits"),
        multiplier: quantity(meter.factor),
        registers: meter.looks.iter().map(span).collect(),
    }
}

/// A price table in the rules' words.
pub(crate) fn tariff(table: &Table) -> Tariff {
    let price = |hours| table.prices.get(&hours).copied().map(quantity);
    let prices = match price(Hours::All) {
        Some(price) => EnergyPrices::Single { price },
        None => EnergyPrices::TimeOfUse {
            critical_peak: price(Hours::Critical),
            peak: price(Hours::Peak).expect("a peak price"),
            flat: price(Hours::Flat),
            valley: price(Hours::Valley).expect("a valley price"),
        },
    };
    let part = |(code, price): &(String, Exact)| PricePart {
        code: code.clone(),
        name: code.clone(),
        price: quantity(*price),
        surcharge: true,
        floats: false,
    };
    Tariff {
        valid_until: table.until,
        hours: Vec::new(),
        tariff: name(&table.no),
        name: table.no.clone(),
        valid_from: table.from,
        usage_class: name::<UsageClass>(table.class),
        source: "made up".into(),
        prices,
        parts: table.funds.iter().map(part).collect(),
        factors: None,
        tiers: table.ladder.as_ref().map(tiers),
        basic: table.basic.map(|(capacity, demand)| BasicPrices {
            capacity: capacity.map(quantity),
            demand: demand.map(quantity),
        }),
    }
}

fn tiers(ladder: &Ladder) -> TierTable {
    let season = |(months, limits): &(Vec<u32>, Vec<Exact>)| SeasonTiers {
        months: months.clone(),
        tiers: (0..ladder.adds.len())
            .map(|tier| Tier {
                above_kwh: quantity(if tier == 0 { whole(0) } else { limits[tier - 1] }),
                up_to_kwh: limits.get(tier).copied().map(quantity),
                adds: quantity(ladder.adds[tier]),
            })
            .collect(),
    };
    TierTable {
        cycle: if ladder.yearly { TierCycle::Year } else { TierCycle::Month },
        form: if ladder.add_on { TierForm::AddOn } else { TierForm::FullPrice },
        seasons: ladder.seasons.iter().map(season).collect(),
        household: ladder.household.map(|(at_least_persons, extra)| HouseholdExtra {
            at_least_persons,
            extra_kwh: quantity(extra),
        }),
    }
}

/// A contract in the rules' words.
pub(crate) fn contract(contract: &Contract) -> ContractTerms {
    let standard = |(hundredths, lowered)| PowerFactorTerms {
        standard: match hundredths {
            90 => Standard::P90,
            85 => Standard::P85,
            _ => Standard::P80,
        },
        lowered,
    };
    let share = |share: &crate::oracle::plain::Share| ShareTerms {
        tariff: name(&share.table),
        size: match share.size {
            Size::Fixed(kwh) => ShareSize::Fixed(quantity(kwh)),
            Size::Percent(percent) => ShareSize::Percent(quantity(percent)),
        },
        connection: if share.series {
            LightingConnection::Series
        } else {
            LightingConnection::Parallel
        },
    };
    ContractTerms {
        transformer_loss: contract.transformer.as_ref().map(loss),
        line_loss: contract.line.map(|(size, with_transformer_loss)| LineLossTerms {
            method: match size {
                Size::Fixed(kwh) => LineLossMethod::Fixed(quantity(kwh)),
                Size::Percent(percent) => LineLossMethod::Percent(quantity(percent)),
            },
            with_transformer_loss,
        }),
        power_factor: contract.standard.map(standard),
        shares: contract.shares.iter().map(share).collect(),
    }
}

fn loss(loss: &Loss) -> LossMethod {
    match loss {
        Loss::Formula { rated, no_load, load, current, impedance, curve, days } => {
            LossMethod::Formula(FormulaInput {
                nameplate: Nameplate {
                    model: MODEL.into(),
                    capacity_kva: quantity(*rated),
                    no_load_kw: quantity(*no_load),
                    load_kw: quantity(*load),
                    no_load_current_percent: quantity(*current),
                    impedance_percent: quantity(*impedance),
                },
                load_curve_factor: quantity(*curve),
                days: *days,
            })
        }
        Loss::Simplified { rated, iron, iron_reactive, factor } => {
            LossMethod::Simplified(SimplifiedInput {
                capacity_kva: quantity(*rated),
                iron_kwh: quantity(*iron),
                iron_kvarh: quantity(*iron_reactive),
                reactive_factor: quantity(*factor),
            })
        }
        Loss::Table { rated, steps, rate, days } => LossMethod::Table(TableInput {
            table: LossTable {
                source: "made up".into(),
                voltage_kv: quantity(whole(10)),
                steps: steps
                    .iter()
                    .map(|(load_rate, kwh, kvarh)| LossTableStep {
                        model: MODEL.into(),
                        capacity_kva: quantity(*rated),
                        load_rate: quantity(*load_rate),
                        loss_kwh: quantity(*kwh),
                        loss_kvarh: quantity(*kvarh),
                    })
                    .collect(),
            },
            model: MODEL.into(),
            capacity_kva: quantity(*rated),
            load_rate: quantity(*rate),
            days: *days,
            months: None,
        }),
    }
}

/// A span of basic charge in the rules' words.
pub(crate) fn span(span: &Span) -> BasicChargeSpan {
    let part = |(first, last): (NaiveDate, NaiveDate)| PartOfMonth { first, last };
    BasicChargeSpan {
        month: year_month(span.month),
        part: span.part.map(part),
        charged_by: match &span.by {
            BasicBy::Capacity(transformers) => BasicChargeBy::Capacity {
                transformers: transformers
                    .iter()
                    .map(|(name, capacity, interlock)| Transformer {
                        name: name.clone(),
                        capacity_kva: quantity(*capacity),
                        interlock: interlock.clone(),
                    })
                    .collect(),
            },
            BasicBy::Demand { contract, capacity, actual } => BasicChargeBy::Demand {
                contract_kw: contract.map(quantity),
                capacity_kva: quantity(*capacity),
                actual_kw: actual.map(quantity),
            },
        },
    }
}
