//! Readings: usage from indexes, and what is checked and estimated.

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::MeterNo;
use dianfei_rules::meter::{Digits, Ratio, Register, multiplier};
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use dianfei_rules::reading::check::fluctuates;
use dianfei_rules::reading::provisional::{MissCause, ProvisionalInput, provisional_usage, settle};
use dianfei_rules::reading::{MeterSpan, MonthUsage, RegisterSpan, UsageInput};
use serde::Deserialize;
use serde_json::json;

use super::{Case, Computed, Fault, Shared, Stop};

/// Usage from the indexes of one or several meters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct UsageCase {
    meters: Vec<CaseMeter>,
    limit_kwh: Option<Kwh>,
    #[serde(default)]
    accepted: bool,
}

/// A meter: its total register's indexes, or `registers` where it has more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseMeter {
    meter: MeterNo,
    digits: u32,
    #[serde(default)]
    decimals: u32,
    multiplier: Option<Multiplier>,
    current_ratio: Option<Ratio>,
    voltage_ratio: Option<Ratio>,
    previous: Option<Index>,
    current: Option<Index>,
    #[serde(default)]
    registers: Vec<RegisterSpan>,
}

impl CaseMeter {
    pub(super) fn span(&self, case: &Case) -> Result<MeterSpan, Stop> {
        let by_ratios = multiplier(self.current_ratio, self.voltage_ratio)?;
        let mut registers = self.registers.clone();
        match (self.previous, self.current) {
            (Some(previous), Some(current)) => registers.push(RegisterSpan {
                register: Register::FORWARD_ACTIVE_TOTAL,
                previous,
                current,
            }),
            (None, None) if !registers.is_empty() => {}
            _other => return Err(self.incomplete(case).into()),
        }
        Ok(MeterSpan {
            meter: self.meter.clone(),
            digits: Digits::new(self.digits, self.decimals)?,
            multiplier: self.multiplier.unwrap_or(by_ratios),
            registers,
        })
    }

    fn incomplete(&self, case: &Case) -> Fault {
        let meter = &self.meter;
        case.fault(
            "meters",
            format!("电能表 {meter} 需同时有 previous 和 current，或写 registers"),
            format!("meter {meter} needs both previous and current, or registers"),
        )
    }
}

pub(super) fn usage(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: UsageCase = case.input()?;
    let meters = asked.meters.iter().map(|meter| meter.span(case)).collect::<Result<_, _>>()?;
    let input = UsageInput {
        meters,
        rollover_limit_kwh: asked.limit_kwh,
        rollover_accepted: asked.accepted,
    };
    let found = dianfei_rules::reading::usage(&input)?;
    let rolled_over = found.statements.iter().any(|statement| statement.rolled_over);
    Ok(json!({
        "kwh": found.billed(),
        "rolled_over": rolled_over,
        "registers": found.registers,
        "statements": found.statements,
    }))
}

/// Usage against earlier months.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FluctuationCase {
    /// Usage and the earlier month's.
    pairs: Vec<(Kwh, Kwh)>,
}

pub(super) fn fluctuation(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: FluctuationCase = case.input()?;
    let percent = case.view().fluctuation_percent()?;
    let over: Vec<bool> =
        asked.pairs.iter().map(|(usage, base)| fluctuates(*usage, *base, percent)).collect();
    Ok(json!({ "percent": percent, "over": over }))
}

/// The provisional usage of a missed month.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvisionalCase {
    /// Billed months before the first miss, oldest first.
    history: Vec<Kwh>,
    cause: Option<MissCause>,
    first_missed: Option<YearMonth>,
}

pub(super) fn provisional(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: ProvisionalCase = case.input()?;
    let first_missed = asked.first_missed.unwrap_or_else(|| YearMonth::of(case.day()));
    let history: Vec<MonthUsage> = (1..)
        .zip(asked.history.iter().rev())
        .map(|(back, usage)| MonthUsage {
            period: first_missed.minus(back),
            usage_kwh: *usage,
            provisional: false,
        })
        .collect();
    let input = ProvisionalInput {
        cause: asked.cause.unwrap_or(MissCause::Customer),
        first_missed,
        history,
    };
    let view = case.view_or(first_missed.first_day());
    let kwh = provisional_usage(&input, &view)?;
    Ok(json!({ "kwh": kwh, "policy": view.holds("estimate_rule"), "input": input }))
}

/// What the next reading bills after provisional months.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettlementCase {
    since_last_actual: Kwh,
    billed: Kwh,
}

pub(super) fn settlement(case: &Case, _shared: &mut Shared) -> Computed {
    let asked: SettlementCase = case.input()?;
    Ok(json!({ "kwh": settle(asked.since_last_actual, asked.billed)? }))
}
