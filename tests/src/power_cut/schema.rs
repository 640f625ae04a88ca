//! Cuts at every step of making a file and of bringing it to a newer schema: old
//! or new afterwards, never between.

use std::path::Path;

use dianfei_station::store::{Store, StoreConfig, Upgrade};
use dianfei_station::{chapters, site};
use fastrand::Rng;
use rusqlite::Connection;
use tempfile::TempDir;

use super::device::{Device, Image};
use super::handset::{self, Handset};
use super::machine::Machine;
use super::office;
use super::pulse::Pulse;
use super::rows::Rows;
use super::tally::{Tally, Wrong};
use super::town::town;

/// A change of a file's schema by a programme.
pub struct Change {
    /// The files before; empty for a file that is made.
    before: Image,
    file: &'static str,
    open: fn(&Machine) -> Result<(), String>,
}

impl Change {
    /// The phone's file is made.
    #[must_use]
    pub fn phone_made() -> Self {
        Self { before: Image::default(), file: handset::FILE, open: open_phone }
    }

    /// The phone's file is brought up from its first version; `in_log` where its
    /// last changes lie in the log still, as a cut leaves them.
    #[must_use]
    pub fn phone_upgraded(in_log: bool) -> Self {
        let before = first_version(in_log);
        Self { before, file: handset::FILE, open: open_phone }
    }

    /// The station's database is made.
    #[must_use]
    pub fn station_made() -> Self {
        Self {
            before: Image::default(),
            file: office::FILE,
            open: |machine| open_station(machine, 0),
        }
    }

    /// The station's database is brought up by one step.
    #[must_use]
    pub fn station_upgraded() -> Self {
        let before = town().station.clone();
        Self { before, file: office::FILE, open: |machine| open_station(machine, 1) }
    }

    /// Cuts it at each step of I/O, or only at each `stride`-th, so often with other
    /// chances.
    #[must_use]
    pub fn cut_everywhere(&self, times: u64, stride: usize) -> Tally {
        let folder = TempDir::new().expect("a folder");
        let old = self.rows(&self.before);
        let whole = Machine::new(folder.path(), Device::default(), &self.before, 0);
        (self.open)(&whole).expect("it opens without a cut");
        let new = self.rows(&whole.image());
        let steps = whole.steps();
        assert!(steps > 3 && old != new, "nothing changes in {steps} steps");
        drop(whole);
        let mut tally = Tally::default();
        for seed in 0..times {
            for step in (1..=steps).step_by(stride) {
                self.cut_at(step, seed, folder.path(), [&old, &new], &mut tally);
            }
        }
        tally
    }

    fn cut_at(
        &self,
        step: u64,
        seed: u64,
        folder: &Path,
        [old, new]: [&Rows; 2],
        tally: &mut Tally,
    ) {
        let mut chance = Rng::with_seed(seed << 32 | step);
        let sector_bytes = *chance.choice(&[512, 4096]).expect("some");
        let device = Device { sector_bytes, ..Device::default() };
        let machine = Machine::new(folder, device, &self.before, seed);
        machine.cut_after(step, chance.bool());
        loop {
            drop((self.open)(&machine));
            if machine.is_on() {
                break;
            }
            machine.restore_power(&mut chance);
            tally.cuts += 1;
            match self.sound_rows(&machine.image()) {
                Ok(found) if found == *old => {}
                Ok(found) if found == *new => tally.unheard += 1,
                Ok(found) => {
                    let what = format!("step {step}: {}", found.difference(new));
                    return tally.wrong(Wrong::HalfApplied, seed, what);
                }
                Err(said) => return tally.wrong(Wrong::Damaged, seed, said),
            }
            if chance.u8(0..3) == 0 {
                machine.cut_after_reads(chance.u64(1..=steps_of_a_start()));
                tally.in_recovery += 1;
            }
        }
        machine.stay_on();
        if let Err(said) = (self.open)(&machine) {
            return tally.wrong(Wrong::Damaged, seed, format_args!("step {step}: {said}"));
        }
        let found = self.rows(&machine.image());
        if found != *new {
            let what = format!("step {step}, opened again: {}", found.difference(new));
            tally.wrong(Wrong::HalfApplied, seed, what);
        }
    }

    fn rows(&self, image: &Image) -> Rows {
        self.sound_rows(image).expect("the copy is sound")
    }

    fn sound_rows(&self, image: &Image) -> Result<Rows, String> {
        let machine = Machine::anywhere(Device::default(), image, 0);
        Rows::sound(&machine.path(self.file))
    }
}

const fn steps_of_a_start() -> u64 {
    60
}

fn open_phone(machine: &Machine) -> Result<(), String> {
    let mut handset = Handset::closed(Pulse::of(2));
    handset.open(machine).map_err(|error| error.to_string())
}

/// A step that adds a column, fills and indexes it, as a real one would.
const STEP: Upgrade = Upgrade {
    to: site::SCHEMA + 1,
    sql: "alter table account add column remark text;
          update account set remark = 'of ' || area;
          create index account_remark on account (station_id, remark);",
};

fn open_station(machine: &Machine, more: i64) -> Result<(), String> {
    let config = StoreConfig::Sqlite { path: machine.path(office::FILE) };
    let migrated = Store::open(&config)
        .and_then(|store| store.migrate_through(&chapters::tables(), site::SCHEMA + more, &[STEP]));
    migrated.map_err(|error| error.to_string())
}

/// The town's phone as the first version of the programme left it.
fn first_version(in_log: bool) -> Image {
    let machine = Machine::anywhere(Device::default(), &town().phone, 0);
    let connection = Connection::open(machine.path(handset::FILE)).expect("it opens");
    connection
        .execute_batch(
            "alter table draft drop column request;
             drop index stop_state;
             alter table stop add column assigned text not null default '';
             update stop set assigned = (select assigned from card where card.route = stop.route
                and card.period = stop.period and card.meter = stop.meter);
             alter table stop drop column customer;
             drop table card;
             alter table assignment rename to later;
             create table assignment (one integer primary key check (one = 1),
                hash text not null, includes_seq integer not null, bytes blob not null,
                context text not null) strict;
             insert into assignment (one, hash, includes_seq, bytes, context)
                select one, hash, includes_seq, bytes, context from later;
             drop table later;
             create table setting (name text primary key, value text not null) strict;
             insert into setting values ('language', 'zh');
             insert into draft values ('stop R01 2026-11 M0001', '1100');
             pragma user_version = 1",
        )
        .expect("the first version");
    if in_log { machine.image() } else { closed(machine, connection) }
}

fn closed(machine: Machine, connection: Connection) -> Image {
    drop(connection);
    machine.image()
}
