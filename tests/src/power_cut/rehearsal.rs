//! What a cut may leave: the state before what was under way, or after. It is
//! done again on a copy of the disk as it was before, with the same clock and
//! identities and without a cut.

use std::cell::RefCell;
use std::fmt;
use std::path::Path;

use dianfei_field::port::{Transport, TransportError};
use dianfei_station::phone;
use dianfei_wire::frame::Frame;
use dianfei_wire::upload::{Request, RequestHeader};

use super::deed::Deed;
use super::device::{Device, Image};
use super::handset::{self, Handset};
use super::machine::Machine;
use super::office::{self, Desk, Office};
use super::pulse::{Beat, Pulse};
use super::rows::Rows;

/// A machine before something is done on it.
#[derive(Debug, Clone)]
pub struct Before {
    image: Image,
    beat: Beat,
}

/// What is under way on a machine.
#[derive(Clone)]
pub enum Under {
    /// Nothing that changes what is recorded.
    Nothing,
    /// A person's deed on the phone.
    Deed(Box<Deed>),
    /// A sync on the phone, with the replies that came.
    Sync(Vec<Vec<u8>>),
    /// A phone's request at the station.
    Request(Vec<u8>),
    /// A command at a desk of the station.
    Desk(Desk),
}

impl fmt::Debug for Under {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("nothing"),
            Self::Deed(deed) => deed.fmt(f),
            Self::Sync(replies) => write!(f, "a sync with {} replies", replies.len()),
            Self::Request(bytes) => match header(bytes) {
                Some(header) => header.request.fmt(f),
                None => f.write_str("a request"),
            },
            Self::Desk(desk) => desk.fmt(f),
        }
    }
}

impl Before {
    /// The machine as it is.
    #[must_use]
    pub fn of(machine: &Machine, pulse: &Pulse) -> Self {
        Self { image: machine.image(), beat: pulse.beat() }
    }

    /// The state before.
    #[must_use]
    pub fn rows(&self, file: &str) -> Rows {
        rows(&self.image, file)
    }

    /// The states that the phone may be in after it, the last one with all of it.
    #[must_use]
    pub fn phone_outcomes(&self, under: &Under) -> Vec<Rows> {
        let machine = Machine::anywhere(Device::default(), &self.image, 0);
        let handset = Handset::first(&machine, Pulse::at(self.beat));
        machine.keep_commits();
        let several = match under {
            Under::Deed(deed) => {
                // A refusal is an answer too, and the same one again.
                drop(deed.perform(handset.field()));
                false
            }
            Under::Sync(replies) => {
                drop(handset.field().sync(&Recorded::of(replies)));
                true
            }
            Under::Nothing | Under::Request(_) | Under::Desk(_) => return Vec::new(),
        };
        states(&machine, handset::FILE, several)
    }

    /// The states that the station may be in after it, the last one with all of it.
    /// `folder` is for the station's lock file.
    #[must_use]
    pub fn station_outcomes(&self, under: &Under, folder: &Path) -> Vec<Rows> {
        std::fs::create_dir_all(folder).expect("a folder");
        let machine = Machine::new(folder, Device::default(), &self.image, 0);
        let mut office = Office::closed(Pulse::at(self.beat));
        office.open(&machine).expect("the copy opens");
        machine.keep_commits();
        let several = match under {
            Under::Request(bytes) => {
                drop(phone::answer(office.app(), bytes));
                !is_upload(bytes)
            }
            Under::Desk(desk) => {
                drop(desk.perform(office.app()));
                false
            }
            Under::Nothing | Under::Deed(_) | Under::Sync(_) => return Vec::new(),
        };
        states(&machine, office::FILE, several)
    }
}

/// The states after each transaction where there may be several, else after all.
fn states(machine: &Machine, file: &str, several: bool) -> Vec<Rows> {
    let commits = machine.commits();
    let between = commits.iter().filter(|_| several).map(|image| rows(image, file));
    let mut all: Vec<Rows> = between.collect();
    all.push(Rows::of(&machine.path(file)).expect("the copy is read"));
    all
}

fn rows(image: &Image, file: &str) -> Rows {
    let machine = Machine::anywhere(Device::default(), image, 0);
    Rows::of(&machine.path(file)).expect("the copy is read")
}

fn is_upload(bytes: &[u8]) -> bool {
    header(bytes).is_some_and(|header| matches!(header.request, Request::Upload { .. }))
}

fn header(bytes: &[u8]) -> Option<RequestHeader> {
    Frame::split(bytes).ok()?.header().ok()
}

/// The replies that came, and then no more.
struct Recorded<'a>(RefCell<std::slice::Iter<'a, Vec<u8>>>);

impl<'a> Recorded<'a> {
    fn of(replies: &'a [Vec<u8>]) -> Self {
        Self(RefCell::new(replies.iter()))
    }
}

impl Transport for Recorded<'_> {
    fn exchange(&self, _request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let reply = self.0.borrow_mut().next().cloned();
        reply.ok_or_else(|| TransportError::Broken { detail: "power".to_owned() })
    }
}
