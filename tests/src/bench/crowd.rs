//! Sixteen phones that upload their days at once to a station of its own
//! program, over TLS on the loopback.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Barrier;
use std::thread;

use dianfei_field::sync::http::HttpTransport;
use dianfei_station::port::{Clock, SystemClock};
use dianfei_station::site::{Settings, Site};
use dianfei_wire::chain::PublicKey;

use super::reader::FACTS;
use super::town::{self, Town};
use super::upload::deliver;
use crate::station::NOON_MS;
use dianfei_speed::measure::{RUNS, Samples, timed};
use dianfei_speed::report::{Bound, Report};

/// Facts per second of all phones together.
const LEAST_FACTS: u64 = 30_000;

/// The most memory that the station may ever hold, in MB.
const MOST_MB: u64 = 300;

/// Measures the group.
pub fn measure(town: &Town, report: &mut Report) {
    let (mut speed, mut memory) = (Samples::default(), Samples::default());
    for run in 0..RUNS {
        let folder = town.folder().join(format!("crowd-{run}"));
        let station = Station::begin(town, &folder);
        let took = rush(town, &station.phones);
        let facts = u64::try_from(town.days.len() * FACTS).expect("few");
        speed.add(facts * 1_000_000_000 / took);
        memory.add(station.high_water_mb());
        drop(station);
        fs::remove_dir_all(&folder).expect("the folder goes");
    }
    let name = format!("{} phones at once over TLS", town.days.len());
    report.figure(&name, &speed, Bound::AtLeast(LEAST_FACTS), "facts/s");
    report.figure("the station's memory at its highest", &memory, Bound::Below(MOST_MB), "MB");
}

/// All days at once, each on a connection of its own that is open already; the
/// nanoseconds until the last acknowledgement.
fn rush(town: &Town, phones: &str) -> u64 {
    let ready = Barrier::new(town.days.len() + 1);
    let identity = PublicKey::of(&town::identity());
    thread::scope(|scope| {
        for day in &town.days {
            let (ready, identity) = (&ready, &identity);
            scope.spawn(move || {
                let transport = HttpTransport::new(&[phones], identity).expect("a transport");
                deliver(&transport, &day.hello);
                ready.wait();
                day.uploads.iter().for_each(|frame| {
                    deliver(&transport, frame);
                });
                ready.wait();
            });
        }
        ready.wait();
        let (took, _last) = timed(|| ready.wait());
        took.wall_ns
    })
}

/// A served station; it ends when this is dropped.
struct Station {
    child: Child,
    phones: String,
}

impl Station {
    fn begin(town: &Town, folder: &Path) -> Self {
        let settings = Settings {
            station: "330001".parse().expect("a station number"),
            zone_minutes: 480,
            postgres: None,
            clock_shift_ms: Some(NOON_MS - SystemClock.now_ms()),
        };
        Site::create(folder, settings, &town::identity()).expect("a folder of its own");
        let copied = town.copy("copied.sqlite");
        fs::rename(copied, folder.join("station.sqlite")).expect("moved");
        let mut child = Command::new(program())
            .args(["serve", "--phones", "127.0.0.1:0", "--pages", "127.0.0.1:0", "--folder"])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the station's program is built beside the bench");
        let told = BufReader::new(child.stdout.take().expect("piped"));
        let phones = told.lines().find_map(|line| {
            let line = line.expect("a line");
            line.split_once("https://").map(|(_, address)| format!("https://{address}"))
        });
        Self { child, phones: phones.expect("the station says where phones connect") }
    }

    fn high_water_mb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.expect("the station runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kb: u64 = line
            .and_then(|line| line.trim().split(' ').next())
            .and_then(|number| number.parse().ok())
            .expect("the system tells its memory");
        kb / 1024
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// `dianfei`, built beside this program.
fn program() -> PathBuf {
    std::env::current_exe().expect("this program's place").with_file_name("dianfei")
}
