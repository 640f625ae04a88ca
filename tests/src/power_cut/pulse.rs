//! Clock and identities of one machine, which a rehearsal can set back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dianfei_field::port as field;
use dianfei_station::port as station;
use dianfei_wire::fact::Clocks;
use dianfei_wire::{FactId, Hash};

use crate::station::NOON_MS;

/// Where a machine's clock stands and how many identities it has given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beat {
    wall_ms: i64,
    boot_ms: i64,
    boot_count: i64,
    given: u64,
    machine: u16,
}

/// Clock and identities of one machine.
#[derive(Debug)]
pub struct Pulse(Mutex<Beat>);

impl Pulse {
    /// Of a machine with this number, at noon of the test's day.
    #[must_use]
    pub fn of(machine: u16) -> Arc<Self> {
        let (wall_ms, boot_ms) = (NOON_MS, 3_600_000);
        Self::at(Beat { wall_ms, boot_ms, boot_count: 1, given: 0, machine })
    }

    /// Where another one stood.
    #[must_use]
    pub fn at(beat: Beat) -> Arc<Self> {
        Arc::new(Self(Mutex::new(beat)))
    }

    fn lock(&self) -> MutexGuard<'_, Beat> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it stands.
    #[must_use]
    pub fn beat(&self) -> Beat {
        *self.lock()
    }

    /// Lets time pass.
    pub fn pass(&self, by_ms: i64) {
        let mut beat = self.lock();
        beat.wall_ms += by_ms;
        beat.boot_ms += by_ms;
    }

    /// The machine starts anew.
    pub fn start_again(&self) {
        let mut beat = self.lock();
        (beat.boot_ms, beat.boot_count) = (20_000, beat.boot_count + 1);
        beat.wall_ms += 30_000;
    }

    fn give(&self) -> (u16, u64) {
        let mut beat = self.lock();
        beat.given += 1;
        (beat.machine, beat.given)
    }

    fn fact(&self, wall_ms: i64) -> FactId {
        let time = u64::try_from(wall_ms).unwrap_or_default() & 0xffff_ffff_ffff;
        let (machine, given) = self.give();
        let id =
            format!("{:08x}-{:04x}-7000-9000-{machine:04x}{given:08x}", time >> 16, time & 0xffff);
        id.parse().expect("a UUID in lower-case text")
    }

    fn text(&self) -> String {
        let (machine, given) = self.give();
        Hash::of(format!("{machine} {given}").as_bytes()).to_string()
    }
}

impl field::Clock for Pulse {
    fn now(&self) -> Clocks {
        let Beat { wall_ms, boot_ms, boot_count, .. } = self.beat();
        Clocks { wall_ms, boot_ms: Some(boot_ms), boot_count: Some(boot_count) }
    }
}

impl field::Ids for Pulse {
    fn fact_id(&self, wall_ms: i64) -> FactId {
        self.fact(wall_ms)
    }

    fn nonce(&self) -> String {
        self.text()
    }

    fn salt(&self) -> String {
        self.text()
    }
}

impl station::Clock for Pulse {
    fn now_ms(&self) -> i64 {
        self.beat().wall_ms
    }
}

impl station::Ids for Pulse {
    fn fact_id(&self, now_ms: i64) -> FactId {
        self.fact(now_ms)
    }

    fn token(&self) -> String {
        self.text()
    }
}
