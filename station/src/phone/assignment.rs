//! What a phone should hold: every chapter adds its own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use dianfei_wire::assignment::Assignment;
use dianfei_wire::fact::people::Role;
use dianfei_wire::frame;
use dianfei_wire::{DeviceId, Hash};

use super::DoorError;
use super::device::Device;
use crate::account::station;
use crate::app::App;
use crate::chapter::Holder;
use crate::chapters;
use crate::journal;
use crate::people;
use crate::spine::{self, SpineError};
use dianfei_rules::money::Fen;

/// Lets happen what comes before an assignment: routes are handed out.
pub fn prepare(app: &App, now_ms: i64, device: &Device) -> Result<(), DoorError> {
    let holder = holder(app, now_ms, device);
    app.store.write(|tx| -> Result<(), DoorError> {
        let mut head = journal::take_head(tx, app.station.as_str())?;
        let moment = spine::moment(app, now_ms);
        for chapter in chapters::ALL {
            let drafts = (chapter.prepare)(tx, &holder, &moment)?;
            spine::record(app, tx, &mut head, &device.person, &moment, drafts)?;
        }
        Ok(())
    })
}

fn holder(app: &App, now_ms: i64, device: &Device) -> Holder {
    Holder {
        station: app.station.clone(),
        device: device.id,
        person: device.person.clone(),
        today: app.business_date(now_ms),
    }
}

/// The snapshot for a phone as of the station's business date.
pub fn snapshot(app: &App, now_ms: i64, device: &Device) -> Result<Assignment, DoorError> {
    let holder = holder(app, now_ms, device);
    let today = holder.today;
    let assignment = app.store.read(|store| -> Result<Assignment, SpineError> {
        let station = station::find(store, &app.station)?;
        let includes = journal::device_head(store, app.station.as_str(), device.id)?;
        let person = people::person::find(store, app.station.as_str(), &device.person)?;
        let mut assignment = Assignment {
            station: app.station.clone(),
            station_name: station.name,
            emergency_telephone: station.emergency_telephone,
            includes_seq: includes.map_or(0, |head| u64::try_from(head.seq).unwrap_or_default()),
            person: device.person.clone(),
            person_name: person.as_ref().map_or_else(String::new, |person| person.name.clone()),
            roles: person.map_or_else(Vec::<Role>::new, |person| person.roles),
            business_date: today,
            policy: String::new(),
            tariffs: Vec::new(),
            routes: Vec::new(),
            areas: Vec::new(),
            tickets: Vec::new(),
            cash_fen: Fen::ZERO,
            offers: Vec::new(),
            receivers: Vec::new(),
            handovers: Vec::new(),
            numbers: Vec::new(),
        };
        for chapter in chapters::ALL {
            (chapter.assign)(store, &holder, &mut assignment)?;
        }
        Ok(assignment)
    })?;
    Ok(assignment)
}

/// The packed canonical bytes of the snapshot.
pub fn packed(app: &App, now_ms: i64, device: &Device) -> Result<Vec<u8>, DoorError> {
    let (_, bytes) = canonical(app, now_ms, device)?;
    Ok(frame::pack(&bytes))
}

/// The hash that names the snapshot.
pub fn current_hash(app: &App, now_ms: i64, device: &Device) -> Result<Hash, DoorError> {
    let made = made(app, now_ms)?;
    let known = app.snapshots.kept().names.get(&device.id).copied();
    match known.filter(|(of, _)| *of == made) {
        Some((_, hash)) => Ok(hash),
        None => canonical(app, now_ms, device).map(|(hash, _)| hash),
    }
}

/// The snapshots that were asked for last: what names each, and the last of all
/// whole, since a phone that hears of a new name asks for what it names next. A
/// snapshot is made of the record, the business date and parts: while none has
/// moved, it stands.
#[derive(Debug, Default)]
pub struct Snapshots(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    names: BTreeMap<DeviceId, (Made, Hash)>,
    last: Option<(DeviceId, Made, Arc<[u8]>)>,
    /// How often a part has come.
    parts: u64,
}

/// What a snapshot was made of: the record's last row and the business date.
type Made = (i64, NaiveDate);

impl Snapshots {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part has come: no row of the record tells of it.
    pub fn forget(&self) {
        let mut kept = self.kept();
        *kept = Kept { parts: kept.parts + 1, ..Kept::default() };
    }
}

fn made(app: &App, now_ms: i64) -> Result<Made, DoorError> {
    let head = app.store.read(|store| journal::head_seq(store, app.station.as_str()))?;
    Ok((head, app.business_date(now_ms)))
}

/// The snapshot's name and canonical bytes.
fn canonical(app: &App, now_ms: i64, device: &Device) -> Result<(Hash, Arc<[u8]>), DoorError> {
    let of = made(app, now_ms)?;
    let parts = {
        let kept = app.snapshots.kept();
        if let Some((whose, made, bytes)) = &kept.last
            && (*whose, *made) == (device.id, of)
            && let Some((_, hash)) = kept.names.get(whose)
        {
            return Ok((*hash, Arc::clone(bytes)));
        }
        kept.parts
    };
    let snapshot = snapshot(app, now_ms, device)?;
    let bytes: Arc<[u8]> =
        serde_json::to_vec(&snapshot).expect("assignments serialise to JSON").into();
    let hash = Hash::of(&bytes);
    // What another request recorded or brought meanwhile may be in it or not.
    let still = made(app, now_ms)? == of;
    let mut kept = app.snapshots.kept();
    if still && kept.parts == parts {
        kept.names.insert(device.id, (of, hash));
        kept.last = Some((device.id, of, Arc::clone(&bytes)));
    }
    Ok((hash, bytes))
}
