//! 抄见电量: (止度 − 起度) × 倍率, over all meters of the time, whole kWh half up
//! per register (domain facts 4 and 5.1).

use super::number::{Exact, half_up, whole};
use super::plain::{Counted, Counter, Hours, Meter, Refused, Source};

/// What the registers say.
pub(super) struct Count {
    /// Whole energy by register.
    pub(super) counted: Counted,
    /// The largest demand that a register shows, in kW.
    pub(super) demand: Option<Exact>,
}

/// Reads the registers.
pub(super) fn count(source: &Source) -> Result<Count, Refused> {
    let (meters, believed) = match source {
        Source::Missed(counted) => return Ok(Count { counted: counted.clone(), demand: None }),
        Source::Read { meters, believed } => (meters, *believed),
    };
    let mut count = Count { counted: Counted::new(), demand: None };
    if meters.is_empty() {
        return Err("no_meter");
    }
    let mut by_meter = Vec::new();
    for meter in meters {
        let mut own = Counted::new();
        for look in &meter.looks {
            check(meter, look.before)?;
            check(meter, look.after)?;
            if look.counter == Counter::Demand {
                let shown = look.after * meter.factor;
                count.demand = Some(count.demand.map_or(shown, |known| known.max(shown)));
                continue;
            }
            let over = look.after < look.before;
            let end = if over { whole(10_i128.pow(meter.digits)) } else { whole(0) };
            let energy = (end + look.after - look.before) * meter.factor;
            if over && believed.is_none_or(|most| energy > most) {
                return Err("rollover_implausible");
            }
            *own.entry(look.counter).or_insert(whole(0)) += energy;
        }
        by_meter.push(own);
    }
    count.counted = together(&by_meter);
    count.counted.values_mut().for_each(|energy| *energy = half_up(*energy));
    Ok(count)
}

/// What all meters counted. Active energy over all hours is known of each, by its
/// total register or else by its periods: where one meter says it, all do.
fn together(by_meter: &[Counted]) -> Counted {
    let all = Counter::Active(Hours::All);
    let says_all = by_meter.iter().any(|own| own.contains_key(&all));
    let mut counted = Counted::new();
    for own in by_meter {
        for (counter, energy) in own.iter().filter(|(counter, _)| **counter != all) {
            *counted.entry(*counter).or_insert(whole(0)) += *energy;
        }
        if let (true, Some(energy)) = (says_all, active(own)) {
            *counted.entry(all).or_insert(whole(0)) += energy;
        }
    }
    counted
}

/// An index is what its register can show.
fn check(meter: &Meter, index: Exact) -> Result<(), Refused> {
    if index < whole(0) {
        Err("index_negative")
    } else if index >= whole(10_i128.pow(meter.digits)) {
        Err("index_above_digits")
    } else if !(index * whole(10_i128.pow(meter.decimals))).is_integer() {
        Err("index_too_precise")
    } else {
        Ok(())
    }
}

/// Active energy over all hours: the total register, else the sum of the
/// periods'; absent without either.
pub(super) fn active(counted: &Counted) -> Option<Exact> {
    counted.get(&Counter::Active(Hours::All)).copied().or_else(|| {
        let of_periods = counted.iter().filter(|(counter, _)| is_active(**counter));
        of_periods.map(|(_, energy)| *energy).reduce(|sum, energy| sum + energy)
    })
}

/// Whether active energy is counted.
pub(super) const fn is_active(counter: Counter) -> bool {
    matches!(counter, Counter::Active(_))
}
