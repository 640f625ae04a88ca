//! What the tests share: a server of their own, stations, phones.

pub mod browser;
pub mod clerk;
pub mod day;
pub mod demo_sheets;
pub mod ends;
pub mod key;
pub mod money;
pub mod page;
pub mod phone;
pub mod pocket;
pub mod postgres;
pub mod power_cut;
pub mod samples;
pub mod scene;
pub mod served;
pub mod sim;
pub mod station;
pub mod tidy;
pub mod village;
pub mod workbook;
