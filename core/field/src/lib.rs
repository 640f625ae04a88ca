//! The phone of a reader or a collector: a journal of signed facts, the tables
//! folded from it, the use cases of a day and the sync with the station. It is
//! offline all day; nothing in it waits on the network but [`Field::sync`].
//!
//! One command is one transaction: the rules decide over what the tables say,
//! the facts go to the journal and the tables follow. What a use case has
//! returned survives a power cut at any instant.

pub mod business_date;
pub mod collection;
pub mod day_end;
pub mod error;
pub mod explain;
pub mod field;
pub mod port;
pub mod reading;
pub mod receipt;
pub mod record;
pub mod store;
pub mod sync;
pub mod ticket;
pub mod view;

mod fold;

pub use error::FieldError;
pub use field::{Config, Field, Ports};
