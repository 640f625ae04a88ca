//! A phone of the simulation: the product's core on a file of its own, and what
//! became of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dianfei::port::by_hand::HandPorts;
use dianfei_field::Field;
use dianfei_wire::DeviceId;

use super::base::BEGIN_MS;
use crate::key::SoftwareKey;
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
    /// A phone whose file is there.
    #[must_use]
    pub fn on(file: PathBuf, carrier: usize, key: u8, seed: u32) -> Self {
        let ports = HandPorts::at(BEGIN_MS, seed);
        let mut phone = Self {
            carrier,
            key,
            device: SoftwareKey::of(key).device(),
            file,
            ports,
            field: None,
            place: Place::InHand,
            image: None,
            set_back: false,
            starts: 0,
            touched: true,
            has_met: true,
        };
        phone.start();
        phone
    }

    /// Starts the programme on the file as it is.
    pub fn start(&mut self) {
        self.field = None;
        self.starts += 1;
        self.touched = true;
        self.field = Some(Phone::opened(&self.file, self.key, &self.ports));
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
        copy_database(&self.file, &to);
        self.start();
        let facts = self.field().status().expect("a status").facts;
        self.image = Some(Image { file: to, facts });
    }

    /// Sets the file back to the copy; how many facts that has.
    pub fn set_back(&mut self) -> Option<u64> {
        let image = self.image.take()?;
        self.field = None;
        copy_database(&image.file, &self.file);
        self.set_back = true;
        self.start();
        Some(image.facts)
    }
}

/// Copies a database that no programme has open, with what SQLite keeps beside
/// it, over whatever is there.
pub fn copy_database(from: &Path, to: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let beside = |file: &Path| {
            let mut name = file.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        // It is there only where the programme did not close the file.
        drop(std::fs::remove_file(beside(to)));
        if ending != "-shm" && beside(from).exists() {
            std::fs::copy(beside(from), beside(to)).expect("copied");
        }
    }
}
