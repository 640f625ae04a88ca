//! A disk or a station that takes its time: a save waits or is refused in words and
//! is recorded once; what is read, and what is saved beside a sync, waits for neither.

use std::path::Path;
use std::thread;

use dianfei_field::Field;
use dianfei_tests::ends::hand::Program;
use dianfei_tests::ends::room::Room;
use dianfei_tests::ends::stand::Stand;
use dianfei_tests::ends::station::Station;
use dianfei_tests::ends::{deed, program, whole};
use rusqlite::Connection;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ends");

fn serve(stand: &Stand) -> Station {
    Station::serve(Path::new(PROGRAM), &Room::Ample, &stand.folder()).expect("it comes up")
}

fn phone(stand: &Stand) -> Program {
    Room::Ample.start(Path::new(PROGRAM), &["phone".as_ref(), stand.file().as_os_str()])
}

fn open(stand: &Stand) -> Field {
    program::open(&stand.file()).expect("the phone opens").0
}

/// Somebody else at work in a database: whoever writes waits until he has done.
fn at_work(file: &Path) -> Connection {
    let other = Connection::open(file).expect("the file opens");
    other.execute_batch("begin immediate").expect("nobody else writes");
    other
}

fn done(other: &Connection) {
    other.execute_batch("rollback").expect("nothing was written");
}

#[test]
fn a_save_waits_for_a_slow_disk_reading_does_not_and_two_thumbs_make_one_fact() {
    let stand = Stand::new(10, None);
    let field = open(&stand);
    let other = at_work(&stand.file());
    thread::scope(|scope| {
        let thumbs: Vec<_> =
            (0..2).map(|_| scope.spawn(|| deed::carry_out(&field, 1).expect("saved"))).collect();
        for _ in 0..20 {
            field.status().expect("what stands there is read meanwhile");
        }
        done(&other);
        let facts: Vec<_> = thumbs.into_iter().map(|thumb| thumb.join().expect("done")).collect();
        assert_eq!(facts[0], facts[1], "the same request comes to the same facts");
    });
    drop(field);
    assert_eq!(stand.deeds().len(), 1);
}

#[test]
fn a_save_that_a_disk_holds_up_too_long_is_refused_in_words_and_recorded_once_when_asked_again() {
    let stand = Stand::new(10, None);
    let field = open(&stand);
    let other = at_work(&stand.file());
    let refused = deed::carry_out(&field, 1).expect_err("it waits no longer than a person does");
    let words = "busy 另一件事正在登记，本次未登记。稍等几秒再提交一次。";
    assert_eq!(program::read(&refused), words);
    done(&other);
    deed::carry_out(&field, 1).expect("saved");
    deed::carry_out(&field, 1).expect("and again the same");
    drop(field);
    assert_eq!(stand.deeds().len(), 1);
}

#[test]
fn what_a_phone_saves_waits_for_no_station_that_hangs() {
    let stand = Stand::new(30, None);
    let mut station = serve(&stand);
    let mut phone = phone(&stand);
    station.program.signal("STOP");
    phone.tell(&format!("sync 1 {}", station.phones));
    for number in 1..=9 {
        phone.tell(&format!("save {number}"));
        let said = phone.hear().expect("the phone lives");
        assert!(said.starts_with(&format!("saved {number} ")), "{said}");
    }
    station.program.signal("CONT");
    let said = phone.hear().expect("the phone lives");
    assert!(said.starts_with("heard 1 "), "{said}");
    assert!(phone.end().success(), "it ends well");
    assert_eq!(stand.deeds().len(), 9);
    whole::assert_whole(&stand, &mut station, Path::new(PROGRAM));
}

#[test]
fn a_station_whose_disk_is_slow_takes_each_fact_once() {
    let stand = Stand::new(30, None);
    let mut station = serve(&stand);
    let mut phone = phone(&stand);
    let other = at_work(&stand.folder().join("station.sqlite"));
    for number in 1..=9 {
        phone.tell(&format!("save {number}"));
        let said = phone.hear().expect("the phone lives");
        assert!(said.starts_with(&format!("saved {number} ")), "{said}");
        if number % 3 == 0 {
            phone.tell(&format!("sync {number} {}", station.phones));
        }
    }
    done(&other);
    for number in [3, 6, 9] {
        let said = phone.hear().expect("the phone lives");
        assert!(said.starts_with(&format!("heard {number} ")), "{said}");
    }
    assert!(phone.end().success(), "it ends well");
    assert_eq!(stand.deeds().len(), 9);
    whole::assert_whole(&stand, &mut station, Path::new(PROGRAM));
}
