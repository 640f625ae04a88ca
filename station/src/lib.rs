//! The station's server: journal, tables, staff pages and the phones' door.

pub mod account;
pub mod app;
pub mod archive;
pub mod audit;
pub mod board;
pub mod chapter;
pub mod chapters;
pub mod cli;
pub mod collection;
pub mod demo;
pub mod desk;
pub mod journal;
pub mod people;
pub mod phone;
pub mod port;
pub mod reading;
pub mod recovery;
pub mod regime;
pub mod serve;
pub mod sheet;
pub mod site;
pub mod spine;
pub mod store;
pub mod ticket;
pub mod verify;
pub mod web;
