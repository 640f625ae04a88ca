//! The phone's Kotlin and its texts, checked; and each check shown a bad sample.

use dianfei_tests::tidy::{kotlin, strings};

const HOME: &str = "android/src/main/kotlin/cn/dianfei/field";

#[test]
fn every_kotlin_file_keeps_the_style() {
    let files = kotlin::kotlin_files().expect("the tree is readable");
    assert!(files.len() > 20, "the walk found {} files", files.len());
    let found: String = files
        .iter()
        .flat_map(|(file, text)| kotlin::check(file, text))
        .map(|finding| format!("\n{finding}"))
        .collect();
    assert_eq!(found, "");
}

/// Asserts that the check finds in each sample what it should, or nothing.
fn assert_sees(samples: &[(&str, &str, &str)]) {
    for (place, text, expected) in samples {
        let found: String = kotlin::check(&format!("{HOME}/{place}"), text)
            .iter()
            .map(|finding| format!("{finding}\n"))
            .collect();
        let is_right =
            if expected.is_empty() { found.is_empty() } else { found.contains(expected) };
        assert!(is_right, "{place} {text}: {found:?} is not {expected:?}");
    }
}

#[test]
fn figures_are_no_fractions() {
    assert_sees(&[
        ("reading/X.kt", "\nval kwh = typed.toDouble()", "X.kt:2: toDouble: figures"),
        ("collection/X.kt", "fun pay(yuan: Float) = Unit", "Float: figures"),
        ("ui/Format.kt", "fun yuan(fen: Long): Double = fen / 100.0", "Double: figures"),
        ("ui/Format.kt", "fun yuan(fen: Long) = fen.toFloat()", "toFloat: figures"),
        ("ui/Keypad.kt", "val dp = width.toFloat()", ""),
        ("ui/Keypad.kt", "val dp: Double = 1.0", "Double: figures"),
        ("reading/X.kt", "// no Double here\nval DoubleTap = \"Double\"", ""),
    ]);
}

#[test]
fn money_is_not_reckoned_with() {
    let sees = "the core reckons with money";
    assert_sees(&[
        ("collection/X.kt", "\n\nval sum = line.principalFen + late", ":3: principalFen: the core"),
        ("collection/X.kt", "val sum = late + line.lateFeeFen", "lateFeeFen: the core"),
        ("collection/X.kt", "val left = state?.quote!!.totalFen - paid", sees),
        ("collection/X.kt", "val left = 0 -\n    quote?.totalFen", sees),
        ("collection/X.kt", "show(-count.differenceFen)", sees),
        ("collection/X.kt", "val yuan = fen / 100", "fen: the core"),
        ("collection/X.kt", "val jiao = fen % 100", sees),
        ("collection/X.kt", "val twice = 2 * A_LIMIT_FEN", "A_LIMIT_FEN: the core"),
        ("collection/X.kt", "totalFen += line", sees),
        ("collection/X.kt", "val sum = openFen.toInt() + 1", sees),
        ("collection/X.kt", "val sum = debts.sumOf { it.totalFen }", "totalFen: the core"),
        (
            "collection/X.kt",
            "val sum = debts.sumOf { debt ->\n    debt.totalFen\n}",
            ":2: totalFen",
        ),
        ("collection/X.kt", "val sum = debts.map { it.totalFen }.sum()", sees),
        ("collection/X.kt", "val sum = paidFen.plus(late)", sees),
        ("collection/X.kt", "val sum = late.minus(paidFen)", sees),
        ("collection/X.kt", "val sum = \"${paidFen + lateFen}\"", sees),
        ("collection/X.kt", "val words = yuan(line.totalFen) + late.orEmpty()", ""),
        ("collection/X.kt", "totalFen > 0 -> yuan(totalFen)\nval a = { paidFen -> paidFen }", ""),
        ("collection/X.kt", "val a: List<Fen> = x // openFen + 1\nval b = \"aFen + bFen\"", ""),
        ("collection/X.kt", "val rows = debts.sumOf { it.rows }\nval openFen = list.openFen", ""),
        ("collection/X.kt", "typed { copy(owedFen = null) }\nval a = b - c", ""),
        (kotlin::TELLS_NOTES, "val yuan = fen / 100", ""),
    ]);
}

#[test]
fn the_file_that_may_divide_fen_still_does() {
    let files = kotlin::kotlin_files().expect("the tree is readable");
    let place = format!("{HOME}/{}", kotlin::TELLS_NOTES);
    let (_, text) = files.iter().find(|(file, _)| *file == place).expect("the file is there");
    let moved = format!("{HOME}/ui/Elsewhere.kt");
    let found = kotlin::check(&moved, text);
    assert!(!found.is_empty(), "{place} needs no exception any more: take it from the list");
}

#[test]
fn what_a_person_reads_is_not_in_code() {
    assert_sees(&[
        ("reading/X.kt", "val a = \"抄表\"", "\"抄表\": what a person reads"),
        ("reading/X.kt", "/* 抄表 /* 二 */ */\nval a = \"x${b(\"抄\")}\"", ":2: \"抄\""),
        ("reading/X.kt", "val a = \"\"\"\nread it again\"\"\"", ":1: \"\nread it again"),
        ("reading/X.kt", "say(\"Please read it\")", "what a person reads"),
        ("reading/X.kt", "label.text = \"Next\"", "what a person reads"),
        ("reading/X.kt", "label.text = \"\"\nlabel.text = \" · \"", ""),
        ("reading/X.kt", "check(done) { \"the core was not open\" }", ""),
        ("ui/X.kt", "val more = \"＋\"", ""),
        ("core/X.kt", "val how = \"SHA256withECDSA\" // 签名\nval quote = '\"'", ""),
    ]);
}

#[test]
fn folders_and_layers_keep_apart() {
    let chapter = "import cn.dianfei.field.collection.BillActivity";
    assert_sees(&[
        ("reading/X.kt", "import androidx.core.view.ViewCompat", "androidx"),
        ("reading/X.kt", chapter, "reading must not use collection"),
        ("ui/X.kt", chapter, "ui must not use collection"),
        ("core/X.kt", "import cn.dianfei.field.ui.Format", "core must not use ui"),
        (
            "collection/X.kt",
            "val a = cn.dianfei.field.sync.Queue()",
            "collection must not use sync",
        ),
        ("collection/X.kt", chapter, ""),
        ("Routes.kt", chapter, ""),
        ("reading/X.kt", "import cn.dianfei.field.R\nimport cn.dianfei.field.ui.Format", ""),
        ("reading/StopPresenter.kt", "import android.os.Bundle", "without Android"),
        ("reading/StopState.kt", "val a: android.view.View", "without Android"),
        ("reading/StopView.kt", "import android.view.View", ""),
        ("reading/X.kt", "import cn.dianfei.core.FieldApi", "FieldApi: only core/"),
        ("reading/X.kt", "import cn.dianfei.core.CoreException", "CoreException: only core/"),
        ("ui/X.kt", "import cn.dianfei.core.*", "*: only core/"),
        ("reading/X.kt", "import cn.dianfei.core.StopListView", ""),
        ("core/X.kt", "import cn.dianfei.core.CoreException", ""),
        ("App.kt", "import cn.dianfei.core.FieldApi", ""),
        ("reading/X.kt", "runBlocking { core.sync() }", "runBlocking: work belongs"),
    ]);
}

#[test]
fn files_and_functions_stay_short() {
    let long = format!("fun long(a: Int = f()): Int {{\n{}}}\n", "    step()\n".repeat(60));
    let plain = format!("fun short() = 1\n\nval lines = \"\"\"{}\"\"\"\n", "\n".repeat(70));
    assert_sees(&[
        ("reading/X.kt", &long, "X.kt:1: fun long has 62 lines"),
        ("reading/X.kt", &"// line\n".repeat(401), "X.kt:401: 401 lines"),
        ("reading/X.kt", &plain, ""),
    ]);
}

#[test]
fn each_text_is_in_both_languages() {
    let zh = strings::texts("values").expect("the texts are readable");
    let en = strings::texts("values-en").expect("the texts are readable");
    assert!(zh.len() >= 3, "{zh:?}");
    assert_eq!(strings::compare(&zh, &en), Vec::<String>::new());
}

#[test]
fn each_text_picture_and_colour_is_used() {
    let said = strings::said().expect("the shell is readable");
    let drawables = strings::drawables().expect("the pictures are listed");
    assert!(drawables.len() > 10, "{drawables:?}");
    assert_eq!(strings::unused(&said, &drawables), Vec::<String>::new());
    let sample = "<string name=\"a\">x</string><color name=\"b\">y</color>\
        setText(R.string.a) <x y=\"@drawable/c\"/>";
    let made = ["c".to_owned(), "cc".to_owned()];
    assert_eq!(
        strings::unused(sample, &made),
        ["color/b is used nowhere", "drawable/cc is used nowhere"]
    );
}

#[test]
fn a_text_that_one_language_lacks_is_seen() {
    let xml = |texts: &str| strings::read(&format!("<resources>{texts}</resources>"));
    let zh = xml("<string name=\"a\">剩 %1$d 户，%2$s</string><string name=\"b\">好</string>");
    let fine =
        xml("<string name=\"a\">%2$s: %1$02d left, 100 %%</string><string name=\"b\">x</string>");
    assert_eq!(strings::compare(&zh, &fine), Vec::<String>::new());
    let en = xml("<string name=\"a\">%1$s left</string><string name=\"c\">好</string>");
    let found = strings::compare(&zh, &en);
    assert_eq!(
        found,
        [
            "b is not in English",
            "a: other places to fill in than in Chinese",
            "c is not in Chinese"
        ]
    );
    let mixed = xml("<string name=\"a\">%1$d %2$s</string><string name=\"b\">好</string>");
    assert_eq!(strings::compare(&zh, &mixed), ["b: Chinese among the English"]);
}
