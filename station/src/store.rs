//! The station's store: one SQL text for two engines, SQLite and PostgreSQL.
//!
//! The subset that both accept: `$n` parameters, upsert, `returning`, common
//! table expressions, window functions; `bigint`, `text`, `bytea`; each `sum`
//! cast to `bigint`; `nulls first` or `nulls last` named. No triggers, stored
//! procedures, sequences, date or JSON functions, no `like` on letters.
//! A parameter whose kind the statement does not show is cast
//! (`cast($1 as text) is null`).
//!
//! Calls block; an async caller puts them on a blocking thread.

mod backup;
mod engine;
mod error;
mod keys;
mod lock;
mod migrate;
mod postgres;
mod schema;
pub mod some;
mod sqlite;
mod value;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use dianfei_faults::{self as faults, End};

pub use self::backup::Copied;
use self::engine::Connection;
pub use self::engine::{Reader, Tx};
pub use self::error::{EngineError, StoreError};
use self::lock::HolderLock;
pub use self::migrate::{RegisteredTable, Upgrade};
use self::postgres::PostgresConnection;
use self::schema::Marks;
pub use self::schema::{Mark, Table};
use self::sqlite::{Access, SqliteConnection};
pub use self::value::{Row, Value};

/// Where the station's record is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreConfig {
    /// One SQLite file; made where it is missing.
    Sqlite {
        /// The file.
        path: PathBuf,
    },
    /// A PostgreSQL database, by URL or key-value text.
    Postgres {
        /// How to connect.
        url: String,
    },
    /// A SQLite database in memory, gone at the end: for a replay or a test.
    Memory,
}

impl StoreConfig {
    /// Reads what a person types: a `postgres://` address, or a file.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Self::Postgres { url: text.to_owned() }
        } else {
            Self::Sqlite { path: PathBuf::from(text) }
        }
    }
}

enum Pool {
    Sqlite {
        path: PathBuf,
        readers: Mutex<Vec<SqliteConnection>>,
        /// Absent where the store is open for reading only. Dropped after the readers:
        /// the last to close, if it may write, puts the log into the database's file.
        writer: Option<Mutex<SqliteConnection>>,
    },
    Memory {
        one: Mutex<SqliteConnection>,
    },
    Postgres {
        url: String,
        idle: Mutex<Vec<PostgresConnection>>,
        /// Keeps the holder's lock; absent where open for reading only.
        holder: Option<Mutex<PostgresConnection>>,
    },
}

struct Inner {
    pool: Pool,
    marks: RwLock<Arc<Marks>>,
    /// Dropped last, after the connections.
    _lock: Option<HolderLock>,
}

/// A handle on the store, cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

impl Store {
    /// Opens the store as its one holder; refuses with [`StoreError::Held`]
    /// where another program holds it.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let (pool, lock) = match config {
            StoreConfig::Sqlite { path } => {
                let lock = HolderLock::take(path)?;
                let writer = SqliteConnection::open(path, Access::Write)?;
                let writer = Some(Mutex::new(writer));
                let readers = Mutex::default();
                (Pool::Sqlite { path: path.clone(), writer, readers }, Some(lock))
            }
            StoreConfig::Memory => {
                let one = SqliteConnection::open(Path::new(":memory:"), Access::Memory)?;
                (Pool::Memory { one: Mutex::new(one) }, None)
            }
            StoreConfig::Postgres { url } => {
                let mut holder = PostgresConnection::open(url)?;
                holder.hold()?;
                let holder = Some(Mutex::new(holder));
                (Pool::Postgres { url: url.clone(), idle: Mutex::default(), holder }, None)
            }
        };
        Self::with_pool(pool, lock)
    }

    /// Opens the store for reading beside its holder.
    pub fn open_read_only(config: &StoreConfig) -> Result<Self, StoreError> {
        let pool = match config {
            StoreConfig::Sqlite { path } => {
                let reader = SqliteConnection::open(path, Access::Read)?;
                let readers = Mutex::new(vec![reader]);
                Pool::Sqlite { path: path.clone(), writer: None, readers }
            }
            StoreConfig::Memory => return Self::open(config),
            StoreConfig::Postgres { url } => {
                let idle = Mutex::new(vec![PostgresConnection::open(url)?]);
                Pool::Postgres { url: url.clone(), idle, holder: None }
            }
        };
        Self::with_pool(pool, None)
    }

    fn with_pool(pool: Pool, lock: Option<HolderLock>) -> Result<Self, StoreError> {
        let inner = Inner { pool, marks: RwLock::default(), _lock: lock };
        let store = Self { inner: Arc::new(inner) };
        let marks = store.session(false, migrate::marks)?;
        store.set_marks(marks);
        Ok(store)
    }

    /// Brings the schema to `version`: makes the tables in an empty store,
    /// refuses a newer one. The marks are kept in the store.
    pub fn migrate(&self, tables: &[&Table], version: i64) -> Result<(), StoreError> {
        self.migrate_through(tables, version, &[])
    }

    /// As [`Store::migrate`], from older versions through numbered steps.
    pub fn migrate_through(
        &self,
        tables: &[&Table],
        version: i64,
        upgrades: &[Upgrade],
    ) -> Result<(), StoreError> {
        let marks = self.session(true, |connection| {
            transact(connection, true, |connection| {
                migrate::migrate(connection, tables, version, upgrades)
            })
        })?;
        self.set_marks(marks);
        Ok(())
    }

    /// The schema's version, or nothing where the store is empty.
    pub fn schema_version(&self) -> Result<Option<i64>, StoreError> {
        self.session(false, migrate::version)
    }

    /// The tables as the store has them registered, in their order.
    pub fn tables(&self) -> Result<Vec<RegisteredTable>, StoreError> {
        self.session(false, |connection| match migrate::version(connection)? {
            Some(_) => migrate::registered(connection),
            None => Ok(Vec::new()),
        })
    }

    /// Runs `job` over one snapshot of the store.
    pub fn read<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let marks = self.marks();
        self.session(false, |connection| {
            transact(connection, false, |connection| {
                job(&mut Reader::new(connection, &marks, false))
            })
        })
    }

    /// Runs `job` in one transaction: committed and durable when it ends well,
    /// rolled back when it ends with an error or a panic, or when one of its
    /// statements met an error. A job opens no second session of the store.
    pub fn write<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let marks = self.marks();
        self.session(true, |connection| {
            transact(connection, true, |connection| {
                let mut tx = Tx::new(connection, &marks);
                let outcome = job(&mut tx)?;
                if tx.is_spoiled() { Err(StoreError::Spoiled.into()) } else { Ok(outcome) }
            })
        })
    }

    /// The file or server, without a password.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.inner.pool {
            Pool::Sqlite { path, .. } => path.display().to_string(),
            Pool::Memory { .. } => "memory".to_owned(),
            Pool::Postgres { url, .. } => postgres::place(url),
        }
    }

    fn marks(&self) -> Arc<Marks> {
        Arc::clone(&self.inner.marks.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set_marks(&self, marks: Marks) {
        *self.inner.marks.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(marks);
    }

    /// Lends a connection to `job`.
    fn session<T, E: From<StoreError>>(
        &self,
        writes: bool,
        job: impl FnOnce(&mut dyn Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let exclusive = writes || matches!(self.inner.pool, Pool::Memory { .. });
        let _inside = Inside::enter(Arc::as_ptr(&self.inner).addr(), exclusive)?;
        self.lend(writes, job)
    }

    fn lend<T, E: From<StoreError>>(
        &self,
        writes: bool,
        job: impl FnOnce(&mut dyn Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.inner.pool {
            Pool::Memory { one } => job(&mut *guard(one)),
            Pool::Sqlite { path, writer, .. } if writes => match writer {
                Some(writer) => job(&mut *guard(writer)),
                None => Err(read_only(path).into()),
            },
            Pool::Sqlite { path, readers, .. } => lend_reader(path, readers, |reader| job(reader)),
            Pool::Postgres { holder: None, url, .. } if writes => {
                Err(read_only(Path::new(&postgres::place(url))).into())
            }
            Pool::Postgres { url, idle, .. } => {
                let spare = guard(idle).pop().filter(|spare| !spare.is_closed());
                let mut connection = match spare {
                    Some(connection) => connection,
                    None => PostgresConnection::open(url)?,
                };
                let outcome = job(&mut connection);
                if !connection.is_closed() {
                    guard(idle).push(connection);
                }
                outcome
            }
        }
    }
}

thread_local! {
    /// The stores whose one writing connection this thread holds.
    static HELD: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Marks that this thread is inside an exclusive session, so that a second one
/// of the same store is refused where it would wait for itself, or would read
/// what the first has changed as it was before.
struct Inside(Option<usize>);

impl Inside {
    fn enter(store: usize, exclusive: bool) -> Result<Self, StoreError> {
        if HELD.with_borrow(|held| held.contains(&store)) {
            return Err(StoreError::Nested);
        }
        if exclusive {
            HELD.with_borrow_mut(|held| held.push(store));
        }
        Ok(Self(exclusive.then_some(store)))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        if let Some(store) = self.0 {
            HELD.with_borrow_mut(|held| held.retain(|other| *other != store));
        }
    }
}

/// Lends a reader of a SQLite file to `job`: an idle one, or one more.
fn lend_reader<T, E: From<StoreError>>(
    path: &Path,
    readers: &Mutex<Vec<SqliteConnection>>,
    job: impl FnOnce(&mut SqliteConnection) -> Result<T, E>,
) -> Result<T, E> {
    let idle = guard(readers).pop();
    let mut reader = match idle {
        Some(reader) => reader,
        None => SqliteConnection::open(path, Access::Read)?,
    };
    let outcome = job(&mut reader);
    guard(readers).push(reader);
    outcome
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A job that panicked left its transaction open; the next one drops it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read_only(place: &Path) -> StoreError {
    StoreError::ReadOnly { sql: place.display().to_string() }
}

fn transact<T, E: From<StoreError>>(
    connection: &mut dyn Connection,
    writes: bool,
    job: impl FnOnce(&mut dyn Connection) -> Result<T, E>,
) -> Result<T, E> {
    connection.begin(writes)?;
    let outcome = match job(connection) {
        Ok(outcome) if writes => faults::around_commit(End::Station, || connection.commit())
            .map(|()| outcome)
            .map_err(E::from),
        Ok(outcome) => connection.commit().map(|()| outcome).map_err(E::from),
        Err(error) => Err(error),
    };
    if outcome.is_err() {
        // The first error is the one to report; the next begin rolls back too.
        drop(connection.rollback());
    }
    outcome
}
