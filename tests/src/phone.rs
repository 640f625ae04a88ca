//! A real phone: `core/field` in a folder of its own, with clocks that only a
//! test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dianfei_field::port::{Clock, Signer, SignerError, SystemIds};
use dianfei_field::{Config, Field, Ports};
use dianfei_wire::chain::{PublicKey, Signature};
use dianfei_wire::fact::Clocks;
use p256::ecdsa::SigningKey;
use tempfile::TempDir;

use crate::station::NOON_MS;

/// Clocks that move together until the phone restarts.
#[derive(Debug)]
pub struct PocketClock {
    wall_ms: AtomicI64,
    boot_ms: AtomicI64,
    boot_count: AtomicI64,
}

impl PocketClock {
    /// Lets time pass on both clocks.
    pub fn pass(&self, by_ms: i64) {
        self.wall_ms.fetch_add(by_ms, Ordering::Relaxed);
        self.boot_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Sets the wall clock alone.
    pub fn set_wall(&self, wall_ms: i64) {
        self.wall_ms.store(wall_ms, Ordering::Relaxed);
    }
}

impl Clock for PocketClock {
    fn now(&self) -> Clocks {
        Clocks {
            wall_ms: self.wall_ms.load(Ordering::Relaxed),
            boot_ms: Some(self.boot_ms.load(Ordering::Relaxed)),
            boot_count: Some(self.boot_count.load(Ordering::Relaxed)),
        }
    }
}

struct SoftwareKey(SigningKey);

impl Signer for SoftwareKey {
    fn public_key(&self) -> PublicKey {
        PublicKey::of(&self.0)
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError> {
        Ok(Signature::sign(&self.0, bytes))
    }
}

/// A phone in somebody's pocket.
pub struct Phone {
    /// The phone's core.
    pub field: Field,
    /// Its clocks.
    pub clock: Arc<PocketClock>,
    _folder: TempDir,
}

impl Phone {
    /// A new phone whose key is made of `fill`, at noon of the test's day.
    #[must_use]
    pub fn new(fill: u8) -> Self {
        Self::at(fill, NOON_MS)
    }

    /// A new phone whose key is made of `fill`, its clock at UTC milliseconds.
    #[must_use]
    pub fn at(fill: u8, wall_ms: i64) -> Self {
        let folder = TempDir::new().expect("a folder");
        let clock = Arc::new(PocketClock {
            wall_ms: AtomicI64::new(wall_ms),
            boot_ms: AtomicI64::new(3_600_000),
            boot_count: AtomicI64::new(1),
        });
        let ports = Ports {
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            ids: Arc::new(SystemIds),
            signer: Arc::new(SoftwareKey(SigningKey::from_slice(&[fill; 32]).expect("a key"))),
        };
        let config = Config { path: folder.path().join("phone.sqlite"), zone_minutes: 480 };
        let field = Field::open(config, ports).expect("the phone opens");
        Self { field, clock, _folder: folder }
    }
}
