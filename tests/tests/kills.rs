//! Real programs that die at any instant: `kill -9` of a station that serves over
//! TLS and of a phone that works. What was said to be done is done, once.
//!
//! `DIANFEI_KILLS` says how often (50 without it) and `DIANFEI_SEED` from which
//! seed the instants follow.

use std::path::Path;

use dianfei_station::site::Site;
use dianfei_station::store::StoreError;
use dianfei_tests::ends::round::{MOST_DEEDS, Work};
use dianfei_tests::ends::stand::{FIRST_TICKET, PERSON, Stand};
use dianfei_tests::ends::{deed, whole};
use dianfei_tests::postgres::PostgresServer;
use dianfei_wire::Fact;
use dianfei_wire::fact::{CollectionFact, FactBody};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ends");

fn number(name: &str, without: u64) -> u64 {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")),
        Err(_unset) => without,
    }
}

#[test]
fn nothing_that_was_said_to_be_done_is_lost_or_doubled_by_kills() {
    kill(number("DIANFEI_KILLS", 50), None);
}

#[test]
fn nor_at_a_station_on_postgres() {
    kill(number("DIANFEI_KILLS", 50) / 5, Some(PostgresServer::shared().new_database()));
}

/// Kills phone and station in turn, and counts at both ends.
fn kill(kills: u64, postgres: Option<String>) {
    let seed = number("DIANFEI_SEED", 1);
    println!("{kills} kills from seed {seed}");
    let stand = Stand::new((kills + 2) * MOST_DEEDS, postgres);
    let mut work = Work::start(&stand, Path::new(PROGRAM), seed);
    for kill in 0..kills {
        if kill % 2 == 0 { work.kill_phone() } else { work.kill_station() }
    }
    let (mut station, tally) = work.rest();
    println!("{tally:?}");
    assert!(kills < 50 || tally.cut_off > 0, "the station was killed under load: {tally:?}");
    assert!(kills < 50 || tally.unsaid > 0, "the phone was killed under load: {tally:?}");

    whole::assert_whole(&stand, &mut station, Path::new(PROGRAM));
    assert_once(&stand);
}

/// Money, tickets, readings and pictures at the station are those of the phone's
/// journal, each once.
fn assert_once(stand: &Stand) {
    let facts: Vec<Fact> =
        stand.journal().iter().map(|bytes| Fact::from_bytes(bytes).expect("a fact")).collect();
    let (mut taken, mut no) = (0, FIRST_TICKET);
    for fact in &facts {
        let FactBody::Collection(CollectionFact::Collected(collected)) = &fact.body else {
            continue;
        };
        assert_eq!(collected.no.get(), no, "numbers in order, none twice, none left out (3.2)");
        (taken, no) = (taken + collected.amount_fen.get(), no + 1);
    }
    let count =
        |word: &str| facts.iter().filter(|fact| deed::told_of(fact).starts_with(word)).count();
    let store = Site::open(&stand.folder()).expect("a station").read_only().expect("it opens");
    let number = |sql: &str| {
        let read = store.read(|store| store.query_one(sql, &[])?.int("n"));
        read.unwrap_or_else(|error: StoreError| panic!("{sql}: {error}"))
    };
    let cash =
        format!("select balance_fen as n from ledger_balance where ledger = 'cash:{PERSON}'");
    assert_eq!(number(&cash), taken, "money once");
    for (sql, expected) in [
        ("select count(*) as n from payment where state = 'applied'", count("took")),
        ("select count(*) as n from ticket where state = 'used'", count("took")),
        (
            "select count(*) as n from reading where period = '2026-12' and state = 'holds'",
            count("read"),
        ),
        ("select count(*) as n from list_posting", count("posted")),
        ("select count(*) as n from part where kind = 'photo'", count("posted")),
    ] {
        assert_eq!(number(sql), i64::try_from(expected).expect("a count"), "{sql}");
    }
}
