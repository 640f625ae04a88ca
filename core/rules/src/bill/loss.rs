//! Losses (变损, 线损) that a bill adds to what the meters read, because the
//! meter does not stand at the boundary of ownership.
//!
//! - [`transformer_loss`]: by formula, simplified, or by a table.
//! - [`share`]: one transformer's loss over several meters.
//! - [`line_loss`] and [`line_loss_rate`].
//!
//! 供电营业规则(1996) 第74条: the owner of transformer or line bears its loss.
//! Which method an account's loss is found by stands in its supply contract.

mod line;
mod nameplate;
mod share;
mod table;
mod transformer;

use crate::quantity::{Kvarh, Kwh};
use crate::refusal::Refusal;

pub use line::{
    LineLoss, LineLossInput, LineLossMethod, LineLossRate, line_loss, line_loss_rate, loss_period,
};
pub use nameplate::{Nameplate, nameplate_source, published_nameplate};
pub use share::{
    LossTreatment, ShareBasis, ShareInput, ShareMeter, ShareStatement, SharedLoss, share,
};
pub use table::{LossTable, LossTableStep, TableInput};
pub use transformer::{
    FormulaInput, LossMethod, LossSteps, SimplifiedInput, TransformerLoss, TransformerLossInput,
    transformer_loss,
};

use super::checks;

fn out_of_range() -> Refusal {
    Refusal::out_of_range("loss")
}

/// Refuses `figure_negative` where energy read is below zero.
fn check_energy(active: Kwh, reactive: Kvarh) -> Result<(), Refusal> {
    checks::not_negative("energy_kwh", active.get())?;
    checks::not_negative("reactive_kvarh", reactive.get())
}
