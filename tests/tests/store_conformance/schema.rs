//! How the schema goes forward.

use dianfei_station::store::{Mark, Store, StoreError, Table, Upgrade};
use dianfei_station::values;

use super::{Bench, FACT, ITEM, TABLES, count, put};

type Case = Result<(), StoreError>;

const ITEM_2: Table = Table {
    name: "item",
    mark: Mark::Fold,
    ddl: "create table item (
        station_id text not null,
        item_no bigint not null,
        name text,
        amount_fen bigint not null,
        due_on text,
        paid_on text,
        primary key (station_id, item_no)
    );",
};
const TO_2: Upgrade = Upgrade { to: 2, sql: "alter table item add column paid_on text;" };

pub(crate) fn refuses_a_newer_schema(bench: &Bench) -> Case {
    let store = Store::open(&bench.config)?;
    assert_eq!(store.schema_version()?, None);
    store.migrate(&TABLES, 7)?;
    let error = store.migrate(&TABLES, 6).expect_err("an older program");
    assert!(matches!(error, StoreError::NewerSchema { found: 7, known: 6 }));
    assert!(error.to_string().contains("install the newer program"), "{error}");
    assert_eq!(store.schema_version()?, Some(7));
    Ok(())
}

pub(crate) fn refuses_a_changed_table(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.migrate(&TABLES, 1)?;
    let error = store.migrate(&[&ITEM_2], 1).expect_err("other text, same version");
    assert!(matches!(error, StoreError::SchemaDiffers { version: 1, .. }));
    let unsealed = Table { mark: Mark::Fold, ..FACT };
    let error = store.migrate(&[&unsealed], 1).expect_err("other mark, same version");
    assert!(matches!(error, StoreError::SchemaDiffers { .. }));
    Ok(())
}

pub(crate) fn upgrades_in_steps(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 1, Some("甲"), 5))?;
    let tables = [&ITEM_2, TABLES[1], TABLES[2], TABLES[3]];
    let error = store.migrate(&tables, 2).expect_err("no step");
    assert!(matches!(error, StoreError::NoUpgrade { from: 1, to: 2 }));
    let broken = Upgrade { to: 2, sql: "alter table item add column paid_on text; drop nothing;" };
    store.migrate_through(&tables, 2, &[broken]).expect_err("a broken step");
    assert_eq!(store.schema_version()?, Some(1), "the old schema, not between");
    store.migrate_through(&tables, 2, &[TO_2])?;
    assert_eq!(store.schema_version()?, Some(2));
    let row = store.read(|c| c.query_one("select name, paid_on from item", &[]))?;
    assert_eq!((row.text("name")?, row.opt_text("paid_on")?), ("甲", None));
    store.migrate_through(&tables, 2, &[TO_2])?;
    Ok(())
}

pub(crate) fn refuses_unmarked_tables(bench: &Bench) -> Case {
    let store = Store::open(&bench.config)?;
    let stray = "create table item (station_id text not null, primary key (station_id));
                 create table stray (station_id text not null, primary key (station_id));";
    let two = Table { name: "item", mark: Mark::Fold, ddl: stray };
    let error = store.migrate(&[&two], 1).expect_err("a second table in one text");
    assert!(matches!(error, StoreError::Unmarked { ref table } if table == "stray"), "{error}");
    assert_eq!(store.schema_version()?, None, "nothing stays");
    let keyless = "create table item (item_no bigint not null, primary key (item_no));";
    let keyless = Table { ddl: keyless, ..ITEM };
    let error = store.migrate(&[&keyless], 1).expect_err("no station");
    assert!(matches!(error, StoreError::Definition { .. }));
    Ok(())
}

pub(crate) fn keeps_marks(bench: &Bench) -> Case {
    let store = bench.open()?;
    // A program that only opens the store seals what is sealed.
    let beside = Store::open_read_only(&bench.config)?;
    let marks: Vec<(String, Mark)> =
        beside.tables()?.into_iter().map(|table| (table.name, table.mark)).collect();
    assert_eq!(
        marks,
        TABLES.map(|table| (table.name.to_owned(), table.mark)),
        "in the order in which they are made"
    );
    let found: usize = store.read(|c| Ok::<_, StoreError>(c.marks().count()))?;
    assert_eq!(found, TABLES.len());
    let sql = "insert into fact (station_id, seq, bytes) values ($1, $2, $3)";
    store.write(|tx| tx.execute(sql, &values!["s1", 1, vec![0_u8]]))?;
    assert_eq!(count(&beside, "fact")?, 1);
    Ok(())
}
