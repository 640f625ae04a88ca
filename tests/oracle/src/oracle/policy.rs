//! What holds of each policy: the station's decision, else what was published.

use chrono::NaiveDate;

use super::number::{Exact, whole};
use super::plain::{Bill, Refused};

/// Policy, the day from which it holds, and the value; none where the station
/// has to state it, or where the figure is not applied.
const PUBLISHED: &[(&str, &str, Option<&str>)] = &[
    ("rounding_place", "2000-01-01", Some("per_line")),
    ("price_change", "2000-01-01", Some("by_read_date")),
    ("free_quota_order", "2000-01-01", Some("highest_price_first")),
    ("share_base", "2000-01-01", Some("whole")),
    ("share_periods", "2000-01-01", Some("flat_first")),
    ("loss_copper_limit_kva", "2000-01-01", Some("315")),
    ("loss_copper_up_to_per_mille", "2000-01-01", Some("15")),
    ("loss_copper_above_per_mille", "2000-01-01", Some("10")),
    ("loss_load_rate_step", "2000-01-01", None),
    ("power_factor_base", "2000-01-01", Some("basic_and_energy")),
    ("basic_charge_days", "2000-01-01", Some("thirtieth")),
    ("basic_charge_days", "2024-06-01", Some("calendar_days")),
    ("demand_excess", "2000-01-01", Some("band_95_105")),
    ("demand_excess", "2016-01-01", None),
    ("demand_limit_percent", "2000-01-01", Some("105")),
    ("contract_demand_least_percent", "2016-01-01", Some("40")),
    ("demand_discount_kwh_per_kva", "2023-06-01", Some("260")),
    ("demand_discount_percent", "2023-06-01", Some("90")),
];

/// The value of `policy` on `day`; absent where there is none.
pub(super) fn on<'a>(bill: &'a Bill, policy: &str, day: NaiveDate) -> Option<&'a str> {
    if let Some(value) = bill.decided.get(policy) {
        return Some(value);
    }
    let day = day.to_string();
    let known = PUBLISHED.iter().rfind(|(key, from, _)| *key == policy && **from <= *day);
    known.and_then(|(_, _, value)| *value)
}

/// The value of `policy` on the day of the reading, which a bill needs.
pub(super) fn needed<'a>(bill: &'a Bill, policy: &str) -> Result<&'a str, Refused> {
    on(bill, policy, bill.read_on).ok_or("policy_unset")
}

/// A whole figure on `day`.
pub(super) fn figure(bill: &Bill, policy: &str, day: NaiveDate) -> Option<Exact> {
    on(bill, policy, day).map(|text| whole(text.parse().expect("a whole figure")))
}
