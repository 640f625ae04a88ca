//! What a phone should hold: every chapter adds its own.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

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
    Ok(frame::pack(&canonical(&snapshot(app, now_ms, device)?)))
}

/// What names the snapshots that were asked for last. A snapshot is made of the
/// record, the business date and parts: while none has moved, its name stands.
#[derive(Debug, Default)]
pub struct SnapshotNames(Mutex<BTreeMap<DeviceId, (Made, Hash)>>);

/// What a snapshot was made of: the record's last row and the business date.
type Made = (i64, NaiveDate);

impl SnapshotNames {
    fn all(&self) -> MutexGuard<'_, BTreeMap<DeviceId, (Made, Hash)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A part has come: no row of the record tells of it.
    pub fn forget(&self) {
        self.all().clear();
    }
}

/// The hash that names the snapshot.
pub fn current_hash(app: &App, now_ms: i64, device: &Device) -> Result<Hash, DoorError> {
    let head = || app.store.read(|store| journal::head_seq(store, app.station.as_str()));
    let made = (head()?, app.business_date(now_ms));
    let known = app.snapshot_names.all().get(&device.id).copied();
    if let Some((_, hash)) = known.filter(|(known, _)| *known == made) {
        return Ok(hash);
    }
    let hash = Hash::of(&canonical(&snapshot(app, now_ms, device)?));
    // What another request recorded meanwhile may be in it or not.
    if head()? == made.0 {
        app.snapshot_names.all().insert(device.id, (made, hash));
    }
    Ok(hash)
}

fn canonical(assignment: &Assignment) -> Vec<u8> {
    serde_json::to_vec(assignment).expect("assignments serialise to JSON")
}
