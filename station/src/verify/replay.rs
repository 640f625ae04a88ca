//! The empty store that a record is replayed into.

use crate::chapters;
use crate::store::{Mark, Store, StoreConfig, StoreError, Tx};

/// The schema version of a replay's store.
pub const SCHEMA: i64 = 1;

/// A store in memory with all tables and nothing in them. To make it takes
/// longer than to replay a small record, so one serves any number of records,
/// one after the other.
pub struct Replay {
    store: Store,
    is_used: bool,
}

impl Replay {
    /// Makes the tables.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub fn new() -> Result<Self, StoreError> {
        let store = Store::open(&StoreConfig::Memory)?;
        store.migrate(&chapters::tables(), SCHEMA)?;
        Ok(Self { store, is_used: false })
    }

    /// The store, with nothing in it.
    pub(super) fn emptied(&mut self) -> Result<&Store, StoreError> {
        if self.is_used {
            self.clear()?;
        }
        self.is_used = true;
        Ok(&self.store)
    }

    /// Takes out what an earlier record has left.
    fn clear(&self) -> Result<(), StoreError> {
        self.store.write(|tx| {
            clear_parts(tx)?;
            for table in chapters::tables().iter().filter(|table| !table.mark.is_sealed()) {
                tx.execute(&format!("delete from {}", table.name), &[])?;
            }
            Ok(())
        })
    }
}

/// Parts are sealed in this store as in any: each is taken out by its key.
fn clear_parts(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    for table in chapters::tables().iter().filter(|table| table.mark == Mark::Part) {
        let columns = table.key_columns();
        let [station, key] = columns.as_slice() else { continue };
        let rows = tx.query(&format!("select {station}, {key} from {}", table.name), &[])?;
        for row in &rows {
            tx.destroy_part(table.name, row.text(station)?, key, row.value(key)?.clone())?;
        }
    }
    Ok(())
}
