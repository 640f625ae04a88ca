//! Typed accessors: each policy figure as it holds on one day.

use chrono::{Days, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::catalogue::parse_time;
use super::{PolicySet, PolicyUse};
use crate::calendar::YearMonth;
use crate::money::Fen;
use crate::refusal::Refusal;

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            fn read(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

// After the macro, which they use.
mod article;
mod bill;
mod disconnection;
mod metering;

pub use bill::{
    BasicChargeDays, CopperLossRates, DemandDiscount, DemandExcess, LoadRateStep, PowerFactorBase,
    ShareBase, SharePeriods,
};
pub use disconnection::{
    DisconnectionPractice, provincial_notice_key, provincial_reconnection_key,
};
pub use metering::{
    ErrorTime, Load, PenaltyKind, PendingBasis, TransformerFaultRule, UntraceableTiers,
    correction_longest_key, theft_hours_key,
};

choice!(
    /// How provisional usage is found (4.1.5).
    EstimateRule {
        /// The mean of the three billed months before the first miss.
        MeanOfThreeMonths = "mean_3_months",
        /// The usage of the last billed month.
        LastUsage = "last_usage",
    }
);
choice!(
    /// Where money is rounded to the fen.
    RoundingPlace {
        /// Each bill line by itself.
        PerLine = "per_line",
        /// Once over the bill; the last line takes the difference.
        PerBill = "per_bill",
    }
);
choice!(
    /// How usage is split when a price changes inside a period.
    PriceChange {
        /// All of it at the price of the reading's date.
        ByReadDate = "by_read_date",
        /// Whole kWh by days, the remainder to the later part.
        ByDays = "by_days",
    }
);
choice!(
    /// Which period's energy the free quota takes first.
    FreeQuotaOrder {
        /// The dearest period.
        HighestPriceFirst = "highest_price_first",
        /// The cheapest period.
        LowestPriceFirst = "lowest_price_first",
    }
);
choice!(
    /// How the due date is found.
    DueRule {
        /// The collection day of the month (2.6).
        CollectionDay = "collection_day",
        /// A number of days after issue.
        DaysAfterIssue = "days_after_issue",
    }
);
choice!(
    /// What a payment clears first.
    AllocationOrder {
        /// The late fee, then the charge.
        LateFeeFirst = "late_fee_first",
        /// The charge, then the late fee.
        ChargeFirst = "charge_first",
    }
);
choice!(
    /// The printed word for the late fee.
    LateFeeWord {
        /// As the law prints it (电费违约金).
        Law = "law",
        /// As the rule book prints it (电费滞纳金).
        RuleBook = "rule_book",
    }
);
choice!(
    /// The zero that amounts in capitals may leave out.
    OptionalZero {
        /// It is left out.
        LeaveOut = "leave_out",
        /// It is written.
        Write = "write",
    }
);
choice!(
    /// Where amounts in capitals end with the word for whole (整).
    CapitalsWholeWord {
        /// Only after whole yuan.
        WholeYuanOnly = "whole_yuan_only",
        /// Also after tenths of a yuan (角).
        AlsoAfterTenths = "also_after_tenths",
    }
);

/// The late-fee figures of one day, in per mille of the debt per day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateFeeRates {
    /// Residents.
    pub resident_per_mille: u32,
    /// Others, for debts issued in the same calendar year.
    pub other_current_year_per_mille: u32,
    /// Others, for debts issued in an earlier year.
    pub other_carried_over_per_mille: u32,
}

/// The policy figures as they hold on one day.
#[derive(Debug, Clone, Copy)]
pub struct PolicyView<'a> {
    set: &'a PolicySet,
    day: NaiveDate,
}

impl<'a> PolicyView<'a> {
    pub(super) const fn new(set: &'a PolicySet, day: NaiveDate) -> Self {
        Self { set, day }
    }

    /// What holds for `key`: its variant and value, as a bill records it.
    #[must_use]
    pub fn holds(&self, key: &str) -> PolicyUse {
        self.set.holds(key, self.day)
    }

    /// What holds for each of `keys`, in their order.
    #[must_use]
    pub fn all_hold(&self, keys: &[&str]) -> Vec<PolicyUse> {
        keys.iter().map(|key| self.holds(key)).collect()
    }

    fn necessary<T>(&self, key: &str, read: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        self.optional(key, read).ok_or_else(|| Refusal::policy_unset(key).with("on", self.day))
    }

    fn optional<T>(&self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.set.in_force(key, self.day)?.value.and_then(read)
    }

    fn whole(&self, key: &str) -> Result<u32, Refusal> {
        self.necessary(key, |text| text.parse().ok())
    }

    /// How provisional usage is found (4.1.5).
    pub fn estimate_rule(&self) -> Result<EstimateRule, Refusal> {
        self.necessary("estimate_rule", EstimateRule::read)
    }

    /// Misses in a row that make an exception form (4.1.5).
    pub fn misses_to_exception_form(&self) -> Result<u32, Refusal> {
        self.whole("misses_to_exception_form")
    }

    /// Misses in a row that make a notice to end supply (4.1.5).
    pub fn misses_to_termination_notice(&self) -> Result<u32, Refusal> {
        self.whole("misses_to_termination_notice")
    }

    /// The fluctuation in percent beyond which usage must be explained (4.2.4).
    pub fn fluctuation_percent(&self) -> Result<u32, Refusal> {
        self.whole("fluctuation_percent")
    }

    /// The largest plausible usage over a rollover, in means of past months.
    pub fn rollover_history_multiple(&self) -> Result<u32, Refusal> {
        self.whole("rollover_history_multiple")
    }

    /// Days by which a read day may shift.
    pub fn read_day_shift_days(&self) -> Result<u32, Refusal> {
        self.whole("read_day_shift_days")
    }

    /// The shortest time between two meters, in seconds (4.1.2).
    pub fn reading_pace_seconds(&self) -> Result<u32, Refusal> {
        self.whole("reading_pace_seconds")
    }

    /// How far from the meter a reading may be taken, in metres (4.1.2).
    pub fn reading_place_metres(&self) -> Result<u32, Refusal> {
        self.whole("reading_place_metres")
    }

    /// Where money is rounded to the fen.
    pub fn rounding_place(&self) -> Result<RoundingPlace, Refusal> {
        const KEY: &str = "rounding_place";
        let find = || {
            let on = |day| self.set.on(day).optional(KEY, RoundingPlace::read);
            self.set.days_of(KEY).into_iter().map(|day| (day, on(day))).collect()
        };
        let figure = self.set.rounding_place.on(self.day, find);
        figure.ok_or_else(|| Refusal::policy_unset(KEY).with("on", self.day))
    }

    /// How usage is split when a price changes inside a period.
    pub fn price_change(&self) -> Result<PriceChange, Refusal> {
        self.necessary("price_change", PriceChange::read)
    }

    /// Which period's energy the free quota takes first.
    pub fn free_quota_order(&self) -> Result<FreeQuotaOrder, Refusal> {
        self.necessary("free_quota_order", FreeQuotaOrder::read)
    }

    /// The last day of the term to pay a bill issued on this view's day.
    ///
    /// With the collection day, a bill issued on or after it is due in the
    /// month after.
    pub fn due_on(&self) -> Result<NaiveDate, Refusal> {
        match self.necessary("due_rule", DueRule::read)? {
            DueRule::CollectionDay => Ok(self.next(self.collection_day()?)),
            DueRule::DaysAfterIssue => {
                let days = Days::new(u64::from(self.whole("due_term_days")?));
                self.day.checked_add_days(days).ok_or_else(|| Refusal::out_of_range("due_on"))
            }
        }
    }

    /// The next time after this view's day that the month shows `day`: the term
    /// of an account that has agreed a due day of its own.
    #[must_use]
    pub fn next(&self, day: u32) -> NaiveDate {
        let month = YearMonth::of(self.day);
        let due = month.day(day);
        if due > self.day { due } else { month.next().day(day) }
    }

    /// The late-fee rates that hold on this day (2.4).
    pub fn late_fee_rates(&self) -> Result<LateFeeRates, Refusal> {
        Ok(LateFeeRates {
            resident_per_mille: self.whole("late_fee_resident_per_mille")?,
            other_current_year_per_mille: self.whole("late_fee_other_current_year_per_mille")?,
            other_carried_over_per_mille: self.whole("late_fee_other_carried_over_per_mille")?,
        })
    }

    /// The smallest late fee that is charged; absent where none holds.
    #[must_use]
    pub fn late_fee_minimum(&self) -> Option<Fen> {
        self.optional("late_fee_minimum", |text| text.parse().ok())
    }

    /// The printed word for the late fee.
    pub fn late_fee_word(&self) -> Result<LateFeeWord, Refusal> {
        self.necessary("late_fee_word", LateFeeWord::read)
    }

    /// What a payment clears first.
    pub fn allocation_order(&self) -> Result<AllocationOrder, Refusal> {
        self.necessary("allocation_order", AllocationOrder::read)
    }

    /// The day of the month by which its charges are collected (2.6).
    pub fn collection_day(&self) -> Result<u32, Refusal> {
        self.whole("collection_day")
    }

    /// The cash a collector may hold; absent where the station set none.
    #[must_use]
    pub fn cash_limit(&self) -> Option<Fen> {
        self.optional("cash_limit", |text| text.parse().ok())
    }

    /// The time of day by which cash is handed in (2.2).
    pub fn cash_cut_off(&self) -> Result<NaiveTime, Refusal> {
        self.necessary("cash_cut_off", parse_time)
    }

    /// Days of default that must be exceeded before supply may be stopped.
    pub fn disconnection_arrears_days(&self) -> Result<u32, Refusal> {
        self.whole("disconnection_arrears_days")
    }

    /// Fewest and most days between a stop notice and the stop.
    pub fn disconnection_notice_days(&self) -> Result<(u32, u32), Refusal> {
        let least = self.whole("disconnection_notice_days_least")?;
        Ok((least, self.whole("disconnection_notice_days_most")?))
    }

    /// Minutes before the switch at which the customer is told again.
    pub fn disconnection_last_call_minutes(&self) -> Result<u32, Refusal> {
        self.whole("disconnection_last_call_minutes")
    }

    /// Hours to reconnect once the cause is gone.
    pub fn reconnection_hours(&self) -> Result<u32, Refusal> {
        self.whole("reconnection_hours")
    }

    /// Tickets left at which the collector is warned (3.2).
    pub fn tickets_left_warning(&self) -> Result<u32, Refusal> {
        self.whole("tickets_left_warning")
    }

    /// Years for which ticket stubs are kept.
    pub fn ticket_retention_years(&self) -> Result<u32, Refusal> {
        self.whole("ticket_retention_years")
    }

    /// The zero that amounts in capitals may leave out.
    pub fn capitals_optional_zero(&self) -> Result<OptionalZero, Refusal> {
        self.necessary("capitals_optional_zero", OptionalZero::read)
    }

    /// Where amounts in capitals end with the word for whole.
    pub fn capitals_whole_word(&self) -> Result<CapitalsWholeWord, Refusal> {
        self.necessary("capitals_whole_word", CapitalsWholeWord::read)
    }
}
