//! How figures are drawn.

use fastrand::Rng;

use crate::oracle::number::{Exact, scaled, whole};

/// Whether something happens that does in `percent` of a hundred cases.
pub(super) fn often(rng: &mut Rng, percent: u32) -> bool {
    rng.u32(0..100) < percent
}

/// One of several.
pub(super) fn one_of<T: Copy>(rng: &mut Rng, several: &[T]) -> T {
    several[rng.usize(0..several.len())]
}

/// Energy up to `most`: nothing, little, much, round.
pub(super) fn energy(rng: &mut Rng, most: i128) -> Exact {
    whole(match rng.u32(0..20) {
        0 => 0,
        1..4 => rng.i128(0..=20.min(most)),
        4..8 => rng.i128(0..=most / 100) * 100,
        // An odd figure brings prices of half a fen to the edge.
        8..12 => rng.i128(0..=(most / 2)) * 2 + 1,
        _ => rng.i128(0..=most),
    })
}

/// A price between two in thousandths of a yuan: of three to six decimals, or
/// such that odd energy comes to exactly half a fen.
pub(super) fn price(rng: &mut Rng, least: i128, most: i128) -> Exact {
    let thousandths = rng.i128(least..=most);
    match rng.u32(0..6) {
        0 => whole(thousandths) / whole(1000),
        1 => scaled(thousandths / 10 * 10 + 5, 3),
        2 => scaled(thousandths * 10 + rng.i128(0..10), 4),
        // Multiples of 1/16 fen: halves after 8, 24, 40 kWh.
        3 => scaled(thousandths * 1000 / 625 * 625, 6),
        _ => scaled(thousandths * 1000 + rng.i128(0..1000), 6),
    }
}
