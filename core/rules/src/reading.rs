//! Chapter 4.1, reading: usage, checks, provisional usage, evidence, routes.

pub mod check;
pub mod evidence;
pub mod provisional;
pub mod route;
pub mod usage;

pub use check::{
    CheckLimits, Finding, IdentityCheck, MonthUsage, ReadingCheckInput, Severity, check,
};
pub use usage::{MeterSpan, RegisterSpan, Usage, UsageInput, usage};
