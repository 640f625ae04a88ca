//! Clocks and identities that a test moves, so that a day through Kotlin makes
//! the very bytes that the same day makes without it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use dianfei_field::port::{Clock, Ids};
use dianfei_wire::fact::Clocks;
use dianfei_wire::{FactId, Hash};

/// How long ago a phone of a test was started.
const BOOTED_MS: i64 = 3_600_000;

/// Clocks that move together when a test says so, and identities in order.
#[derive(Debug, uniffi::Object)]
pub struct HandPorts {
    wall_ms: AtomicI64,
    boot_ms: AtomicI64,
    boot_count: AtomicI64,
    seed: u32,
    facts: AtomicU64,
    texts: AtomicU64,
}

#[uniffi::export]
impl HandPorts {
    /// Clocks that stand at `wall_ms`, an hour after the first start; identities
    /// are told apart from those of another seed below 65,536.
    #[uniffi::constructor]
    #[must_use]
    pub fn at(wall_ms: i64, seed: u32) -> Arc<Self> {
        Arc::new(Self {
            wall_ms: AtomicI64::new(wall_ms),
            boot_ms: AtomicI64::new(BOOTED_MS),
            boot_count: AtomicI64::new(1),
            seed,
            facts: AtomicU64::new(0),
            texts: AtomicU64::new(0),
        })
    }

    /// Lets time pass on both clocks.
    pub fn pass(&self, by_ms: i64) {
        self.wall_ms.fetch_add(by_ms, Ordering::Relaxed);
        self.boot_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Sets the wall clock alone, as a person can.
    pub fn set_wall(&self, wall_ms: i64) {
        self.wall_ms.store(wall_ms, Ordering::Relaxed);
    }

    /// The wall clock.
    #[must_use]
    pub fn wall_ms(&self) -> i64 {
        self.wall_ms.load(Ordering::Relaxed)
    }
}

impl HandPorts {
    /// The phone starts again: its boot clock begins anew.
    pub fn reboot(&self) {
        self.boot_ms.store(0, Ordering::Relaxed);
        self.boot_count.fetch_add(1, Ordering::Relaxed);
    }

    /// Sets everything as it is at first, at `wall_ms`.
    pub fn begin_again(&self, wall_ms: i64) {
        self.set_wall(wall_ms);
        self.boot_ms.store(BOOTED_MS, Ordering::Relaxed);
        self.boot_count.store(1, Ordering::Relaxed);
        self.facts.store(0, Ordering::Relaxed);
        self.texts.store(0, Ordering::Relaxed);
    }

    fn text(&self) -> String {
        let given = self.texts.fetch_add(1, Ordering::Relaxed);
        Hash::of(format!("{} {given}", self.seed).as_bytes()).to_string()
    }
}

impl Clock for HandPorts {
    fn now(&self) -> Clocks {
        Clocks {
            wall_ms: self.wall_ms(),
            boot_ms: Some(self.boot_ms.load(Ordering::Relaxed)),
            boot_count: Some(self.boot_count.load(Ordering::Relaxed)),
        }
    }
}

impl Ids for HandPorts {
    fn fact_id(&self, wall_ms: i64) -> FactId {
        // A UUIDv7 whose random part is the seed and a count.
        let time = u64::try_from(wall_ms).unwrap_or_default() & 0xffff_ffff_ffff;
        let (high, low) = (time >> 16, time & 0xffff);
        let given = self.facts.fetch_add(1, Ordering::Relaxed);
        let id = format!("{high:08x}-{low:04x}-7000-8000-{:04x}{given:08x}", self.seed);
        id.parse().expect("a UUID in lower-case text")
    }

    fn nonce(&self) -> String {
        self.text()
    }

    fn salt(&self) -> String {
        self.text()
    }
}
