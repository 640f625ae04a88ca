//! The station's house: which module may use which. Chapters stand in the
//! order of `station/src/chapters.rs`, and each uses earlier ones only.

use super::{Finding, paths};

/// Know no chapter: what every room stands on.
const GROUND: &[&str] = &["port", "sheet", "store", "web"];

/// Carry chapters without knowing one by name, but for `account`, which says
/// whose station it is. `people` says who asks, to every room.
const FRAME: &[&str] =
    &["app", "chapter", "chapters", "desk", "journal", "people", "phone", "spine"];

/// Set-up and the chapters of the rule book, in their order. `archive` stands
/// first: it uses none, and every chapter's page that shows personal details
/// records the look there (5.5).
const CHAPTERS: &[&str] =
    &["archive", "account", "reading", "audit", "ticket", "collection", "recovery"];

/// Put chapters together; nothing below uses them.
const ROOF: &[&str] =
    &["board", "cli", "customer", "demo", "main", "regime", "serve", "site", "verify"];

/// The chapter that the frame knows by name.
const FRAME_KNOWS: &str = "account";

/// Uses of a later chapter, by file: each with its reason.
const UPWARD: &[(&str, &str, &str)] = &[
    (
        "station/src/audit/page/run.rs",
        "collection",
        "issuing bills (4.2.5) makes receivables in the same transaction",
    ),
    (
        "station/src/audit/billing.rs",
        "collection",
        "the ruling on issued bills says when each is due",
    ),
    (
        "station/src/ticket/page/void.rs",
        "collection",
        "a void takes back its payment, which is collection's to rule on",
    ),
    (
        "station/src/account/import.rs",
        "audit",
        "a sheet of prices is published as the auditor publishes one",
    ),
    (
        "station/src/account/import.rs",
        "ticket",
        "a sheet of books is received as the custodian receives one",
    ),
    (
        "station/src/account/import.rs",
        "collection",
        "arrears of the cut-over become receivables in the same transaction",
    ),
];

/// Uses that the house does not allow, in one file of the station.
pub fn check(file: &str, text: &str) -> Result<Vec<Finding>, syn::Error> {
    let Some(room) = room_of(file) else { return Ok(Vec::new()) };
    let found = paths::all(text)?;
    let uses = found.iter().filter_map(|named| match named.segments.as_slice() {
        [root, used, ..] if root == "crate" => Some((named.line, used.as_str())),
        _ => None,
    });
    Ok(uses
        .filter_map(|(line, used)| Some((line, forbidden(file, room, used)?)))
        .map(|(line, remedy)| Finding { file: file.to_owned(), line, remedy })
        .collect())
}

/// The module of a file: `station/src/audit/page.rs` is in `audit`.
fn room_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("station/src/")?;
    let room = inside.split('/').next()?;
    let room = room.strip_suffix(".rs").unwrap_or(room);
    (room != "lib").then_some(room)
}

fn forbidden(file: &str, room: &str, used: &str) -> Option<String> {
    let is_known =
        |name: &str| [GROUND, FRAME, CHAPTERS, ROOF].iter().any(|row| row.contains(&name));
    if !is_known(room) {
        return Some(format!(
            "{room} has no place in the house: give it one in tests/src/tidy/rooms.rs"
        ));
    }
    if room == used || !is_known(used) || room == "chapters" || ROOF.contains(&room) {
        return None;
    }
    let place = |name: &str| CHAPTERS.iter().position(|chapter| *chapter == name);
    let allowed = match (place(room), place(used)) {
        (Some(own), Some(other)) => other < own,
        (Some(_), None) => !ROOF.contains(&used),
        (None, Some(_)) => FRAME.contains(&room) && used == FRAME_KNOWS,
        (None, None) => FRAME.contains(&room) && !ROOF.contains(&used) || GROUND.contains(&used),
    };
    let is_named = UPWARD.iter().any(|(at, upward, _)| *at == file && *upward == used);
    (!allowed && !is_named).then(|| {
        format!("{room} must not use {used}: move what both need down, or the composition up")
    })
}

/// Exceptions that no file needs any more.
#[must_use]
pub fn unneeded(files: &[(String, String)]) -> Vec<String> {
    let is_needed = |at: &str, upward: &str| {
        files.iter().any(|(file, text)| file == at && text.contains(&format!("crate::{upward}")))
    };
    UPWARD
        .iter()
        .filter(|(at, upward, _)| !is_needed(at, upward))
        .map(|(at, upward, _)| format!("{at} does not use {upward} any more: take its line out"))
        .collect()
}
