//! A contract with a part of each kind.

use dianfei_rules::account::{
    AgreedContract, BasicChargeTerms, ContractTerms, LineLossTerms, PowerFactorTerms, ShareSize,
    ShareTerms, SupplyContract,
};
use dianfei_rules::bill::basic_charge::Transformer;
use dianfei_rules::bill::loss::{LineLossMethod, LossMethod, SimplifiedInput};
use dianfei_rules::bill::power_factor::{LightingConnection, Standard};
use dianfei_wire::fact::AccountFact;

use super::{date, text};

/// The fact that records it.
pub(super) fn agreed() -> AccountFact {
    AccountFact::ContractAgreed {
        account: parsed!("3300010001"),
        agreed: Box::new(AgreedContract { from: date(1), contract: supply() }),
        reference: text("供用电合同 2026-17"),
        reason: text("新装专用变压器"),
    }
}

fn supply() -> SupplyContract {
    SupplyContract {
        terms: ContractTerms {
            transformer_loss: Some(LossMethod::Simplified(SimplifiedInput {
                capacity_kva: parsed!("315"),
                iron_kwh: parsed!("346"),
                iron_kvarh: parsed!("1100"),
                reactive_factor: parsed!("2.3"),
            })),
            line_loss: Some(LineLossTerms {
                method: LineLossMethod::Percent(parsed!("1")),
                with_transformer_loss: true,
            }),
            power_factor: Some(PowerFactorTerms { standard: Standard::P85, lowered: false }),
            shares: vec![ShareTerms {
                tariff: parsed!("JM"),
                size: ShareSize::Fixed(parsed!("200")),
                connection: LightingConnection::Parallel,
            }],
        },
        basic_charge: Some(BasicChargeTerms::Capacity {
            transformers: vec![Transformer {
                name: text("1号"),
                capacity_kva: parsed!("315"),
                interlock: None,
            }],
        }),
        behind: vec![parsed!("3300010002")],
    }
}
