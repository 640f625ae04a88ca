//! The station's record as it grows: what it knows, and who holds which route.

use std::collections::{BTreeMap, BTreeSet};

use dianfei_rules::calendar::YearMonth;
use dianfei_rules::id::RouteNo;
use dianfei_station::app::App;
use dianfei_station::journal::{self, RowKind};
use dianfei_station::store::StoreError;
use dianfei_wire::fact::{FactBody, ReadingFact};
use dianfei_wire::{DeviceId, Fact, FactId, Ruling, Verdict};

use crate::sim::Broken;

/// Rows of the record that are read at once.
const PAGE: i64 = 1_000;

/// What has been seen of the record.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The facts that it holds.
    pub known: BTreeSet<FactId>,
    holders: Holders,
    /// Up to which row it was read.
    read_to: i64,
}

/// Who holds which route, and who ever did.
#[derive(Debug, Clone, Default)]
struct Holders {
    now: BTreeMap<(RouteNo, YearMonth), (u32, DeviceId)>,
    ever: Vec<(RouteNo, YearMonth, u32, DeviceId)>,
}

/// How a phone stands to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Holds,
    /// It did under another epoch, and does again.
    HoldsAgain,
    Held,
    Never,
}

impl Holders {
    fn drawn(&mut self, route: &RouteNo, period: YearMonth, epoch: u32, device: DeviceId) {
        self.now.insert((route.clone(), period), (epoch, device));
        self.ever.push((route.clone(), period, epoch, device));
    }

    fn planned(&mut self, route: &RouteNo, period: YearMonth) {
        self.now.remove(&(route.clone(), period));
    }

    fn standing(&self, route: &RouteNo, period: YearMonth, under: (u32, DeviceId)) -> Standing {
        if self.now.get(&(route.clone(), period)) == Some(&under) {
            return Standing::Holds;
        }
        let held = self.ever.iter().any(|(of, month, epoch, by)| {
            of == route && *month == period && (*epoch, *by) == under
        });
        let now = self.now.get(&(route.clone(), period));
        match (held, now.is_some_and(|(epoch, by)| *by == under.1 && *epoch < under.0)) {
            (true, true) => Standing::HoldsAgain,
            (true, false) => Standing::Held,
            (false, _) => Standing::Never,
        }
    }
}

impl Seen {
    /// The record was set back: what it holds, and who holds a route now, stands in
    /// what is read next; who ever did, did.
    pub fn forget(&mut self) {
        self.known.clear();
        self.holders.now.clear();
        self.read_to = 0;
    }

    /// Reads what was recorded since the last look, and holds each ruling on a
    /// route against who held it.
    pub fn read_on(&mut self, app: &App) -> Result<(), Broken> {
        loop {
            let rows: Result<_, StoreError> = app
                .store
                .read(|store| journal::rows_after(store, app.station.as_str(), self.read_to, PAGE));
            let rows = rows.expect("rows");
            let Some((last, _, _)) = rows.last() else { return Ok(()) };
            self.read_to = *last;
            for (_, _, row) in &rows {
                if row.kind == RowKind::Envelope {
                    continue;
                }
                let Ok(fact) = Fact::from_bytes(&row.bytes) else { continue };
                if row.fact_id.is_none() {
                    continue; // the same fact on a second branch
                }
                let ruling: Ruling = serde_json::from_slice(&row.ruling).expect("a ruling");
                if let FactBody::Reading(body) = &fact.body {
                    fenced(&mut self.holders, &fact, body, &ruling)?;
                }
                self.known.insert(fact.id);
            }
        }
    }
}

/// Who reads under an earlier epoch is told apart from who holds the route.
fn fenced(
    holders: &mut Holders,
    fact: &Fact,
    body: &ReadingFact,
    ruling: &Ruling,
) -> Result<(), Broken> {
    let (route, period, epoch) = match body {
        ReadingFact::RouteDrawn { route, period, device, epoch, .. } => {
            holders.drawn(route, *period, *epoch, *device);
            return Ok(());
        }
        ReadingFact::RoutePlanned { route, period, .. } => {
            holders.planned(route, *period);
            return Ok(());
        }
        ReadingFact::ReadingTaken(taken) => (&taken.route, taken.period, taken.epoch),
        ReadingFact::ReadingMissed(missed) => (&missed.route, missed.period, missed.epoch),
        ReadingFact::RouteHandedIn { route, period, epoch, .. } => (route, *period, *epoch),
        ReadingFact::ExceptionRaised(_) | ReadingFact::ExceptionClosed { .. } => return Ok(()),
    };
    let standing = holders.standing(route, period, (epoch, fact.device));
    let is_flagged = ruling.flags.iter().any(|flag| flag.code == "earlier_epoch");
    let hands_in = matches!(body, ReadingFact::RouteHandedIn { .. });
    let well = match (&ruling.verdict, standing) {
        (Verdict::Applied, Standing::Holds) => !is_flagged,
        (Verdict::Applied, Standing::Held) => is_flagged && !hands_in,
        (Verdict::Applied, Standing::HoldsAgain) => is_flagged != hands_in,
        (Verdict::Applied, Standing::Never) => false,
        (Verdict::Disputed { code, .. }, Standing::HoldsAgain) => code != "route_not_handed",
        (Verdict::Disputed { code, .. }, Standing::Holds | Standing::Held) => {
            code != "route_not_handed" || (hands_in && standing == Standing::Held)
        }
        _ => true,
    };
    if well {
        return Ok(());
    }
    let detail = format!("{:?} of {route} under epoch {epoch}: {ruling:?}, {standing:?}", body);
    Err(Broken { law: "a route has one holder", detail })
}
