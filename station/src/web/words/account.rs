//! Codes of set-up: sheets, details, policy.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "sheet_not_offered",
        (
            "要导入的文件已被另一个文件替换，未作任何登记。",
            "Another file has replaced the one to take in; nothing was recorded.",
        ),
        ("重新选择文件，核对后再导入。", "Choose the file again, check it and take it in."),
    ),
    entry(
        "sheet_rejected",
        ("表格有错误，一行也没有导入。", "The sheet has errors; no row was taken in."),
        ("按错误清单改正后重新选择文件。", "Correct it by the list of errors and choose it again."),
    ),
];
