//! The sheet of earlier months (历史电量).

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::AccountNo;
use dianfei_rules::quantity::{Index, Kwh};
use serde::{Deserialize, Serialize};

use super::cells::{Figure, Word};
use super::{Cells, Column, Reference, SheetRow, Thing};

/// An earlier month of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    /// Whose.
    pub account: AccountNo,
    /// The billing period.
    pub period: YearMonth,
    /// The index at its end; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<Index>,
    /// What was billed; below zero where a provisional month was settled.
    pub usage_kwh: Kwh,
    /// Whether it was provisional (暂计).
    pub provisional: bool,
}

const ACCOUNT: Column = Column::required("户号", "account_no").or(&["客户编号"]);
const PERIOD: Column = Column::required("年月", "period").or(&["电费年月"]);
const INDEX: Column = Column::optional("示数", "index").or(&["止度"]);
const USAGE: Column = Column::required("电量", "usage_kwh").or(&["结算电量"]);
const PROVISIONAL: Column = Column::optional("暂计", "provisional");

const TRUTHS: &[Word<bool>] =
    &[(true, &["是", "yes", "true", "1"]), (false, &["否", "no", "false", "0"])];

impl SheetRow for HistoryRow {
    const TITLE: (&'static str, &'static str) = ("历史电量", "Usage history");
    const COLUMNS: &'static [Column] = &[ACCOUNT, PERIOD, INDEX, USAGE, PROVISIONAL];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let account = cells.identity(&ACCOUNT);
        let period = cells.month(&PERIOD).flatten();
        let index = cells.decimal(&INDEX, Figure { least: 0, most: 999_999_999, decimals: 4 });
        let energy = Figure { least: -10_000_000, most: 100_000_000, decimals: 3 };
        let usage_kwh = cells.decimal(&USAGE, energy).flatten();
        let provisional = cells.word(&PROVISIONAL, TRUTHS);
        Some(Self {
            account: account?,
            period: period?,
            index: index?.map(Index::new),
            usage_kwh: Kwh::new(usage_kwh?),
            provisional: provisional?.unwrap_or(false),
        })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((format!("{} {}", self.account, self.period), &PERIOD))
    }

    fn adds(&self) -> Option<Reference> {
        let number = format!("{} {}", self.account, self.period);
        Some(Reference::new(Thing::HistoryMonth, number, &PERIOD))
    }

    fn refers_to(&self) -> Vec<Reference> {
        vec![Reference::new(Thing::Account, &self.account, &ACCOUNT)]
    }
}
