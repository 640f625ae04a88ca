//! Chapter 4.3, collection: what a payment clears, what lateness costs, how
//! money passes from hand to hand, and the double entry behind all of it.

pub mod allocation;
pub mod disconnection;
pub mod handover;
pub mod late_fee;
pub mod ledger;
pub mod movement;
pub mod standing;
