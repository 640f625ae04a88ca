//! A reader's day of 1,000 facts at the station: two batches, two transactions.

use dianfei_field::port::Transport;
use dianfei_field::sync::http::HttpTransport;
use dianfei_station::app::App;
use dianfei_station::verify::verify;
use dianfei_wire::frame::Frame;
use dianfei_wire::upload::{Reply, ReplyHeader};

use super::reader::{self, Day};
use super::town::{self, Town};
use super::twin::Twin;
use crate::served::Served;
use crate::station::InProcess;
use dianfei_speed::measure::{Pair, RUNS, Took, timed};
use dianfei_speed::report::Report;

/// Measures the group.
pub fn measure(town: &Town, report: &mut Report) {
    assert!(town.days.len() >= RUNS, "a day for each run");
    let (app, path) = town.station("in-process.sqlite");
    let (served, address) = over_tls(town);
    let mut twin = Twin::of(&path, &town.fresh("bare.sqlite"), "full", 64 * 1024);
    let (mut fresh, mut tls, mut again) = (Pair::default(), Pair::default(), Pair::default());
    let mut rows = 0;
    for day in &town.days {
        let (taken, bare, written) = beside_bare(&app, &mut twin, day);
        let transport = HttpTransport::new(&[&address], &app.identity()).expect("a transport");
        deliver(&transport, &day.hello);
        let over_tls: Took = day.uploads.iter().map(|frame| deliver(&transport, frame)).sum();
        let door = InProcess(&app);
        let repeated: Took = day.uploads.iter().map(|frame| deliver(&door, frame)).sum();
        rows = written;
        fresh.add(taken, bare);
        tls.add(over_tls, bare);
        again.add(repeated, bare);
    }
    assert_eq!(twin.differing(), 0, "the bare transactions wrote the same rows");
    let found = verify(&app.store, &app.station).expect("verify reads");
    assert_eq!(found.faults, Vec::new(), "the record is sound");
    drop(served);
    let name = format!("upload of {} facts in process ({rows} rows)", reader::FACTS);
    report.ratio(&name, &fresh, 1_500);
    report.ratio("the same over TLS on the loopback, connection open", &tls, 2_000);
    report.ratio("the same sent again, in process", &again, 100);
}

/// Both halves of a pair, batch by batch: what the product took, what the bare
/// transactions took, and how many rows they wrote.
fn beside_bare(app: &App, twin: &mut Twin, day: &Day) -> (Took, Took, usize) {
    let door = InProcess(app);
    let mut sums = (Took::default(), Took::default(), 0);
    for frame in &day.uploads {
        sums.0 = sums.0 + deliver(&door, frame);
        let missing = twin.missing();
        sums.1 = sums.1 + twin.write(&missing);
        sums.2 += missing.count();
    }
    sums
}

/// Carries a frame to the station and looks that it was carried out; what
/// it took until the reply was there.
pub fn deliver(transport: &dyn Transport, frame: &[u8]) -> Took {
    let (took, reply) = timed(|| transport.exchange(frame));
    let reply = reply.expect("a reply");
    let header: ReplyHeader = Frame::split(&reply).expect("a frame").header().expect("a header");
    match header.reply {
        Reply::Acknowledged { .. } | Reply::Hello { .. } => took,
        other => panic!("{other:?}"),
    }
}

fn over_tls(town: &Town) -> (Served, String) {
    let (app, _path) = town.station("over-tls.sqlite");
    let served = Served::start(app, town::identity());
    let address = format!("https://{}", served.phones);
    (served, address)
}
