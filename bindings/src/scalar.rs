//! Names for plain numbers that cross the boundary. Kotlin sees them as names of
//! its own types: `Fen` is a `Long` of whole fen.

use dianfei_rules::money::Fen;

uniffi::custom_type!(Fen, i64, {
    remote,
    try_lift: |fen| Ok(Fen::new(fen)),
    lower: |fen| fen.get(),
});
