//! A contract held against prices and meters before it is recorded, so that no
//! bill is refused later for what could be seen at once.

use chrono::NaiveDate;

use super::{BasicChargeTerms, SupplyContract};
use crate::bill::basic_charge::{BasicChargeInput, ChargedBy, DemandInput, basic_charge};
use crate::bill::check_shares;
use crate::bill::loss::{LineLossInput, TransformerLossInput, line_loss, transformer_loss};
use crate::calendar::YearMonth;
use crate::id::TariffNo;
use crate::meter::{Direction, Measured, Period, Register};
use crate::policy::PolicySet;
use crate::quantity::{Kvarh, Kw, Kwh, Price};
use crate::refusal::Refusal;
use crate::tariff::archive::in_force;
use crate::tariff::price::Tariff;

/// What a contract is held against.
#[derive(Debug, Clone, Copy)]
pub struct ContractGround<'a> {
    /// The account's price table.
    pub tariff: &'a TariffNo,
    /// The price archive.
    pub tariffs: &'a [Tariff],
    /// The registers of the account's meters.
    pub registers: &'a [Register],
    /// The policy figures.
    pub policies: &'a PolicySet,
    /// The day whose prices and policy count.
    pub on: NaiveDate,
}

/// A part of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContractPart {
    /// The transformer's loss.
    TransformerLoss,
    /// The line's loss.
    LineLoss,
    /// The power factor.
    PowerFactor,
    /// Shares at other price tables.
    Shares,
    /// The basic charge.
    BasicCharge,
}

/// What is wrong with a part of a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractFault {
    /// The part.
    pub part: ContractPart,
    /// Why no bill could be made by it.
    pub refusal: Refusal,
}

impl SupplyContract {
    /// Everything in the contract by which no bill could be made, at most one fault
    /// for each part; empty for a sound one.
    #[must_use]
    pub fn faults(&self, ground: &ContractGround<'_>) -> Vec<ContractFault> {
        type Check = fn(&SupplyContract, &ContractGround<'_>) -> Result<(), Refusal>;
        let checks: [(ContractPart, Check); 5] = [
            (ContractPart::TransformerLoss, transformer),
            (ContractPart::LineLoss, line),
            (ContractPart::PowerFactor, power_factor),
            (ContractPart::Shares, shares),
            (ContractPart::BasicCharge, basic),
        ];
        let fault = |(part, check): (ContractPart, Check)| {
            check(self, ground).err().map(|refusal| ContractFault { part, refusal })
        };
        checks.into_iter().filter_map(fault).collect()
    }
}

/// A month without use shows whether method and figures can be reckoned with.
fn transformer(contract: &SupplyContract, ground: &ContractGround<'_>) -> Result<(), Refusal> {
    let Some(method) = contract.terms.transformer_loss.clone() else { return Ok(()) };
    let (active_kwh, reactive_kvarh) = (Kwh::ZERO, Kvarh::ZERO);
    let month = TransformerLossInput { active_kwh, reactive_kvarh, method };
    transformer_loss(&month, &ground.policies.on(ground.on)).map(|_loss| ())
}

fn line(contract: &SupplyContract, _ground: &ContractGround<'_>) -> Result<(), Refusal> {
    let Some(terms) = contract.terms.line_loss else { return Ok(()) };
    line_loss(&LineLossInput { energy_kwh: Kwh::ZERO, method: terms.method }).map(|_loss| ())
}

fn power_factor(contract: &SupplyContract, ground: &ContractGround<'_>) -> Result<(), Refusal> {
    match contract.terms.power_factor {
        Some(_) => has_register(ground, Measured::Reactive),
        None => Ok(()),
    }
}

fn shares(contract: &SupplyContract, ground: &ContractGround<'_>) -> Result<(), Refusal> {
    check_shares(&contract.terms.shares, ground.tariff, ground.tariffs, ground.on)
}

/// A register whose reading the bill needs.
fn has_register(ground: &ContractGround<'_>, quantity: Measured) -> Result<(), Refusal> {
    let needed = Register { direction: Direction::Forward, quantity, period: Period::Total };
    if ground.registers.contains(&needed) {
        return Ok(());
    }
    Err(Refusal::by_clause("meter_without_register", "4.1.3").with("register", needed))
}

/// The basic charge of a month without use.
fn basic(contract: &SupplyContract, ground: &ContractGround<'_>) -> Result<(), Refusal> {
    let tariff = match in_force(ground.tariffs, ground.tariff, ground.on) {
        // Without prices there is nothing to hold a one-part contract against.
        Err(_unpriced) if contract.basic_charge.is_none() => return Ok(()),
        priced => priced?,
    };
    let refuse = |code| {
        Err(Refusal::by_clause(code, "4.2.3")
            .with("tariff", &tariff.tariff)
            .with("valid_from", tariff.valid_from))
    };
    let Some(terms) = &contract.basic_charge else {
        return if tariff.basic.is_some() { refuse("basic_charge_missing") } else { Ok(()) };
    };
    let prices = tariff.basic.unwrap_or_default();
    let (price, charged_by): (Option<Price>, ChargedBy) = match terms {
        BasicChargeTerms::Capacity { transformers } => {
            (prices.capacity, ChargedBy::Capacity(transformers.clone()))
        }
        BasicChargeTerms::Demand { contract_kw, capacity_kva } => {
            has_register(ground, Measured::Demand)?;
            let (contract_kw, capacity_kva) = (*contract_kw, *capacity_kva);
            let (actual_kw, energy_kwh) = (Kw::ZERO, Kwh::ZERO);
            let asked = DemandInput { contract_kw, actual_kw, capacity_kva, energy_kwh };
            (prices.demand, ChargedBy::Demand(asked))
        }
    };
    let Some(price) = price else { return refuse("basic_charge_unpriced") };
    let month = YearMonth::of(ground.on);
    let asked = BasicChargeInput { month, part: None, price, charged_by };
    basic_charge(&asked, &ground.policies.on(ground.on)).map(|_charge| ())
}
