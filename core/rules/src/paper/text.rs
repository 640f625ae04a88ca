//! Text by columns: what the printer can set, how wide it is, where it breaks.

/// The columns that `text` takes.
#[must_use]
pub fn columns(text: &str) -> usize {
    text.chars().map(letter_columns).sum()
}

const fn letter_columns(letter: char) -> usize {
    if letter.is_ascii() { 1 } else { 2 }
}

/// `text` as the printer sets it, so that the screen shows what the paper shows:
/// letters that its code has under another number take that one, control
/// characters and what it lacks become □.
#[must_use]
pub fn printable(text: &str) -> String {
    text.chars().map(printed_letter).collect()
}

fn printed_letter(letter: char) -> char {
    let letter = match letter {
        '−' => '-',
        '\u{A0}' => ' ',
        // The dot within a name such as 买买提·艾合买提, as keyboards give it.
        '•' | '‧' | '・' | '∙' => '·',
        other => other,
    };
    if is_printable(letter) { letter } else { '□' }
}

fn is_printable(letter: char) -> bool {
    if letter.is_ascii() {
        return !letter.is_ascii_control();
    }
    // Letters that each printer's maker gives a shape of his own.
    if ('\u{E000}'..='\u{F8FF}').contains(&letter) {
        return false;
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(letter.encode_utf8(&mut buffer));
    !unmappable && bytes.len() == 2
}

/// Breaks `text` into lines of at most `width` columns (at least 2): at a blank
/// or beside a Chinese character. A word or number is broken only where it is
/// wider than a line, and no line begins with a closing mark.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for unit in units(text) {
        if columns(&line) + columns(&unit) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
            if unit == " " {
                continue;
            }
        }
        for letter in unit.chars() {
            if columns(&line) + letter_columns(letter) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

/// What a line keeps together.
fn units(text: &str) -> Vec<String> {
    let mut units: Vec<String> = Vec::new();
    for letter in text.chars() {
        match units.last_mut() {
            Some(unit) if unit.chars().last().is_some_and(|last| keeps(last, letter)) => {
                unit.push(letter);
            }
            Some(_) | None => units.push(letter.to_string()),
        }
    }
    units
}

/// Whether no line may break between the two.
fn keeps(last: char, next: char) -> bool {
    (last.is_ascii_graphic() && next.is_ascii_graphic())
        || "，。、；：！？）》％".contains(next)
        || "（《￥".contains(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_whole_and_no_line_begins_with_a_closing_mark() {
        assert_eq!(wrapped("电量共 1234 千瓦时。", 10), ["电量共", "1234 千瓦", "时。"]);
        assert_eq!(wrapped("共计电量，下次", 8), ["共计电", "量，下次"]);
        assert_eq!(wrapped("read (12 kWh)", 8), ["read (12", "kWh)"]);
    }

    #[test]
    fn what_is_wider_than_a_line_is_broken_all_the_same() {
        assert_eq!(wrapped("ABCDEFGHIJ", 4), ["ABCD", "EFGH", "IJ"]);
        assert_eq!(wrapped("，，，", 4), ["，，", "，"]);
        assert_eq!(wrapped("", 4), [""]);
    }

    #[test]
    fn what_the_code_lacks_is_a_box_and_its_likeness_stands_for_a_letter() {
        assert_eq!(printable("王\u{7}小\u{1B}@\n😀€"), "王□小□@□□□");
        assert_eq!(printable("买买提•艾合买提 5−3\u{A0}℃"), "买买提·艾合买提 5-3 ℃");
        assert_eq!(printable("\u{E000}\u{200B}"), "□□");
    }
}
