//! What a person can do with a phone, whatever carries it out: the core itself
//! ([`core::CoreHandset`]) or the Kotlin shell at the other end of a pipe
//! ([`piped::PipedHandset`]). Both make the same journal.

pub mod core;
pub mod piped;

use std::collections::BTreeMap;

use dianfei_wire::fact::reading::MissReason;
use serde::{Deserialize, Serialize};

use super::Stopped;

/// One deed. Amounts are yuan as typed.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    /// Time passes on the phone's clocks.
    Pass {
        /// Milliseconds.
        by_ms: i64,
    },
    /// Binds the phone by the scanned text.
    Enrol {
        /// The text.
        scanned: String,
        /// What the phone is called.
        label: String,
    },
    /// Exchanges with the station: `sent`, `disputed`, `unsent`, `routes`, `stops`.
    Sync {},
    /// The meters without reading and reason: `meters`, separated by blanks.
    OpenMeters {},
    /// Reads a meter: `refused`, or `reading`, `usage`, `findings`, `asked`.
    Read(Reading),
    /// Corrects the reading of a meter: as `Read`.
    Correct {
        /// What it shows.
        reading: Reading,
        /// The reading that it corrects.
        corrects: String,
        /// Why.
        reason: String,
    },
    /// Records that a meter could not be read: `misses`.
    Miss {
        /// The meter.
        meter: String,
        /// Why.
        reason: MissReason,
        /// More.
        note: String,
    },
    /// Hands the route in: `read`, `missed`.
    HandInRoute {},
    /// Accepts what is offered: `tickets`, `lists`.
    Accept {},
    /// Takes money: the ticket and what it came to, in fen.
    Pay {
        /// Whose debt.
        account: String,
        /// What is paid; absent for all that is owed.
        amount: Option<String>,
        /// What is put down; absent for just that.
        received: Option<String>,
    },
    /// Claims a ticket void: `held`.
    Void {
        /// The series.
        series: String,
        /// The number.
        no: String,
        /// Why.
        reason: String,
    },
    /// What the tickets say: `expected`, `used`, `voids`.
    Tally {},
    /// Counts the cash: `counted`, `difference`.
    Count {
        /// Value in fen and pieces.
        pieces: Vec<(i64, u32)>,
    },
    /// Offers cash and used tickets to a cashier: `cash`.
    HandIn {
        /// The cashier.
        to: String,
    },
}

/// What is entered at a meter.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Reading {
    /// The meter.
    pub meter: String,
    /// Register and what is typed for it.
    pub entered: Vec<(String, String)>,
    /// What is said where the phone asks for a cause.
    pub cause: Option<String>,
    /// The register went over its end, which is confirmed where the phone asks.
    pub rollover: bool,
    /// The number on the meter is not the one on the card.
    pub other_number: bool,
}

/// What a deed came to, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Done(pub BTreeMap<String, String>);

impl Done {
    /// With one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.0.insert(name.to_owned(), value.to_string());
        self
    }

    /// What is told under `name`; absent where nothing is.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// What is told under `name`.
    pub fn text(&self, name: &str) -> Result<String, Stopped> {
        let text = self.get(name).map(str::to_owned);
        text.ok_or_else(|| Stopped::at(name, format!("is not told: {self:?}")))
    }
}

/// A phone in a hand.
pub trait Handset {
    /// Does it, or says why the day cannot go on.
    fn carry_out(&mut self, deed: &Deed) -> Result<Done, Stopped>;
}
