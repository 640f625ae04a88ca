//! Enrolment: the station shows a one-time code, the phone answers with its key.

use dianfei_rules::id::PersonNo;
use dianfei_wire::DeviceId;
use dianfei_wire::chain::{Hash, PublicKey};
use dianfei_wire::enrol::Invitation;
use dianfei_wire::fact::{FactBody, PeopleFact};
use dianfei_wire::upload::Reply;

use super::DoorError;
use crate::account::station;
use crate::app::App;
use crate::journal;
use crate::spine::{self, Draft};
use crate::store::{Mark, StoreError, Table, Tx};

/// How long a code holds, in milliseconds.
pub const CODE_LIFE_MS: i64 = 15 * 60 * 1000;

/// How often a wrong code may be tried against the open invitations.
pub const CODE_TRIES: i64 = 5;

/// Open invitations; only the codes' hashes are kept.
pub const TABLE: Table = Table {
    name: "invitation",
    mark: Mark::Local,
    ddl: "create table invitation (
        station_id text not null,
        code_hash text not null,
        person text not null,
        expires_ms bigint not null,
        tries_left bigint not null,
        primary key (station_id, code_hash)
    );",
};

/// Opens an invitation for a person and returns what the QR code holds. An
/// earlier open one of the same person ends.
pub fn invite(app: &App, person: &PersonNo) -> Result<Invitation, StoreError> {
    let code: String = app.ids.token().chars().take(20).collect();
    let expires_ms = app.clock.now_ms() + CODE_LIFE_MS;
    app.store.write(|tx| {
        tx.execute(
            "delete from invitation where station_id = $1 and person = $2",
            &[app.station.as_str().into(), person.as_str().into()],
        )?;
        tx.execute(
            "insert into invitation (station_id, code_hash, person, expires_ms, tries_left)
             values ($1, $2, $3, $4, $5)",
            &[
                app.station.as_str().into(),
                Hash::of(code.as_bytes()).to_string().into(),
                person.as_str().into(),
                expires_ms.into(),
                CODE_TRIES.into(),
            ],
        )?;
        Ok::<_, StoreError>(())
    })?;
    Ok(Invitation {
        address: app.address.to_string(),
        backup_address: None,
        station: app.station.clone(),
        identity: app.identity(),
        code,
    })
}

/// Binds a phone by its code. The same phone with the same code again gets the
/// same answer, in case the first was lost on the way.
pub fn enrol(
    app: &App,
    now_ms: i64,
    code: &str,
    key: &PublicKey,
    label: &str,
) -> Result<Reply, DoorError> {
    let device = DeviceId(key.genesis().map_err(dianfei_wire::frame::FrameError::from)?);
    let known = app.store.read(|store| super::device::find(store, &app.station, device))?;
    if let Some(known) = known {
        return answer(app, known.person);
    }
    let person = app.store.write(|tx| -> Result<_, DoorError> {
        let mut head = journal::take_head(tx, app.station.as_str())?;
        let Some(person) = redeem(tx, app, now_ms, code)? else { return Ok(None) };
        let body = FactBody::People(PeopleFact::DeviceEnrolled {
            device,
            key: key.clone(),
            person: person.clone(),
            label: label.chars().take(60).collect(),
        });
        let moment = spine::moment(app, now_ms);
        let draft = Draft::new(&moment, body);
        spine::record(app, tx, &mut head, &person, &moment, vec![draft])?;
        Ok(Some(person))
    })?;
    answer(app, person.ok_or(DoorError::Refused { code: "wrong_enrolment_code" })?)
}

fn answer(app: &App, person: PersonNo) -> Result<Reply, DoorError> {
    let station_name = app.store.read(|store| station::name(store, &app.station))?;
    Ok(Reply::Enrolled { person, station_name })
}

/// Takes the invitation of a code away and says whose it was. A wrong code
/// counts against every open invitation; the count is kept.
fn redeem(
    tx: &mut Tx<'_>,
    app: &App,
    now_ms: i64,
    code: &str,
) -> Result<Option<PersonNo>, StoreError> {
    let station = app.station.as_str();
    let hash = Hash::of(code.as_bytes()).to_string();
    let row = tx.query_opt(
        "select person from invitation
         where station_id = $1 and code_hash = $2 and expires_ms > $3 and tries_left > 0",
        &[station.into(), hash.clone().into(), now_ms.into()],
    )?;
    let Some(row) = row else {
        tx.execute(
            "update invitation set tries_left = tries_left - 1 where station_id = $1",
            &[station.into()],
        )?;
        return Ok(None);
    };
    let person =
        row.text("person")?.parse().map_err(|error: dianfei_rules::id::InvalidNumber| {
            StoreError::broken("invitation", error)
        })?;
    tx.execute(
        "delete from invitation where station_id = $1 and code_hash = $2",
        &[station.into(), hash.into()],
    )?;
    Ok(Some(person))
}
