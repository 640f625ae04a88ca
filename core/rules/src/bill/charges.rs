//! What a bill charges beside energy: the basic charge of a two-part price, and
//! the power factor adjustment.

use rust_decimal::Decimal;

use super::basic_charge::{BasicChargeInput, ChargedBy, DemandInput, basic_charge};
use super::document::{BillLine, Charged, EnergyStatement, LineKind, LossStatement};
use super::energy::{active, months_covered, reactive};
use super::input::{BasicChargeBy, BasicChargeSpan, BillEnergy, BillInput};
use super::line::line;
use super::power_factor::{
    LightingCharge, LightingConnection, PowerFactorInput, power_factor_adjustment,
};
use super::pricing::Pricing;
use crate::account::PowerFactorTerms;
use crate::meter::{Measured, Register};
use crate::money::Fen;
use crate::policy::{PolicySet, PolicyView, PriceChange};
use crate::quantity::{Kvarh, Kw, Kwh, Price};
use crate::reading::usage::Usage;
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::{BasicPrices, Tariff};

/// Writes the basic charges of a bill, one line each.
///
/// Refuses `basic_charge_missing` where a two-part price has no span to charge,
/// `basic_charge_unpriced` where there is a span but no such price,
/// `basic_charge_twice` where two spans of one month meet, `demand_missing` where
/// neither the span nor a register says the demand, and what [`basic_charge`]
/// refuses.
pub(super) fn basic_charges(
    input: &BillInput,
    tariff: &Tariff,
    policies: &PolicySet,
    priced: &mut Pricing,
) -> Result<(), Refusal> {
    if tariff.basic.is_some() && input.basic_charge.is_empty() {
        return Err(Refusal::by_clause("basic_charge_missing", "4.2.3")
            .with("tariff", &input.tariff)
            .with("period", input.period));
    }
    if input.basic_charge.is_empty() {
        return Ok(());
    }
    check_apart(&input.basic_charge)?;
    for span in &input.basic_charge {
        let last = span.part.map_or(span.month.last_day(), |part| part.last);
        let priced_on = match policies.on(input.read_on).price_change()? {
            PriceChange::ByReadDate => input.read_on,
            PriceChange::ByDays => last,
        };
        let version = in_force(&input.tariffs, &input.tariff, priced_on)?;
        let price = basic_price(version, span)?;
        let charged_by = charged_by(span, priced, months_covered(input))?;
        let asked = BasicChargeInput { month: span.month, part: span.part, price, charged_by };
        let statement = basic_charge(&asked, &policies.on(last))?;
        let charged = match span.charged_by {
            BasicChargeBy::Capacity { .. } => Charged::Capacity(statement.charged),
            BasicChargeBy::Demand { .. } => Charged::Demand(statement.charged),
        };
        priced.lines.push(BillLine {
            charged: Some(charged),
            amount_fen: statement.amount_fen,
            ..line(LineKind::BasicCharge, version.valid_from, Kwh::ZERO, statement.price)
        });
        priced.basic_charges.push(statement);
    }
    Ok(())
}

/// The energy of one of `months` for the discount of the demand price, in whole
/// kWh, rounded down. No source says how it is counted over several months.
fn energy_of_a_month(energy: &EnergyStatement, months: u32) -> Result<Kwh, Refusal> {
    let others = Kwh::new(-energy.sub_metered_kwh.get());
    Kwh::sum([energy.metered_kwh, others, energy.loss_kwh, energy.adjustment_kwh])
        .ok()
        .and_then(|all| all.get().checked_div(Decimal::from(months)))
        .map(|month| Kwh::new(month.floor().max(Decimal::ZERO)))
        .ok_or_else(|| Refusal::out_of_range("basic_charge"))
}

/// No day is charged twice.
fn check_apart(spans: &[BasicChargeSpan]) -> Result<(), Refusal> {
    let days = |span: &BasicChargeSpan| match span.part {
        Some(part) => (part.first, part.last),
        None => (span.month.first_day(), span.month.last_day()),
    };
    for (place, span) in spans.iter().enumerate() {
        let (first, last) = days(span);
        let meets = |other: &&BasicChargeSpan| {
            let (other_first, other_last) = days(other);
            first <= other_last && other_first <= last
        };
        if let Some(other) = spans.iter().skip(place + 1).find(meets) {
            return Err(Refusal::by_clause("basic_charge_twice", "4.2.3")
                .with("month", other.month)
                .with("from", first)
                .with("to", last));
        }
    }
    Ok(())
}

fn basic_price(tariff: &Tariff, span: &BasicChargeSpan) -> Result<Price, Refusal> {
    let BasicPrices { capacity, demand } = tariff.basic.unwrap_or_default();
    let price = match span.charged_by {
        BasicChargeBy::Capacity { .. } => capacity,
        BasicChargeBy::Demand { .. } => demand,
    };
    price.ok_or_else(|| {
        Refusal::by_clause("basic_charge_unpriced", "4.2.3")
            .with("tariff", &tariff.tariff)
            .with("valid_from", tariff.valid_from)
    })
}

fn charged_by(span: &BasicChargeSpan, priced: &Pricing, months: u32) -> Result<ChargedBy, Refusal> {
    Ok(match &span.charged_by {
        BasicChargeBy::Capacity { transformers } => ChargedBy::Capacity(transformers.clone()),
        BasicChargeBy::Demand { contract_kw, capacity_kva, actual_kw } => {
            let read = || priced.usage.demand();
            let actual_kw: Kw = actual_kw.or_else(read).ok_or_else(|| {
                Refusal::by_clause("demand_missing", "4.1.3").with("month", span.month)
            })?;
            let energy_kwh = energy_of_a_month(&priced.energy, months)?;
            let (contract_kw, capacity_kva) = (*contract_kw, *capacity_kva);
            ChargedBy::Demand(DemandInput { contract_kw, actual_kw, capacity_kva, energy_kwh })
        }
    })
}

/// Writes the power factor adjustment of a bill; there is none where the contract names no
/// standard, for a provisional bill, and where nothing was used.
///
/// A provisional bill has none, for there is no power factor of a meter that was
/// not read: the bill that settles it adjusts its charges too.
///
/// Refuses `no_reactive_register` where the meter has none: a power factor of 1
/// would be a guess in the customer's favour; and what
/// [`power_factor_adjustment`] refuses.
pub(super) fn power_factor(
    input: &BillInput,
    tariff: &Tariff,
    in_series_fen: Option<Fen>,
    policy: &PolicyView<'_>,
    priced: &mut Pricing,
) -> Result<(), Refusal> {
    let Some(PowerFactorTerms { standard, lowered }) = input.terms.contract.power_factor else {
        return Ok(());
    };
    if matches!(input.energy, BillEnergy::Provisional { .. }) {
        return Ok(());
    }
    let metered = metered(input, &priced.usage, priced.loss.as_ref())?;
    let Some(Metered { active_kwh, reactive_kvarh, reverse_kvarh }) = metered else {
        return Ok(());
    };
    let Amounts { basic_fen, energy_fen, funds_fen, lighting } =
        amounts(input, &priced.lines, in_series_fen)?;
    let asked = PowerFactorInput {
        standard,
        lowered,
        active_kwh,
        reactive_kvarh,
        reverse_kvarh,
        basic_fen,
        energy_fen,
        funds_fen,
        lighting,
    };
    let statement = power_factor_adjustment(&asked, policy)?;
    priced.lines.push(BillLine {
        charged: Some(Charged::PercentOf {
            percent: statement.percent,
            base_fen: statement.base.total_fen,
        }),
        amount_fen: statement.amount_fen,
        ..line(LineKind::PowerFactor, tariff.valid_from, Kwh::ZERO, Price::ZERO)
    });
    priced.power_factor = Some(statement);
    Ok(())
}

/// The energies that a power factor is found from.
struct Metered {
    active_kwh: Kwh,
    reactive_kvarh: Kvarh,
    reverse_kvarh: Kvarh,
}

/// What went through the meters, with the transformer's loss; absent where nothing
/// did.
fn metered(
    input: &BillInput,
    usage: &Usage,
    loss: Option<&LossStatement>,
) -> Result<Option<Metered>, Refusal> {
    let is_reactive = |register: Register| register.quantity == Measured::Reactive;
    if !usage.registers.iter().any(|usage| is_reactive(usage.register)) {
        return Err(Refusal::by_clause("no_reactive_register", "4.1.3")
            .with("account", &input.terms.account));
    }
    let of_loss = loss.and_then(|loss| loss.transformer.as_ref());
    let out_of_range = || Refusal::out_of_range("power_factor");
    let active_kwh = active(usage)
        .plus(of_loss.map_or(Kwh::ZERO, |loss| loss.loss_kwh))
        .map_err(|_overflow| out_of_range())?;
    let (taken, reverse_kvarh) = reactive(usage);
    let reactive_kvarh = taken
        .plus(of_loss.map_or(Kvarh::ZERO, |loss| loss.loss_kvarh))
        .map_err(|_overflow| out_of_range())?;
    if active_kwh.is_zero() && reactive_kvarh.is_zero() && reverse_kvarh.is_zero() {
        return Ok(None);
    }
    Ok(Some(Metered { active_kwh, reactive_kvarh, reverse_kvarh }))
}

struct Amounts {
    basic_fen: Fen,
    energy_fen: Fen,
    funds_fen: Fen,
    lighting: Option<LightingCharge>,
}

/// The amounts of what a power factor may adjust, as the lines print them: of
/// this bill, and of the provisional ones that it settles.
fn amounts(
    input: &BillInput,
    own: &[BillLine],
    in_series_fen: Option<Fen>,
) -> Result<Amounts, Refusal> {
    let provisional = input.settles.iter().flat_map(|settles| &settles.bills);
    let lines = provisional.flat_map(|bill| &bill.lines).chain(own);
    let sum = |chosen: &dyn Fn(&BillLine) -> bool| {
        Fen::sum(lines.clone().filter(|line| chosen(line)).map(|line| line.amount_fen))
            .map_err(|_overflow| Refusal::out_of_range("power_factor"))
    };
    let is_energy =
        |line: &BillLine| matches!(line.kind, LineKind::Energy | LineKind::TierAddition);
    let lighting = in_series_fen
        .map(|amount_fen| LightingCharge { amount_fen, connection: LightingConnection::Series });
    Ok(Amounts {
        basic_fen: sum(&|line| line.kind == LineKind::BasicCharge)?,
        energy_fen: sum(&|line| is_energy(line) && line.tariff.is_none())?,
        funds_fen: sum(&|line| line.kind == LineKind::Surcharge && line.tariff.is_none())?,
        lighting,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bill::basic_charge::PartOfMonth;

    fn span(month: &str, part: Option<(&str, &str)>) -> BasicChargeSpan {
        let date = |text: &str| text.parse().expect("a date");
        BasicChargeSpan {
            month: month.parse().expect("a month"),
            part: part.map(|(first, last)| PartOfMonth { first: date(first), last: date(last) }),
            charged_by: BasicChargeBy::Capacity { transformers: Vec::new() },
        }
    }

    #[test]
    fn no_day_has_two_basic_charges() {
        let may = |first, last| span("2026-05", Some((first, last)));
        let (whole, june) = (span("2026-05", None), span("2026-06", None));
        let early = may("2026-05-01", "2026-05-10");
        let late = may("2026-05-11", "2026-05-31");
        let apart = [late.clone(), june.clone(), early.clone()];
        assert_eq!(check_apart(&apart), Ok(()));
        for (spans, at) in [
            ([june.clone(), june], "2026-06-01"),
            ([whole.clone(), late.clone()], "2026-05-01"),
            ([late, whole], "2026-05-11"),
            // The last day of one is the first of the other.
            ([early.clone(), may("2026-05-10", "2026-05-31")], "2026-05-01"),
            ([may("2026-05-10", "2026-05-31"), early.clone()], "2026-05-10"),
            ([may("2026-05-04", "2026-05-05"), early], "2026-05-04"),
        ] {
            let refusal = check_apart(&spans).expect_err("refused");
            assert_eq!(refusal.code.as_str(), "basic_charge_twice");
            assert_eq!(refusal.figures.get("from"), Some(at));
        }
    }
}
