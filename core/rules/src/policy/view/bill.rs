//! Figures of losses, power factor and basic charge.

use serde::{Deserialize, Serialize};

use super::PolicyView;
use crate::refusal::Refusal;

choice!(
    /// Which step of a loss table holds for a load rate between two steps.
    LoadRateStep {
        /// The highest step that the load rate has reached.
        StepBelow = "step_below",
        /// The lowest step that the load rate does not exceed.
        StepAbove = "step_above",
    }
);
choice!(
    /// What the power factor adjusts.
    PowerFactorBase {
        /// Basic charge and energy charge; surcharges stay outside.
        BasicAndEnergy = "basic_and_energy",
        /// Basic charge, energy charge and surcharges.
        WithFunds = "with_funds",
    }
);
choice!(
    /// Of what a proportional share of the metered energy is taken.
    ShareBase {
        /// Of all that was metered.
        Whole = "whole",
        /// Of what fixed shares left.
        AfterFixed = "after_fixed",
    }
);
choice!(
    /// From which periods energy is taken that has none of its own.
    SharePeriods {
        /// Flat first, then the others in the order of registers.
        FlatFirst = "flat_first",
        /// From each in proportion, whole kWh; what is left from flat.
        InProportion = "in_proportion",
    }
);
choice!(
    /// What a day of a part of a month costs in a basic charge.
    BasicChargeDays {
        /// A thirtieth of the month, whatever its length.
        Thirtieth = "thirtieth",
        /// The month divided by its calendar days.
        CalendarDays = "calendar_days",
    }
);
choice!(
    /// Which demand is billed under a contract demand.
    DemandExcess {
        /// The contract; above the limit also twice what exceeds the limit.
        ContractPlusDoubleExcess = "contract_plus_double_excess",
        /// The contract up to the limit; above it the actual demand and once
        /// more what exceeds the limit.
        ActualPlusExcess = "actual_plus_excess",
        /// The actual demand between 95 % and 105 % of the contract, 95 % of it
        /// below; above, the contract and twice what exceeds the contract.
        Band95To105 = "band_95_105",
        /// The actual demand, whatever the contract.
        Actual = "actual",
    }
);

/// The percentages of the simplified transformer loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopperLossRates {
    /// The capacity in kVA up to which the first rate holds.
    pub limit_kva: u32,
    /// Up to that capacity, in per mille of the energy read.
    pub up_to_per_mille: u32,
    /// Above that capacity, in per mille of the energy read.
    pub above_per_mille: u32,
}

/// For which use the demand price is reduced, and to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandDiscount {
    /// The least energy of a month in kWh per kVA.
    pub least_kwh_per_kva: u32,
    /// What is paid of the demand price, in percent.
    pub percent: u32,
}

impl PolicyView<'_> {
    /// The percentages of the simplified transformer loss.
    pub fn copper_loss_rates(&self) -> Result<CopperLossRates, Refusal> {
        Ok(CopperLossRates {
            limit_kva: self.whole("loss_copper_limit_kva")?,
            up_to_per_mille: self.whole("loss_copper_up_to_per_mille")?,
            above_per_mille: self.whole("loss_copper_above_per_mille")?,
        })
    }

    /// Which step of a loss table holds for a load rate between two steps.
    pub fn load_rate_step(&self) -> Result<LoadRateStep, Refusal> {
        self.necessary("loss_load_rate_step", LoadRateStep::read)
    }

    /// What the power factor adjusts.
    pub fn power_factor_base(&self) -> Result<PowerFactorBase, Refusal> {
        self.necessary("power_factor_base", PowerFactorBase::read)
    }

    /// Of what a proportional share of the metered energy is taken.
    pub fn share_base(&self) -> Result<ShareBase, Refusal> {
        self.necessary("share_base", ShareBase::read)
    }

    /// From which periods energy is taken that has none of its own.
    pub fn share_periods(&self) -> Result<SharePeriods, Refusal> {
        self.necessary("share_periods", SharePeriods::read)
    }

    /// What a day of a part of a month costs in a basic charge.
    pub fn basic_charge_days(&self) -> Result<BasicChargeDays, Refusal> {
        self.necessary("basic_charge_days", BasicChargeDays::read)
    }

    /// Which demand is billed under a contract demand.
    pub fn demand_excess(&self) -> Result<DemandExcess, Refusal> {
        self.necessary("demand_excess", DemandExcess::read)
    }

    /// The demand, in percent of the contract, above which it is exceeded.
    pub fn demand_limit_percent(&self) -> Result<u32, Refusal> {
        self.whole("demand_limit_percent")
    }

    /// The least contract demand in percent of the capacity; absent where none
    /// holds.
    #[must_use]
    pub fn contract_demand_least_percent(&self) -> Option<u32> {
        self.optional("contract_demand_least_percent", |text| text.parse().ok())
    }

    /// For which use the demand price is reduced; absent where it is not.
    pub fn demand_discount(&self) -> Result<Option<DemandDiscount>, Refusal> {
        let least = self.optional("demand_discount_kwh_per_kva", |text| text.parse().ok());
        least
            .map(|least_kwh_per_kva| {
                let percent = self.whole("demand_discount_percent")?;
                Ok(DemandDiscount { least_kwh_per_kva, percent })
            })
            .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{DecidedValue, PolicyDecision, PolicySet};

    fn decided(key: &str, value: &str) -> PolicySet {
        PolicySet::published()
            .decide(PolicyDecision {
                key: key.into(),
                from: "2016-01-01".parse().expect("a date"),
                value: DecidedValue::Set(value.into()),
                source: "minutes".into(),
            })
            .expect("decided")
    }

    #[test]
    fn each_choice_of_a_bill_policy_is_read_back() {
        let day = "2026-01-01".parse().expect("a date");
        for key in [
            "loss_load_rate_step",
            "power_factor_base",
            "share_base",
            "share_periods",
            "basic_charge_days",
            "demand_excess",
        ] {
            let choices = &crate::policy::definition(key).expect(key).choices;
            assert!(choices.len() >= 2, "{key}");
            for choice in choices {
                let set = decided(key, choice);
                let view = set.on(day);
                let read = match key {
                    "loss_load_rate_step" => view.load_rate_step().map(|_| ()),
                    "power_factor_base" => view.power_factor_base().map(|_| ()),
                    "share_base" => view.share_base().map(|_| ()),
                    "share_periods" => view.share_periods().map(|_| ()),
                    "basic_charge_days" => view.basic_charge_days().map(|_| ()),
                    _ => view.demand_excess().map(|_| ()),
                };
                assert_eq!(read, Ok(()), "{key} {choice}");
            }
        }
    }

    #[test]
    fn what_no_source_decides_waits_for_the_station() {
        let policies = PolicySet::published();
        let view = policies.on("2026-01-01".parse().expect("a date"));
        for refusal in [view.load_rate_step().map(|_| ()), view.demand_excess().map(|_| ())] {
            assert_eq!(refusal.expect_err("unset").code.as_str(), "policy_unset");
        }
        let view = policies.on("2015-12-31".parse().expect("a date"));
        assert_eq!(view.demand_excess(), Ok(DemandExcess::Band95To105));
        assert_eq!(view.contract_demand_least_percent(), None);
    }

    #[test]
    fn the_day_count_and_the_discount_begin_on_their_days() {
        let policies = PolicySet::published();
        let on = |text: &str| policies.on(text.parse().expect("a date"));
        assert_eq!(on("2024-05-31").basic_charge_days(), Ok(BasicChargeDays::Thirtieth));
        assert_eq!(on("2024-06-01").basic_charge_days(), Ok(BasicChargeDays::CalendarDays));
        assert_eq!(on("2023-05-31").demand_discount(), Ok(None));
        let discount = DemandDiscount { least_kwh_per_kva: 260, percent: 90 };
        assert_eq!(on("2023-06-01").demand_discount(), Ok(Some(discount)));
    }
}
