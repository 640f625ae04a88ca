//! A phone in a temporary directory, with clocks and identities of the test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use dianfei_field::port::{Clock, Ids, Signer, SignerError};
use dianfei_field::reading::{EnteredIndex, MissRequest, PresenceEntry, ReadingRequest};
use dianfei_field::{Config, Field, FieldError, Ports};
use dianfei_wire::FactId;
use dianfei_wire::chain::{PublicKey, Signature};
use dianfei_wire::fact::Clocks;
use dianfei_wire::fact::reading::{IdentityCheck, MissReason};
use p256::ecdsa::SigningKey;
use tempfile::TempDir;

use crate::station::{MORNING_MS, Net, Station, key};

pub struct TestClock(Mutex<Clocks>);

impl TestClock {
    pub fn advance(&self, ms: i64) {
        let mut clocks = self.0.lock().expect("the clock");
        clocks.wall_ms += ms;
        clocks.boot_ms = clocks.boot_ms.map(|boot| boot + ms);
    }

    pub fn set_wall(&self, wall_ms: i64) {
        self.0.lock().expect("the clock").wall_ms = wall_ms;
    }

    pub fn reboot(&self) {
        let mut clocks = self.0.lock().expect("the clock");
        clocks.boot_ms = Some(0);
        clocks.boot_count = clocks.boot_count.map(|count| count + 1);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Clocks {
        *self.0.lock().expect("the clock")
    }
}

struct TestIds {
    prefix: u32,
    count: AtomicU64,
}

impl Ids for TestIds {
    fn fact_id(&self, _wall_ms: i64) -> FactId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        format!("{:08x}-0000-7000-8000-{count:012x}", self.prefix).parse().expect("an id")
    }

    fn nonce(&self) -> String {
        format!("n{}-{}", self.prefix, self.count.fetch_add(1, Ordering::Relaxed))
    }

    fn salt(&self) -> String {
        format!("{:032}", self.count.fetch_add(1, Ordering::Relaxed))
    }
}

struct TestSigner(SigningKey);

impl Signer for TestSigner {
    fn public_key(&self) -> PublicKey {
        PublicKey::of(&self.0)
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, SignerError> {
        Ok(Signature::sign(&self.0, bytes))
    }
}

pub struct Phone {
    pub field: Field,
    pub clock: Arc<TestClock>,
    pub path: PathBuf,
    dir: TempDir,
}

static OPENED: AtomicU64 = AtomicU64::new(1);

pub fn open_with(path: &Path, clock: &Arc<TestClock>, fill: u8) -> Result<Field, FieldError> {
    let prefix = u32::try_from(OPENED.fetch_add(1, Ordering::Relaxed)).expect("few");
    let ports = Ports {
        clock: clock.clone(),
        ids: Arc::new(TestIds { prefix, count: AtomicU64::new(1) }),
        signer: Arc::new(TestSigner(key(fill))),
    };
    Field::open(Config { path: path.to_owned(), zone_minutes: 480 }, ports)
}

impl Phone {
    pub fn new() -> Self {
        let dir = TempDir::new().expect("a directory");
        let path = dir.path().join("phone.db");
        let clock = Arc::new(TestClock(Mutex::new(Clocks {
            wall_ms: MORNING_MS,
            boot_ms: Some(1_000_000),
            boot_count: Some(3),
        })));
        let field = open_with(&path, &clock, 7).expect("opened");
        Self { field, clock, path, dir }
    }

    /// A phone that is enrolled and has its assignment.
    pub fn assigned() -> (Self, Net) {
        let phone = Self::new();
        let net = Net::new(Station::new());
        let invitation = net.station.borrow().invitation();
        phone.field.enrol(&net, &invitation, "test").expect("enrolled");
        let report = phone.field.sync(&net).expect("synced");
        assert!(report.assigned);
        (phone, net)
    }

    /// The same file opened again, as after a kill.
    pub fn reopened(self) -> Self {
        let Self { field, clock, path, dir } = self;
        drop(field);
        let field = open_with(&path, &clock, 7).expect("opened again");
        Self { field, clock, path, dir }
    }

    /// A second phone with the same key and a copy of the file.
    pub fn cloned(&self) -> Self {
        let dir = TempDir::new().expect("a directory");
        let path = dir.path().join("phone.db");
        let source = rusqlite::Connection::open(&self.path).expect("opened");
        source.execute("vacuum into ?1", [path.to_str().expect("text")]).expect("copied");
        let clock = self.clock.clone();
        let field = open_with(&path, &clock, 7).expect("opened");
        Self { field, clock, path, dir }
    }

    pub fn read(&self, meter: u32, index: &str) {
        self.clock.advance(120_000);
        self.field.record_reading(&reading(meter, index)).expect("read");
    }
}

pub fn entered(text: &str) -> Vec<EnteredIndex> {
    vec![EnteredIndex { register: "forward_active_total".into(), text: text.into() }]
}

pub fn reading(meter: u32, index: &str) -> ReadingRequest {
    ReadingRequest {
        request_id: format!("read-{meter}-{index}"),
        route: "R1".parse().expect("a route"),
        period: "2026-03".parse().expect("a month"),
        meter: format!("M{meter}").parse().expect("a meter"),
        entered: entered(index),
        again: Vec::new(),
        rollover_confirmed: false,
        identity: IdentityCheck::ALL_AGREE,
        cause: None,
        load_note: None,
        load_changed: false,
        presence: PresenceEntry::default(),
    }
}

pub fn miss(meter: u32, reason: MissReason) -> MissRequest {
    MissRequest {
        request_id: format!("miss-{meter}-{}", reason.code()),
        route: "R1".parse().expect("a route"),
        period: "2026-03".parse().expect("a month"),
        meter: format!("M{meter}").parse().expect("a meter"),
        reason,
        note: None,
        presence: PresenceEntry::default(),
    }
}

pub fn code<T: std::fmt::Debug>(result: Result<T, FieldError>) -> String {
    result.expect_err("refused").code().to_owned()
}

pub fn clause<T: std::fmt::Debug>(result: Result<T, FieldError>) -> String {
    match result.expect_err("refused") {
        FieldError::Refused(refusal) => {
            let clause = refusal.clause.map(|clause| clause.to_string()).unwrap_or_default();
            format!("{} {clause}", refusal.code)
        }
        other => panic!("{other:?}"),
    }
}
