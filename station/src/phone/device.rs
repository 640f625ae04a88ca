//! The phones that the station knows: a fold of enrolments and revocations.

use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_wire::DeviceId;
use dianfei_wire::chain::PublicKey;

use crate::store::{Reader, Row, StoreError};

/// How far a phone is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In use.
    Active,
    /// It only delivers, and its facts enter as disputed.
    Revoked,
    /// It is lost, its numbers are unaccounted for; as revoked.
    Lost,
    /// Two branches of its chain were seen.
    Frozen,
}

impl State {
    fn from_code(code: &str) -> Option<Self> {
        match code {
            "active" => Some(Self::Active),
            "revoked" => Some(Self::Revoked),
            "lost" => Some(Self::Lost),
            _ => None,
        }
    }
}

/// A phone that was enrolled once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its identity.
    pub id: DeviceId,
    /// Its key.
    pub key: PublicKey,
    /// Whose it is.
    pub person: PersonNo,
    /// Revoked: it only delivers, and its facts enter as disputed.
    pub revoked: bool,
    /// Lost, as its holder reported; revoked too.
    pub lost: bool,
    /// Frozen: two branches of its chain were seen.
    pub frozen: bool,
}

/// The phone with this identity; absent where it was never enrolled.
pub fn find(
    store: &mut Reader<'_>,
    station: &StationNo,
    id: DeviceId,
) -> Result<Option<Device>, StoreError> {
    let row = store.query_opt(
        "select key, person, state, frozen from device where station_id = $1 and device = $2",
        &[station.as_str().into(), id.to_string().into()],
    )?;
    row.map(|row| {
        Ok(Device {
            id,
            key: row.parsed("key")?,
            person: row.parsed("person")?,
            revoked: state(&row)? != State::Active,
            lost: state(&row)? == State::Lost,
            frozen: row.flag("frozen")?,
        })
    })
    .transpose()
}

/// A phone as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its identity.
    pub id: DeviceId,
    /// What it calls itself.
    pub label: String,
    /// Whose it is.
    pub person: PersonNo,
    /// How far it is trusted.
    pub state: State,
    /// How many of its facts the station has.
    pub facts: i64,
    /// The last contact, UTC milliseconds; absent before the first.
    pub contact_ms: Option<i64>,
    /// When it last had nothing unsent, UTC milliseconds; absent before that.
    pub horizon_ms: Option<i64>,
}

/// All phones, by holder.
pub fn all(store: &mut Reader<'_>, station: &StationNo) -> Result<Vec<Listed>, StoreError> {
    let rows = store.query(
        "select device.device, device.label, device.person, device.state, device.frozen,
            coalesce(device_head.seq, 0) as facts, horizon.contact_ms, horizon.horizon_ms
         from device
         left join device_head on device_head.station_id = device.station_id
            and device_head.device = device.device
         left join horizon on horizon.station_id = device.station_id
            and horizon.device = device.device
         where device.station_id = $1 order by device.person, device.enrolled_ms, device.device",
        &[station.as_str().into()],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Listed {
                id: DeviceId(row.parsed("device")?),
                label: row.text("label")?.to_owned(),
                person: row.parsed("person")?,
                state: listed_state(row)?,
                facts: row.int("facts")?,
                contact_ms: row.opt_int("contact_ms")?,
                horizon_ms: row.opt_int("horizon_ms")?,
            })
        })
        .collect()
}

fn state(row: &Row) -> Result<State, StoreError> {
    let code = row.text("state")?;
    State::from_code(code)
        .ok_or_else(|| StoreError::broken("table device", format!("unknown state {code}")))
}

/// One word for a phone: that it is frozen is only said of one in use.
fn listed_state(row: &Row) -> Result<State, StoreError> {
    match state(row)? {
        State::Active if row.flag("frozen")? => Ok(State::Frozen),
        state => Ok(state),
    }
}
