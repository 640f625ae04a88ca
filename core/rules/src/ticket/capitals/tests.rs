use super::*;

fn plain(fen: i64) -> String {
    capitals(Fen::new(fen), CapitalsStyle::PLAIN).expect("small enough")
}

#[test]
fn spells_the_edges() {
    for (fen, text) in [
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角"),
        (55, "人民币伍角伍分"),
        (100, "人民币壹元整"),
        (1000, "人民币壹拾元整"),
        (100_000_005, "人民币壹佰万元零伍分"),
        (1_001_000, "人民币壹万零壹拾元整"),
        (10_000_000_100, "人民币壹亿零壹元整"),
        (10_001_000_000, "人民币壹亿零壹万元整"),
        (9_999_999_999, "人民币玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (-3_000, "人民币负叁拾元整"),
    ] {
        assert_eq!(plain(fen), text);
        assert_eq!(read_capitals(text), Ok(Fen::new(fen)));
    }
}

#[test]
fn the_optional_zero_is_written_once_where_the_policy_says() {
    let written = CapitalsStyle { optional_zero: OptionalZero::Write, ..CapitalsStyle::PLAIN };
    for (fen, text) in [
        (168_032, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "人民币壹拾万柒仟元零伍角叁分"),
        (10_700_000, "人民币壹拾万零柒仟元整"),
        (140_950, "人民币壹仟肆佰零玖元伍角"),
        (50, "人民币伍角"),
    ] {
        assert_eq!(capitals(Fen::new(fen), written).as_deref(), Ok(text));
    }
}

#[test]
fn whole_may_also_end_what_ends_in_tenths() {
    let also =
        CapitalsStyle { whole_word: CapitalsWholeWord::AlsoAfterTenths, ..CapitalsStyle::PLAIN };
    for (fen, text) in [
        (100, "人民币壹元整"),
        (150, "人民币壹元伍角整"),
        (155, "人民币壹元伍角伍分"),
        (105, "人民币壹元零伍分"),
    ] {
        assert_eq!(capitals(Fen::new(fen), also).as_deref(), Ok(text));
        assert_eq!(read_capitals(text), Ok(Fen::new(fen)), "{text}");
    }
}

#[test]
fn a_spelling_agrees_with_its_own_amount_alone() {
    assert!(agrees(Fen::new(150), "壹元伍角"));
    assert!(!agrees(Fen::new(151), "壹元伍角"));
    assert!(!agrees(Fen::new(150), "壹元伍"));
}

#[test]
fn reads_each_allowed_spelling() {
    for (text, fen) in [
        ("壹仟陆佰捌拾元叁角贰分", 168_032),
        ("人民币壹仟陆佰捌拾元零叁角贰分", 168_032),
        ("人民币壹拾万柒仟元零伍角叁分", 10_700_053),
        ("人民币壹拾万零柒仟元伍角叁分", 10_700_053),
        ("人民币壹佰元正", 10_000),
        ("人民币壹元伍角整", 150),
    ] {
        assert_eq!(read_capitals(text), Ok(Fen::new(fen)), "{text}");
    }
}

/// 正确填写票据和结算凭证的基本规定: where a zero must stand, may stand, must not.
#[test]
fn a_zero_stands_where_it_must_and_is_read_where_it_may() {
    for (fen, printed, also) in [
        (1_001, "人民币壹拾元零壹分", ""),
        (10_005, "人民币壹佰元零伍分", ""),
        (100_010, "人民币壹仟元壹角", "人民币壹仟元零壹角"),
        (2_000_010, "人民币贰万元壹角", "人民币贰万元零壹角整"),
        (30_000_009, "人民币叁拾万元零玖分", ""),
        (1_000_050_000, "人民币壹仟万零伍佰元整", ""),
        (1_000_500_000, "人民币壹仟万伍仟元整", "人民币壹仟万零伍仟元正"),
        (15_000_000_000, "人民币壹亿伍仟万元整", ""),
        (105_000_000_000, "人民币壹拾亿伍仟万元整", "人民币壹拾亿零伍仟万元整"),
        (200_000_000_000, "人民币贰拾亿元整", ""),
    ] {
        assert_eq!(plain(fen), printed);
        assert_eq!(read_capitals(printed), Ok(Fen::new(fen)), "{printed}");
        if !also.is_empty() {
            assert_eq!(read_capitals(also), Ok(Fen::new(fen)), "{also}");
        }
    }
    for wrong in
        ["人民币壹拾元壹分", "人民币壹仟万伍佰元整", "人民币贰万零元壹角", "人民币贰零拾亿元整"]
    {
        assert!(read_capitals(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn refuses_what_the_regulation_does_not_allow() {
    for text in [
        "人民币壹佰元伍角零分",
        "人民币壹元",
        "人民币壹元伍分整",
        "人民币拾元整",
        "人民币壹仟零玖拾元零伍",
        "人民币壹仟玖元整",
        "人民币壹圆整",
        "人民币壹点伍元",
        "人民币 壹元整",
        "人民币",
        "",
        "人民币壹拾万零柒仟元零伍角叁分",
    ] {
        assert!(read_capitals(text).is_err(), "{text}");
    }
    assert!(!agrees(Fen::new(100_005), "人民币壹仟元零伍角"));
    assert_eq!(
        read_capitals("壹佰元伍角零分"),
        Err(CapitalsError::Misspelt {
            text: "壹佰元伍角零分".to_owned(),
            instead: "人民币壹佰元伍角".to_owned(),
        })
    );
}

#[test]
fn what_spells_no_amount_is_not_taken_for_a_slip() {
    for text in ["", "人民币", "壹", "整", "人民币壹仟零玖拾元零伍"] {
        let none = CapitalsError::NotCapitals { text: text.to_owned() };
        assert_eq!(read_capitals(text), Err(none), "{text}");
    }
}

#[test]
fn a_trillion_yuan_is_too_large() {
    let amount = Fen::new(100_000_000_000_000);
    assert_eq!(capitals(amount, CapitalsStyle::PLAIN), Err(CapitalsError::TooLarge { amount }));
    assert_eq!(
        plain(99_999_999_999_999),
        "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"
    );
}
