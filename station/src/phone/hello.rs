//! The head exchange with which each contact begins.

use dianfei_faults::{Mutant, is_mutated};
use dianfei_wire::fact::{FactBody, PeopleFact};
use dianfei_wire::upload::{HeldHead, Reply, Request};

use super::device::Device;
use super::{DoorError, assignment, part};
use crate::app::App;
use crate::journal;
use crate::spine::{self, Draft};
use crate::store::{Mark, StoreError, Table};

/// The last head exchanges: contact and horizon of each phone.
pub const TABLE: Table = Table {
    name: "horizon",
    mark: Mark::Local,
    ddl: "create table horizon (
        station_id text not null,
        device text not null,
        contact_ms bigint not null,
        horizon_ms bigint, -- absent before the first contact with nothing unsent
        acknowledged bigint not null,
        primary key (station_id, device)
    );",
};

/// Answers a head exchange. A phone that has heard that the station has more of
/// its facts than itself was restored from an old image: it is frozen before it
/// can begin a second branch.
pub fn hello(
    app: &App,
    now_ms: i64,
    device: &Device,
    request: &Request,
) -> Result<Reply, DoorError> {
    let Request::Hello { seq, head, acknowledged, nothing_unsent, heard, .. } = request else {
        return Err(DoorError::Refused { code: "unreadable_request" });
    };
    let held = held(app, device)?;
    // A head exchange with fewer facts may only have been long under way.
    let behind = held.seq > *seq && heard.is_some_and(|heard| heard > *seq);
    let parted = held.seq == *seq && held.head != *head;
    let forked = (behind || parted) && !is_mutated(Mutant::NoForkCheck);
    let frozen = device.frozen || forked;
    if frozen && !device.frozen {
        freeze(app, now_ms, device, (*seq).min(held.seq))?;
    }
    let horizon = (*nothing_unsent && held.seq == *seq && !frozen).then_some(now_ms);
    note_contact(app, now_ms, device, horizon, *acknowledged)?;
    let assignment = if device.revoked || frozen {
        None
    } else {
        assignment::prepare(app, now_ms, device)?;
        // What the phone has yet to deliver changes its snapshot: that one is named then.
        let delivers_first = held.seq < *seq;
        if delivers_first { None } else { Some(assignment::current_hash(app, now_ms, device)?) }
    };
    let wanted = app.store.read(|store| part::wanted(store, app.station.as_str(), device.id))?;
    Ok(Reply::Hello { held, frozen, revoked: device.revoked, assignment, wanted })
}

/// What the station has of the phone's chain.
pub fn held(app: &App, device: &Device) -> Result<HeldHead, StoreError> {
    let known =
        app.store.read(|store| journal::device_head(store, app.station.as_str(), device.id))?;
    Ok(known.map_or(HeldHead { seq: 0, head: device.id.0 }, |known| HeldHead {
        seq: u64::try_from(known.seq).unwrap_or_default(),
        head: known.head,
    }))
}

/// Records that two branches of the phone's chain were seen.
pub fn freeze(app: &App, now_ms: i64, device: &Device, seq: u64) -> Result<(), DoorError> {
    app.store.write(|tx| -> Result<(), DoorError> {
        let mut journal_head = journal::take_head(tx, app.station.as_str())?;
        let moment = spine::moment(app, now_ms);
        let body = FactBody::People(PeopleFact::DeviceForked { device: device.id, seq });
        let draft = Draft::new(&moment, body);
        spine::record(app, tx, &mut journal_head, &device.person, &moment, vec![draft])?;
        Ok(())
    })
}

fn note_contact(
    app: &App,
    now_ms: i64,
    device: &Device,
    horizon: Option<i64>,
    acknowledged: u64,
) -> Result<(), StoreError> {
    app.store.write(|tx| {
        tx.execute(
            "insert into horizon (station_id, device, contact_ms, horizon_ms, acknowledged)
             values ($1, $2, $3, $4, $5)
             on conflict (station_id, device) do update set contact_ms = excluded.contact_ms,
                horizon_ms = coalesce(excluded.horizon_ms, horizon.horizon_ms),
                acknowledged = excluded.acknowledged",
            &[
                app.station.as_str().into(),
                device.id.to_string().into(),
                now_ms.into(),
                horizon.into(),
                i64::try_from(acknowledged).unwrap_or(i64::MAX).into(),
            ],
        )?;
        Ok(())
    })
}
