//! Backup, dump and restore.

use std::fs;

use dianfei_station::store::{Copied, Row, Store, StoreConfig, StoreError};
use dianfei_station::values;
use dianfei_tests::postgres::PostgresServer;

use super::{Bench, TABLES, put};

type Case = Result<(), StoreError>;

fn fill(store: &Store) -> Case {
    store.write(|tx| {
        for item_no in 0..4_500 {
            put(tx, item_no, (item_no % 3 > 0).then_some("李家\"庄\"\n"), item_no)?;
        }
        let sql = "insert into item_line (station_id, item_no, seq, energy_kwh) \
                   values ($1, $2, $3, $4)";
        tx.execute(sql, &values!["s1", 7, 1, i64::MAX])?;
        let sql = "insert into fact (station_id, seq, bytes) values ($1, $2, $3)";
        let bytes: Vec<u8> = (0..=255).collect();
        tx.execute(sql, &values!["s1", 1, bytes])?;
        Ok(())
    })
}

const COPIED: Copied = Copied { tables: 4, rows: 4_502 };

fn everything(store: &Store) -> Result<Vec<Vec<Row>>, StoreError> {
    store.read(|c| {
        TABLES
            .iter()
            .map(|table| c.query(&format!("select * from {} order by 1, 2", table.name), &[]))
            .collect()
    })
}

/// The restored store has the same rows and the same marks, and works on.
fn check_same(source: &Store, restored: &Store) -> Case {
    assert_eq!(everything(source)?, everything(restored)?);
    assert_eq!(source.tables()?, restored.tables()?);
    assert_eq!(restored.schema_version()?, Some(1));
    restored.migrate(&TABLES, 1)?;
    let error = restored.write(|tx| tx.execute("delete from fact", &[]));
    assert!(matches!(error, Err(StoreError::Sealed { .. })));
    restored.write(|tx| put(tx, 9_999, None, 0))
}

pub(crate) fn backs_up_and_restores(bench: &Bench) -> Case {
    let store = bench.open()?;
    fill(&store)?;
    let backup = bench.folder.path().join("backup");
    let beside = Store::open_read_only(&bench.config)?;
    assert_eq!(beside.backup(&backup)?, COPIED);
    let error = beside.backup(&backup).expect_err("a backup is never written over");
    assert!(matches!(error, StoreError::File { .. }));
    let target = Bench::new(if matches!(bench.config, StoreConfig::Sqlite { .. }) {
        "sqlite"
    } else {
        "postgresql"
    });
    let restored = Store::open(&target.config)?;
    assert_eq!(restored.restore(&backup)?, COPIED);
    check_same(&store, &restored)
}

pub(crate) fn dumps_to_either_engine(bench: &Bench) -> Case {
    let store = bench.open()?;
    fill(&store)?;
    let dump = bench.folder.path().join("dump");
    assert_eq!(store.dump(&dump)?, COPIED);
    let restored = Store::open(&StoreConfig::Memory)?;
    assert_eq!(restored.restore(&dump)?, COPIED);
    check_same(&store, &restored)?;
    let url = PostgresServer::shared().new_database();
    let restored = Store::open(&StoreConfig::from_text(&url))?;
    assert_eq!(restored.restore(&dump)?, COPIED);
    check_same(&store, &restored)
}

pub(crate) fn refuses_a_damaged_dump(bench: &Bench) -> Case {
    let store = bench.open()?;
    fill(&store)?;
    let dump = bench.folder.path().join("dump");
    store.dump(&dump)?;
    let whole = fs::read(&dump).expect("readable");
    let damaged = bench.folder.path().join("damaged");
    let restored = Store::open(&StoreConfig::Memory)?;
    for length in [0, 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&damaged, &whole[..length]).expect("writable");
        let error = restored.restore(&damaged).expect_err("a cut dump");
        assert!(matches!(error, StoreError::NotABackup { .. }), "{length}: {error:?}");
        assert_eq!(restored.schema_version()?, None, "nothing stays");
    }
    let lines = zstd::decode_all(&whole[..]).expect("zstd");
    let changed = String::from_utf8(lines).expect("text").replace("李家", "张家");
    let changed = zstd::encode_all(changed.as_bytes(), 3).expect("zstd");
    fs::write(&damaged, changed).expect("writable");
    let error = restored.restore(&damaged).expect_err("another hash");
    assert!(matches!(error, StoreError::NotABackup { line: 4_508, .. }), "{error:?}");
    assert_eq!(restored.restore(&dump)?, COPIED);
    Ok(())
}

pub(crate) fn refuses_a_full_store(bench: &Bench) -> Case {
    let store = bench.open()?;
    let dump = bench.folder.path().join("dump");
    store.dump(&dump)?;
    let error = store.restore(&dump).expect_err("it has tables");
    assert!(matches!(error, StoreError::NotEmpty { .. }));
    Ok(())
}
