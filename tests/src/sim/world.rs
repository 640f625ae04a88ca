//! The world of one seed: a station, three phones, what really happened, and
//! chance.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use dianfei_faults::{self as faults, Died, Mutant};
use dianfei_station::app::App;
use dianfei_station::port::CountedIds;
use dianfei_station::store::{Store, StoreConfig};
use fastrand::Rng;

use super::base::{self, BEGIN_MS, Base};
use super::handheld::Handheld;
use super::law::Seen;
use super::reality::{Reality, Recorder};
use super::stage::Stage;
use super::{Broken, Plan};
use crate::station::HandClock;

/// The world of one seed.
pub struct World {
    /// Chance.
    pub rng: Rng,
    /// What this seed is about.
    pub plan: Plan,
    /// The phones; replaced ones stay.
    pub phones: Vec<Handheld>,
    /// What really happened.
    pub reality: Reality,
    /// Requests that are still under way.
    pub air: Vec<Vec<u8>>,
    /// A backup of the station that it can be set back to.
    pub backup: Option<PathBuf>,
    /// Whether the desk's own facts may be lost: it was restored without mirror.
    pub desk_excused: bool,
    /// What the laws have seen of the station's record.
    pub seen: Seen,
    /// Whether a thumb and a sync are at it together: there is no third.
    pub together: bool,
    /// What happened, told for a person.
    pub story: Vec<String>,
    clock: Arc<HandClock>,
    ids: Arc<CountedIds>,
    station: Option<App>,
    requests: u64,
    files: u64,
    _faults: Faults,
    /// The last to be dropped, after all that have its files open.
    stage: Stage,
}

impl World {
    /// The beginning of a seed.
    #[must_use]
    pub fn new(seed: u64, mutant: Option<Mutant>) -> Self {
        let mut rng = Rng::with_seed(seed);
        let plan = Plan::draw(&mut rng);
        let mut stage = Stage::take();
        let phones = (0..plan.carriers)
            .map(|carrier| Handheld::on(&mut stage, carrier, base::key_of(carrier)))
            .collect();
        let store = stage.station();
        let mut world = Self {
            rng,
            plan,
            phones,
            reality: Reality::default(),
            air: Vec::new(),
            backup: None,
            desk_excused: false,
            seen: Base::get().seen(),
            together: false,
            story: Vec::new(),
            clock: HandClock::at(BEGIN_MS),
            ids: Arc::new(CountedIds::after(1_000_000)),
            station: None,
            requests: 0,
            files: 0,
            _faults: Faults::begin(mutant),
            stage,
        };
        world.run_station(store);
        world
    }

    /// The running station.
    #[must_use]
    pub fn app(&self) -> &App {
        self.station.as_ref().expect("the station runs")
    }

    /// Reads on in the station's record.
    pub fn read_on(&mut self) -> Result<(), Broken> {
        self.seen.read_on(self.station.as_ref().expect("the station runs"))
    }

    /// The station's file.
    #[must_use]
    pub fn station_file(&self) -> PathBuf {
        self.stage.station_file()
    }

    /// Ends the station's programme.
    pub fn stop_station(&mut self) {
        self.station = None;
    }

    /// Starts the station's programme on its file as it is.
    pub fn start_station(&mut self) {
        self.station = None;
        let config = StoreConfig::Sqlite { path: self.station_file() };
        self.run_station(Store::open(&config).expect("the store opens"));
    }

    fn run_station(&mut self, store: Store) {
        let (clock, ids) = (Arc::clone(&self.clock), Arc::clone(&self.ids));
        self.station = Some(base::station_on(store, clock, ids));
    }

    /// Leaves what still runs to the next seed. Only of a seed whose laws held:
    /// what another leaves is not to be trusted.
    pub fn leave(self) {
        let Self { mut stage, station, phones, .. } = self;
        stage.keep_station(station.expect("the station runs").store);
        for phone in phones {
            stage.keep_phone(phone.key, phone.left().expect("the programme runs"));
        }
        stage.leave();
    }

    /// True in one of `of` cases.
    pub fn one_in(&mut self, of: u32) -> bool {
        self.rng.u32(0..of) == 0
    }

    /// A request id that nobody had.
    pub fn request_id(&mut self) -> String {
        self.requests += 1;
        format!("sim-{}", self.requests)
    }

    /// A file that nobody had.
    pub fn new_file(&mut self) -> PathBuf {
        self.files += 1;
        self.stage.copy_file(self.files)
    }

    /// A phone that nobody had, for a carrier.
    #[must_use]
    pub fn another_phone(&mut self, carrier: usize, key: u8) -> Handheld {
        Handheld::on(&mut self.stage, carrier, key)
    }

    /// A file for a backup, that nobody had.
    pub fn backup_file(&mut self) -> PathBuf {
        self.files += 1;
        self.stage.backup_file(self.files)
    }

    /// Tells a line of the story.
    pub fn tell(&mut self, line: impl Into<String>) {
        self.story.push(line.into());
    }

    /// Lets time pass for everybody.
    pub fn pass(&mut self, by_ms: i64) {
        self.clock.turn(by_ms);
        for phone in &self.phones {
            phone.ports.pass(by_ms);
        }
    }

    /// The number of a phone's last fact.
    #[must_use]
    pub fn head_of(&self, phone: usize) -> u64 {
        self.phones[phone].field().status().expect("a status").facts
    }

    /// Where a phone's last fact stands.
    #[must_use]
    pub fn recorded_on(&self, phone: usize) -> Recorder {
        Recorder::Phone { phone, seq: self.head_of(phone) }
    }

    /// Something that must not be.
    pub fn broken<T>(&self, law: &'static str, detail: impl Into<String>) -> Result<T, Broken> {
        Err(Broken { law, detail: detail.into() })
    }
}

/// What is wrong with this thread's programmes, for as long as it lives.
struct Faults;

impl Faults {
    fn begin(mutant: Option<Mutant>) -> Self {
        faults::set_mutant(mutant);
        Self
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        faults::live_on();
        faults::set_mutant(None);
    }
}

/// Runs a programme until it ends or dies.
pub fn living<T>(run: impl FnOnce() -> T) -> Result<T, Died> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(done) => Ok(done),
        Err(payload) => match payload.downcast::<Died>() {
            Ok(died) => Err(*died),
            Err(other) => resume_unwind(other),
        },
    }
}
