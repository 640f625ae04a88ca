//! What a phone is given to work with: its person, routes with history,
//! receivables, tickets, tariffs and policy. One snapshot, named by its hash.

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::{
    AccountNo, AreaNo, MeterNo, PersonNo, RouteNo, StationNo, TariffNo, TicketNo, TicketSeries,
};
use dianfei_rules::money::Fen;
use dianfei_rules::quantity::{Index, Kwh, Multiplier};
use serde::{Deserialize, Serialize};

use crate::fact::FactId;
use crate::fact::collection::HandoverContent;
use crate::fact::people::Role;
use crate::fact::ticket::TicketRange;

/// The snapshot of a phone's assignments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The station.
    pub station: StationNo,
    /// Its name.
    pub station_name: String,
    /// The emergency number for every paper (1.3).
    pub emergency_telephone: String,
    /// The phone's number that this snapshot already includes.
    pub includes_seq: u64,
    /// Whose phone.
    pub person: PersonNo,
    /// Name of the person.
    pub person_name: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The station's business date when it was made.
    pub business_date: NaiveDate,
    /// The policy set in force, its canonical JSON text.
    pub policy: String,
    /// The price tables that its accounts need, canonical JSON text each.
    pub tariffs: Vec<AssignedTariff>,
    /// Routes to read.
    pub routes: Vec<AssignedRoute>,
    /// Transformer areas to collect in.
    pub areas: Vec<AssignedArea>,
    /// Tickets in the person's hands.
    pub tickets: Vec<AssignedTickets>,
    /// Cash in the person's hands as the station knows it.
    pub cash_fen: Fen,
    /// Open handover offers to the person.
    pub offers: Vec<AssignedOffer>,
    /// Persons that a handover can be offered to.
    pub receivers: Vec<AssignedPerson>,
    /// What became of handovers from and to the person. Every one that counts and
    /// that this phone offered is among them: one that is not does not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handovers: Vec<AssignedHandover>,
    /// What the station says of the person's ticket numbers, where it is more
    /// than that they were used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<AssignedNumber>,
}

/// A price table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedTariff {
    /// Its number.
    pub tariff: TariffNo,
    /// From which date it holds.
    pub valid_from: NaiveDate,
    /// Its canonical JSON.
    pub document: String,
}

/// Someone to hand over to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedPerson {
    /// Number.
    pub person: PersonNo,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
}

/// A route handed to this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedRoute {
    /// Its number.
    pub route: RouteNo,
    /// Its name.
    pub name: String,
    /// The billing period.
    pub period: YearMonth,
    /// The read day.
    pub read_on: NaiveDate,
    /// The epoch.
    pub epoch: u32,
    /// Its meters in walking order.
    pub stops: Vec<AssignedStop>,
}

/// Who and where, decrypted from parts for the phone's own use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedAccount {
    /// 户号.
    pub account: AccountNo,
    /// 户名.
    pub name: String,
    /// 地址.
    pub address: String,
    /// Telephone; absent where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telephone: Option<String>,
    /// The transformer area.
    pub area: AreaNo,
    /// The usage class's code.
    pub usage_class: String,
    /// The price table.
    pub tariff: TariffNo,
    /// The household's size; absent where it does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_size: Option<u32>,
    /// Free energy a month in kWh; zero for most.
    pub free_quota_kwh: Kwh,
}

/// One register of a meter with its last index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedRegister {
    /// The register's code.
    pub register: String,
    /// The index of the last actual reading.
    pub previous: Index,
    /// When that reading was taken; absent for the initial index of a new meter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_on: Option<NaiveDate>,
}

/// The usage of an earlier month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthUsage {
    /// The billing period.
    pub period: YearMonth,
    /// What was billed.
    pub usage_kwh: Kwh,
    /// Whether it was provisional.
    pub provisional: bool,
}

/// A meter to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedStop {
    /// The number in walking order, as in the bound book.
    pub seq: u32,
    /// Whose.
    pub account: AssignedAccount,
    /// 表号.
    pub meter: MeterNo,
    /// 表型.
    pub meter_type: String,
    /// Whole digits of the register, as declared.
    pub digits: u32,
    /// Decimal digits of the register, as declared.
    pub decimals: u32,
    /// 倍率.
    pub multiplier: Multiplier,
    /// Its registers.
    pub registers: Vec<AssignedRegister>,
    /// Contract capacity in kW or kVA; absent where none is agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity_kw: Option<Kwh>,
    /// Billed months, oldest first, at most 24.
    pub history: Vec<MonthUsage>,
    /// Provisional energy billed since the last actual reading.
    pub provisional_kwh: Kwh,
    /// Misses in a row before this period.
    pub misses: u32,
    /// Energy billed since the first reading of the year, for yearly tiers.
    pub year_to_date_kwh: Kwh,
    /// Where the meter hangs; absent where no earlier reading said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<AssignedPlace>,
}

/// Where a meter hangs: where the phone was at an earlier reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedPlace {
    /// Latitude in 1e-6 degrees, north positive.
    pub latitude_micro: i64,
    /// Longitude in 1e-6 degrees, east positive.
    pub longitude_micro: i64,
    /// Radius of 68 % confidence, in metres.
    pub accuracy_m: u32,
}

/// A transformer area whose bills this phone collects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedArea {
    /// Its number.
    pub area: AreaNo,
    /// Its name.
    pub name: String,
    /// Customers and their open receivables.
    pub debtors: Vec<AssignedDebtor>,
}

/// A customer who may pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedDebtor {
    /// Who.
    pub account: AssignedAccount,
    /// Open receivables, oldest first.
    pub receivables: Vec<AssignedReceivable>,
    /// Advance balance.
    pub advance_fen: Fen,
}

/// An open receivable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedReceivable {
    /// The bill.
    pub bill: String,
    /// The billing period.
    pub period: YearMonth,
    /// When the bill was issued.
    pub issued_on: NaiveDate,
    /// The last day of the term.
    pub due_on: NaiveDate,
    /// The energy charged.
    pub energy_kwh: Kwh,
    /// What is still open of the bill itself.
    pub open_fen: Fen,
    /// Late fee charged before and unpaid.
    pub late_fee_open_fen: Fen,
    /// What the days charged before came to by rate alone.
    pub late_fee_accrued_fen: Fen,
    /// Late fee charged before, paid or not.
    pub late_fee_charged_fen: Fen,
    /// The last day for which late fee was charged; absent while none is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_fee_charged_to: Option<NaiveDate>,
    /// The bill's canonical JSON, to be shown and explained at the door.
    pub document: String,
}

/// Tickets in hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedTickets {
    /// The whole range that was issued to the person.
    pub range: TicketRange,
    /// The first number that the station does not know to be used.
    pub next: TicketNo,
    /// Numbers below `next` whose state is void or claimed void.
    pub voids: Vec<TicketNo>,
}

impl AssignedTickets {
    /// The series.
    #[must_use]
    pub const fn series(&self) -> &TicketSeries {
        &self.range.series
    }
}

/// An open offer to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedOffer {
    /// The offer.
    pub offer: FactId,
    /// From whom.
    pub from: PersonNo,
    /// Name of that person.
    pub from_name: String,
    /// What.
    pub content: HandoverContent,
}

/// How far a handover has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoverState {
    /// It waits for the other side.
    Open,
    /// The other side took it.
    Accepted,
    /// It was taken back, or refused by the other side.
    Withdrawn,
}

/// A handover as the station has it: offers of the person, and answered offers
/// to the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedHandover {
    /// The offer.
    pub offer: FactId,
    /// Whether the person is the giver.
    pub outgoing: bool,
    /// The other person.
    pub other: PersonNo,
    /// Name of that person.
    pub other_name: String,
    /// How far it has come.
    pub state: HandoverState,
    /// The day of the answer; absent while there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_on: Option<NaiveDate>,
    /// What; absent where this phone made the offer and has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<HandoverContent>,
}

/// What the station says of a ticket number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignedNumber {
    /// The series.
    pub series: TicketSeries,
    /// The number.
    pub no: TicketNo,
    /// The number's state, such as `void`; absent where the station never
    /// received the number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What became of the payment under it, such as `confirmed`; absent where it
    /// simply counts or there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// Why the payment was disputed; absent where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
