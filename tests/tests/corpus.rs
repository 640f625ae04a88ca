//! What fuzzers throw at the decoders, in an ordinary test: every sample of the
//! corpora, and long inputs of the shapes that cost most. The functions are those of
//! the targets, so that neither can rot.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use dianfei_tests::workbook;

#[path = "../fuzz/src/measure.rs"]
mod measure;
#[path = "../fuzz/src/targets.rs"]
mod targets;

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 6] = [
    ("fact", targets::fact),
    ("figures", targets::figures),
    ("frame", targets::frame),
    ("sheet", targets::sheet),
    ("trial", targets::trial),
    ("worksheet", targets::worksheet),
];

/// Memory is counted over all threads: one test measures at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
fn each_sample_of_the_corpora_is_read_or_refused_within_its_memory() {
    let _alone = alone();
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut known: Vec<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    for (name, target) in TARGETS {
        let samples = fs::read_dir(corpora.join(name)).expect("a corpus");
        let mut count = 0;
        for sample in samples {
            let path = sample.expect("a sample").path();
            println!("{}", path.display());
            target(&fs::read(&path).expect("a sample"));
            count += 1;
        }
        assert!(count > 1, "{name} has no corpus");
    }
    let mut folders: Vec<String> = fs::read_dir(corpora)
        .expect("the corpora")
        .map(|entry| entry.expect("a corpus").file_name().to_string_lossy().into_owned())
        .collect();
    known.sort();
    folders.sort();
    assert_eq!(folders, known, "each corpus has its target");
}

/// So often is repeated what makes an input long.
const MANY: usize = 300_000;

/// A million bytes or so of the shapes that cost most memory for their length.
fn long(target: &str) -> Vec<Vec<u8>> {
    match target {
        "fact" => long_facts(),
        "figures" => ["1", "\u{7f}", "0.", "户", "-"]
            .iter()
            .map(|text| text.repeat(MANY).into_bytes())
            .collect(),
        "frame" => vec![
            vec![b'\n'; MANY],
            format!("x\n{{\"protocol\":\"{}\"}}\n", "\u{7f}".repeat(MANY)).into_bytes(),
        ],
        "sheet" => long_sheets(),
        "trial" => vec![
            "[[usage]]\n".repeat(MANY / 30).into_bytes(),
            "[".repeat(MANY).into_bytes(),
            format!("[[capitals]]\nid = \"1\"\nyuan = \"{}\"", "9".repeat(MANY)).into_bytes(),
        ],
        _ => long_worksheets(),
    }
}

fn long_facts() -> Vec<Vec<u8>> {
    let fact = |body: &str| {
        let device = "00".repeat(32);
        let head = r#"{"v":1,"id":"019aa000-0000-7000-8000-000000000001","station":"1","#;
        let middle =
            r#","seq":1,"person":"1","business_date":"2026-11-20","recorded":{"wall_ms":0},"#;
        format!(r#"{head}"device":"{device}"{middle}"body":{body}}}"#).into_bytes()
    };
    let offered = |used: &str, lists: &str| {
        let (rest, hash) = (r#""cash_fen":0,"denominations":[],"used_count":0"#, "00".repeat(32));
        let content = format!(r#"{{"tickets":[],"lists":[{lists}],{rest},"used":[{used}]}}"#);
        let offer = format!(r#"{{"to":"1","content":{content},"content_hash":"{hash}"}}"#);
        fact(&format!(r#"{{"collection":{{"handover_offered":{offer}}}}}"#))
    };
    vec![
        offered(&r#"{"series":"1","first":1,"last":1},"#.repeat(MANY / 9), ""),
        offered("", &format!("{}\"1\"", "\"1\",".repeat(MANY))),
        fact(&format!("\"{}\"", "\u{7f}".repeat(MANY))),
        fact(&"[".repeat(MANY)),
        format!("{{\"v\":\"{}\"}}", "\u{7f}".repeat(MANY)).into_bytes(),
    ]
}

/// A file of the kind that history is, its first byte the kind.
fn history(text: &str) -> Vec<u8> {
    [&[6], text.as_bytes()].concat()
}

fn long_sheets() -> Vec<Vec<u8>> {
    let header = "户号,年月,电量\n";
    vec![
        history(&",".repeat(MANY)),
        history(&"x,".repeat(MANY)),
        history(&"x,\n".repeat(MANY)),
        history(&format!("{header}{}", "1,2026-10,5\n".repeat(MANY / 4))),
        history(&format!("{header}{}", "x".repeat(MANY))),
        history(&format!("\"{}", "\"\",\n".repeat(MANY))),
        [vec![6], [0xBA, 0xC5].repeat(MANY)].concat(),
    ]
}

fn long_worksheets() -> Vec<Vec<u8>> {
    let begin = "<worksheet><sheetData>";
    vec![
        history(&format!("{begin}{}</sheetData></worksheet>", "<c/>".repeat(MANY))),
        history(&format!("{begin}{}", r#"<row><c t="str"><v>1</v></c></row>"#.repeat(MANY / 4))),
        history(&format!("{begin}<c><v>{}</v></c>", "1".repeat(MANY))),
        history(&format!("<worksheet><{}", "x".repeat(MANY))),
    ]
}

#[test]
fn long_input_costs_no_more_for_its_length_than_short() {
    let _alone = alone();
    for (name, target) in TARGETS {
        for (at, bytes) in long(name).iter().enumerate() {
            println!("{name} {at}: {} bytes", bytes.len());
            target(bytes);
        }
    }
}
