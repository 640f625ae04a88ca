//! Energy by time-of-use period.

use super::Period;
use crate::quantity::Kwh;

/// Energy in kWh by time-of-use period, in the order of registers. A period that
/// is not there differs from one without energy.
///
/// It lies in one piece, so that a bill allocates nothing for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ByPeriod([Option<Kwh>; Period::ALL.len()]);

impl ByPeriod {
    /// Energy of one period alone.
    #[must_use]
    pub fn one(period: Period, energy: Kwh) -> Self {
        [(period, energy)].into_iter().collect()
    }

    /// Whether no period is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The energy of `period`; absent where it is not there.
    #[must_use]
    pub fn of(&self, period: Period) -> Option<Kwh> {
        self.0.get(place(period)).copied().flatten()
    }

    /// The energy of `period` to be changed; absent where it is not there.
    pub fn of_mut(&mut self, period: Period) -> Option<&mut Kwh> {
        self.0.get_mut(place(period)).and_then(Option::as_mut)
    }

    /// The energy of `period` to be changed; zero where it was not there.
    pub fn entry(&mut self, period: Period) -> &mut Kwh {
        let [total, critical_peak, peak, flat, valley] = &mut self.0;
        let energy = match period {
            Period::Total => total,
            Period::CriticalPeak => critical_peak,
            Period::Peak => peak,
            Period::Flat => flat,
            Period::Valley => valley,
        };
        energy.get_or_insert(Kwh::ZERO)
    }

    /// Takes `period` out.
    pub fn remove(&mut self, period: Period) -> Option<Kwh> {
        self.0.get_mut(place(period)).and_then(Option::take)
    }

    /// The periods that are there with their energy.
    pub fn iter(&self) -> impl Iterator<Item = (Period, Kwh)> {
        Period::ALL.into_iter().zip(self.0).filter_map(|(period, energy)| Some((period, energy?)))
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Period, &mut Kwh)> {
        let all = Period::ALL.into_iter().zip(&mut self.0);
        all.filter_map(|(period, energy)| Some((period, energy.as_mut()?)))
    }

    /// The energies alone.
    pub fn energies(&self) -> impl Iterator<Item = Kwh> {
        self.0.into_iter().flatten()
    }

    /// The energy of all periods.
    #[must_use]
    pub fn sum(&self) -> Kwh {
        let mut energies = self.0.iter().flatten();
        let Some(first) = energies.next() else { return Kwh::ZERO };
        // Most bills know one period: nothing is added then.
        energies.fold(*first, |sum, energy| Kwh::new(sum.get() + energy.get()))
    }
}

impl FromIterator<(Period, Kwh)> for ByPeriod {
    fn from_iter<I: IntoIterator<Item = (Period, Kwh)>>(energies: I) -> Self {
        let mut all = Self::default();
        for (period, energy) in energies {
            *all.entry(period) = energy;
        }
        all
    }
}

const fn place(period: Period) -> usize {
    match period {
        Period::Total => 0,
        Period::CriticalPeak => 1,
        Period::Peak => 2,
        Period::Flat => 3,
        Period::Valley => 4,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn periods_stand_in_the_order_of_registers() {
        let reversed = Period::ALL.into_iter().rev();
        let mut all: ByPeriod = (1..).map(Kwh::whole).zip(reversed).map(|(a, b)| (b, a)).collect();
        let periods: Vec<Period> = all.iter().map(|(period, _)| period).collect();
        assert_eq!(periods, Period::ALL);
        for (kwh, period) in (1..=5).rev().zip(Period::ALL) {
            assert_eq!(all.of(period), Some(Kwh::whole(kwh)));
            assert_eq!(all.of_mut(period).copied(), Some(Kwh::whole(kwh)));
            assert_eq!(all.remove(period), Some(Kwh::whole(kwh)));
            assert_eq!(all.of(period), None);
            assert_eq!(all.of_mut(period), None);
        }
        assert!(all.is_empty());
        assert_eq!(all.sum(), Kwh::ZERO);
    }

    #[test]
    fn a_period_without_energy_is_there() {
        let mut flat = ByPeriod::default();
        assert_eq!(*flat.entry(Period::Flat), Kwh::ZERO);
        assert!(!flat.is_empty());
        assert_eq!(flat, ByPeriod::one(Period::Flat, Kwh::ZERO));
        *flat.entry(Period::Peak) = Kwh::whole(3);
        for (_, energy) in flat.iter_mut() {
            *energy = Kwh::new(energy.get() + Decimal::ONE);
        }
        assert_eq!(flat.energies().collect::<Vec<_>>(), [Kwh::whole(4), Kwh::whole(1)]);
        assert_eq!(flat.sum(), Kwh::whole(5));
    }
}
