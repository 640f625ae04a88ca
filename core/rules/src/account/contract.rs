//! What a supply contract (供用电合同) agrees beyond class and price table: for
//! customers with a transformer, and for meters behind which several prices hold.

use serde::{Deserialize, Serialize};

use crate::bill::loss::{LineLossMethod, LossMethod};
use crate::bill::power_factor::{LightingConnection, Standard};
use crate::id::TariffNo;
use crate::quantity::{Kwh, Percent};

/// The contract of an account; all parts are absent for most.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractTerms {
    /// How the loss of the customer's transformer is found where the meter
    /// stands on its low side (高供低计). A month's figures: a bill over several
    /// months takes them for each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transformer_loss: Option<LossMethod>,
    /// The loss of the customer's own line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_loss: Option<LineLossTerms>,
    /// The power factor that the customer is held to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power_factor: Option<PowerFactorTerms>,
    /// Shares of the metered energy at other price tables (定量, 定比), in the
    /// order in which they are taken; fixed ones come before proportional ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<ShareTerms>,
}

impl ContractTerms {
    /// Whether nothing is agreed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.transformer_loss.is_none()
            && self.line_loss.is_none()
            && self.power_factor.is_none()
            && self.shares.is_empty()
    }
}

/// The loss of the customer's own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineLossTerms {
    /// How it is agreed.
    pub method: LineLossMethod,
    /// Whether the transformer's loss runs over the line as well.
    #[serde(default)]
    pub with_transformer_loss: bool,
}

/// The power factor that a customer is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PowerFactorTerms {
    /// The standard.
    pub standard: Standard,
    /// A lowered standard was approved (降低考核标准): no reduction.
    #[serde(default)]
    pub lowered: bool,
}

/// How much of the metered energy a share takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareSize {
    /// So many kWh a month (定量).
    Fixed(Kwh),
    /// So many percent (定比).
    Percent(Percent),
}

/// A share of the metered energy at a price table of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShareTerms {
    /// The share's price table.
    pub tariff: TariffNo,
    /// How much it takes.
    pub size: ShareSize,
    /// How it is wired: in series the power factor adjusts its charge.
    pub connection: LightingConnection,
}
