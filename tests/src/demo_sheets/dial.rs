//! What the meters of the demo's villages show: the world that a reader walks
//! through, which neither the phone nor the station knows beforehand.

use super::account::{self, Account, Kind};
use super::month;

/// The month before the one to be read, and the same month of the year before.
const COMPARED: [&str; 2] = ["2026-10", "2025-11"];

/// One meter on its wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dial {
    /// The route on which it is read.
    pub route: String,
    /// 户号.
    pub account: String,
    /// 户名.
    pub name: String,
    /// 表号.
    pub meter: String,
    /// 倍率.
    pub multiplier: u64,
    /// The index of the total register at the last reading.
    pub last_index: u64,
    /// Whether it has a peak and a valley register.
    pub timed: bool,
    /// What a customer of steady habits uses in the month, in kWh.
    pub usual_kwh: u64,
}

impl Dial {
    /// The registers' codes with what they show after `usage_kwh` more.
    #[must_use]
    pub fn after(&self, usage_kwh: u64) -> Vec<(&'static str, u64)> {
        let used = self.last_index + usage_kwh / self.multiplier;
        let total = used % month::ROLLOVER;
        if !self.timed {
            return vec![("forward_active_total", total)];
        }
        let valley = account::valley_share(total);
        vec![
            ("forward_active_total", total),
            ("forward_active_peak", total - valley),
            ("forward_active_valley", valley),
        ]
    }
}

/// All meters, in walking order.
#[must_use]
pub fn dials() -> Vec<Dial> {
    account::accounts().iter().map(dial).collect()
}

fn dial(account: &Account) -> Dial {
    let months = month::months(account);
    let compared = |period: &&str| months.iter().find(|month| month.period == **period);
    let usages: Vec<u64> = COMPARED
        .iter()
        .filter_map(|period| compared(period))
        .map(|month| month.usage_kwh)
        .collect();
    let mean = usages.iter().sum::<u64>() / u64::try_from(usages.len().max(1)).expect("two");
    Dial {
        route: account.route().to_owned(),
        account: account.account.clone(),
        name: account.name().to_owned(),
        meter: account.meter.clone(),
        multiplier: u64::from(account.multiplier),
        last_index: month::last_index(account),
        timed: account.kind == Kind::TimedHome,
        usual_kwh: mean / u64::from(account.multiplier) * u64::from(account.multiplier),
    }
}
