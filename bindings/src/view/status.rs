//! What is always on screen.

use dianfei_field::view::StatusView as FieldStatus;
use dianfei_rules::money::Fen;
use dianfei_wire::fact::people;

/// What a person may be on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Role {
    /// 抄表员: reads meters.
    Reader,
    /// 收费员: takes money at the door.
    Collector,
    /// Any other role: it works at the station's pages.
    Office,
}

impl From<people::Role> for Role {
    fn from(role: people::Role) -> Self {
        match role {
            people::Role::Reader => Self::Reader,
            people::Role::Collector => Self::Collector,
            people::Role::Auditor
            | people::Role::Cashier
            | people::Role::TicketCustodian
            | people::Role::MarketingOfficer
            | people::Role::ServiceClerk
            | people::Role::StationHead
            | people::Role::CompanyFinance
            | people::Role::Administrator => Self::Office,
        }
    }
}

/// Whose phone it is, how much is unsent and how old, what is in hand.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct StatusView {
    /// Number of the station.
    pub station: String,
    /// Its name.
    pub station_name: String,
    /// Number of the person.
    pub person: String,
    /// Name of the person; absent before the first assignment.
    pub person_name: Option<String>,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The business date, `YYYY-MM-DD`.
    pub business_date: String,
    /// Facts recorded on this phone.
    pub facts: u64,
    /// Facts that the station has not acknowledged.
    pub unsent_facts: u64,
    /// Photos and other parts that the station does not have.
    pub unsent_parts: u64,
    /// Days since the oldest unsent fact was recorded; absent where none is unsent.
    pub oldest_unsent_days: Option<i64>,
    /// The station has seen two branches of this phone's chain.
    pub frozen: bool,
    /// The station has revoked the phone: it only delivers.
    pub revoked: bool,
    /// Station time of the last contact, UTC milliseconds; absent before the first.
    pub last_contact_ms: Option<i64>,
    /// Cash in the person's hands, fen.
    pub cash_fen: Fen,
    /// Ticket numbers left.
    pub tickets_left: u64,
    /// Meters without reading and reason, over all routes not handed in.
    pub stops_left: u64,
}

impl From<FieldStatus> for StatusView {
    fn from(status: FieldStatus) -> Self {
        let age = |oldest: chrono::NaiveDate| (status.business_date - oldest).num_days();
        Self {
            station: status.station.to_string(),
            station_name: status.station_name,
            person: status.person.to_string(),
            person_name: status.person_name,
            roles: status.roles.into_iter().map(Role::from).collect(),
            business_date: status.business_date.to_string(),
            facts: status.facts,
            unsent_facts: status.unsent_facts,
            unsent_parts: status.unsent_parts,
            oldest_unsent_days: status.oldest_unsent_on.map(age),
            frozen: status.frozen,
            revoked: status.revoked,
            last_contact_ms: status.last_contact_ms,
            cash_fen: status.cash_fen,
            tickets_left: status.tickets.left,
            stops_left: status.stops_left,
        }
    }
}
