//! What stands on a ticket.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{LineStyle, Paper, PrintLine};
use crate::bill::BillDocument;
use crate::calendar::YearMonth;
use crate::id::{AccountNo, MeterNo, TicketNo, TicketSeries};
use crate::money::Fen;
use crate::policy::LateFeeWord;
use crate::quantity::{Index, Kwh, Price};
use crate::ticket::capitals::{CapitalsError, CapitalsStyle, capitals};

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
    /// Price and amount of each line, as on the bill.
    pub prices: Vec<(Price, Fen)>,
    /// What of the bill this ticket pays.
    pub principal_fen: Fen,
    /// What of its late fee this ticket pays.
    pub late_fee_fen: Fen,
}

impl FaceBill {
    /// A bill as the ticket prints it: its indexes where one register alone
    /// makes it up, its prices as on the document. `document` is absent where
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
        let prices = document.map(|document| {
            document.lines.iter().map(|line| (line.price, line.amount_fen)).collect()
        });
        Self {
            period,
            previous: single.map(|(previous, _)| previous),
            index: single.map(|(_, index)| index),
            energy_kwh,
            prices: prices.unwrap_or_default(),
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

/// The lines of one copy of a ticket.
pub fn ticket_lines(face: &TicketFace, copy: TicketCopy) -> Result<Vec<PrintLine>, CapitalsError> {
    let mut paper = Paper::default();
    paper.centred(&face.station_name);
    paper.centred("电费票据");
    paper.centred(copy.title());
    if face.void {
        paper.centred("废票");
    }
    paper.pair(
        &format!("票据代码 {}", face.series),
        &format!("票号 {}", face.no),
        LineStyle::Plain,
    );
    paper.pair("日期", &face.paid_on.to_string(), LineStyle::Plain);
    paper.rule();
    paper.pair("户号", face.account.as_str(), LineStyle::Plain);
    paper.pair("户名", &face.customer_name, LineStyle::Plain);
    if let Some(meter) = &face.meter {
        paper.pair("表号", meter.as_str(), LineStyle::Plain);
    }
    paper.rule();
    for bill in &face.bills {
        bill_lines(&mut paper, bill, face.late_fee_word);
    }
    if !face.advance_fen.is_zero() {
        paper.pair("转预收", &yuan(face.advance_fen), LineStyle::Plain);
    }
    paper.rule();
    paper.pair("合计(小写)", &format!("￥{}", face.amount_fen), LineStyle::Strong);
    paper.text("合计(大写)");
    // 4.3.2: figures and capitals come from one amount.
    for line in super::wrapped(&capitals(face.amount_fen, face.capitals_style)?, super::COLUMNS) {
        paper.push(line, LineStyle::Strong);
    }
    paper.pair("收到", &yuan(face.received_fen), LineStyle::Plain);
    paper.pair("找零", &yuan(face.change_fen), LineStyle::Plain);
    paper.rule();
    paper.pair("收费员", &face.collector_name, LineStyle::Plain);
    paper.pair("抢修电话", &face.emergency_telephone, LineStyle::Plain);
    Ok(paper.lines)
}

fn bill_lines(paper: &mut Paper, bill: &FaceBill, word: LateFeeWord) {
    paper.pair("电费年月", &bill.period.to_string(), LineStyle::Plain);
    if let (Some(previous), Some(index)) = (bill.previous, bill.index) {
        paper.pair("起度", &previous.to_string(), LineStyle::Plain);
        paper.pair("止度", &index.to_string(), LineStyle::Plain);
    }
    paper.pair("电量(kWh)", &bill.energy_kwh.to_string(), LineStyle::Plain);
    for (price, amount_fen) in &bill.prices {
        paper.pair(&format!("电价 {price}"), &yuan(*amount_fen), LineStyle::Plain);
    }
    paper.pair("电费", &yuan(bill.principal_fen), LineStyle::Plain);
    if !bill.late_fee_fen.is_zero() {
        let label = match word {
            LateFeeWord::Law => "违约金",
            LateFeeWord::RuleBook => "滞纳金",
        };
        paper.pair(label, &yuan(bill.late_fee_fen), LineStyle::Plain);
    }
}

fn yuan(amount_fen: Fen) -> String {
    amount_fen.to_string()
}
