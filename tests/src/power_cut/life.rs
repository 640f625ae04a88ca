//! The life of a phone and its station, with power cuts in it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use dianfei_field::FieldError;
use dianfei_field::port::{Transport, TransportError};
use dianfei_station::phone;
use dianfei_station::spine::SpineError;
use dianfei_station::store::StoreError;
use fastrand::Rng;
use rusqlite::Connection;
use tempfile::TempDir;

use super::deed::{self, Answer, Deed};
use super::device::{Device, Fullness, Honesty};
use super::handset::{self, Handset};
use super::machine::Machine;
use super::office::{self, Desk, Office};
use super::pulse::Pulse;
use super::rehearsal::{Before, Under};
use super::tally::{Tally, Wrong};
use super::town::town;

mod audit;
mod full;

/// Whose power goes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Victim {
    /// The phone's.
    Phone,
    /// The station's.
    Station,
}

/// What happens to the lives of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Cuts in each life.
    pub cuts: u32,
    /// How many of a hundred cuts are the station's.
    pub station: u8,
    /// In how many of a hundred stretches between two cuts the disk fills up.
    pub full: u8,
    /// What the disks' syncs are worth.
    pub honesty: Honesty,
}

/// Lives `seed`'s life.
#[must_use]
pub fn live(seed: u64, plan: Plan) -> Tally {
    let mut life = Life::new(seed, plan);
    for _ in 0..plan.cuts {
        let victim =
            if life.chance.u8(0..100) < plan.station { Victim::Station } else { Victim::Phone };
        life.until_cut(victim, plan.full);
        if life.tally.wrongs() == 0 {
            life.recover(victim);
        }
        if life.tally.wrongs() > 0 {
            return life.tally;
        }
    }
    life.end_well();
    life.tally
}

struct Life {
    seed: u64,
    chance: Rng,
    pocket: Machine,
    handset: Handset,
    bureau: Machine,
    office: Office,
    folder: TempDir,
    /// Things done so far.
    count: u32,
    /// Books taken in at the station.
    books: u32,
    /// The requests that were answered as done.
    done: BTreeSet<String>,
    /// What was done on the phone since its last audit; under way when power went
    /// off is the last of it.
    phone_steps: Vec<Step>,
    /// The same at the station.
    station_steps: Vec<Step>,
    tally: Tally,
}

/// One thing done on a machine, and the machine before it.
#[derive(Clone)]
struct Step {
    before: Before,
    under: Under,
}

impl Life {
    fn new(seed: u64, plan: Plan) -> Self {
        let mut chance = Rng::with_seed(seed);
        let mut device = || Device {
            sector_bytes: *chance.choice(&[512, 4096]).expect("some"),
            honesty: plan.honesty,
        };
        let (phone, station) = (device(), device());
        let folder = TempDir::new().expect("a folder");
        let pocket = Machine::anywhere(phone, &town().phone, chance.u64(..));
        let bureau = Machine::new(folder.path(), station, &town().station, chance.u64(..));
        let handset = Handset::first(&pocket, Pulse::at(town().phone_beat));
        let mut office = Office::closed(Pulse::of(1));
        office.open(&bureau).expect("the station opens");
        Self {
            seed,
            chance,
            pocket,
            handset,
            bureau,
            office,
            folder,
            count: 0,
            books: 0,
            done: BTreeSet::new(),
            phone_steps: Vec::new(),
            station_steps: Vec::new(),
            tally: Tally::default(),
        }
    }

    const fn machine(&self, victim: Victim) -> &Machine {
        match victim {
            Victim::Phone => &self.pocket,
            Victim::Station => &self.bureau,
        }
    }

    fn step(&self, victim: Victim, under: Under) -> Step {
        let before = match victim {
            Victim::Phone => Before::of(&self.pocket, &self.handset.pulse),
            Victim::Station => Before::of(&self.bureau, &self.office.pulse),
        };
        Step { before, under }
    }

    const fn steps_of(&mut self, victim: Victim) -> &mut Vec<Step> {
        match victim {
            Victim::Phone => &mut self.phone_steps,
            Victim::Station => &mut self.station_steps,
        }
    }

    fn wrong(&mut self, kind: Wrong, what: impl std::fmt::Display) {
        self.tally.wrong(kind, self.seed, what);
    }

    /// Things are done until the victim's power goes off.
    fn until_cut(&mut self, victim: Victim, full: u8) {
        let most = *self.chance.choice(&[8, 40, 60, 120]).expect("some");
        let (steps, after) = (self.chance.u64(1..=most), self.chance.bool());
        self.machine(victim).cut_after(steps, after);
        if self.chance.u8(0..100) < full {
            let fullness = *self.chance.choice(&Fullness::BOTH).expect("some");
            let steps = self.chance.u64(0..=steps);
            self.machine(victim).fill_after(steps, fullness);
        }
        for _ in 0..200 {
            self.count += 1;
            self.handset.pulse.pass(60_000);
            self.office.pulse.pass(60_000);
            let is_answered = self.one_thing(victim);
            if self.tally.wrongs() > 0 {
                return;
            }
            if !self.machine(victim).is_on() {
                if is_answered {
                    // What was answered is to be there, whatever came of the rest.
                    self.nothing_under_way(victim);
                }
                return;
            }
        }
        self.machine(victim).cut();
        self.nothing_under_way(victim);
    }

    fn nothing_under_way(&mut self, victim: Victim) {
        let step = self.step(victim, Under::Nothing);
        self.steps_of(victim).push(step);
    }

    /// Does one thing; says whether all of it was answered.
    fn one_thing(&mut self, victim: Victim) -> bool {
        let (deeds, syncs, desks) = match victim {
            Victim::Phone => (84, 90, 92),
            Victim::Station => (45, 61, 92),
        };
        match self.chance.u8(0..100) {
            kind if kind < deeds => self.deed(),
            kind if kind < syncs => self.sync(),
            kind if kind < desks => self.desk(),
            96.. => self.begin_again(victim),
            _ => self.checkpoint(victim),
        }
    }

    fn deed(&mut self) -> bool {
        let deed = deed::next(self.handset.field(), &mut self.chance, self.count);
        self.carry_out(&deed.expect("the phone can be looked at"))
    }

    fn carry_out(&mut self, deed: &Deed) -> bool {
        let step = self.step(Victim::Phone, Under::Deed(Box::new(deed.clone())));
        self.phone_steps.push(step);
        match deed.perform(self.handset.field()) {
            Ok(answer) => self.answered(deed, answer),
            Err(_off) if !self.pocket.is_on() => return false,
            Err(FieldError::StorageFull) if self.pocket.is_full() => {
                self.refused(Victim::Phone, FieldError::StorageFull.code());
                return !self.makes_room(Victim::Phone) || self.carry_out(deed);
            }
            Err(error) => self.wrong(Wrong::Unexpected, format_args!("{deed:?}: {error}")),
        }
        true
    }

    fn answered(&mut self, deed: &Deed, answer: Answer) {
        self.tally.acknowledged += 1;
        if answer == Answer::Done {
            self.done.extend(deed.request().map(str::to_owned));
        }
    }

    fn sync(&mut self) -> bool {
        let before = Before::of(&self.pocket, &self.handset.pulse);
        let line = Line {
            office: &self.office,
            bureau: &self.bureau,
            replies: RefCell::default(),
            met: RefCell::default(),
        };
        let outcome = self.handset.field().sync(&line);
        let (replies, met) = (line.replies.take(), line.met.take());
        self.tally.acknowledged += u64::try_from(replies.len()).expect("few replies");
        self.station_steps.extend(met);
        self.phone_steps.push(Step { before, under: Under::Sync(replies) });
        match outcome {
            Ok(report) => {
                let parted = report.frozen || report.rewound;
                let differs = report.digest.is_some_and(|digest| digest.ours != digest.theirs);
                if parted || differs {
                    self.wrong(Wrong::Unsound, format_args!("the ends differ: {report:?}"));
                }
            }
            Err(_off) if !self.pocket.is_on() => return false,
            Err(FieldError::Offline(_)) if !self.bureau.is_on() => return false,
            Err(FieldError::StorageFull) if self.pocket.is_full() => {
                self.refused(Victim::Phone, FieldError::StorageFull.code());
                return !self.makes_room(Victim::Phone) || self.sync();
            }
            Err(FieldError::StationRefused { code }) if self.bureau.is_full() => {
                self.refused(Victim::Station, &code);
                return !self.makes_room(Victim::Station) || self.sync();
            }
            Err(error) => self.wrong(Wrong::Unexpected, format_args!("sync: {error:?}")),
        }
        true
    }

    fn desk(&mut self) -> bool {
        let desk = match self.chance.u8(0..3) {
            0 => Desk::ReceiveBook(self.count),
            1 => Desk::OfferBook(self.books),
            _ => Desk::AcceptCash(self.count),
        };
        self.staff_acts(desk)
    }

    fn staff_acts(&mut self, desk: Desk) -> bool {
        let step = self.step(Victim::Station, Under::Desk(desk));
        self.station_steps.push(step);
        match desk.perform(self.office.app()) {
            Ok(()) | Err(SpineError::Refused(_)) => {
                self.tally.acknowledged += 1;
                if let Desk::ReceiveBook(number) = desk {
                    self.books = number;
                }
            }
            Err(_off) if !self.bureau.is_on() => return false,
            Err(SpineError::Store(StoreError::Full { .. })) if self.bureau.is_full() => {
                self.refused(Victim::Station, "disk_full");
                return !self.makes_room(Victim::Station) || self.staff_acts(desk);
            }
            Err(error) => self.wrong(Wrong::Unexpected, format_args!("{desk:?}: {error}")),
        }
        true
    }

    /// The victim's programme ends and starts, as it should.
    fn begin_again(&mut self, victim: Victim) -> bool {
        self.end(victim);
        if let Err(error) = self.start(victim)
            && self.machine(victim).is_on()
        {
            self.wrong(Wrong::Unexpected, format_args!("start: {error}"));
        }
        true
    }

    /// The log is written back, as SQLite does by itself once it is long.
    fn checkpoint(&mut self, victim: Victim) -> bool {
        let file = match victim {
            Victim::Phone => handset::FILE,
            Victim::Station => office::FILE,
        };
        let how = *self.chance.choice(&["passive", "restart", "truncate"]).expect("some");
        let path = self.machine(victim).path(file);
        // Power may go off in it; what is recorded is the same either way.
        drop(Connection::open(path).and_then(|connection| {
            connection.query_row(&format!("pragma wal_checkpoint({how})"), [], |_row| Ok(()))
        }));
        true
    }
}

/// The wire to the station; a reply of a station without power does not come.
struct Line<'a> {
    office: &'a Office,
    bureau: &'a Machine,
    replies: RefCell<Vec<Vec<u8>>>,
    /// The requests that came there, the last one maybe without a reply.
    met: RefCell<Vec<Step>>,
}

impl Transport for Line<'_> {
    fn exchange(&self, request: &[u8]) -> Result<Vec<u8>, TransportError> {
        let before = Before::of(self.bureau, &self.office.pulse);
        self.met.borrow_mut().push(Step { before, under: Under::Request(request.to_vec()) });
        let reply = phone::answer(self.office.app(), request);
        if !self.bureau.is_on() {
            return Err(TransportError::Broken { detail: "power".to_owned() });
        }
        self.replies.borrow_mut().push(reply.clone());
        Ok(reply)
    }
}
