//! What stands on a ticket.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::charges::{charges, sum};
use super::sheet::Sheet;
use super::{LineStyle, PaperWidth, PrintLine};
use crate::bill::{BillDocument, BillLine};
use crate::calendar::YearMonth;
use crate::id::{AccountNo, MeterNo, TicketNo, TicketSeries};
use crate::money::Fen;
use crate::policy::LateFeeWord;
use crate::quantity::{Index, Kwh};
use crate::refusal::Refusal;
use crate::ticket::capitals::{CapitalsStyle, capitals};
use crate::words::{Label, Language};

/// Which of the three copies (一式三联).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketCopy {
    /// 存根: to company finance.
    Stub,
    /// 报销联: to the customer.
    CustomerCopy,
    /// 记账联: bound by month.
    AccountingCopy,
}

impl TicketCopy {
    /// The copies in the order in which they are printed.
    pub const ALL: [Self; 3] = [Self::Stub, Self::CustomerCopy, Self::AccountingCopy];

    const fn title(self) -> &'static str {
        match self {
            Self::Stub => "第一联 存根",
            Self::CustomerCopy => "第二联 报销联",
            Self::AccountingCopy => "第三联 记账联",
        }
    }
}

/// One bill on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaceBill {
    /// The billing period.
    pub period: YearMonth,
    /// 起度; absent where several meters or registers make up the bill.
    pub previous: Option<Index>,
    /// 止度; absent as above.
    pub index: Option<Index>,
    /// The energy charged.
    pub energy_kwh: Kwh,
    /// The bill's own lines; empty where the bill is not at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<BillLine>,
    /// What of the bill this ticket pays.
    pub principal_fen: Fen,
    /// What of its late fee this ticket pays.
    pub late_fee_fen: Fen,
}

impl FaceBill {
    /// A bill as the ticket prints it: its indexes where one register alone
    /// makes it up, its lines as on the document. `document` is absent where
    /// the bill itself is not at hand.
    #[must_use]
    pub fn of(
        document: Option<&BillDocument>,
        period: YearMonth,
        energy_kwh: Kwh,
        (principal_fen, late_fee_fen): (Fen, Fen),
    ) -> Self {
        let single = document.and_then(|document| match document.registers.as_slice() {
            [register] => Some((register.previous, register.current)),
            _ => None,
        });
        Self {
            period,
            previous: single.map(|(previous, _)| previous),
            index: single.map(|(_, index)| index),
            energy_kwh,
            lines: document.map(|document| document.lines.clone()).unwrap_or_default(),
            principal_fen,
            late_fee_fen,
        }
    }
}

/// What a ticket says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketFace {
    /// The station's name.
    pub station_name: String,
    /// The emergency number (1.3).
    pub emergency_telephone: String,
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// The date of payment: the value date.
    pub paid_on: NaiveDate,
    /// Whose debt.
    pub account: AccountNo,
    /// The customer's name.
    pub customer_name: String,
    /// The meter; absent where there are several or none.
    pub meter: Option<MeterNo>,
    /// The bills it pays.
    pub bills: Vec<FaceBill>,
    /// What goes to the advance balance.
    pub advance_fen: Fen,
    /// What was taken.
    pub amount_fen: Fen,
    /// What the customer put down.
    pub received_fen: Fen,
    /// What went back.
    pub change_fen: Fen,
    /// The collector's name.
    pub collector_name: String,
    /// Whether it is void (3.4: marked 废票).
    pub void: bool,
    /// The printed word for the late fee.
    pub late_fee_word: LateFeeWord,
    /// Which spelling of capitals is printed.
    pub capitals_style: CapitalsStyle,
}

/// The lines of one copy of a ticket, in Chinese. Amounts are in yuan, energy in
/// kWh.
///
/// Refuses `out_of_range`: an amount that cannot be added up or written in
/// capitals.
pub fn ticket_lines(
    face: &TicketFace,
    copy: TicketCopy,
    width: PaperWidth,
) -> Result<Vec<PrintLine>, Refusal> {
    let mut sheet = Sheet::new(width, Language::Chinese);
    head(&mut sheet, face, copy);
    sheet.rule();
    for bill in &face.bills {
        bill_lines(&mut sheet, bill, face.late_fee_word)?;
    }
    if !face.advance_fen.is_zero() {
        sheet.pair("转预收", &face.advance_fen.to_string(), LineStyle::Plain);
    }
    sheet.rule();
    // 4.3.2: figures and capitals come from one amount.
    let in_capitals = capitals(face.amount_fen, face.capitals_style)
        .map_err(|_too_large| Refusal::out_of_range("capitals"))?;
    sheet.pair("合计", &format!("￥{}", face.amount_fen), LineStyle::Strong);
    sheet.pair(sheet.word(Label::Capitals), &in_capitals, LineStyle::Strong);
    sheet.pair("收到", &face.received_fen.to_string(), LineStyle::Plain);
    sheet.pair("找零", &face.change_fen.to_string(), LineStyle::Plain);
    sheet.rule();
    sheet.pair("收费员", &face.collector_name, LineStyle::Plain);
    sheet.figure(Label::EmergencyTelephone, &face.emergency_telephone);
    Ok(sheet.into_lines())
}

fn head(sheet: &mut Sheet, face: &TicketFace, copy: TicketCopy) {
    sheet.centred(&face.station_name);
    sheet.centred("电费票据");
    sheet.centred(copy.title());
    if face.void {
        sheet.centred("废票");
    }
    sheet.pair(
        &format!("票据代码 {}", face.series),
        &format!("票号 {}", face.no),
        LineStyle::Plain,
    );
    sheet.pair("日期", &face.paid_on.to_string(), LineStyle::Plain);
    sheet.rule();
    sheet.figure(Label::Account, face.account.as_str());
    sheet.figure(Label::Customer, &face.customer_name);
    if let Some(meter) = &face.meter {
        sheet.figure(Label::Meter, meter.as_str());
    }
}

fn bill_lines(sheet: &mut Sheet, bill: &FaceBill, word: LateFeeWord) -> Result<(), Refusal> {
    sheet.figure(Label::BillingPeriod, &bill.period.to_string());
    if let (Some(previous), Some(index)) = (bill.previous, bill.index) {
        sheet.figure(Label::Previous, &previous.to_string());
        sheet.figure(Label::Current, &index.to_string());
    }
    sheet.figure(Label::Energy, &bill.energy_kwh.to_string());
    if !bill.lines.is_empty() {
        charges(sheet, &bill.lines, false)?;
    }
    let total_fen = sum(&bill.lines)?;
    let paid = if bill.lines.is_empty() || total_fen == bill.principal_fen {
        "电费"
    } else {
        // The lines are the whole bill's; this ticket pays a part of it.
        sheet.figure(Label::BillTotal, &total_fen.to_string());
        "本次收电费"
    };
    sheet.pair(paid, &bill.principal_fen.to_string(), LineStyle::Plain);
    if !bill.late_fee_fen.is_zero() {
        sheet.figure(Label::late_fee(word), &bill.late_fee_fen.to_string());
    }
    Ok(())
}
