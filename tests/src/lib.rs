//! What the tests share: a server of their own, stations, phones.
pub mod postgres;
