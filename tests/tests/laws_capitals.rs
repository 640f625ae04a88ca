//! The law of amounts in capitals: what is printed is read back.

use dianfei_rules::money::Fen;
use dianfei_rules::policy::{CapitalsWholeWord, OptionalZero};
use dianfei_rules::ticket::capitals::{CapitalsStyle, capitals, read_capitals};
use proptest::prelude::*;

/// Amounts with many zeros among them: digits are often 0.
fn amounts() -> impl Strategy<Value = i64> {
    let digits = prop::collection::vec(prop_oneof![3 => Just(0_i64), 2 => 1..=9_i64], 1..=10);
    prop_oneof![
        0..10_000_000_000_i64,
        digits.prop_map(|digits| digits.into_iter().fold(0, |fen, digit| fen * 10 + digit)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_in_any_style_is_read_back(fen in amounts(), zero: bool, whole: bool) {
        let style = CapitalsStyle {
            optional_zero: if zero { OptionalZero::Write } else { OptionalZero::LeaveOut },
            whole_word: if whole {
                CapitalsWholeWord::AlsoAfterTenths
            } else {
                CapitalsWholeWord::WholeYuanOnly
            },
        };
        let text = capitals(Fen::new(fen), style).expect("small enough");
        prop_assert_eq!(read_capitals(&text), Ok(Fen::new(fen)), "{}", text);
        prop_assert!(!text.contains("零零"), "{}", text);
        prop_assert!(!text.contains("零元") || fen < 100, "{}", text);
    }
}
