//! A real phone: `core/field` in a folder of its own, with clocks that only a
//! test moves.

use std::path::Path;
use std::sync::Arc;

use dianfei::port::by_hand::HandPorts;
use dianfei_field::port::Signer;
use dianfei_field::{Config, Field, Ports};
use tempfile::TempDir;

use crate::key::SoftwareKey;
use crate::station::NOON_MS;

/// A phone in somebody's pocket.
pub struct Phone {
    /// The phone's core.
    pub field: Field,
    /// Its clocks.
    pub clock: Arc<HandPorts>,
    /// Removed with the phone.
    pub folder: Option<TempDir>,
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
        let phone = Self::kept(&folder.path().join("phone.sqlite"), fill, wall_ms);
        Self { folder: Some(folder), ..phone }
    }

    /// The phone whose file lies at `path`, kept when it is dropped.
    #[must_use]
    pub fn kept(path: &Path, fill: u8, wall_ms: i64) -> Self {
        let clock = HandPorts::at(wall_ms, fill.into());
        let field = Self::opened(path, fill, &clock);
        Self { field, clock, folder: None }
    }

    /// The programme on the file at `path`, with clocks and identities that
    /// outlive it.
    #[must_use]
    pub fn opened(path: &Path, fill: u8, clock: &Arc<HandPorts>) -> Field {
        Self::signing(path, Arc::new(SoftwareKey::of(fill)), clock)
    }

    /// The same programme with a key of any kind.
    #[must_use]
    pub fn signing(path: &Path, signer: Arc<dyn Signer>, clock: &Arc<HandPorts>) -> Field {
        let ports = Ports { clock: Arc::clone(clock) as _, ids: Arc::clone(clock) as _, signer };
        let config = Config { path: path.to_owned(), zone_minutes: 480 };
        Field::open(config, ports).expect("the phone opens")
    }
}
