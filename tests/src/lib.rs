//! What the tests share: a server of their own, stations, phones.
pub mod demo_sheets;
pub mod browser;
pub mod pocket;
pub mod postgres;
pub mod samples;
pub mod served;
pub mod station;
pub mod village;
