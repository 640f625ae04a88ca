//! Power cuts under the real phone and the real station: their SQLite files lie
//! on a disk in memory that keeps, drops, reorders and tears what was not synced.

pub mod content;
pub mod deed;
pub mod device;
mod disk;
mod fate;
pub mod handset;
pub mod life;
pub mod machine;
pub mod office;
pub mod pulse;
pub mod rehearsal;
pub mod rows;
pub mod schema;
pub mod tally;
pub mod town;
