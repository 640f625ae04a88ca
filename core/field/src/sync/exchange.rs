//! The exchange with the station as a step machine.
