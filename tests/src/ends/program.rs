//! The phone as a program: it does on its file what it is told on standard
//! input, and prints a line for each thing once it is done and not before.
//!
//! `save N` carries out deed N, `keep N` does so and says nothing, `sync N ADDRESS`
//! meets the station beside the deeds, `mark N` is answered at once.

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use dianfei::port::by_hand::HandPorts;
use dianfei::view::Told;
use dianfei_field::port::SystemIds;
use dianfei_field::sync::http::HttpTransport;
use dianfei_field::{Config, Field, FieldError, Ports};

use super::deed;
use super::stand::{MORNING_MS, PHONE_KEY, identity};
use crate::key::SoftwareKey;

/// How long a person takes for one deed, in milliseconds: no two meters are read
/// too fast after one another (4.1.2).
const DEED_MS: i64 = 11_000;

/// Opens the phone's file as a program that begins anew does.
pub fn open(file: &Path) -> Result<(Field, Arc<HandPorts>), FieldError> {
    let clock = HandPorts::at(MORNING_MS, PHONE_KEY.into());
    let ports = Ports {
        clock: Arc::clone(&clock) as _,
        ids: Arc::new(SystemIds),
        signer: Arc::new(SoftwareKey::of(PHONE_KEY)),
    };
    let field = Field::open(Config { path: file.to_owned(), zone_minutes: 480 }, ports)?;
    Ok((field, clock))
}

/// Does what `lines` say until they end.
pub fn run(file: &Path, lines: impl BufRead) -> Result<(), FieldError> {
    let (field, clock) = open(file)?;
    thread::scope(|scope| {
        let (tell, told) = channel();
        let field = &field;
        scope.spawn(move || meet(field, &told));
        let mut passed = 0;
        for line in lines.lines() {
            let line = line.expect("lines of text");
            let mut words = line.split(' ');
            let (word, number) = (words.next().unwrap_or_default(), words.next());
            let number: u64 = number.and_then(|text| text.parse().ok()).expect("a number");
            match word {
                "save" | "keep" => {
                    let now = DEED_MS * i64::try_from(number).expect("few deeds");
                    clock.pass(now - passed);
                    passed = now;
                    match deed::carry_out(field, number) {
                        Ok(_) if word == "keep" => {}
                        Ok(facts) => println!("saved {number} {}", joined(&facts)),
                        Err(error) => println!("failed {number} {}", read(&error)),
                    }
                }
                "sync" => {
                    let address = words.next().expect("an address").to_owned();
                    tell.send((number, address)).expect("the other thread listens");
                }
                _ => println!("at {number}"),
            }
        }
    });
    Ok(())
}

fn joined(facts: &[dianfei_wire::FactId]) -> String {
    let facts: Vec<&str> = facts.iter().map(dianfei_wire::FactId::as_str).collect();
    facts.join(",")
}

/// Meets the station as often as it is told to, at the address it is told.
fn meet(field: &Field, told: &Receiver<(u64, String)>) {
    for (number, address) in told {
        let met = HttpTransport::new(&[&address], &identity())
            .map_err(FieldError::from)
            .and_then(|over_tls| field.sync(&over_tls))
            .and_then(|_report| field.status());
        match met {
            Ok(status) => println!("heard {number} {}", status.acknowledged),
            Err(FieldError::Offline(_)) => println!("unheard {number}"),
            Err(error) => println!("failed {number} {}", read(&error)),
        }
    }
}

/// What a person reads of an error: its code, and its words in Chinese.
#[must_use]
pub fn read(error: &FieldError) -> String {
    let told = Told::of(error);
    format!("{} {}{}", told.code, told.what.zh, told.todo.zh)
}
