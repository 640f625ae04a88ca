//! The phone's core on a machine that loses power.

use std::sync::Arc;

use dianfei_field::{Config, Field, FieldError, Ports};

use super::machine::Machine;
use super::pulse::Pulse;
use crate::key::SoftwareKey;

/// The name of the phone's file.
pub const FILE: &str = "phone.sqlite";
/// What its key is made of.
pub const KEY: u8 = 7;

/// A phone's core, open while its machine runs.
pub struct Handset {
    /// Its clock and identities.
    pub pulse: Arc<Pulse>,
    field: Option<Field>,
}

impl Handset {
    /// The core of a machine that opens without trouble.
    ///
    /// # Panics
    /// Where it does not.
    #[must_use]
    pub fn first(machine: &Machine, pulse: Arc<Pulse>) -> Self {
        let mut handset = Self::closed(pulse);
        handset.open(machine).expect("the phone opens");
        handset
    }

    /// A core that is closed.
    #[must_use]
    pub const fn closed(pulse: Arc<Pulse>) -> Self {
        Self { pulse, field: None }
    }

    /// Opens the core anew, as after a start of the machine.
    ///
    /// # Errors
    /// What the core says.
    pub fn open(&mut self, machine: &Machine) -> Result<(), FieldError> {
        self.close();
        let pulse = &self.pulse;
        let ports = Ports {
            clock: Arc::clone(pulse) as _,
            ids: Arc::clone(pulse) as _,
            signer: Arc::new(SoftwareKey::of(KEY)),
        };
        let config = Config { path: machine.path(FILE), zone_minutes: 480 };
        self.field = Some(Field::open(config, ports)?);
        Ok(())
    }

    /// Drops the core: its connections end.
    pub fn close(&mut self) {
        self.field = None;
    }

    /// The core.
    ///
    /// # Panics
    /// Where it is closed.
    #[must_use]
    pub const fn field(&self) -> &Field {
        self.field.as_ref().expect("the phone is open")
    }
}
