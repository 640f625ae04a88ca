//! Meeting the station: head exchange, batches, parts, rulings, assignments and
//! the count at the end.

pub mod assignment;
pub mod exchange;
pub mod http;
