//! Kill after kill, and after each the account of what was said to be done.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::hint::spin_loop;
use std::path::{Path, PathBuf};

use dianfei_station::site::Site;
use dianfei_station::store::{Store, StoreError};
use dianfei_wire::DeviceId;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

use super::hand::Program;
use super::room::Room;
use super::stand::Stand;
use super::station::Station;

/// At most so many deeds are asked for between two kills.
pub const MOST_DEEDS: u64 = 6;

/// Up to two to this power of turns of an empty loop lie between a line and the
/// kill, as often few as many: it falls into what comes just after the line or,
/// some milliseconds later, into what the other program does with it.
const MOST_SPINS_LOG2: u64 = 20;

/// What happened, for the person who watches.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    /// How often the phone was killed.
    pub phones: u32,
    /// How often the station was killed.
    pub stations: u32,
    /// Deeds that were said to be saved.
    pub saved: u64,
    /// Deeds that were in the journal though the phone died before it said so.
    pub unsaid: u32,
    /// Meetings that a kill of the station broke off.
    pub cut_off: u32,
}

/// Both programs at work.
pub struct Work<'s> {
    stand: &'s Stand,
    program: PathBuf,
    station: Station,
    phone: Program,
    rng: TestRng,
    /// The facts of each deed that the phone said to be saved.
    said: BTreeMap<u64, String>,
    meetings: u64,
    /// The most that the phone said to be acknowledged.
    heard: usize,
    /// What has happened so far.
    pub tally: Tally,
}

impl<'s> Work<'s> {
    /// Starts both; the instants of the kills follow from `seed`.
    #[must_use]
    pub fn start(stand: &'s Stand, program: &Path, seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self {
            stand,
            program: program.to_owned(),
            station: station(program, stand),
            phone: phone(program, stand),
            rng: TestRng::from_seed(RngAlgorithm::ChaCha, &bytes),
            said: BTreeMap::new(),
            meetings: 0,
            heard: 0,
            tally: Tally::default(),
        }
    }

    fn up_to(&mut self, most: u64) -> u64 {
        self.rng.next_u64() % most + 1
    }

    /// Asks for deeds and meetings, and listens to some of what comes back; says
    /// which deed is the last.
    fn load(&mut self) -> u64 {
        let deeds = self.up_to(MOST_DEEDS);
        let next = self.next_deed();
        for number in next..next + deeds {
            if number == next || self.up_to(3) == 1 {
                self.meet();
            }
            self.phone.tell(&format!("save {number}"));
        }
        for _ in 0..self.up_to(deeds) {
            let line = self.phone.hear().expect("the phone lives");
            self.note(&line);
        }
        next + deeds - 1
    }

    fn spin(&mut self) {
        let most = 1 << self.up_to(MOST_SPINS_LOG2);
        for _ in 0..self.up_to(most) {
            spin_loop();
        }
    }

    fn meet(&mut self) {
        self.meetings += 1;
        self.phone.tell(&format!("sync {} {}", self.meetings, self.station.phones));
    }

    fn next_deed(&self) -> u64 {
        self.said.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    /// Believes what the phone says.
    fn note(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["saved", number, facts] => {
                let number = number.parse().expect("a number");
                assert_eq!(number, self.next_deed(), "deeds are said in order");
                self.said.insert(number, (*facts).to_owned());
                self.tally.saved += 1;
            }
            ["heard", _, acknowledged] => {
                let acknowledged = acknowledged.parse().expect("a count");
                assert!(acknowledged >= self.heard, "{line}: {} were heard before", self.heard);
                self.heard = acknowledged;
            }
            ["unheard", _] => self.tally.cut_off += 1,
            ["at", _] => {}
            _ => panic!("the phone says: {line}"),
        }
    }

    /// Kills the phone under load; all that it said is in its journal. Now and then
    /// it dies with a deed done and not said, as before a screen is drawn.
    pub fn kill_phone(&mut self) {
        let last = self.load();
        if self.up_to(4) == 1 {
            self.phone.tell(&format!("keep {}", last + 1));
            self.phone.tell("mark 0");
            self.hear_until("at 0");
        }
        self.spin();
        self.phone.kill();
        while let Some(line) = self.phone.hear() {
            self.note(&line);
        }
        self.tally.phones += 1;
        self.check_phone();
        self.phone = phone(&self.program, self.stand);
    }

    /// Kills the station under load; all that the phone has stored as
    /// acknowledged is in its journal.
    pub fn kill_station(&mut self) {
        self.load();
        self.spin();
        self.station.program.kill();
        self.phone.tell("mark 0");
        self.hear_until("at 0");
        self.station = station(&self.program, self.stand);
        self.tally.stations += 1;
        self.check_station();
        self.meet();
        self.hear_until(&format!("heard {} ", self.meetings));
    }

    fn hear_until(&mut self, start: &str) {
        loop {
            let line = self.phone.hear().expect("the phone lives");
            self.note(&line);
            if line.starts_with(start) {
                return;
            }
        }
    }

    /// The phone's journal holds what was said, each deed once, in order; one
    /// more at most, which was recorded and not said.
    fn check_phone(&mut self) {
        let facts = self.stand.deeds();
        let said = self.said.values().cloned();
        let ids: Vec<String> = facts.iter().map(|fact| fact.id.to_string()).collect();
        assert!(said.eq(ids.iter().take(self.said.len()).cloned()), "said and not recorded");
        let unsaid = ids.len() - self.said.len();
        assert!(unsaid <= 1, "{unsaid} deeds were recorded that nobody asked for");
        self.tally.unsaid += u32::try_from(unsaid).expect("one at most");
    }

    /// The station holds of the phone's journal at least what it acknowledged,
    /// byte for byte, each fact once.
    fn check_station(&self) {
        let acknowledged = self.stand.acknowledged().max(self.heard);
        let ours = self.stand.journal();
        let theirs = station_facts(self.stand, Some(self.stand.device()));
        assert!(theirs.len() >= acknowledged, "{} of {acknowledged} are left", theirs.len());
        assert_eq!(theirs, ours[..theirs.len()], "the station's facts are the phone's");
    }

    /// Lets the phone finish and end by itself; the station goes on.
    pub fn rest(mut self) -> (Station, Tally) {
        self.meet();
        assert!(self.phone.end().success(), "the phone ends well");
        while let Some(line) = self.phone.hear() {
            self.note(&line);
        }
        self.check_phone();
        (self.station, self.tally)
    }
}

fn phone(program: &Path, stand: &Stand) -> Program {
    Program::start(program, &[OsStr::new("phone"), stand.file().as_os_str()])
}

fn station(program: &Path, stand: &Stand) -> Station {
    Station::serve(program, &Room::Ample, &stand.folder()).expect("the station comes up")
}

/// The facts of a device as the station's journal has them; of all without one.
#[must_use]
pub fn station_facts(stand: &Stand, device: Option<DeviceId>) -> Vec<Vec<u8>> {
    let store: Store = Site::open(&stand.folder()).expect("a station").read_only().expect("opens");
    let read = store.read(|store| {
        let sql = "select bytes from journal where kind = 'fact'
             and (cast($1 as text) is null or device = $1) order by seq";
        let rows = store.query(sql, &[device.map(|device| device.to_string()).into()])?;
        rows.iter().map(|row| row.blob("bytes").map(<[u8]>::to_vec)).collect()
    });
    read.unwrap_or_else(|error: StoreError| panic!("{error}"))
}
