//! The sanity check at the end of a sync: what the station counts for a phone.

use dianfei_wire::Fact;
use dianfei_wire::digest::DayDigest;
use dianfei_wire::upload::Reply;

use super::DoorError;
use super::device::Device;
use crate::app::App;
use crate::store::StoreError;

/// Counts the phone's facts in the journal.
pub fn digest(app: &App, device: &Device) -> Result<Reply, DoorError> {
    let digest = app.store.read(|store| {
        let rows = store.query(
            "select bytes from journal where station_id = $1 and device = $2 and kind = 'fact'
             order by device_seq",
            &[app.station.as_str().into(), device.id.to_string().into()],
        )?;
        let mut digest = DayDigest::default();
        for row in &rows {
            let fact = Fact::from_bytes(row.blob("bytes")?)
                .map_err(|error| StoreError::broken("journal", error))?;
            digest.count(&fact);
        }
        Ok::<_, StoreError>(digest)
    })?;
    Ok(Reply::Digest(digest))
}
