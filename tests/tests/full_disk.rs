//! Disks without room, under real programs: a save is refused in words that say what
//! happened and what to do, nothing is half done, and all works once there is room.
//!
//! A file system of a few megabytes is mounted where the system lets a test do so;
//! the test says which way it ran. Where it does not, and beside it, a bound on the
//! size of files is what the programs meet.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use dianfei_tests::clerk::Clerk;
use dianfei_tests::ends::hand::Program;
use dianfei_tests::ends::room::{Mounted, Room};
use dianfei_tests::ends::stand::{PASSWORD, Stand};
use dianfei_tests::ends::station::Station;
use dianfei_tests::ends::{round, whole};
use dianfei_wire::Fact;
use dianfei_wire::fact::{FactBody, ReadingFact};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ends");

/// A disk is full after so many deeds, or not at all.
const MOST_DEEDS: u64 = 200;

/// The bytes of a file.
fn length(path: &Path) -> u64 {
    fs::metadata(path).expect("a file").len()
}

/// A phone that is told what to do and says what came of it.
struct Hand {
    phone: Program,
    next: u64,
}

impl Hand {
    fn start(room: &Room, file: &Path) -> Program {
        room.start(Path::new(PROGRAM), &[OsStr::new("phone"), file.as_os_str()])
    }

    /// The answer to a line.
    fn ask(&mut self, line: &str) -> String {
        self.phone.tell(line);
        self.phone.hear().expect("an answer")
    }

    /// Carries out the next deeds.
    fn save(&mut self, count: u64) {
        for _ in 0..count {
            let next = self.next;
            let said = self.ask(&format!("save {next}"));
            assert!(said.starts_with(&format!("saved {next} ")), "{said}");
            self.next += 1;
        }
    }

    /// Goes on until a deed is refused, and says how.
    fn save_until_refused(&mut self) -> String {
        for _ in 0..MOST_DEEDS {
            let next = self.next;
            let said = self.ask(&format!("save {next}"));
            if let Some(refused) = said.strip_prefix(&format!("failed {next} ")) {
                return refused.to_owned();
            }
            self.next += 1;
        }
        panic!("{MOST_DEEDS} deeds found room");
    }
}

/// What the programs run into.
enum Way {
    Full(Mounted),
    Bounded,
}

/// The ways that this system allows; says which.
fn ways(point: &Path, bytes: u64) -> Vec<Way> {
    let mounted = Mounted::at(point, bytes).map(Way::Full);
    match &mounted {
        Some(_) => println!("on a file system of {bytes} bytes, and with a bound on files"),
        None => println!("with a bound on files alone: nothing may be mounted here"),
    }
    mounted.into_iter().chain([Way::Bounded]).collect()
}

#[test]
fn a_phone_without_room_says_so_and_what_it_has_is_whole_when_there_is_room() {
    let point = TempDir::new().expect("a folder");
    for way in ways(point.path(), 1024 * 1024) {
        let stand = Stand::new(2 * MOST_DEEDS, None);
        let mut station = serve(&Room::Ample, &stand.folder());
        let (file, room, words) = match way {
            Way::Full(disk) => {
                disk.must(r#"cp "$1" "$0/phone.sqlite""#, &stand.file());
                (disk.point.join("phone.sqlite"), Room::Mounted(disk), FULL)
            }
            Way::Bounded => {
                let room = Room::Bounded(length(&stand.file()) + 64 * 1024);
                (stand.file(), room, UNWRITABLE)
            }
        };
        let mut hand = Hand { phone: Hand::start(&room, &file), next: 1 };
        hand.save(2);
        if let Room::Mounted(disk) = &room {
            disk.fill();
        }
        assert_eq!(hand.save_until_refused(), words);
        assert_eq!(hand.save_until_refused(), words, "asked again, it is refused again");
        let met = hand.ask(&format!("sync 1 {}", station.phones));
        assert_eq!(met, format!("failed 1 {words}"), "what was heard finds no room either");
        hand.phone.kill();
        hand.phone = Hand::start(&room, &file);
        let opened = hand.ask("mark 0");
        assert!(opened == "at 0" || opened == format!("unopened 0 {words}"), "{opened}");
        println!(
            "{} deeds; begun anew without room: {opened}; {} bytes",
            hand.next - 1,
            length(&stand.file())
        );
        hand.phone.kill();
        if let Room::Mounted(disk) = &room {
            assert_opening_refused(disk, &room, &file);
        }

        let room = with_room(room);
        hand.phone = Hand::start(&room, &file);
        hand.save(3);
        let met = hand.ask(&format!("sync 2 {}", station.phones));
        assert!(met.starts_with("heard 2 "), "{met}");
        assert!(hand.phone.end().success(), "it ends well");
        if let Room::Mounted(disk) = &room {
            disk.must(r#"cp "$0"/phone.sqlite* "$(dirname "$1")""#, &stand.file());
        }
        whole::assert_whole(&stand, &mut station, Path::new(PROGRAM));
        assert_eq!(count(&stand), hand.next - 1);
    }
}

#[test]
fn a_station_without_room_says_so_to_phones_and_staff_and_nothing_is_half_done() {
    let point = TempDir::new().expect("a folder");
    for way in ways(point.path(), 32 * 1024 * 1024) {
        let stand = Stand::new(2 * MOST_DEEDS, None);
        let (folder, room, words) = match way {
            Way::Full(disk) => {
                disk.must(r#"cp -r "$1" "$0/station""#, &stand.folder());
                (disk.point.join("station"), Room::Mounted(disk), "磁盘已满，未登记。")
            }
            Way::Bounded => {
                let bytes = length(&stand.folder().join("station.sqlite")) + 256 * 1024;
                (stand.folder(), Room::Bounded(bytes), "磁盘读写失败，未登记。")
            }
        };
        let planned = plans(&stand);
        let mut station = serve(&room, &folder);
        let clerk = Clerk::at(&station.pages, "1003", PASSWORD).expect("signed in");
        let mut hand = Hand { phone: Hand::start(&Room::Ample, &stand.file()), next: 1 };
        hand.save(2);
        assert!(hand.ask(&format!("sync 1 {}", station.phones)).starts_with("heard 1 "));
        if let Room::Mounted(disk) = &room {
            disk.fill();
        }
        deliver_until_refused(&mut hand, &station);
        let taken = plan_until_refused(&clerk, words);
        assert_eq!(clerk.open("/regime").status, 200, "what is recorded can be looked at");
        if let Room::Mounted(_) = &room {
            assert_backup_refused(&room, &folder);
        }
        station.program.kill();
        let again = Station::serve(Path::new(PROGRAM), &room, &folder);
        println!("{} deeds; comes up without room: {}", hand.next - 1, again.is_ok());
        drop(again);
        if let Room::Mounted(disk) = &room {
            assert_start_refused(disk, &room, &folder);
        }

        let room = with_room(room);
        let mut station = serve(&room, &folder);
        hand.save(1);
        let met = hand.ask(&format!("sync 2 {}", station.phones));
        assert!(met.starts_with("heard 2 "), "{met}");
        let clerk = Clerk::at(&station.pages, "1003", PASSWORD).expect("signed in");
        assert_eq!(plan(&clerk), "", "it is planned, and leads on");
        assert!(hand.phone.end().success(), "it ends well");
        if let Room::Mounted(disk) = &room {
            station.program.kill();
            disk.must(r#"rm -rf "$1" && cp -r "$0/station" "$1""#, &stand.folder());
            station = serve(&Room::Ample, &stand.folder());
        }
        whole::assert_whole(&stand, &mut station, Path::new(PROGRAM));
        assert_eq!(count(&stand), hand.next - 1);
        let expected = planned + taken + 1;
        assert_eq!(plans(&stand), expected, "what was refused is not there, all else is");
    }
}

/// The same with room again.
fn with_room(room: Room) -> Room {
    match room {
        Room::Mounted(disk) => {
            disk.free();
            Room::Mounted(disk)
        }
        Room::Bounded(_) | Room::Ample => Room::Ample,
    }
}

/// A phone that was closed well needs another file to open: without room it says so.
fn assert_opening_refused(disk: &Mounted, room: &Room, file: &Path) {
    disk.free();
    assert!(Hand::start(room, file).end().success(), "it opens and closes well");
    disk.fill();
    let mut hand = Hand { phone: Hand::start(room, file), next: 1 };
    assert_eq!(hand.ask("mark 0"), format!("unopened 0 {FULL}"));
}

/// What the phone's person reads on a full disk, with the code before it.
const FULL: &str =
    "storage_full 手机的存储空间满了，本次未登记。删去手机上不用的照片和文件，再做一次。";

/// What the phone's person reads where its file may not grow.
const UNWRITABLE: &str = "storage 手机上的文件读写不了，本次未登记。看看存储空间够不够，重启手机后再试；仍不成请找管理员。";

/// What the phone's person reads of a station without room.
const STATION: &str = "station_store 供电所的数据库没有应答，本次未登记。记录仍在手机里；稍后再同步，仍不成请找管理员。";

fn serve(room: &Room, folder: &Path) -> Station {
    Station::serve(Path::new(PROGRAM), room, folder).expect("the station comes up")
}

/// Saves and delivers until the station finds no room.
fn deliver_until_refused(hand: &mut Hand, station: &Station) {
    for meeting in 1000..1000 + MOST_DEEDS {
        hand.save(1);
        let met = hand.ask(&format!("sync {meeting} {}", station.phones));
        if let Some(refused) = met.strip_prefix(&format!("failed {meeting} ")) {
            assert_eq!(refused, STATION);
            return;
        }
    }
    panic!("{MOST_DEEDS} deeds found room");
}

/// A station that was stopped well has no file but its record; a start that finds no
/// room for another says so.
fn assert_start_refused(disk: &Mounted, room: &Room, folder: &Path) {
    disk.free();
    let mut station = serve(room, folder);
    station.program.signal("INT");
    assert!(station.program.end().success(), "it stops well");
    let left = disk.run(r#"ls "$0/station""#, Path::new(""));
    let left = String::from_utf8_lossy(&left.stdout).into_owned();
    assert!(!left.contains("-wal"), "a stopped station's record is one file: {left}");
    disk.fill();
    let said = Station::serve(Path::new(PROGRAM), room, folder).err().expect("no room");
    assert!(said.contains("磁盘已满：请腾出空间后重做，数据没有改动"), "{said}");
}

/// The auditor plans a route; what the page says of it, empty where it leads on.
fn plan(clerk: &Clerk) -> String {
    let fields =
        [("route", "R01"), ("period", "2026-12"), ("reader", "1002"), ("read_on", "2026-12-21")];
    let page = clerk.fill("/reading/plan", "/reading/plan", &fields);
    if page.location.is_empty() { page.html } else { String::new() }
}

/// Plans until the page says that there is no room; how often it was planned.
fn plan_until_refused(clerk: &Clerk, words: &str) -> usize {
    for taken in 0..200 {
        let page = plan(clerk);
        if !page.is_empty() {
            assert!(page.contains(words), "{page}");
            return taken;
        }
    }
    panic!("two hundred plans found room");
}

/// How many deeds the phone has recorded.
fn count(stand: &Stand) -> u64 {
    stand.deeds().len().try_into().expect("few deeds")
}

/// How many plans of routes the station has recorded.
fn plans(stand: &Stand) -> usize {
    let planned = |bytes: &Vec<u8>| {
        let fact = Fact::from_bytes(bytes).expect("a fact");
        matches!(fact.body, FactBody::Reading(ReadingFact::RoutePlanned { .. }))
    };
    round::station_facts(stand, None).iter().filter(|bytes| planned(bytes)).count()
}

/// A backup that finds no room says so and leaves no half file.
fn assert_backup_refused(room: &Room, folder: &Path) {
    let target = folder.join("backup.sqlite");
    let line = ["station", "backup", "--folder"].map(OsStr::new);
    let line: Vec<&OsStr> =
        line.into_iter().chain([folder.as_os_str(), target.as_os_str()]).collect();
    let (outer, line) = room.line(Path::new(PROGRAM), &line);
    let output = Command::new(outer).args(line).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("磁盘已满：请腾出空间后重做"), "{said}");
    let Room::Mounted(disk) = room else { return };
    let left = disk.run(r#"ls "$0/station""#, Path::new(""));
    let left = String::from_utf8_lossy(&left.stdout).into_owned();
    assert!(!left.contains("backup"), "{left}");
}
