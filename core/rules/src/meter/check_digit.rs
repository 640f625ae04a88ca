//! The check digit of ISO 7064, MOD 11,10.

use crate::refusal::Refusal;

/// The check digit 0 to 9 that ISO 7064 MOD 11,10 puts behind `digits`.
///
/// A public page describes it for a meter code of 24 digits
/// (mculoop.com/forum.php?goto=lastpost&mod=redirect&tid=2). It is **not** to be
/// applied to the bar code of 22 digits (Q/GDW 1205): no source names that one's
/// method, and a guess would refuse good meters.
///
/// Refuses `check_digit_text` for no digits and for what is no digit.
pub fn check_digit_mod_11_10(digits: &str) -> Result<u32, Refusal> {
    let wrong = || Refusal::new("check_digit_text").with("entered", digits);
    if digits.is_empty() {
        return Err(wrong());
    }
    let mut carried = 10_u32;
    for digit in digits.chars() {
        let sum = (carried + digit.to_digit(10).ok_or_else(wrong)?) % 10;
        carried = (if sum == 0 { 10 } else { sum }) * 2 % 11;
    }
    // The last sum must leave 1: carried + check = 1 (mod 10).
    Ok((11 - carried) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_standard_s_example_and_refuses_letters() {
        assert_eq!(check_digit_mod_11_10("0794"), Ok(5));
        for text in ["", "07 94", "07a4", "０７９４", "-794"] {
            let refusal = check_digit_mod_11_10(text).expect_err("refused");
            assert_eq!(refusal.code.as_str(), "check_digit_text", "{text}");
        }
    }

    #[test]
    fn one_digit_wrong_changes_the_check_digit() {
        let good = check_digit_mod_11_10("20114930").expect("digits");
        for wrong in ["30114930", "20114931", "20184930", "20119430"] {
            assert_ne!(check_digit_mod_11_10(wrong), Ok(good), "{wrong}");
        }
    }
}
