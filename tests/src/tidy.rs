//! The rules of writing as checks. Each takes text and returns findings, so
//! that a test can show a bad sample to it.

pub mod edges;
pub mod kotlin;
pub mod paths;
pub mod pure;
pub mod rooms;
pub mod source;
pub mod sql;
pub mod strings;
pub mod tree;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A broken rule: where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, from the workspace's root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to do.
    pub remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.remedy)
    }
}

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the workspace").to_owned()
}

/// Every Rust file of the workspace with its text, by its path from the root.
pub fn rust_files() -> std::io::Result<Vec<(String, String)>> {
    let root = root();
    let mut files = Vec::new();
    for folder in ["core", "bindings", "station", "tests"] {
        walk(&root.join(folder), &mut |path| {
            if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
                files.push((name, fs::read_to_string(path)?));
            }
            Ok(())
        })?;
    }
    files.sort();
    Ok(files)
}

/// What a build or git writes is no part of the tree. (In a second worktree
/// `.git` is a file.)
const MADE: [&str; 5] = ["target", ".git", ".gradle", "build", "node_modules"];

fn walk(folder: &Path, visit: &mut dyn FnMut(&Path) -> std::io::Result<()>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| MADE.iter().any(|made| name == *made)) {
            continue;
        }
        if path.is_dir() {
            walk(&path, visit)?;
        } else {
            visit(&path)?;
        }
    }
    Ok(())
}
