//! Chapter 4.2, bills: from usage and price table to lines that add up.

pub mod basic_charge;
mod checks;
mod climb;
pub mod compute;
pub mod correction;
pub mod document;
pub mod explain;
pub mod illegal_use;
mod line;
pub mod loss;
pub mod power_factor;
mod settlement;
mod stretch;

pub use compute::compute;
pub use document::{
    Adjustment, BillDocument, BillEnergy, BillInput, BillLine, EnergyStatement, LineKind,
    ProvisionalBill, RULES_EDITION, Settlement,
};
pub use explain::{Step, explain};
