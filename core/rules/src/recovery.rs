//! Chapter 2, the assessment of collection: the day's count, the age of cash
//! in hands, and the way to the 28th.

pub mod cash_clock;
pub mod over_short;
pub mod progress;
