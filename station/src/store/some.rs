//! The rows of many keys: one statement for a fixed number of keys at a time, so
//! that it stays prepared however many there are.

use super::engine::Reader;
use super::error::StoreError;
use super::value::{Row, Value};

/// How many keys one statement takes. A lone key has a statement of its own.
const AT_ONCE: usize = 64;

/// The rows of the keys, in no order. `sql` ends before the list of keys, as in
/// `select .. where station_id = $1 and account in`; `first` are its parameters
/// before them. A key that is given twice is looked up once.
pub fn of(
    store: &mut Reader<'_>,
    keys: &[&str],
    first: &[Value],
    sql: &str,
) -> Result<Vec<Row>, StoreError> {
    let width = if keys.len() == 1 { 1 } else { AT_ONCE };
    let places: Vec<String> =
        (1..=width).map(|place| format!("${}", first.len() + place)).collect();
    let sql = format!("{sql} ({})", places.join(", "));
    let mut rows = Vec::new();
    for some in keys.chunks(width) {
        let Some(last) = some.last() else { continue };
        let filled = some.iter().chain(std::iter::repeat(last)).take(width);
        let params: Vec<Value> =
            first.iter().cloned().chain(filled.map(|key| Value::from(*key))).collect();
        rows.extend(store.query(&sql, &params)?);
    }
    Ok(rows)
}
