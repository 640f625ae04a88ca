//! The store's cases, each on SQLite and on PostgreSQL: one SQL text must
//! give one result.

#[path = "store_conformance/copies.rs"]
mod copies;
#[path = "store_conformance/schema.rs"]
mod schema;
#[path = "store_conformance/sessions.rs"]
mod sessions;
#[path = "store_conformance/statements.rs"]
mod statements;

use dianfei_station::store::{Mark, Store, StoreConfig, StoreError, Table, Tx};
use dianfei_station::values;
use dianfei_tests::postgres::PostgresServer;
use tempfile::TempDir;

const ITEM: Table = Table {
    name: "item",
    mark: Mark::Fold,
    ddl: "create table item (
        station_id text not null,
        item_no bigint not null, -- the text of a comment; with a semicolon
        name text,
        amount_fen bigint not null,
        due_on text,
        primary key (station_id, item_no)
    );
    create index item_due on item (station_id, due_on);",
};
const ITEM_LINE: Table = Table {
    name: "item_line",
    mark: Mark::Fold,
    ddl: "create table item_line (
        station_id text not null,
        item_no bigint not null,
        seq bigint not null,
        energy_kwh bigint not null check (energy_kwh >= 0),
        primary key (station_id, item_no, seq),
        foreign key (station_id, item_no) references item (station_id, item_no)
    ) clustered;",
};
const FACT: Table = Table {
    name: "fact",
    mark: Mark::Journal,
    ddl: "create table fact (
        station_id text not null,
        seq bigint not null,
        bytes bytea not null,
        primary key (station_id, seq)
    );",
};
const PIECE: Table = Table {
    name: "piece",
    mark: Mark::Part,
    ddl: "create table piece (
        station_id text not null,
        sha256 bytea not null,
        bytes bytea not null,
        primary key (station_id, sha256)
    );",
};
const TABLES: [&Table; 4] = [&ITEM, &ITEM_LINE, &FACT, &PIECE];

/// One engine under test, with a folder for its files.
struct Bench {
    config: StoreConfig,
    folder: TempDir,
}

impl Bench {
    fn new(engine: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let config = if engine == "sqlite" {
            StoreConfig::Sqlite { path: folder.path().join("station.db") }
        } else {
            StoreConfig::from_text(&PostgresServer::shared().new_database())
        };
        Self { config, folder }
    }

    fn open(&self) -> Result<Store, StoreError> {
        let store = Store::open(&self.config)?;
        store.migrate(&TABLES, 1)?;
        Ok(store)
    }
}

fn put(tx: &mut Tx<'_>, item_no: i64, name: Option<&str>, amount: i64) -> Result<(), StoreError> {
    let sql = "insert into item (station_id, item_no, name, amount_fen) values ($1, $2, $3, $4)";
    tx.execute(sql, &values!["s1", item_no, name, amount]).map(|_one| ())
}

fn count(store: &Store, table: &str) -> Result<i64, StoreError> {
    let sql = format!("select count(*) as rows from {table}");
    store.read(|c| c.query_one(&sql, &[])?.int("rows"))
}

macro_rules! cases {
    ($($topic:ident: [$($case:ident),* $(,)?]),* $(,)?) => {
        mod sqlite {
            $($(#[test] fn $case() {
                super::$topic::$case(&super::Bench::new("sqlite")).expect("no error");
            })*)*
        }
        mod postgresql {
            $($(#[test] fn $case() {
                super::$topic::$case(&super::Bench::new("postgresql")).expect("no error");
            })*)*
        }
    };
}

cases! {
    statements: [
        keeps_values,
        upserts_and_returns,
        follows_a_hierarchy,
        ranks_in_windows,
        orders_absent_values,
        casts_sums,
        compares_text_by_bytes,
        inserts_many,
        refuses_kinds_it_does_not_keep,
        names_the_broken_key,
        names_other_constraints,
    ],
    sessions: [
        rolls_back,
        stops_at_the_first_error,
        drops_what_a_panic_left,
        reads_beside_a_writer,
        keeps_writers_apart,
        seals_the_journal,
        destroys_only_parts,
        has_one_holder,
        reads_only_beside_the_holder,
        refuses_a_session_inside_a_writing_one,
        works_from_a_blocking_thread,
    ],
    schema: [
        refuses_a_newer_schema,
        refuses_a_changed_table,
        upgrades_in_steps,
        refuses_unmarked_tables,
        keeps_marks,
    ],
    copies: [
        backs_up_and_restores,
        dumps_to_either_engine,
        refuses_a_damaged_dump,
        refuses_a_full_store,
    ],
}
