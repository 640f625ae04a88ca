//! Two years of usage with their seasons, and the arrears at the cut-over.

use super::account::{Account, Kind};
use super::{Seed, Table};

/// The months of history: 2024-11 to 2026-10.
const MONTHS: u32 = 24;

/// Registers have five digits.
pub(super) const ROLLOVER: u64 = 100_000;

/// How a month differs from the mean, in per cent, from January on: a cold
/// winter, fans in summer, water for the fields in spring.
const HOME_SEASONS: [u64; 12] = [135, 140, 100, 80, 75, 90, 135, 150, 105, 75, 80, 110];
const FARM_SEASONS: [u64; 12] = [50, 50, 90, 150, 170, 140, 120, 110, 90, 80, 60, 50];
const SHOP_SEASONS: [u64; 12] = [110, 120, 95, 90, 90, 100, 120, 125, 100, 95, 90, 100];

/// One month of an account.
pub(super) struct Month {
    pub(super) period: String,
    /// In the register's own unit.
    index: u64,
    pub(super) usage_kwh: u64,
}

pub(super) fn months(account: &Account) -> Vec<Month> {
    let start = account.account.bytes().fold(7_u64, |sum, b| sum.wrapping_mul(31) + u64::from(b));
    let mut seed = Seed(start);
    let multiplier = u64::from(account.multiplier);
    let seasons = match account.kind {
        Kind::Home | Kind::TimedHome => &HOME_SEASONS,
        Kind::Farm => &FARM_SEASONS,
        Kind::Shop => &SHOP_SEASONS,
    };
    let shares: Vec<(String, u64)> = (0..MONTHS)
        .map(|passed| {
            let since_january = 10 + passed;
            let (year, month) = (2024 + since_january / 12, since_january % 12);
            let season = usize::try_from(month).ok().and_then(|at| seasons.get(at)).copied();
            let share = season.unwrap_or(100) * (92 + seed.below(17)) / 100;
            (format!("{year}-{:02}", month + 1), account.monthly_kwh * share / 100 / multiplier)
        })
        .collect();
    let mut index = start_index(account, &shares);
    shares
        .into_iter()
        .map(|(period, difference)| {
            index = (index + difference) % ROLLOVER;
            Month { period, index, usage_kwh: difference * multiplier }
        })
        .collect()
}

/// A meter whose first index is given as zero ends just below its rollover.
fn start_index(account: &Account, shares: &[(String, u64)]) -> u64 {
    if account.first_index > 0 {
        return account.first_index;
    }
    let used: u64 = shares.iter().map(|(_, difference)| difference).sum();
    ROLLOVER - 20 - used
}

/// What the register shows after the last month.
pub(super) fn last_index(account: &Account) -> u64 {
    months(account).last().map_or(account.first_index, |month| month.index)
}

pub(super) fn history_table(accounts: &[Account]) -> Table {
    let row = |account: &Account, month: Month| {
        vec![
            account.account.clone(),
            month.period,
            month.index.to_string(),
            month.usage_kwh.to_string(),
        ]
    };
    Table {
        file: "07-history.xlsx",
        title: "历史电量",
        header: &["户号", "年月", "示数", "电量"],
        rows: accounts
            .iter()
            .flat_map(|account| months(account).into_iter().map(move |month| row(account, month)))
            .collect(),
    }
}

/// Each fortieth home still owes its October.
pub(super) fn arrears_table(accounts: &[Account]) -> Table {
    let mut seed = Seed(20_261_031);
    let rows = accounts
        .iter()
        .filter(|account| account.kind == Kind::Home)
        .step_by(40)
        .map(|account| {
            let fen = 3_000 + seed.below(9_000);
            vec![
                account.account.clone(),
                "2026-10".to_owned(),
                format!("{}.{:02}", fen / 100, fen % 100),
                "2026-10-28".to_owned(),
            ]
        })
        .collect();
    Table {
        file: "09-opening-arrears.xlsx",
        title: "期初欠费",
        header: &["户号", "年月", "欠费金额", "缴费期限"],
        rows,
    }
}
