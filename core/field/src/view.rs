//! What the shell is shown: plain structs, no words.

use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_rules::money::Fen;
use dianfei_wire::fact::people::Role;

pub mod collection;
pub mod reading;

/// What is always on screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusView {
    /// The station.
    pub station: StationNo,
    /// Its name.
    pub station_name: String,
    /// Whose phone it is.
    pub person: PersonNo,
    /// Name of the person; absent before the first assignment.
    pub person_name: Option<String>,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The business date.
    pub business_date: NaiveDate,
    /// Facts recorded on this phone.
    pub facts: u64,
    /// Facts that the station has acknowledged.
    pub acknowledged: u64,
    /// Facts that it has not.
    pub unsent_facts: u64,
    /// Photos and other parts that it does not have.
    pub unsent_parts: u64,
    /// The business date of the oldest unsent fact; absent where none is unsent.
    pub oldest_unsent_on: Option<NaiveDate>,
    /// The station has seen two branches of this phone's chain.
    pub frozen: bool,
    /// The station has revoked the phone: it only delivers.
    pub revoked: bool,
    /// Station time of the last contact, UTC milliseconds; absent before the first.
    pub last_contact_ms: Option<i64>,
    /// Cash in the person's hands.
    pub cash_fen: Fen,
    /// Tickets in hand.
    pub tickets: TicketsView,
    /// Meters without reading and reason, over all routes not handed in.
    pub stops_left: u64,
}

/// Tickets in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketsView {
    /// How many numbers are left.
    pub left: u64,
}
