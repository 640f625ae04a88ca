//! Chapter 3, tickets: numbers are cash (3.1). What is claimed of a number are
//! facts; its state and holder are their fold.

pub mod book;
pub mod capitals;
pub mod custody;
pub mod void_rate;
pub mod volume;
