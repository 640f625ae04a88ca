//! Installing what the station assigned: the snapshot becomes the tables, and
//! the phone's own facts are folded over it, in one transaction.

use chrono::NaiveDate;
use dianfei_faults::{Mutant, is_mutated};
use dianfei_rules::policy::PolicySet;
use dianfei_wire::Hash;
use dianfei_wire::assignment::{AssignedPerson, AssignedTariff, Assignment};
use dianfei_wire::fact::people::Role;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::error::FieldError;
use crate::fold::{self, Reach};
use crate::store::{
    cash, decoded, handover, journal, json, receivable, route, row, run, signed, standing, ticket,
    value,
};

/// What use cases read of the installed snapshot beside its tables.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// The station's name.
    pub station_name: String,
    /// The emergency number for every paper (1.3).
    pub emergency_telephone: String,
    /// Name of the person.
    pub person_name: String,
    /// What the person may do.
    pub roles: Vec<Role>,
    /// The station's business date when it was made.
    pub business_date: NaiveDate,
    /// The policy set's canonical JSON; empty for the published figures alone.
    pub policy: String,
    /// The price tables.
    pub tariffs: Vec<AssignedTariff>,
    /// Persons that a handover can be offered to.
    pub receivers: Vec<AssignedPerson>,
}

impl Context {
    /// The policy set in force.
    pub fn policies(&self) -> Result<PolicySet, FieldError> {
        if self.policy.is_empty() {
            return Ok(PolicySet::published());
        }
        serde_json::from_str(&self.policy).map_err(FieldError::corrupt)
    }
}

/// The installed snapshot's context.
pub fn context(connection: &Connection) -> Result<Context, FieldError> {
    row(connection, "select context from assignment", [], |row| decoded(row, "context"))?
        .ok_or(FieldError::NothingAssigned)
}

/// Of the installed snapshot's context, whose phone it is: what is always on screen
/// waits for no price table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bearer {
    /// Name of the person.
    pub person_name: String,
    /// What the person may do.
    pub roles: Vec<Role>,
}

/// Whose phone it is; absent before the first snapshot.
pub fn bearer(connection: &Connection) -> Result<Option<Bearer>, FieldError> {
    row(connection, "select context from assignment", [], |row| decoded(row, "context"))
}

/// The hash that names the installed snapshot; absent before the first.
pub fn installed_hash(connection: &Connection) -> Result<Option<Hash>, FieldError> {
    let text: Option<String> = value(connection, "select hash from assignment", [])?;
    text.map(|text| text.parse().map_err(FieldError::corrupt)).transpose()
}

/// Installs a snapshot from its canonical bytes.
pub(crate) fn install(tx: &Connection, bytes: &[u8]) -> Result<(), FieldError> {
    let assignment: Assignment =
        serde_json::from_slice(bytes).map_err(|_unreadable| FieldError::NotTheStation)?;
    clear(tx)?;
    let context = Context {
        station_name: assignment.station_name.clone(),
        emergency_telephone: assignment.emergency_telephone.clone(),
        person_name: assignment.person_name.clone(),
        roles: assignment.roles.clone(),
        business_date: assignment.business_date,
        policy: assignment.policy.clone(),
        tariffs: assignment.tariffs.clone(),
        receivers: assignment.receivers.clone(),
    };
    run(
        tx,
        "insert into assignment (one, hash, includes_seq, bytes, context) values (1, ?1, ?2, ?3, ?4)",
        (Hash::of(bytes).to_string(), signed(assignment.includes_seq), bytes, json(&context)),
    )?;
    lay(tx, &assignment)
}

/// Folds the installed snapshot and the journal anew.
pub(crate) fn refold(tx: &Connection) -> Result<(), FieldError> {
    let bytes: Option<Vec<u8>> = value(tx, "select bytes from assignment", [])?;
    match bytes {
        Some(bytes) => install(tx, &bytes),
        None => Ok(()),
    }
}

/// Empties the tables and forgets the snapshot.
pub(crate) fn clear(tx: &Connection) -> Result<(), FieldError> {
    for table in FOLDED.iter().chain(&["assignment"]) {
        run(tx, &format!("delete from {table}"), [])?;
    }
    Ok(())
}

/// The tables that are folded, in the order in which they are dumped.
pub(crate) const FOLDED: [&str; 16] = [
    "route",
    "stop",
    "card",
    "reading",
    "miss",
    "exception_form",
    "area",
    "debtor",
    "receivable",
    "payment",
    "ticket_range",
    "ticket_claim",
    "cash",
    "cash_count",
    "handover",
    "station_number",
];

fn lay(tx: &Connection, assignment: &Assignment) -> Result<(), FieldError> {
    for assigned in &assignment.routes {
        route::install(tx, assigned)?;
    }
    for area in &assignment.areas {
        receivable::install(tx, area)?;
    }
    ticket::install(tx, &assignment.tickets)?;
    standing::install(tx, &assignment.numbers)?;
    cash::install(tx, assignment.cash_fen)?;
    handover::install(tx, &assignment.offers, &assignment.handovers)?;
    fold_own(tx, 0, assignment.includes_seq, Reach::Registers)?;
    // The snapshot speaks after the facts that it includes and before the others.
    handover::answered(tx, &assignment.offers, &assignment.handovers)?;
    if is_mutated(Mutant::SnapshotOverwrites) {
        return Ok(());
    }
    fold_own(tx, assignment.includes_seq, u64::MAX, Reach::Everything)
}

/// Folds this phone's facts after the number `after`, up to `last`.
fn fold_own(tx: &Connection, after: u64, last: u64, reach: Reach) -> Result<(), FieldError> {
    let mut done = after;
    loop {
        let batch = journal::entries(tx, done, 500.min(last.saturating_sub(done)))?;
        let Some(end) = batch.last() else { return Ok(()) };
        done = end.seq;
        for entry in &batch {
            fold::fold(tx, &entry.fact()?, &entry.late_fees, reach)?;
        }
    }
}
