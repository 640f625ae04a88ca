//! 退补: a bill that was issued stays as it is, and the corrected one is its next
//! version. It names the bill, the reason and the paper, and says what it changes
//! of each line (regime 4.2.3, 4.3.1: a receivable changes by a recorded
//! correction of its cause alone).

use std::collections::BTreeMap;

use super::number::{Exact, whole};
use super::plain::{Bill, Corrects, Difference, Found, Line, Name, Refused};

/// What `found`, which `bill` comes to, changes of the bill that was issued.
pub(super) fn find(
    bill: &Bill,
    old: &Corrects,
    found: &Found,
    issued: &Found,
) -> Result<Difference, Refused> {
    if (&old.bill.account, old.bill.period) != (&bill.account, bill.period) {
        return Err("revision_of_other");
    }
    if bill.version != old.bill.version + 1 {
        return Err("revision_version");
    }
    if [&old.reason, &old.paper].into_iter().any(|text| text.trim().is_empty()) {
        return Err("revision_unfounded");
    }
    let mut lines: BTreeMap<Name, (Exact, i128)> = BTreeMap::new();
    let mut change = |line: &Line, sign: i128| {
        let (energy, fen) = lines.entry(name(line)).or_insert((whole(0), 0));
        *energy += line.energy * whole(sign);
        *fen += line.fen * sign;
    };
    issued.lines.iter().for_each(|line| change(line, -1));
    found.lines.iter().for_each(|line| change(line, 1));
    lines.retain(|_, changed| *changed != (whole(0), 0));
    if lines.is_empty() {
        return Err("revision_unchanged");
    }
    Ok(Difference {
        corrects: number(&old.bill),
        grounds: (old.reason.clone(), old.paper.clone()),
        was: issued.total,
        lines,
        total: found.total - issued.total,
    })
}

/// What a line charges. Versions of a table and what is given back of earlier
/// bills are not told apart: they are the same charge.
fn name(line: &Line) -> Name {
    (line.kind, line.table.clone(), line.hours, line.tier, line.fund.clone())
}

/// The number of a bill.
fn number(bill: &Bill) -> String {
    let month = bill.period;
    format!("{}-{:04}-{:02}-{}", bill.account, month.year, month.month, bill.version)
}
