//! The phone's spine: rules → facts → journal and tables, in one transaction.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use dianfei_rules::collection::allocation::LateFeeCharge;
use dianfei_rules::id::{AccountNo, MeterNo, RouteNo};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::chain::Hash;
use dianfei_wire::fact::{AccountFact, Clocks, CollectionFact, FactBody, ReadingFact};
use dianfei_wire::part::Part;
use dianfei_wire::version::FACT_VERSION;
use dianfei_wire::{Fact, FactId, PartHash};
use rusqlite::Transaction;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::field::Field;
use crate::fold::{self, Reach};
use crate::port::Ids;
use crate::store::device::{self, Device};
use crate::store::journal::{self, Head};
use crate::store::{draft, json, part, run, value};

/// What a use case changed, so that a screen knows what to draw again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The facts recorded, in order.
    pub facts: Vec<FactId>,
    /// Routes with a changed stop or state.
    pub routes: BTreeSet<RouteNo>,
    /// Meters with a changed stop.
    pub meters: BTreeSet<MeterNo>,
    /// Accounts with a changed debt, form or balance.
    pub accounts: BTreeSet<AccountNo>,
    /// Whether tickets in hand changed.
    pub tickets: bool,
    /// Whether cash in hand, a count or a handover changed.
    pub cash: bool,
}

impl Changed {
    fn note(&mut self, fact: &Fact) {
        self.facts.push(fact.id.clone());
        match &fact.body {
            FactBody::Reading(ReadingFact::ReadingTaken(taken)) => {
                self.routes.insert(taken.route.clone());
                self.meters.insert(taken.meter.clone());
            }
            FactBody::Reading(ReadingFact::ReadingMissed(missed)) => {
                self.routes.insert(missed.route.clone());
                self.meters.insert(missed.meter.clone());
            }
            FactBody::Reading(ReadingFact::ExceptionRaised(raised)) => {
                self.accounts.insert(raised.account.clone());
            }
            FactBody::Reading(ReadingFact::RouteHandedIn { route, .. }) => {
                self.routes.insert(route.clone());
            }
            FactBody::Collection(CollectionFact::Collected(collected)) => {
                self.accounts.insert(collected.account.clone());
                (self.tickets, self.cash) = (true, true);
            }
            FactBody::Collection(_) => (self.tickets, self.cash) = (true, true),
            FactBody::Ticket(_) => self.tickets = true,
            FactBody::Recovery(_) => self.cash = true,
            FactBody::Reading(_)
            | FactBody::Account(_)
            | FactBody::People(_)
            | FactBody::Audit(_)
            | FactBody::Archive(_) => {}
        }
    }
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done<T> {
    /// Its outcome.
    pub outcome: T,
    /// What it changed.
    pub changed: Changed,
}

/// An open transaction to which facts are added.
pub(crate) struct Recording<'t> {
    pub(crate) tx: &'t Transaction<'t>,
    pub(crate) device: Device,
    pub(crate) today: NaiveDate,
    pub(crate) now: Clocks,
    ids: &'t dyn Ids,
    head: Head,
    changed: Changed,
}

impl Recording<'_> {
    /// Records what happened and folds it into the tables.
    pub(crate) fn append(&mut self, body: FactBody) -> Result<FactId, FieldError> {
        self.append_charged(body, &[])
    }

    /// Records what happened with the late fee that the rules charged for it.
    pub(crate) fn append_charged(
        &mut self,
        body: FactBody,
        late_fees: &[LateFeeCharge],
    ) -> Result<FactId, FieldError> {
        let fact = Fact {
            v: FACT_VERSION,
            id: self.ids.fact_id(self.now.wall_ms),
            station: self.device.station.clone(),
            device: self.device.id()?,
            seq: self.head.seq + 1,
            person: self.device.person.clone(),
            business_date: self.today,
            recorded: self.now,
            body,
        };
        let bytes = fact.to_bytes();
        let hash: Hash = self.head.hash.then(&bytes);
        journal::append(self.tx, &fact, &bytes, hash, late_fees)?;
        for hash in fact.body.parts() {
            part::name(self.tx, hash, fact.seq)?;
        }
        fold::fold(self.tx, &fact, late_fees, Reach::Everything)?;
        device::set_used(self.tx, fact.business_date)?;
        self.head = Head { seq: fact.seq, hash };
        self.changed.note(&fact);
        Ok(fact.id)
    }

    /// Keeps bytes that the next fact names.
    pub(crate) fn keep(&self, part: &Part) -> Result<PartHash, FieldError> {
        part::keep(self.tx, part)
    }

    /// Random text for a part with personal details.
    pub(crate) fn salt(&self) -> String {
        self.ids.salt()
    }
}

/// The name of a command and of one request for it. A request with the same id
/// again comes to the same outcome and changes nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command<'a> {
    pub(crate) name: &'static str,
    pub(crate) request: &'a str,
}

impl Field {
    /// Runs a command: `decide` asks the rules and appends facts. On an error
    /// none of them is recorded; that a clause refused it is a fact of its own.
    pub(crate) fn record<T: Serialize + DeserializeOwned>(
        &self,
        command: Command<'_>,
        decide: impl FnOnce(&mut Recording<'_>) -> Result<T, FieldError>,
    ) -> Result<Done<T>, FieldError> {
        if command.request.is_empty() || command.request.len() > 64 {
            return Err(FieldError::invalid("request_id", "length"));
        }
        let outcome = self.store.write(|tx| {
            draft::recorded(tx, command.request)?;
            if let Some(done) = earlier(tx, command)? {
                return Ok(done);
            }
            let mut recording = self.recording(tx)?;
            let outcome = decide(&mut recording)?;
            let done = Done { outcome, changed: recording.changed };
            run(
                tx,
                "insert into request (id, command, outcome) values (?1, ?2, ?3)",
                (command.request, command.name, json(&done)),
            )?;
            Ok(done)
        });
        if let Err(FieldError::Refused(refusal)) = &outcome
            && refusal.clause.is_some()
        {
            self.record_refusal(command, refusal)?;
        }
        outcome
    }

    fn recording<'t>(&'t self, tx: &'t Transaction<'t>) -> Result<Recording<'t>, FieldError> {
        let now = self.now();
        let device = device::get(tx)?;
        let head = journal::head(tx, device.genesis()?)?;
        let today = self.date_of(&device, now);
        let (ids, changed) = (self.ports.ids.as_ref(), Changed::default());
        Ok(Recording { tx, device, today, now, ids, head, changed })
    }

    fn record_refusal(&self, command: Command<'_>, refusal: &Refusal) -> Result<(), FieldError> {
        self.store.write(|tx| {
            let mut recording = self.recording(tx)?;
            let body = FactBody::Account(AccountFact::RequestRefused {
                by: recording.device.person.clone(),
                command: command.name.to_owned(),
                code: refusal.code.to_string(),
                clause: refusal.clause.as_ref().map(ToString::to_string),
            });
            recording.append(body).map(|_id| ())
        })
    }
}

fn earlier<T: DeserializeOwned>(
    tx: &Transaction<'_>,
    command: Command<'_>,
) -> Result<Option<Done<T>>, FieldError> {
    let name: Option<String> =
        value(tx, "select command from request where id = ?1", [command.request])?;
    let Some(name) = name else { return Ok(None) };
    if name != command.name {
        return Err(Refusal::new("request_id_used").with("command", name).into());
    }
    let outcome: Option<String> =
        value(tx, "select outcome from request where id = ?1", [command.request])?;
    let outcome = outcome.ok_or_else(|| FieldError::corrupt("request without outcome"))?;
    serde_json::from_str(&outcome).map(Some).map_err(FieldError::corrupt)
}
