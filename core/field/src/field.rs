//! The one object that the shell holds.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use dianfei_rules::policy::PolicySet;
use dianfei_wire::PartHash;
use dianfei_wire::fact::Clocks;
use dianfei_wire::part::{Part, PartKind};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::business_date::business_date;
use crate::error::FieldError;
use crate::port::{Clock, Ids, Signer};
use crate::store::device::{self, Device};
use crate::store::{Store, cash, draft, journal, part, route, run, ticket};
use crate::sync::assignment::{self, Context};
use crate::view::{StatusView, TicketsView};

/// Where the phone's file lies and in which zone its station works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Minutes by which the station's zone lies east of UTC: 480 in China.
    pub zone_minutes: i32,
}

/// What the phone needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// Identities and random text.
    pub ids: Arc<dyn Ids>,
    /// The phone's key.
    pub signer: Arc<dyn Signer>,
}

/// The phone: its file, its ports and its use cases.
pub struct Field {
    pub(crate) store: Store,
    pub(crate) ports: Ports,
    pub(crate) syncing: Mutex<()>,
    zone_minutes: i32,
}

impl Field {
    /// Opens the phone's file, or makes it. Refuses a file whose chain begins
    /// with another key than the signer's, and one whose last link is broken.
    pub fn open(config: Config, ports: Ports) -> Result<Self, FieldError> {
        let store = Store::open(&config.path)?;
        let key = ports.signer.public_key();
        store.read(|tx| {
            let Some(device) = device::find(tx)? else { return Ok(()) };
            if device.key != key {
                return Err(FieldError::OtherKey);
            }
            last_link(tx, &device)
        })?;
        let zone_minutes = config.zone_minutes;
        Ok(Self { store, ports, syncing: Mutex::new(()), zone_minutes })
    }

    pub(crate) fn now(&self) -> Clocks {
        self.ports.clock.now()
    }

    pub(crate) fn date_of(&self, device: &Device, now: Clocks) -> NaiveDate {
        business_date(device.contact.as_ref(), device.used, now, self.zone_minutes)
    }

    /// The business date that a fact recorded at this moment would have.
    pub fn business_date(&self) -> Result<NaiveDate, FieldError> {
        let device = self.store.read(device::get)?;
        Ok(self.date_of(&device, self.now()))
    }

    /// Whether the phone is bound to a person.
    pub fn is_enrolled(&self) -> Result<bool, FieldError> {
        self.store.read(|tx| Ok(device::find(tx)?.is_some()))
    }

    /// What is always on screen: whose phone, how much is unsent and how old,
    /// cash and tickets in hand.
    pub fn status(&self) -> Result<StatusView, FieldError> {
        let now = self.now();
        self.store.read(|tx| {
            let device = device::get(tx)?;
            let head = journal::head(tx, device.genesis()?)?;
            let (unsent, oldest) = journal::unsent(tx, device.acknowledged)?;
            let bearer = assignment::bearer(tx)?;
            let left = ticket::ranges(tx)?.iter().map(ticket::RangeRow::left).sum();
            Ok(StatusView {
                station: device.station.clone(),
                station_name: device.station_name.clone(),
                person: device.person.clone(),
                person_name: bearer.as_ref().map(|bearer| bearer.person_name.clone()),
                roles: bearer.map(|bearer| bearer.roles).unwrap_or_default(),
                business_date: self.date_of(&device, now),
                facts: head.seq,
                acknowledged: device.acknowledged.min(head.seq),
                unsent_facts: unsent,
                unsent_parts: part::unsent_count(tx)?,
                oldest_unsent_on: oldest,
                frozen: device.frozen,
                revoked: device.revoked,
                last_contact_ms: device.contact.map(|contact| contact.station_ms),
                cash_fen: cash::in_hand(tx)?,
                tickets: TicketsView { left },
                stops_left: open_stops(tx)?,
            })
        })
    }

    /// Keeps a photo and returns the hash by which a request names it. It is sent
    /// once a fact names it.
    pub fn keep_photo(&self, bytes: Vec<u8>) -> Result<PartHash, FieldError> {
        if bytes.is_empty() || bytes.len() > PHOTO_LIMIT_BYTES {
            return Err(FieldError::invalid("photo", "size"));
        }
        let part = Part { kind: PartKind::Photo, bytes };
        self.store.write(|tx| part::keep(tx, &part))
    }

    /// A photo's bytes; absent where it is not kept here.
    pub fn photo(&self, hash: PartHash) -> Result<Option<Vec<u8>>, FieldError> {
        self.store.read(|tx| part::bytes(tx, hash))
    }

    /// Keeps what was typed under `name` for a request, across a kill and a restart.
    /// It goes when the request is recorded; for one that is, nothing is kept.
    pub fn keep_draft(&self, name: &str, request: &str, body: &str) -> Result<(), FieldError> {
        self.store.write(|tx| draft::keep(tx, name, request, body))
    }

    /// What was typed under `name`; absent where nothing was.
    pub fn draft(&self, name: &str) -> Result<Option<String>, FieldError> {
        self.store.read(|tx| draft::find(tx, name))
    }

    /// Signs the person out: what was assigned and typed leaves the phone, the
    /// journal stays. Refused while anything is unsent.
    pub fn sign_out(&self) -> Result<(), FieldError> {
        self.store.write(|tx| {
            refuse_unsent(tx)?;
            assignment::clear(tx)?;
            run(tx, "delete from draft", [])?;
            Ok(())
        })
    }

    /// Empties the phone for another person. Refused while anything is unsent.
    pub fn reset(&self) -> Result<(), FieldError> {
        self.store.write(|tx| {
            refuse_unsent(tx)?;
            assignment::clear(tx)?;
            for table in ["draft", "request", "receipt", "part", "journal", "device"] {
                run(tx, &format!("delete from {table}"), [])?;
            }
            Ok(())
        })
    }

    /// Walks the whole journal and folds the tables anew; says how many facts
    /// stand in it, or where it breaks.
    pub fn verify(&self) -> Result<u64, FieldError> {
        self.store.write(|tx| {
            let device = device::get(tx)?;
            let facts = journal::verify(tx, device.genesis()?)?;
            let before = dump(tx)?;
            assignment::refold(tx)?;
            if before == dump(tx)? {
                Ok(facts)
            } else {
                Err(FieldError::corrupt("the tables differ from the fold of the journal"))
            }
        })
    }
}

/// The largest photo, as the station takes it.
pub const PHOTO_LIMIT_BYTES: usize = 16 * 1024 * 1024;

fn last_link(tx: &Connection, device: &Device) -> Result<(), FieldError> {
    let genesis = device.genesis()?;
    let head = journal::head(tx, genesis)?;
    let Some(before) = head.seq.checked_sub(1) else { return Ok(()) };
    let previous = journal::head_at(tx, genesis, before)?;
    let entry = journal::entries(tx, before, 1)?;
    let whole = previous
        .zip(entry.first())
        .is_some_and(|(previous, entry)| previous.then(&entry.bytes) == head.hash);
    if whole { Ok(()) } else { Err(FieldError::corrupt(format!("journal at fact {}", head.seq))) }
}

fn open_stops(tx: &Connection) -> Result<u64, FieldError> {
    let routes = route::routes(tx)?;
    let in_hand = routes.iter().filter(|route| !route.handed_in);
    Ok(in_hand.map(|route| route.stops.saturating_sub(route.read + route.missed)).sum())
}

fn refuse_unsent(tx: &Connection) -> Result<(), FieldError> {
    let Some(device) = device::find(tx)? else { return Ok(()) };
    let (facts, _) = journal::unsent(tx, device.acknowledged)?;
    let parts = part::unsent_count(tx)?;
    if facts == 0 && parts == 0 { Ok(()) } else { Err(FieldError::Unsent { facts, parts }) }
}

/// Every folded row, for comparison.
fn dump(tx: &Connection) -> Result<Vec<Vec<u8>>, FieldError> {
    let mut lines = Vec::new();
    for table in assignment::FOLDED {
        let mut statement = tx.prepare_cached(&format!("select * from {table}"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let from = lines.len();
        while let Some(row) = rows.next()? {
            let mut line = table.as_bytes().to_vec();
            for at in 0..columns {
                let (kind, bytes) = match row.get_ref(at)? {
                    ValueRef::Null => (0, Cow::default()),
                    ValueRef::Integer(number) => (1, Cow::from(number.to_be_bytes().to_vec())),
                    ValueRef::Real(number) => (2, Cow::from(number.to_be_bytes().to_vec())),
                    ValueRef::Text(text) => (3, Cow::from(text)),
                    ValueRef::Blob(bytes) => (4, Cow::from(bytes)),
                };
                line.push(kind);
                line.extend(bytes.len().to_be_bytes());
                line.extend_from_slice(&bytes);
            }
            lines.push(line);
        }
        lines.split_at_mut(from).1.sort();
    }
    Ok(lines)
}

/// The context and its policy set.
pub(crate) fn policies(tx: &Connection) -> Result<(Context, PolicySet), FieldError> {
    let context = assignment::context(tx)?;
    let policies = context.policies()?;
    Ok((context, policies))
}
