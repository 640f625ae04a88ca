//! The running station: what each page, command and phone request works with.

use std::sync::Arc;

use chrono::NaiveDate;
use dianfei_rules::id::StationNo;
use dianfei_wire::DeviceId;
use dianfei_wire::chain::{PublicKey, Signature};
use p256::ecdsa::SigningKey;

use crate::journal::mirror::{Mirror, MirrorError};
use crate::phone::assignment::Snapshots;
use crate::port::key::KeyPair;
use crate::port::{self, Clock, Ids};
use crate::store::Store;

/// The station in this process. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Its number: the tenant of every key.
    pub station: StationNo,
    /// Its store.
    pub store: Store,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// Its ids.
    pub ids: Arc<dyn Ids>,
    /// Its zone's offset from UTC, in minutes.
    pub zone_minutes: i32,
    /// The second medium that the journal is kept on; absent without one.
    pub mirror: Option<Arc<Mirror>>,
    /// The snapshots of phones, as last asked for.
    pub snapshots: Arc<Snapshots>,
    /// The address that phones are told, such as `https://192.168.1.10:8443`.
    pub address: Arc<str>,
    identity: Arc<KeyPair>,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("station", &self.station).finish_non_exhaustive()
    }
}

impl App {
    /// Puts a station together.
    #[must_use]
    pub fn new(
        station: StationNo,
        store: Store,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        identity: SigningKey,
    ) -> Self {
        Self {
            station,
            store,
            clock,
            ids,
            zone_minutes: 480,
            mirror: None,
            snapshots: Arc::default(),
            address: Arc::from(""),
            identity: Arc::new(KeyPair::of(identity)),
        }
    }

    /// The same under the address that phones are told.
    #[must_use]
    pub fn at(mut self, address: &str) -> Self {
        self.address = Arc::from(address);
        self
    }

    /// Brings the second medium up to the record, where there is one.
    ///
    /// # Errors
    /// What the medium said; the record itself stands.
    pub fn follow_mirror(&self) -> Result<(), MirrorError> {
        self.mirror.as_ref().map_or(Ok(()), |mirror| mirror.follow(&self.store, &self.station))
    }

    /// The public half of the identity key.
    #[must_use]
    pub fn identity(&self) -> PublicKey {
        self.identity.public().clone()
    }

    /// The station's counter as a device.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        DeviceId(self.identity().genesis().expect("the station's own key is a key"))
    }

    /// Signs with the identity key.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        self.identity.sign(bytes)
    }

    /// The station's business date at an instant.
    #[must_use]
    pub fn business_date(&self, now_ms: i64) -> NaiveDate {
        port::business_date(now_ms, self.zone_minutes)
    }

    /// Its business date by its clock.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.business_date(self.clock.now_ms())
    }
}
