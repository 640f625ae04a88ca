//! What the core says, by chapter: flat records of text and numbers.

pub mod status;
pub mod words;

pub use status::{Role, StatusView};
pub use words::{FigureView, Told, Words};
