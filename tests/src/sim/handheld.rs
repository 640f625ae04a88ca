//! A phone of the simulation: the product's core on a file of its own, and what
//! became of it.

use std::path::PathBuf;
use std::sync::Arc;

use dianfei::port::by_hand::HandPorts;
use dianfei_field::Field;
use dianfei_wire::DeviceId;

use super::base::BEGIN_MS;
use super::disk;
use super::stage::{Running, Stage};
use crate::key::QuickKey;
use crate::phone::Phone;

/// Where a phone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In its carrier's hand.
    InHand,
    /// Lost.
    Lost,
    /// Found after it was given up: it only delivers.
    Found,
}

/// A copy of a phone's file as it was once.
#[derive(Debug, Clone)]
pub struct Image {
    /// The copy.
    pub file: PathBuf,
    /// How many facts it holds.
    pub facts: u64,
}

/// A phone.
pub struct Handheld {
    /// Who carries it: a number of `CARRIERS`.
    pub carrier: usize,
    /// What its key is made of.
    pub key: u8,
    signer: Arc<QuickKey>,
    /// Its identity.
    pub device: DeviceId,
    /// Its file.
    pub file: PathBuf,
    /// Its clocks and identities; they outlive the programme.
    pub ports: Arc<HandPorts>,
    /// The programme; absent while the phone is off.
    pub field: Option<Field>,
    /// Where it is.
    pub place: Place,
    /// A copy that it can be set back to.
    pub image: Option<Image>,
    /// Whether it was set back to one.
    pub set_back: bool,
    /// How often its programme was started.
    pub starts: u32,
    /// Whether something was done with it since the laws were looked at.
    pub touched: bool,
    /// Whether it has met the station since the station was last restored.
    pub has_met: bool,
}

impl Handheld {
    /// The phone of a carrier whose key is made of `key`.
    #[must_use]
    pub fn on(stage: &mut Stage, carrier: usize, key: u8) -> Self {
        let running = stage.phone(key);
        let file = stage.phone_file(key);
        let (signer, seed) = (QuickKey::of(key), 1000 + u32::from(key));
        let (field, ports) = match running {
            Some(running) => (Some(running.field), running.ports),
            None => (None, HandPorts::at(BEGIN_MS, seed)),
        };
        let is_running = field.is_some();
        let mut phone = Self {
            carrier,
            device: signer.device(),
            key,
            signer,
            file,
            ports,
            field,
            place: Place::InHand,
            image: None,
            set_back: false,
            starts: 0,
            touched: true,
            has_met: true,
        };
        if !is_running {
            phone.start();
        }
        phone
    }

    /// Its programme, for the next seed.
    #[must_use]
    pub fn left(self) -> Option<Running> {
        let ports = self.ports;
        self.field.map(|field| Running { field, ports })
    }

    /// Starts the programme on the file as it is.
    pub fn start(&mut self) {
        self.field = None;
        self.starts += 1;
        self.touched = true;
        self.field = Some(Phone::signing(&self.file, Arc::clone(&self.signer) as _, &self.ports));
    }

    /// The running programme.
    #[must_use]
    pub fn field(&self) -> &Field {
        self.field.as_ref().expect("the programme runs")
    }

    /// Whether its carrier works with it.
    #[must_use]
    pub fn is_in_hand(&self) -> bool {
        self.place == Place::InHand
    }

    /// Whether nobody has it.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.place == Place::Lost
    }

    /// Copies the file as it is now.
    pub fn take_image(&mut self, to: PathBuf) {
        self.field = None;
        disk::copy(&self.file, &to);
        self.start();
        let facts = self.field().status().expect("a status").facts;
        self.image = Some(Image { file: to, facts });
    }

    /// Sets the file back to the copy; how many facts that has.
    pub fn set_back(&mut self) -> Option<u64> {
        let image = self.image.take()?;
        self.field = None;
        disk::copy(&image.file, &self.file);
        self.set_back = true;
        self.start();
        Some(image.facts)
    }
}
