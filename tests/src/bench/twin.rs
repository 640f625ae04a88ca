//! The bare half of a pair: a copy of the product's file, brought up with it by
//! plain transactions that write the same rows and do nothing else.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params_from_iter};

use dianfei_speed::measure::{Took, timed};

/// The looks after which every table that a job writes has been seen to change: a
/// day's second batch writes what its first does not.
const FULL_LOOKS: usize = 2;

/// Rows to write, each with its statement.
#[derive(Debug, Default)]
pub struct Rows(Vec<(String, Vec<Value>)>);

impl Rows {
    /// How many.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// A table and how its rows are told apart.
#[derive(Debug, Clone)]
struct Table {
    name: String,
    columns: Vec<String>,
    /// The row's number, or the primary key of a table without such numbers.
    key: Vec<String>,
    /// Whether the key is something that the columns do not hold.
    apart: bool,
}

/// The copy.
#[derive(Debug)]
pub struct Twin {
    original: PathBuf,
    copy: PathBuf,
    bare: Connection,
    tables: Vec<Table>,
    /// The tables that are known to change.
    watched: BTreeSet<usize>,
    looks: usize,
}

/// Copies a database as it is, whatever lies in its log.
pub fn copy(from: &Path, to: &Path) {
    let from = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("opens");
    let mut to = Connection::open(to).expect("a new file");
    let backup = Backup::new(&from, &mut to).expect("a copy begins");
    backup.run_to_completion(4096, Duration::ZERO, None).expect("a copy ends");
}

impl Twin {
    /// A copy of `original` at `copy`, written with the product's own settings.
    #[must_use]
    pub fn of(original: &Path, copy: &Path, synchronous: &str, cache_kib: i64) -> Self {
        self::copy(original, copy);
        let bare = Connection::open(copy).expect("opens");
        bare.pragma_update(None, "journal_mode", "wal").expect("set");
        bare.pragma_update(None, "synchronous", synchronous).expect("set");
        bare.pragma_update(None, "cache_size", -cache_kib).expect("set");
        bare.pragma_update(None, "foreign_keys", true).expect("set");
        bare.set_prepared_statement_cache_capacity(256);
        let tables = tables(&bare);
        let (original, copy) = (original.to_owned(), copy.to_owned());
        Self { original, copy, bare, tables, watched: BTreeSet::new(), looks: 0 }
    }

    /// What the product's file has and the copy has not. The first looks are at
    /// every table, later ones at those that had changed.
    pub fn missing(&mut self) -> Rows {
        let places: Vec<usize> = if self.looks < FULL_LOOKS {
            (0..self.tables.len()).collect()
        } else {
            self.watched.iter().copied().collect()
        };
        self.looks += 1;
        // A connection of its own, so that looking warms no page of the copy.
        let look = Connection::open_with_flags(&self.copy, OpenFlags::SQLITE_OPEN_READ_ONLY)
            .expect("opens");
        look.execute("attach ?1 as product", [self.original.to_str().expect("plain text")])
            .expect("attached");
        let mut rows = Rows::default();
        for at in places {
            let before = rows.count();
            self.tables[at].missing(&look, &mut rows);
            if rows.count() > before {
                self.watched.insert(at);
            }
        }
        rows
    }

    /// How many rows still differ in the whole file.
    pub fn differing(&mut self) -> usize {
        self.looks = 0;
        self.missing().count()
    }

    /// Writes the rows in one transaction; what it took.
    pub fn write(&mut self, rows: &Rows) -> Took {
        let bare = &mut self.bare;
        let (took, ()) = timed(|| {
            let tx = bare.transaction_with_behavior(TransactionBehavior::Immediate).expect("begun");
            for (sql, values) in &rows.0 {
                let mut statement = tx.prepare_cached(sql).expect("prepared");
                statement.execute(params_from_iter(values)).expect("written");
            }
            tx.commit().expect("committed");
        });
        took
    }
}

impl Table {
    fn missing(&self, look: &Connection, rows: &mut Rows) {
        let Self { name, columns, key, .. } = self;
        let of = |side: &str, names: &[String]| {
            names.iter().map(|name| format!("{side}.{name}")).collect::<Vec<_>>().join(", ")
        };
        let on: Vec<String> = key.iter().map(|key| format!("o.{key} = n.{key}")).collect();
        let sql = format!(
            "select {}, {}, {}, o.{} from product.{name} n left join main.{name} o on {}
             where o.{} is null or ({}) is not ({}) order by {}",
            of("n", key),
            of("n", columns),
            of("o", columns),
            key[0],
            on.join(" and "),
            key[0],
            of("n", columns),
            of("o", columns),
            of("n", key),
        );
        let width = key.len() + 2 * columns.len() + 1;
        for values in all(look, &sql, width) {
            let (own, rest) = values.split_at(key.len());
            let (new, rest) = rest.split_at(columns.len());
            let (old, mark) = rest.split_at(columns.len());
            rows.0.push(if mark[0] == Value::Null {
                self.insert(own, new)
            } else {
                self.update(own, new, old)
            });
        }
        let sql = format!(
            "select {} from main.{name} o left join product.{name} n on {} where n.{} is null",
            of("o", key),
            on.join(" and "),
            key[0]
        );
        for own in all(look, &sql, key.len()) {
            rows.0.push((format!("delete from {name} where {}", self.by_key()), own));
        }
    }

    fn insert(&self, own: &[Value], new: &[Value]) -> (String, Vec<Value>) {
        let (names, values): (Vec<String>, Vec<Value>) = if self.apart {
            ([&self.key[..], &self.columns[..]].concat(), [own, new].concat())
        } else {
            (self.columns.clone(), new.to_vec())
        };
        let places = vec!["?"; names.len()].join(", ");
        (format!("insert into {} ({}) values ({places})", self.name, names.join(", ")), values)
    }

    fn update(&self, own: &[Value], new: &[Value], old: &[Value]) -> (String, Vec<Value>) {
        let changed: Vec<usize> = (0..new.len()).filter(|at| new[*at] != old[*at]).collect();
        let set: Vec<String> =
            changed.iter().map(|at| format!("{} = ?", self.columns[*at])).collect();
        let values = changed.iter().map(|at| new[*at].clone()).chain(own.iter().cloned()).collect();
        (format!("update {} set {} where {}", self.name, set.join(", "), self.by_key()), values)
    }

    fn by_key(&self) -> String {
        let each: Vec<String> = self.key.iter().map(|key| format!("{key} = ?")).collect();
        each.join(" and ")
    }
}

fn all(connection: &Connection, sql: &str, width: usize) -> Vec<Vec<Value>> {
    let mut statement = connection.prepare(sql).expect("prepared");
    let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect());
    rows.expect("read").collect::<Result<_, _>>().expect("values")
}

/// A column of a table's description: its name, its kind, its place in the key.
type Described = (String, String, i64);

fn tables(connection: &Connection) -> Vec<Table> {
    let sql = "select name, sql from sqlite_schema
        where type = 'table' and name not like 'sqlite_%'";
    let mut statement = connection.prepare(sql).expect("prepared");
    let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("read");
    let found: Vec<(String, String)> = found.collect::<Result<_, _>>().expect("read");
    let describe = |(name, sql): (String, String)| {
        let mut statement =
            connection.prepare(&format!("pragma table_info({name})")).expect("prepared");
        let columns = statement
            .query_map([], |row| Ok((row.get("name")?, row.get("type")?, row.get("pk")?)))
            .expect("read");
        let columns: Vec<Described> = columns.collect::<Result<_, _>>().expect("read");
        let keys: Vec<&Described> = columns.iter().filter(|(_, _, place)| *place > 0).collect();
        let in_order = sql.to_lowercase().contains("without rowid");
        let numbered = keys.len() == 1 && keys[0].1.eq_ignore_ascii_case("integer");
        let key = if in_order || numbered {
            keys.iter().map(|(name, _, _)| name.clone()).collect()
        } else {
            vec!["rowid".to_owned()]
        };
        let columns = columns.into_iter().map(|(name, _, _)| name).collect();
        Table { name, columns, key, apart: !(in_order || numbered) }
    };
    found.into_iter().map(describe).collect()
}
