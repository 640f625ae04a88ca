//! What a chapter of the rule book is at the station: one value that the
//! router, the schema, the fold, the phones' door, `verify` and the regime page
//! walk. None of them knows a chapter by name.

use std::any::Any;
use std::fmt;

use axum::Router;
use chrono::NaiveDate;
use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_wire::assignment::Assignment;
use dianfei_wire::{DeviceId, Fact, Ruling};

use crate::app::App;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Reader, StoreError, Table, Tx};

/// A chapter at the station.
#[derive(Debug)]
pub struct Chapter {
    /// Its number in the rule book; empty for set-up.
    pub no: &'static str,
    /// Its title, Chinese and English.
    pub title: (&'static str, &'static str),
    /// Its pages in the navigation; the first is where its title leads.
    pub pages: &'static [PageLink],
    /// Its tables.
    pub tables: &'static [&'static Table],
    /// Its pages and commands.
    pub routes: fn() -> Router<App>,
    /// Folds one fact with its ruling into the chapter's tables. Calls no rule.
    pub fold: fn(&mut Tx<'_>, &Entry<'_>) -> Result<(), StoreError>,
    /// Looks up at once what it will rule the facts of a batch by.
    pub foresee:
        fn(&mut Reader<'_>, &StationNo, &[&Fact]) -> Result<Option<Box<dyn Foresight>>, StoreError>,
    /// Rules on a fact that came from a phone; absent when the fact belongs to
    /// another chapter.
    pub accept: fn(&mut Tx<'_>, &Arrival<'_>) -> Result<Option<Ruling>, SpineError>,
    /// What a phone's asking for its assignment makes happen first: a route is
    /// handed out.
    pub prepare: fn(&mut Tx<'_>, &Holder, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
    /// Adds what the chapter gives to a phone.
    pub assign: fn(&mut Reader<'_>, &Holder, &mut Assignment) -> Result<(), SpineError>,
}

/// A page in the navigation.
#[derive(Debug, Clone, Copy)]
pub struct PageLink {
    /// Its address.
    pub href: &'static str,
    /// Its title, Chinese and English.
    pub title: (&'static str, &'static str),
}

/// A fact with its ruling, on its way into the tables.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The station's number of the journal row.
    pub seq: i64,
    /// When it arrived, UTC milliseconds.
    pub arrived_ms: i64,
    /// The fact.
    pub fact: &'a Fact,
    /// The ruling.
    pub ruling: &'a Ruling,
}

impl Entry<'_> {
    /// The tenant of every key.
    #[must_use]
    pub fn station(&self) -> &str {
        self.fact.station.as_str()
    }
}

/// What a chapter has looked up for a batch.
pub trait Foresight: Any {
    /// Forgets what a recorded fact has changed.
    fn forget(&mut self, fact: &Fact);
}

/// What all chapters have looked up for a batch.
#[derive(Default)]
pub struct Ahead(Vec<Box<dyn Foresight>>);

impl Ahead {
    /// Keeps a chapter's own.
    pub fn keep(&mut self, foresight: Box<dyn Foresight>) {
        self.0.push(foresight);
    }

    /// A chapter's own; absent where it looked nothing up.
    #[must_use]
    pub fn of<T: Foresight>(&self) -> Option<&T> {
        self.0.iter().find_map(|foresight| (&**foresight as &dyn Any).downcast_ref())
    }

    /// Forgets what a recorded fact has changed.
    pub fn forget(&mut self, fact: &Fact) {
        self.0.iter_mut().for_each(|foresight| foresight.forget(fact));
    }
}

impl fmt::Debug for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ahead({} chapters)", self.0.len())
    }
}

/// A fact that came from a phone, before the ruling.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// The fact.
    pub fact: &'a Fact,
    /// The station's instant, UTC milliseconds.
    pub now_ms: i64,
    /// The station's business date at the arrival.
    pub today: NaiveDate,
    /// The business date under which the fact is booked: the phone's own,
    /// brought between its previous contact and the arrival.
    pub business_date: NaiveDate,
    /// Whether the phone was revoked or frozen: its facts enter as disputed.
    pub distrusted: bool,
    /// What was looked up for the whole batch.
    pub ahead: &'a Ahead,
}

/// Whose phone an assignment is for.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The station.
    pub station: StationNo,
    /// The phone.
    pub device: DeviceId,
    /// The person.
    pub person: PersonNo,
    /// The station's business date.
    pub today: NaiveDate,
}

/// A chapter without pages.
pub fn no_routes() -> Router<App> {
    Router::new()
}

/// A chapter that looks up what it needs fact by fact.
pub fn foresees_nothing(
    _store: &mut Reader<'_>,
    _station: &StationNo,
    _facts: &[&Fact],
) -> Result<Option<Box<dyn Foresight>>, StoreError> {
    Ok(None)
}

/// A chapter that rules on nothing from phones.
pub const fn accepts_nothing(
    _tx: &mut Tx<'_>,
    _arrival: &Arrival<'_>,
) -> Result<Option<Ruling>, SpineError> {
    Ok(None)
}

/// A chapter in which nothing happens before an assignment.
pub const fn prepares_nothing(
    _tx: &mut Tx<'_>,
    _holder: &Holder,
    _moment: &Moment<'_>,
) -> Result<Vec<Draft>, SpineError> {
    Ok(Vec::new())
}

/// A chapter that gives phones nothing.
pub const fn assigns_nothing(
    _store: &mut Reader<'_>,
    _holder: &Holder,
    _assignment: &mut Assignment,
) -> Result<(), SpineError> {
    Ok(())
}
