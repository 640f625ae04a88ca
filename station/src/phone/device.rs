//! The phones that the station knows: a fold of enrolments and revocations.

use dianfei_rules::id::{PersonNo, StationNo};
use dianfei_wire::DeviceId;
use dianfei_wire::chain::PublicKey;

use crate::store::{Reader, StoreError};

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
        "select key, person, state from device where station_id = $1 and device = $2",
        &[station.as_str().into(), id.to_string().into()],
    )?;
    row.map(|row| {
        let place = || format!("device {id}");
        let state = row.text("state")?;
        Ok(Device {
            id,
            key: row.text("key")?.parse().map_err(|error: dianfei_wire::chain::ChainError| {
                StoreError::broken(place(), error)
            })?,
            person: row.text("person")?.parse().map_err(
                |error: dianfei_rules::id::InvalidNumber| StoreError::broken(place(), error),
            )?,
            revoked: state == "revoked",
            frozen: state == "frozen",
        })
    })
    .transpose()
}
