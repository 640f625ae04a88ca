//! 功率因数调整电费 by (83)水电财字第215号 (domain facts 2.9).

use super::energy::Energy;
use super::number::{Exact, fen, scaled, whole};
use super::plain::{Bill, Charged, Found, Hours, Kind, Line, Refused, Source, Table};
use super::policy;

/// The adjustment; absent where the contract holds nobody to a standard, for a
/// missed month, and where nothing was used.
pub(super) fn line(
    bill: &Bill,
    held: &Table,
    energy: &Energy<'_>,
    (lines, shares): (&[Line], &[(bool, Line)]),
    before: &[Found],
) -> Result<Option<Line>, Refused> {
    let Some((standard, lowered)) = bill.contract.standard else {
        return Ok(None);
    };
    if matches!(bill.source, Source::Missed(_)) {
        return Ok(None);
    }
    // Both with the transformer's loss, and with what meters behind used.
    let active = energy.active + energy.lost.transformer;
    let reactive = energy.reactive.ok_or("no_reactive_register")? + energy.lost.reactive;
    if active == whole(0) {
        // Without active energy there is no factor, whatever reactive energy says.
        return if reactive == whole(0) { Ok(None) } else { Err("figure_not_positive") };
    }
    let table = percent(standard, cosine(active, reactive));
    let percent = if lowered { table.max(whole(0)) } else { table };
    let with_funds = policy::needed(bill, "power_factor_base")? == "with_funds";
    let adjusted = |line: &&Line| line.kind != Kind::Fund || with_funds;
    // A share is adjusted where it is wired in series, without its surcharges.
    let in_series = |(series, line): &&(bool, Line)| *series && line.kind == Kind::Energy;
    // A missed month has no factor of its own: the bill that settles it adjusts it.
    let all = lines.iter().chain(before.iter().flat_map(|found| &found.lines));
    let base: i128 = all.filter(adjusted).map(|line| line.fen).sum::<i128>()
        + shares.iter().filter(in_series).map(|(_, line)| line.fen).sum::<i128>();
    Ok(Some(Line {
        kind: Kind::Factor,
        table: None,
        hours: Hours::All,
        tier: None,
        fund: None,
        from: held.from,
        charged: Some(Charged::Percent(percent, base)),
        back: None,
        energy: whole(0),
        price: whole(0),
        fen: fen(scaled(base, 2) * percent / whole(100)),
    }))
}

/// cosφ = kWh / √(kWh² + kvarh²) in hundredths, rounded half up once: the largest
/// for which (c − ½)² × (kWh² + kvarh²) ≤ 100² × kWh².
fn cosine(active: Exact, reactive: Exact) -> i128 {
    let is_reached = |c: &i128| {
        let edge = whole(2 * c - 1);
        edge * edge * (active * active + reactive * reactive) <= whole(40_000) * active * active
    };
    (1..=100).rev().find(is_reached).unwrap_or(0)
}

/// The percentage: for each hundredth above the standard 0.1 % less up to 0.90
/// and 0.15 % beyond, at most 0.75, 1.1 and 1.3 %; below it 0.5 % more for each
/// of twenty, 1 % for each of five, then 2 %.
fn percent(standard: u32, cosine: i128) -> Exact {
    let standard = i128::from(standard);
    let above: i128 = (standard..cosine).map(|at| if at < 90 { 10 } else { 15 }).sum();
    let most = match standard {
        90 => 75,
        85 => 110,
        _ => 130,
    };
    let below = (0..standard - cosine).map(|step| match step {
        0..20 => 50,
        20..25 => 100,
        _ => 200,
    });
    scaled(below.sum::<i128>() - above.min(most), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_table_has_these_percentages() {
        let rows = [
            (100, [-75, -110, -130]),
            (94, [-60, -110, -130]),
            (93, [-45, -95, -130]),
            (91, [-15, -65, -115]),
            (90, [0, -50, -100]),
            (85, [250, 0, -50]),
            (80, [500, 250, 0]),
            (70, [1000, 750, 500]),
            (65, [1500, 1000, 750]),
            (60, [2500, 1500, 1000]),
            (55, [3500, 2500, 1500]),
            (33, [7900, 6900, 5900]),
        ];
        for (cosine, row) in rows {
            let of = [90, 85, 80].map(|standard| percent(standard, cosine));
            assert_eq!(of, row.map(|figure| scaled(figure, 2)), "{cosine}");
        }
    }

    #[test]
    fn the_factor_is_rounded_once() {
        // 0.8949 is 0.89: not 0.895 and then 0.90.
        assert_eq!(cosine(whole(8949), whole(4463)), 89);
        assert_eq!(cosine(whole(40_000), whole(30_000)), 80);
        assert_eq!(cosine(whole(1), whole(0)), 100);
        assert_eq!(cosine(whole(1), whole(1000)), 0);
    }
}
