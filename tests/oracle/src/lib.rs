//! A second way to every bill, against the rules on random bills.
//!
//! - [`oracle`] finds a bill in exact rationals, from the facts.
//! - [`made`] makes bills up by seed, often at the edges of rounding and tiers.
//! - [`compare`] holds both bills against each other.
//! - [`trial`] writes a bill as a case of a trial file.
//! - [`tally`] counts what occurred, and [`run`] goes through many seeds.

pub mod compare;
pub mod made;
pub mod oracle;
pub mod run;
pub mod tally;
mod translate;
pub mod trial;
