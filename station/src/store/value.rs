//! Values and rows as both engines keep them: whole numbers, text, bytes.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use dianfei_rules::calendar::YearMonth;
use dianfei_rules::money::Fen;
use serde::de::DeserializeOwned;

use super::error::StoreError;

/// One value of a row or of a statement's parameters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Absent.
    Null,
    /// A whole number (`bigint`): counts, fen, milliseconds, 0 and 1.
    Int(i64),
    /// Text (`text`): words, ISO dates, decimals.
    Text(String),
    /// Bytes (`bytea`): canonical bytes, hashes.
    Blob(Vec<u8>),
    /// A count beyond 2^63 - 1: the driver refuses it as
    /// [`StoreError::OutOfRange`], so that a hostile count cannot wrap.
    OutOfRange(u64),
}

impl Value {
    /// What the value is, for messages; never the value itself.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Int(_) => "a number",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytes",
            Self::OutOfRange(_) => "a number too large",
        }
    }
}

/// Refuses counts that no column can hold.
pub(crate) fn check_range(values: &[Value]) -> Result<(), StoreError> {
    for value in values {
        if let Value::OutOfRange(number) = value {
            return Err(StoreError::OutOfRange { number: *number });
        }
    }
    Ok(())
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::OutOfRange(number), Self::Int)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        u64::try_from(number).map_or(Self::OutOfRange(u64::MAX), Self::from)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}

impl From<Fen> for Value {
    fn from(amount: Fen) -> Self {
        Self::Int(amount.get())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Blob(bytes)
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl From<&Vec<u8>> for Value {
    fn from(bytes: &Vec<u8>) -> Self {
        Self::Blob(bytes.clone())
    }
}

impl<const N: usize> From<[u8; N]> for Value {
    fn from(bytes: [u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(bytes: &[u8; N]) -> Self {
        Self::Blob(bytes.to_vec())
    }
}

impl From<NaiveDate> for Value {
    fn from(date: NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

impl From<YearMonth> for Value {
    fn from(month: YearMonth) -> Self {
        Self::Text(month.to_string())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list of [`Value`]s from anything that has a `From`:
/// `tx.execute(sql, &values![station_id, amount, received_on])`.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        [$($crate::store::Value::from($value)),*]
    };
}

/// One row of a result; columns are asked for by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    /// The names of the columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The values, in the order of the columns.
    #[must_use]
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// The values, in the order of the columns, taken out.
    #[must_use]
    pub fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// The value of a column.
    pub fn value(&self, column: &str) -> Result<&Value, StoreError> {
        self.columns
            .iter()
            .position(|name| name == column)
            .and_then(|position| self.values.get(position))
            .ok_or_else(|| StoreError::NoColumn { column: column.to_owned() })
    }

    /// The number in a column.
    pub fn int(&self, column: &str) -> Result<i64, StoreError> {
        self.opt_int(column)?.ok_or_else(|| wrong(column, "a number", &Value::Null))
    }

    /// The number in a column, or nothing.
    pub fn opt_int(&self, column: &str) -> Result<Option<i64>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other @ (Value::Text(_) | Value::Blob(_) | Value::OutOfRange(_)) => {
                Err(wrong(column, "a number", other))
            }
        }
    }

    /// The count in a column: a number that is not negative.
    pub fn count(&self, column: &str) -> Result<u64, StoreError> {
        self.opt_count(column)?.ok_or_else(|| wrong(column, "a count", &Value::Null))
    }

    /// The count in a column, or nothing.
    pub fn opt_count(&self, column: &str) -> Result<Option<u64>, StoreError> {
        let number = self.opt_int(column)?;
        number
            .map(|number| {
                u64::try_from(number)
                    .map_err(|_negative| wrong(column, "a count", &Value::Int(number)))
            })
            .transpose()
    }

    /// Whether the number in a column is not 0.
    pub fn flag(&self, column: &str) -> Result<bool, StoreError> {
        self.int(column).map(|number| number != 0)
    }

    /// The amount in a column of fen.
    pub fn fen(&self, column: &str) -> Result<Fen, StoreError> {
        self.int(column).map(Fen::new)
    }

    /// The amount in a column of fen, or nothing.
    pub fn opt_fen(&self, column: &str) -> Result<Option<Fen>, StoreError> {
        Ok(self.opt_int(column)?.map(Fen::new))
    }

    /// The text in a column.
    pub fn text(&self, column: &str) -> Result<&str, StoreError> {
        self.opt_text(column)?.ok_or_else(|| wrong(column, "text", &Value::Null))
    }

    /// The text in a column, or nothing.
    pub fn opt_text(&self, column: &str) -> Result<Option<&str>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other @ (Value::Int(_) | Value::Blob(_) | Value::OutOfRange(_)) => {
                Err(wrong(column, "text", other))
            }
        }
    }

    /// The bytes in a column.
    pub fn blob(&self, column: &str) -> Result<&[u8], StoreError> {
        self.opt_blob(column)?.ok_or_else(|| wrong(column, "bytes", &Value::Null))
    }

    /// The bytes in a column, or nothing.
    pub fn opt_blob(&self, column: &str) -> Result<Option<&[u8]>, StoreError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            other @ (Value::Int(_) | Value::Text(_) | Value::OutOfRange(_)) => {
                Err(wrong(column, "bytes", other))
            }
        }
    }

    /// The text in a column, read as a `T`: an account number, a decimal.
    pub fn parsed<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, StoreError> {
        parse(column, self.text(column)?)
    }

    /// The text in a column, read as a `T`, or nothing.
    pub fn opt_parsed<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, StoreError> {
        self.opt_text(column)?.map(|text| parse(column, text)).transpose()
    }

    /// The civil date in a column of ISO text.
    pub fn date(&self, column: &str) -> Result<NaiveDate, StoreError> {
        self.parsed(column)
    }

    /// The civil date in a column of ISO text, or nothing.
    pub fn opt_date(&self, column: &str) -> Result<Option<NaiveDate>, StoreError> {
        self.opt_parsed(column)
    }

    /// What the JSON in a column of text holds.
    pub fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StoreError> {
        serde_json::from_str(self.text(column)?).map_err(|error| StoreError::WrongKind {
            column: column.to_owned(),
            expected: std::any::type_name::<T>(),
            found: error.to_string(),
        })
    }

    /// The month in a column of ISO text.
    pub fn month(&self, column: &str) -> Result<YearMonth, StoreError> {
        self.parsed(column)
    }
}

fn wrong(column: &str, expected: &'static str, found: &Value) -> StoreError {
    StoreError::WrongKind { column: column.to_owned(), expected, found: found.kind().to_owned() }
}

fn parse<T: FromStr<Err: Display>>(column: &str, text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: T::Err| StoreError::WrongKind {
        column: column.to_owned(),
        expected: std::any::type_name::<T>(),
        found: error.to_string(),
    })
}
