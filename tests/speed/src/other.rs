//! The other programme: PySAM's `utilityrate5`, driven over a pipe by a script
//! that times each of its runs by itself.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use dianfei_rules::quantity::parse_decimal;
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;

use crate::measure::Took;
use crate::mix;
use crate::year::{HOURS, PERIODS, YEARS};

/// What the script is told, money and limits as text.
#[derive(Serialize)]
struct Asked<'a> {
    years: u32,
    hours: &'a [u32],
    day: [usize; 24],
    prices: Vec<String>,
    adds: Vec<String>,
    limits: Vec<Option<String>>,
}

/// The running script.
#[derive(Debug)]
pub struct Other {
    script: Child,
    asked: ChildStdin,
    told: Lines<BufReader<ChildStdout>>,
    name: String,
    first_year_yuan: Decimal,
}

impl Other {
    /// Starts it with the bench's price table over `hours`.
    ///
    /// # Panics
    /// Where it does not start or does not answer.
    #[must_use]
    pub fn start(python: &Path, hours: &[u32]) -> Self {
        let mut script = Command::new(python)
            .args(["-c", include_str!("../utility_rate.py")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the script starts");
        let mut asked = script.stdin.take().expect("a pipe");
        let mut told = BufReader::new(script.stdout.take().expect("a pipe")).lines();
        writeln!(asked, "{}", asking(hours)).expect("it listens");
        let first = told.next().expect("it answers").expect("it answers");
        let first: Value = serde_json::from_str(&first).expect("JSON");
        let text = |name: &str| first[name].as_str().expect("a text").to_owned();
        let first_year_yuan = parse_decimal(&text("first_year")).expect("an amount");
        Self { script, asked, told, name: text("name"), first_year_yuan }
    }

    /// Its name and version.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its first year costs.
    #[must_use]
    pub const fn first_year_yuan(&self) -> Decimal {
        self.first_year_yuan
    }

    /// One run over all years: the time of the calculation alone, without the
    /// pipe.
    ///
    /// # Panics
    /// Where it does not answer.
    pub fn run(&mut self) -> Took {
        writeln!(self.asked, "run").expect("it listens");
        let line = self.told.next().expect("it answers").expect("it answers");
        let mut figures = line.split(' ').map(|figure| figure.parse().expect("nanoseconds"));
        let mut next = || figures.next().expect("two figures");
        Took { wall_ns: next(), cpu_ns: next() }
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // It ends by itself when told; a script that is gone already has ended.
        drop(writeln!(self.asked, "end"));
        drop(self.script.wait());
    }
}

fn asking(hours: &[u32]) -> String {
    let tariff = mix::tariff("YEAR");
    let tiers = tariff.tiers.as_ref().expect("tiers").of_month(1).expect("tiers");
    let asked = Asked {
        years: YEARS,
        hours,
        day: HOURS,
        prices: PERIODS
            .iter()
            .map(|period| tariff.prices.of(*period).expect("a price").to_string())
            .collect(),
        adds: tiers.iter().map(|tier| tier.adds.to_string()).collect(),
        limits: tiers.iter().map(|tier| tier.up_to_kwh.map(|limit| limit.to_string())).collect(),
    };
    serde_json::to_string(&asked).expect("JSON")
}
