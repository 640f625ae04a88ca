//! A phone's core in a file, with a clock that the bench moves.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use dianfei_field::port::{Clock, SystemIds};
use dianfei_field::{Config, Field, Ports};
use dianfei_wire::fact::Clocks;

use crate::key::SoftwareKey;
use crate::station::NOON_MS;

/// How long the phone has run at noon, in milliseconds.
const STARTED_MS: i64 = 3_600_000;

/// The time since noon.
#[derive(Debug, Default)]
struct SinceNoon(AtomicI64);

impl Clock for SinceNoon {
    fn now(&self) -> Clocks {
        let passed = self.0.load(Ordering::Relaxed);
        Clocks {
            wall_ms: NOON_MS + passed,
            boot_ms: Some(STARTED_MS + passed),
            boot_count: Some(1),
        }
    }
}

/// The core that a phone's shell holds.
pub struct Handset {
    /// The core.
    pub field: Field,
    /// Where its file lies.
    pub path: PathBuf,
    clock: Arc<SinceNoon>,
}

impl Handset {
    /// Opens the file at `path`, or makes it, at noon of the bench's day.
    #[must_use]
    pub fn open(path: &Path, fill: u8) -> Self {
        let clock = Arc::new(SinceNoon::default());
        let ports = Ports {
            clock: Arc::clone(&clock) as _,
            ids: Arc::new(SystemIds),
            signer: Arc::new(SoftwareKey::of(fill)),
        };
        let config = Config { path: path.to_owned(), zone_minutes: 480 };
        let field = Field::open(config, ports).expect("the phone opens");
        Self { field, path: path.to_owned(), clock }
    }

    /// Lets milliseconds pass.
    pub fn pass(&self, by_ms: i64) {
        self.clock.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}
