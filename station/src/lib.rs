//! The station's server: journal, tables, staff pages and the phones' door.

pub mod store;
