//! The account at the end: both ends hold the same, and each record is sound.

use std::path::Path;
use std::process::Command;

use dianfei_field::sync::http::HttpTransport;

use super::stand::{Stand, identity};
use super::station::Station;
use super::{program, round};

/// The phone delivers what it still has; then both count alike, the deeds are there
/// once, and `dianfei verify` finds the station's record sound. The station is ended.
///
/// # Panics
/// Where anything of it is not so.
pub fn assert_whole(stand: &Stand, station: &mut Station, program: &Path) {
    drop(stand.deeds());
    let (field, _clock) = program::open(&stand.file()).expect("the phone opens");
    let over_tls = HttpTransport::new(&[&station.phones], &identity()).expect("a transport");
    let report = field.sync(&over_tls).expect("a last meeting");
    let digest = report.digest.expect("both ends count");
    assert!(digest.agrees(), "{digest:?}");
    let status = field.status().expect("a status");
    assert_eq!((status.unsent_facts, status.unsent_parts), (0, 0));
    station.program.kill();
    assert_eq!(round::station_facts(stand, Some(stand.device())), stand.journal());
    let verified = Command::new(program)
        .args(["station", "verify", "--all", "--folder"])
        .arg(stand.folder())
        .output()
        .expect("verify runs");
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success() && said.contains("sound"), "{said}");
}
