//! The sheet of arrears at the cut-over (期初欠费).

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::AccountNo;
use dianfei_rules::money::Fen;
use serde::{Deserialize, Serialize};

use super::{Cells, Column, Reference, SheetRow, Thing};

/// What an account owed for one period at the cut-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningArrearsRow {
    /// Whose.
    pub account: AccountNo,
    /// The billing period.
    pub period: YearMonth,
    /// What is still owed.
    pub amount_fen: Fen,
    /// When it was due.
    pub due_on: NaiveDate,
}

const ACCOUNT: Column = Column::required("户号", "account_no").or(&["客户编号"]);
const PERIOD: Column = Column::required("年月", "period").or(&["电费年月"]);
const AMOUNT: Column = Column::required("欠费金额", "amount_yuan").or(&["欠费", "金额"]);
const DUE_ON: Column = Column::required("缴费期限", "due_on").or(&["应缴日期"]);

impl SheetRow for OpeningArrearsRow {
    const TITLE: (&'static str, &'static str) = ("期初欠费", "Opening arrears");
    const COLUMNS: &'static [Column] = &[ACCOUNT, PERIOD, AMOUNT, DUE_ON];

    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let account = cells.identity(&ACCOUNT);
        let period = cells.month(&PERIOD).flatten();
        let amount = cells.money(&AMOUNT, 0).flatten();
        let due_on = cells.date(&DUE_ON).flatten();
        Some(Self { account: account?, period: period?, amount_fen: amount?, due_on: due_on? })
    }

    fn key(&self) -> Option<(String, &'static Column)> {
        Some((format!("{} {}", self.account, self.period), &PERIOD))
    }

    fn adds(&self) -> Option<Reference> {
        let number = format!("{} {}", self.account, self.period);
        Some(Reference::new(Thing::ArrearsMonth, number, &PERIOD))
    }

    fn refers_to(&self) -> Vec<Reference> {
        vec![Reference::new(Thing::Account, &self.account, &ACCOUNT)]
    }
}
