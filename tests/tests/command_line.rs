//! `dianfei user | backup | restore | verify` on a station's folder, on both
//! engines: what they leave behind, and what they say when they refuse.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use dianfei_station::account::station;
use dianfei_station::chapters;
use dianfei_station::cli::{Failure, run_from};
use dianfei_station::journal::mirror::Mirror;
use dianfei_station::people::person;
use dianfei_station::site::{SCHEMA, Settings, Site};
use dianfei_station::spine::{self, Draft};
use dianfei_station::store::{Store, StoreError, Upgrade};
use dianfei_tests::postgres::PostgresServer;
use dianfei_wire::chain::PublicKey;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::account::AccountFact;
use p256::ecdsa::SigningKey;
use tempfile::TempDir;

struct Bench {
    root: TempDir,
    postgres: bool,
}

impl Bench {
    fn settings(&self) -> Settings {
        let postgres = self.postgres.then(|| PostgresServer::shared().new_database());
        Settings {
            station: "330001".parse().expect("a number"),
            zone_minutes: 480,
            postgres,
            clock_shift_ms: None,
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// A folder with settings and key, and nothing in its store.
    fn folder(&self, name: &str) -> (PathBuf, Site) {
        let folder = self.path(name);
        let key = SigningKey::from_slice(&[1; 32]).expect("a key");
        let site = Site::create(&folder, self.settings(), &key).expect("a new folder");
        (folder, site)
    }

    /// A founded station with its head and a reader.
    fn station(&self) -> (PathBuf, Site) {
        let (folder, site) = self.folder("station");
        let app = site.app().expect("the station opens");
        let head = "1000".parse().expect("a number");
        let key = SigningKey::from_slice(&[1; 32]).expect("a key");
        spine::record_alone(&app, &head, |_tx, moment| {
            let founded = AccountFact::StationFounded {
                name: "青石供电所".to_owned(),
                identity: PublicKey::of(&key),
                zone_minutes: 480,
                emergency_telephone: "0570-0000000".to_owned(),
            };
            Ok(vec![Draft::new(moment, FactBody::Account(founded))])
        })
        .expect("founded");
        drop(app);
        let add = ["user", "add", "--name", "方正", "--roles", "station_head", "1000"];
        dianfei(&folder, &add).expect("the first person");
        let add = ["user", "add", "--by", "1000", "--name", "李明", "--roles", "reader", "1001"];
        dianfei(&folder, &add).expect("a second person");
        (folder, site)
    }
}

fn on_both(case: impl Fn(&Bench)) {
    for postgres in [false, true] {
        case(&Bench { root: TempDir::new().expect("a folder"), postgres });
    }
}

/// Runs a command with `--folder` behind its name.
fn dianfei(folder: &Path, args: &[&str]) -> Result<(), Failure> {
    let words = if args.first() == Some(&"user") { 2 } else { 1 };
    let (command, rest) = args.split_at(words);
    let mut line: Vec<&OsStr> = vec![OsStr::new("dianfei")];
    line.extend(command.iter().map(OsStr::new));
    line.extend([OsStr::new("--folder"), folder.as_os_str()]);
    line.extend(rest.iter().map(OsStr::new));
    run_from(&line)
}

fn said(outcome: Result<(), Failure>) -> Failure {
    outcome.expect_err("it refuses")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

#[test]
fn persons_are_registered_by_those_who_may() {
    on_both(|bench| {
        let (folder, site) = bench.station();
        let by_reader =
            ["user", "add", "--by", "1001", "--name", "王五", "--roles", "cashier", "1002"];
        let failure = said(dianfei(&folder, &by_reader));
        assert!(failure.en.contains("role_missing"), "{failure:?}");
        let by_nobody = ["user", "add", "--name", "王五", "--roles", "cashier", "1002"];
        assert!(said(dianfei(&folder, &by_nobody)).en.contains("no active person"));
        let no_role = ["user", "add", "--by", "1000", "--name", "王五", "--roles", "boss", "1002"];
        let failure = said(dianfei(&folder, &no_role));
        assert!(failure.en.contains("choose from reader, collector"), "{failure:?}");
        assert!(failure.zh.contains("没有角色 boss"), "{failure:?}");
        dianfei(&folder, &["user", "password", "1001"]).expect("a password is made");
        assert!(said(dianfei(&folder, &["user", "password", "1002"])).zh.contains("1002"));
        dianfei(&folder, &["user", "list"]).expect("a list");
        dianfei(&folder, &["verify"]).expect("sound");
        let app = site.app().expect("the station opens");
        let persons = app.store.read(|store| person::all(store, "330001")).expect("read");
        let names: Vec<&str> = persons.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names, ["方正", "李明"]);
    });
}

#[test]
fn the_first_person_can_register_others() {
    on_both(|bench| {
        let (folder, _site) = bench.folder("station");
        let failure =
            said(dianfei(&folder, &["user", "add", "--name", "李明", "--roles", "reader", "1001"]));
        assert_eq!(failure.zh, "第一个人员必须是管理员或所长");
    });
}

#[test]
fn some_work_beside_a_running_server_and_some_refuse() {
    on_both(|bench| {
        let (folder, site) = bench.station();
        let (backup, dump) = (bench.path("backup"), bench.path("dump"));
        let serving = site.app().expect("as serve holds it");
        dianfei(&folder, &["verify"]).expect("verify works beside");
        dianfei(&folder, &["backup", text(&backup)]).expect("backup works beside");
        dianfei(&folder, &["backup", "--portable", text(&dump)]).expect("so does a dump");
        for args in [
            &["user", "password", "1001"][..],
            &["user", "list"],
            &["restore", "--by", "1000", text(&backup)],
        ] {
            let failure = said(dianfei(&folder, args));
            assert!(failure.en.contains("stop `dianfei serve` first"), "{failure:?}");
            assert!(failure.zh.contains("请先停止 dianfei serve"), "{failure:?}");
        }
        drop(serving);
        dianfei(&folder, &["user", "list"]).expect("the lock is given back");
    });
}

#[test]
fn a_restored_station_is_the_same_under_a_new_incarnation() {
    on_both(|bench| {
        let (folder, site) = bench.station();
        let (backup, dump) = (bench.path("backup"), bench.path("dump"));
        dianfei(&folder, &["backup", text(&backup)]).expect("backed up");
        dianfei(&folder, &["backup", "--portable", text(&dump)]).expect("dumped");
        let failure = said(dianfei(&folder, &["restore", "--by", "1000", text(&backup)]));
        assert!(failure.zh.contains("不是空的"), "{failure:?}");
        let persons = |site: &Site| {
            let app = site.app().expect("it opens");
            app.store.read(|store| {
                let incarnation = station::incarnation(store, &app.station)?;
                Ok::<_, StoreError>((person::all(store, "330001")?, incarnation))
            })
        };
        let (before, first) = persons(&site).expect("read");
        assert_eq!(first, 1);
        for (name, source) in [("again", &backup), ("elsewhere", &dump)] {
            let (folder, site) = bench.folder(name);
            dianfei(&folder, &["restore", "--by", "1000", text(source)]).expect("restored");
            dianfei(&folder, &["verify"]).expect("sound");
            let (after, incarnation) = persons(&site).expect("read");
            assert_eq!(before, after);
            assert!(incarnation > first);
        }
    });
}

#[test]
fn what_is_no_backup_leaves_nothing_behind() {
    on_both(|bench| {
        let (folder, site) = bench.folder("station");
        let broken = bench.path("broken");
        for (bytes, zh) in [
            (&b"not a backup"[..], "不是完整的备份"),
            (b"", "不是完整的备份"),
            (b"SQLite format 3\0 and no more", "数据库"),
        ] {
            fs::write(&broken, bytes).expect("writable");
            let failure = said(dianfei(&folder, &["restore", "--by", "1000", text(&broken)]));
            assert!(failure.zh.contains(zh), "{failure:?}");
        }
        let missing = bench.path("missing");
        let failure = said(dianfei(&folder, &["restore", "--by", "1000", text(&missing)]));
        assert!(failure.zh.contains("无法读写文件"), "{failure:?}");
        let app = site.app().expect("it is still an empty store");
        assert_eq!(app.store.read(|store| person::all(store, "330001")).expect("read"), []);
    });
}

#[test]
fn what_a_newer_program_wrote_is_refused_in_words_and_left_alone() {
    on_both(|bench| {
        let (folder, site) = bench.station();
        let store = Store::open(&site.store_config()).expect("it opens");
        let newer = Upgrade { to: SCHEMA + 1, sql: "update store_version set one = 1;" };
        store
            .migrate_through(&chapters::tables(), SCHEMA + 1, &[newer])
            .expect("as a newer program would");
        let (backup, dump) = (bench.path("backup"), bench.path("dump"));
        store.backup(&backup).expect("backed up by the newer program");
        store.dump(&dump).expect("dumped by the newer program");
        drop(store);
        let (empty, _) = bench.folder("empty");
        let by = |source| ["restore", "--by", "1000", text(source)];
        let words = format!("数据库版本 {} 比本程序（{SCHEMA}）新", SCHEMA + 1);
        for (folder, args) in [
            (&folder, &["verify"][..]),
            (&folder, &["backup", text(&bench.path("another"))]),
            (&folder, &["user", "list"]),
            (&empty, &by(&backup)),
            (&empty, &by(&dump)),
        ] {
            let failure = said(dianfei(folder, args));
            assert!(failure.zh.contains(&words), "{args:?}: {failure:?}");
            assert!(failure.en.contains("install the newer program"), "{args:?}: {failure:?}");
        }
        let store = Store::open(&site.store_config()).expect("it opens");
        assert_eq!(store.schema_version().expect("read"), Some(SCHEMA + 1), "left alone");
    });
}

#[test]
fn a_restore_with_its_mirror_has_what_came_after_the_backup() {
    on_both(|bench| {
        let (folder, site) = bench.station();
        let (backup, copy) = (bench.path("backup"), bench.path("mirror.jsonl"));
        dianfei(&folder, &["backup", text(&backup)]).expect("backed up");
        let add = ["user", "add", "--by", "1000", "--name", "王芳", "--roles", "cashier", "1002"];
        dianfei(&folder, &add).expect("a third person, after the backup");
        let app = site.app().expect("the station opens");
        drop(Mirror::open(&copy, &app.store, &app.station).expect("a mirror"));
        drop(app);
        let (again, site) = bench.folder("again");
        let restore = ["restore", "--by", "1000", "--mirror", text(&copy), text(&backup)];
        dianfei(&again, &restore).expect("restored");
        dianfei(&again, &["verify"]).expect("sound");
        let app = site.app().expect("it opens");
        let persons = app.store.read(|store| person::all(store, "330001")).expect("read");
        assert_eq!(persons.last().map(|person| person.name.as_str()), Some("王芳"));
        drop(app);

        let (other, site) = bench.folder("other");
        let missing = bench.path("nowhere");
        let restore = ["restore", "--by", "1000", "--mirror", text(&missing), text(&backup)];
        let failure = said(dianfei(&other, &restore));
        assert!(failure.zh.contains("账本副本"), "{failure:?}");
        let app = site.app().expect("it is still an empty store");
        assert_eq!(app.store.read(|store| person::all(store, "330001")).expect("read"), []);
    });
}
