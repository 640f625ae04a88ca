//! The phone's core for Kotlin: one object, [`FieldApi`], with views and
//! requests by chapter. It computes nothing: it opens the core, hands requests
//! over and turns what comes back into what the generated Kotlin can carry.
//!
//! The exported API keeps inside what both Kotlin generators of UniFFI accept:
//! synchronous methods that may all fail, flat records, enums without text,
//! custom types over plain text and numbers that cannot fail to be made.

uniffi::setup_scaffolding!();

pub mod error;
pub mod field_api;
pub mod port;
pub mod request;
pub mod scalar;
pub mod view;

pub use error::CoreError;
pub use field_api::FieldApi;
