//! What the tests share: a server of their own, stations, phones.
//!
//! Without the feature `suite` only what the bench needs is here, so that its
//! release build is short.

pub mod bench;
#[cfg(feature = "suite")]
pub mod browser;
#[cfg(feature = "suite")]
pub mod clerk;
#[cfg(feature = "suite")]
pub mod cycle;
#[cfg(feature = "suite")]
pub mod day;
#[cfg(feature = "suite")]
pub mod demo_sheets;
#[cfg(feature = "suite")]
pub mod ends;
pub mod key;
#[cfg(feature = "suite")]
pub mod money;
#[cfg(feature = "suite")]
pub mod page;
#[cfg(feature = "suite")]
pub mod phone;
pub mod pocket;
#[cfg(feature = "suite")]
pub mod postgres;
#[cfg(feature = "suite")]
pub mod power_cut;
#[cfg(feature = "suite")]
pub mod samples;
#[cfg(feature = "suite")]
pub mod scene;
pub mod served;
#[cfg(feature = "suite")]
pub mod sim;
pub mod station;
#[cfg(feature = "suite")]
pub mod tidy;
pub mod village;
pub mod workbook;
