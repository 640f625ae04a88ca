//! Reckoning with money, found in Kotlin's text: the core adds, the shell shows.

/// Methods and functions that reckon, with an operator's meaning or over a list.
const RECKONING: [&str; 14] = [
    "sumOf",
    "sumBy",
    "sum",
    "fold",
    "reduce",
    "plus",
    "minus",
    "times",
    "div",
    "rem",
    "inc",
    "dec",
    "unaryMinus",
    "average",
];

/// What may stand between a name and its operator and changes nothing.
const STILL_THE_SAME: [&str; 3] = [".toInt()", ".toLong()", "!!"];

/// Each place of `code` (comments and texts blanked out) where a name of an amount
/// is reckoned with: its line, and the name.
pub(super) fn reckoned(code: &str) -> Vec<(usize, &str)> {
    let words = words(code);
    let lists = words.iter().filter(|(_, word)| RECKONING.contains(word));
    let reached: Vec<(usize, usize)> =
        lists.filter_map(|&(at, word)| reach(code, at, word)).collect();
    words
        .into_iter()
        .filter(|(_, word)| is_amount(word))
        .filter(|&(at, word)| {
            is_operand(code, at, word)
                || reached.iter().any(|(from, to)| (*from..*to).contains(&at))
        })
        .map(|(at, word)| (code[..at].matches('\n').count() + 1, word))
        .collect()
}

/// Each word with the byte that it begins at.
fn words(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    for word in code.split(|mark: char| !(mark.is_alphanumeric() || mark == '_')) {
        let at = code[rest..].find(word).map_or(rest, |step| rest + step);
        rest = at + word.len();
        if !word.is_empty() {
            found.push((at, word));
        }
    }
    found
}

/// Whether a name says that it is whole fen; `Fen` alone is the type.
fn is_amount(word: &str) -> bool {
    word == "fen" || word.ends_with("_FEN") || (word.ends_with("Fen") && word != "Fen")
}

/// Whether an operator stands before the name, with what it is taken from, or after it.
fn is_operand(code: &str, at: usize, word: &str) -> bool {
    let path = |mark: char| mark.is_alphanumeric() || ['_', '.', '?', '!'].contains(&mark);
    let before = code[..at].trim_end_matches(path).trim_end();
    let mut after = &code[at + word.len()..];
    while let Some(rest) = STILL_THE_SAME.iter().find_map(|same| after.strip_prefix(same)) {
        after = rest;
    }
    let after = after.trim_start_matches(' ');
    before.ends_with(['+', '-', '*', '/', '%'])
        || (after.starts_with(['+', '-', '*', '/', '%']) && !after.starts_with("->"))
}

/// From the beginning of the line of a reckoning word to the end of what stands in
/// brackets after it: what it reckons with. Nothing where it is no call.
fn reach(code: &str, at: usize, word: &str) -> Option<(usize, usize)> {
    let from = code[..at].rfind('\n').map_or(0, |line| line + 1);
    let rest = &code[at + word.len()..];
    let open = rest.len() - rest.trim_start_matches(' ').len();
    if !rest[open..].starts_with(['(', '{']) {
        return None;
    }
    let mut depth = 0_usize;
    for (step, mark) in rest.char_indices() {
        match mark {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return Some((from, at + word.len() + step));
        }
    }
    Some((from, code.len()))
}
