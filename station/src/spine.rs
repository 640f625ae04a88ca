//! The one way to change anything: command → decision → facts → journal and
//! tables, in one transaction.
//!
//! A command may be sent twice: the request id that its form carries makes the
//! second time an answer, not a second deed. A refusal undoes everything and is
//! then recorded as a fact of its own.

use chrono::NaiveDate;
use dianfei_rules::id::PersonNo;
use dianfei_rules::refusal::Refusal;
use dianfei_wire::fact::account::AccountFact;
use dianfei_wire::fact::people::Role;
use dianfei_wire::fact::{Clocks, FactBody};
use dianfei_wire::part::Part;
use dianfei_wire::version::FACT_VERSION;
use dianfei_wire::{Fact, FactId, Ruling};
use thiserror::Error;

use crate::app::App;
use crate::journal::{self, Head, JournalRow, RowKind};
use crate::people::role::{self, Command};
use crate::port::Ids;
use crate::store::{Mark, StoreError, Table, Tx};

/// The spine's own table: which requests were already carried out.
pub const TABLE: Table = Table {
    name: "request",
    mark: Mark::Local,
    ddl: "create table request (
        station_id text not null,
        request_id text not null,
        fact_ids text not null, -- comma-separated
        primary key (station_id, request_id)
    );",
};

/// Why a command was not carried out.
#[derive(Debug, Error)]
pub enum SpineError {
    /// A rule or a role says no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who asks.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The signed-in person.
    pub person: PersonNo,
    /// What the person may be.
    pub roles: Vec<Role>,
}

/// When, and where new ids come from.
pub struct Moment<'a> {
    /// The station's instant, UTC milliseconds.
    pub now_ms: i64,
    /// The station's business date.
    pub today: NaiveDate,
    ids: &'a dyn Ids,
}

impl Moment<'_> {
    /// A new fact id, for facts that name one another.
    #[must_use]
    pub fn fact_id(&self) -> FactId {
        self.ids.fact_id(self.now_ms)
    }

    /// A new salt for a part.
    #[must_use]
    pub fn salt(&self) -> String {
        self.ids.token()
    }
}

/// A fact that a decision wants recorded.
#[derive(Debug, Clone)]
pub struct Draft {
    id: FactId,
    body: FactBody,
    ruling: Ruling,
    parts: Vec<Part>,
}

impl Draft {
    /// A fact that simply counts today.
    #[must_use]
    pub fn new(moment: &Moment<'_>, body: FactBody) -> Self {
        Self {
            id: moment.fact_id(),
            body,
            ruling: Ruling::applied(moment.today),
            parts: Vec::new(),
        }
    }

    /// The same under an id that another fact names.
    #[must_use]
    pub fn with_id(mut self, id: FactId) -> Self {
        self.id = id;
        self
    }

    /// The same with another ruling.
    #[must_use]
    pub fn with_ruling(mut self, ruling: Ruling) -> Self {
        self.ruling = ruling;
        self
    }

    /// The same with the parts that it names.
    #[must_use]
    pub fn with_parts(mut self, parts: Vec<Part>) -> Self {
        self.parts = parts;
        self
    }

    /// The id under which it will be recorded.
    #[must_use]
    pub const fn id(&self) -> &FactId {
        &self.id
    }
}

/// Carries out a command of a signed-in person and returns the ids of its facts.
///
/// # Errors
/// [`SpineError::Refused`] when the role table or `decision` refuses: then the
/// refusal is recorded and nothing else changed.
pub fn decide(
    app: &App,
    actor: &Actor,
    command: Command,
    request_id: &str,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Result<Vec<FactId>, SpineError> {
    let now_ms = app.clock.now_ms();
    let moment = Moment { now_ms, today: app.business_date(now_ms), ids: app.ids.as_ref() };
    let station = app.station.as_str();
    let outcome = app.store.write(|tx| {
        let mut head = journal::take_head(tx, station)?;
        if let Some(earlier) = earlier_answer(tx, station, request_id)? {
            return Ok(earlier);
        }
        role::permit(&actor.roles, command)?;
        let drafts = decision(tx, &moment)?;
        let ids = record(app, tx, &mut head, &actor.person, &moment, drafts)?;
        remember(tx, station, request_id, &ids)?;
        Ok(ids)
    });
    if let Err(SpineError::Refused(refusal)) = &outcome {
        record_refusal(app, actor, command, &moment, refusal)?;
    }
    let mirrored = follow_mirror(app);
    // A counter's ticket is not given before the second medium has it.
    if command == Command::CollectAtCounter && outcome.is_ok() {
        mirrored?;
    }
    outcome
}

/// Brings the mirror up to the record. One that does not follow is told to the
/// log, and refuses as `mirror_missed` whoever must wait for it.
pub fn follow_mirror(app: &App) -> Result<(), Refusal> {
    app.follow_mirror().map_err(|error| {
        tracing::error!(%error, "the mirror does not follow the record");
        Refusal::new("mirror_missed")
    })
}

/// Records facts of the station itself, outside a person's request: set-up and
/// what the phones' door observes.
pub fn record(
    app: &App,
    tx: &mut Tx<'_>,
    head: &mut Head,
    person: &PersonNo,
    moment: &Moment<'_>,
    drafts: Vec<Draft>,
) -> Result<Vec<FactId>, SpineError> {
    let station = app.station.as_str();
    let device = app.device();
    let mut seq = journal::device_head(tx, station, device)?.map_or(0, |known| known.seq);
    let mut ids = Vec::with_capacity(drafts.len());
    for draft in drafts {
        seq += 1;
        journal::part::keep(tx, station, &draft.parts)?;
        let fact = Fact {
            v: FACT_VERSION,
            id: draft.id,
            station: app.station.clone(),
            device,
            seq: u64::try_from(seq).unwrap_or_default(),
            person: person.clone(),
            business_date: draft.ruling.business_date,
            recorded: Clocks { wall_ms: moment.now_ms, boot_ms: None, boot_count: None },
            body: draft.body,
        };
        let row = JournalRow {
            kind: RowKind::Fact,
            device,
            device_seq: seq,
            fact_id: Some(fact.id.to_string()),
            arrived_ms: moment.now_ms,
            bytes: fact.to_bytes(),
            ruling: ruling_bytes(&draft.ruling),
        };
        journal::append(tx, station, head, &row)?;
        journal::fold(tx, station, head.seq, &row)?;
        ids.push(fact.id);
    }
    Ok(ids)
}

/// Records facts in a transaction of their own, as set-up does.
pub fn record_alone(
    app: &App,
    person: &PersonNo,
    decision: impl FnOnce(&mut Tx<'_>, &Moment<'_>) -> Result<Vec<Draft>, SpineError>,
) -> Result<Vec<FactId>, SpineError> {
    let now_ms = app.clock.now_ms();
    let moment = Moment { now_ms, today: app.business_date(now_ms), ids: app.ids.as_ref() };
    let outcome = app.store.write(|tx| {
        let mut head = journal::take_head(tx, app.station.as_str())?;
        let drafts = decision(tx, &moment)?;
        record(app, tx, &mut head, person, &moment, drafts)
    });
    let _told = follow_mirror(app);
    outcome
}

/// A moment of the station for code that records outside [`decide`].
#[must_use]
pub fn moment(app: &App, now_ms: i64) -> Moment<'_> {
    Moment { now_ms, today: app.business_date(now_ms), ids: app.ids.as_ref() }
}

/// The canonical bytes of a ruling.
#[must_use]
pub fn ruling_bytes(ruling: &Ruling) -> Vec<u8> {
    serde_json::to_vec(ruling).expect("rulings serialise to JSON")
}

fn record_refusal(
    app: &App,
    actor: &Actor,
    command: Command,
    moment: &Moment<'_>,
    refusal: &Refusal,
) -> Result<(), SpineError> {
    let body = FactBody::Account(AccountFact::RequestRefused {
        by: actor.person.clone(),
        command: command.code().to_owned(),
        code: refusal.code.to_string(),
        clause: refusal.clause.as_ref().map(ToString::to_string),
    });
    app.store.write(|tx| {
        let mut head = journal::take_head(tx, app.station.as_str())?;
        let draft = Draft::new(moment, body);
        record(app, tx, &mut head, &actor.person, moment, vec![draft]).map(|_ids| ())
    })
}

fn earlier_answer(
    tx: &mut Tx<'_>,
    station: &str,
    request_id: &str,
) -> Result<Option<Vec<FactId>>, StoreError> {
    let row = tx.query_opt(
        "select fact_ids from request where station_id = $1 and request_id = $2",
        &[station.into(), request_id.into()],
    )?;
    row.map(|row| {
        row.text("fact_ids")?
            .split(',')
            .filter(|id| !id.is_empty())
            .map(|id| {
                id.parse().map_err(|error: dianfei_wire::fact::NotAnId| {
                    StoreError::broken(format!("request {request_id}"), error)
                })
            })
            .collect()
    })
    .transpose()
}

fn remember(
    tx: &mut Tx<'_>,
    station: &str,
    request_id: &str,
    ids: &[FactId],
) -> Result<(), StoreError> {
    let text = ids.iter().map(FactId::as_str).collect::<Vec<_>>().join(",");
    tx.execute(
        "insert into request (station_id, request_id, fact_ids) values ($1, $2, $3)",
        &[station.into(), request_id.into(), text.into()],
    )?;
    Ok(())
}
