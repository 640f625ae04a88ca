//! The operations of each kind of bill.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// A line: energy in kWh, yuan per kWh, fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The energy; zero where none is charged.
    pub energy: Decimal,
    /// The price; of a basic charge per kVA.
    pub price: Decimal,
    /// The amount.
    pub amount_fen: i64,
}

/// Three tiers, the last without an end.
#[derive(Debug, Clone, Copy)]
pub struct Tiers {
    /// How wide each is.
    pub widths: [Decimal; 3],
    /// What is used of each.
    pub used: [Decimal; 3],
    /// What each adds to the price.
    pub adds: [Decimal; 3],
}

/// A bill's figures, an index as the earlier and the later one, prices without
/// the surcharges that have lines of their own.
#[derive(Debug, Clone)]
pub enum Plain {
    /// One register, a price for each tier.
    Tiered {
        /// The register.
        index: [Decimal; 2],
        /// The multiplier.
        multiplier: Decimal,
        /// By tier.
        prices: [Decimal; 3],
        /// The tiers.
        tiers: Tiers,
    },
    /// Total, peak and valley; tiers add to their prices.
    PeakValley {
        /// The registers.
        indexes: [[Decimal; 2]; 3],
        /// The multiplier.
        multiplier: Decimal,
        /// Of peak and valley.
        prices: [Decimal; 2],
        /// The tiers.
        tiers: Tiers,
    },
    /// One register, one price, one surcharge.
    Single {
        /// The register.
        index: [Decimal; 2],
        /// The multiplier.
        multiplier: Decimal,
        /// The price.
        price: Decimal,
        /// The surcharge.
        fund: Decimal,
    },
    /// Total, four periods and reactive energy; loss, basic charge by capacity and
    /// power factor.
    TwoPart {
        /// The registers.
        indexes: [[Decimal; 2]; 6],
        /// The multiplier.
        multiplier: Decimal,
        /// By period.
        prices: [Decimal; 4],
        /// The surcharges.
        funds: [Decimal; 3],
        /// In kVA.
        capacity: Decimal,
        /// Yuan per kVA.
        capacity_price: Decimal,
        /// The adjustment by the power factor in hundredths.
        percents: Vec<Decimal>,
    },
}

impl Plain {
    /// Writes the bill's lines into `lines` and returns its total in fen.
    pub fn bill(&self, lines: &mut Vec<Line>) -> i64 {
        lines.clear();
        match self {
            Self::Tiered { index, multiplier, prices, tiers } => {
                let parts = tiers.climb(counted(*index, *multiplier));
                for (energy, price) in parts.into_iter().zip(prices) {
                    charge(lines, energy, *price);
                }
            }
            Self::PeakValley { indexes, multiplier, prices, tiers } => {
                let [total, peak, valley] = indexes.map(|index| counted(index, *multiplier));
                let valley = valley + (total - (peak + valley));
                charge(lines, peak, prices[0]);
                charge(lines, valley, prices[1]);
                let parts = tiers.climb(peak + valley);
                for (energy, adds) in parts.into_iter().zip(tiers.adds).skip(1) {
                    charge(lines, energy, adds);
                }
            }
            Self::Single { index, multiplier, price, fund } => {
                let energy = counted(*index, *multiplier);
                charge(lines, energy, *price);
                charge(lines, energy, *fund);
            }
            Self::TwoPart { indexes, multiplier, prices, funds, capacity, .. } => {
                let [total, critical, peak, flat, valley, reactive] =
                    indexes.map(|index| counted(index, *multiplier));
                let flat = flat + (total - (critical + peak + flat + valley));
                // 1.5 % of the energy and the iron loss; K and the reactive iron loss.
                let copper = total * Decimal::new(15, 3);
                let loss = whole(Decimal::from(346) + copper);
                let loss_kvarh = whole(Decimal::from(2_495) + copper * Decimal::new(345, 2));
                let flat = flat + loss;
                let energies = [critical, peak, flat, valley];
                for (energy, price) in energies.into_iter().zip(prices) {
                    charge(lines, energy, *price);
                }
                let energy_fen: i64 = lines.iter().map(|line| line.amount_fen).sum();
                let charged = critical + peak + flat + valley;
                for fund in funds {
                    charge(lines, charged, *fund);
                }
                let factor = power_factor(total + loss, reactive + loss_kvarh);
                self.two_parts(lines, *capacity, energy_fen, factor);
            }
        }
        lines.iter().map(|line| line.amount_fen).sum()
    }

    /// The basic charge, and the power factor's adjustment of it and of the energy.
    fn two_parts(&self, lines: &mut Vec<Line>, capacity: Decimal, energy_fen: i64, factor: usize) {
        let Self::TwoPart { capacity_price, percents, .. } = self else { return };
        let basic_fen = fen(capacity * capacity_price);
        let energy = Decimal::ZERO;
        lines.push(Line { energy, price: *capacity_price, amount_fen: basic_fen });
        let base = Decimal::new(basic_fen + energy_fen, 2);
        let amount_fen = fen(base * percents[factor] / Decimal::ONE_HUNDRED);
        lines.push(Line { energy, price: Decimal::ZERO, amount_fen });
    }
}

impl Tiers {
    /// What falls into each tier.
    fn climb(&self, energy: Decimal) -> [Decimal; 3] {
        let mut rest = energy;
        [0, 1, 2].map(|tier| {
            let room = (self.widths[tier] - self.used[tier]).max(Decimal::ZERO);
            let taken = rest.min(room);
            rest -= taken;
            taken
        })
    }
}

/// What a register counted, in whole kWh.
fn counted([previous, current]: [Decimal; 2], multiplier: Decimal) -> Decimal {
    whole((current - previous) * multiplier)
}

fn whole(energy: Decimal) -> Decimal {
    energy.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero)
}

fn fen(yuan: Decimal) -> i64 {
    whole(yuan * Decimal::ONE_HUNDRED).to_i64().expect("an amount")
}

fn charge(lines: &mut Vec<Line>, energy: Decimal, price: Decimal) {
    if !energy.is_zero() {
        lines.push(Line { energy, price, amount_fen: fen(energy * price) });
    }
}

/// In hundredths, without a root.
fn power_factor(active: Decimal, reactive: Decimal) -> usize {
    let (active, reactive) = (active * active, reactive * reactive);
    let apparent = active + reactive;
    let reaches = |hundredths: &i64| {
        let least = Decimal::new(10 * hundredths - 5, 3);
        least * least * apparent <= active
    };
    let found = (1..=100_i64).rev().find(reaches).unwrap_or(0);
    usize::try_from(found).expect("at most a hundred")
}
