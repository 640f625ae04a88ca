//! A phone's day against a station that is built from wire types alone.

mod collection;
mod phone;
mod reading;
mod station;
mod sync;
