//! The rule core of a rural power-supply station: pure functions over typed
//! figures, without clock, randomness or I/O, so that phone and station
//! compute the same bytes.
//!
//! The folders bear the names of the rule book's chapters; beside them stand
//! only foundations: [`money`], [`quantity`], [`calendar`]; and what people are
//! told: [`words`] and [`paper`].

pub mod account;
pub mod bill;
pub mod calendar;
pub mod canonical;
pub mod collection;
pub mod id;
pub mod meter;
pub mod money;
pub mod paper;
pub mod policy;
pub mod quantity;
pub mod reading;
pub mod recovery;
pub mod refusal;
pub mod regime;
pub mod tariff;
pub mod ticket;
pub mod words;
