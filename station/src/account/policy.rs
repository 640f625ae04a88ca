//! The station's own decisions between named variants: dated facts over the
//! compiled policy.

use dianfei_rules::id::StationNo;
use dianfei_rules::policy::{PolicyDecision, PolicySet};
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::{AccountFact, FactBody};

use crate::chapter::Entry;
use crate::spine::{Draft, Moment, SpineError};
use crate::store::{Mark, Reader, StoreError, Table, Tx};

/// The decisions, in the order in which they were made.
pub const TABLE: Table = Table {
    name: "policy_decision",
    mark: Mark::Fold,
    ddl: "create table policy_decision (
        station_id text not null,
        seq bigint not null, -- the journal row
        decision text not null, -- canonical JSON
        primary key (station_id, seq)
    );",
};

/// All decisions, in order.
pub fn decisions(
    store: &mut Reader<'_>,
    station: &StationNo,
) -> Result<Vec<PolicyDecision>, StoreError> {
    let rows = store.query(
        "select seq, decision from policy_decision where station_id = $1 order by seq",
        &[station.as_str().into()],
    )?;
    rows.iter()
        .map(|row| {
            let seq = row.int("seq")?;
            serde_json::from_str(row.text("decision")?)
                .map_err(|error| StoreError::broken(format!("policy_decision {seq}"), error))
        })
        .collect()
}

/// The policy set in force: the compiled figures with the station's decisions.
pub fn set(store: &mut Reader<'_>, station: &StationNo) -> Result<PolicySet, StoreError> {
    Ok(PolicySet::with_recorded(decisions(store, station)?))
}

/// Records what the station decides about one policy.
///
/// Refuses what [`PolicySet::decide`] refuses, and `policy_source_missing`.
pub fn decide(
    tx: &mut Tx<'_>,
    moment: &Moment<'_>,
    station: &StationNo,
    decision: PolicyDecision,
) -> Result<Vec<Draft>, SpineError> {
    if decision.source.trim().is_empty() {
        return Err(Refusal::new("policy_source_missing").with("policy", &decision.key).into());
    }
    set(tx, station)?.decide(decision.clone())?;
    Ok(vec![Draft::new(moment, FactBody::Account(AccountFact::PolicyDecided { decision }))])
}

/// Folds decisions.
pub fn fold(tx: &mut Tx<'_>, entry: &Entry<'_>) -> Result<(), StoreError> {
    let FactBody::Account(AccountFact::PolicyDecided { decision }) = &entry.fact.body else {
        return Ok(());
    };
    let text = serde_json::to_string(decision).expect("a decision serialises to JSON");
    tx.execute(
        "insert into policy_decision (station_id, seq, decision) values ($1, $2, $3)",
        &[entry.station().into(), entry.seq.into(), text.into()],
    )?;
    Ok(())
}
