//! Chapter 4.2, bills: from usage and price table to lines that add up.

pub mod basic_charge;
mod charges;
mod checks;
mod climb;
pub mod compute;
pub mod correction;
pub mod document;
mod energy;
pub mod error_rate;
pub mod explain;
pub mod illegal_use;
pub mod input;
mod line;
mod lines;
pub mod loss;
mod portion;
pub mod power_factor;
pub mod pricing;
pub mod revision;
mod settlement;
mod stretch;

pub use compute::compute;
pub use document::{BillDocument, BillLine, Charged, EnergyStatement, LineKind, RULES_EDITION};
pub use explain::{Step, explain};
pub use input::{
    Adjustment, BasicChargeBy, BasicChargeSpan, BillEnergy, BillInput, Corrects, ProvisionalBill,
    Settlement, SubMeter,
};
pub(crate) use portion::check_shares;
pub use pricing::{Pricer, Pricing, pricing};
pub use revision::Revision;
