//! The station as a program that serves.

use std::ffi::OsStr;
use std::path::Path;

use super::hand::Program;
use super::room::Room;

/// A station that has come up.
pub struct Station {
    /// The program.
    pub program: Program,
    /// Where its pages are.
    pub pages: String,
    /// Where phones reach it.
    pub phones: String,
}

impl Station {
    /// Serves the station of a folder.
    ///
    /// # Errors
    /// What it said instead of coming up.
    pub fn serve(program: &Path, room: &Room, folder: &Path) -> Result<Self, String> {
        // What it says on its errors' stream is heard in its place.
        let shell = ["-c", r#"exec "$@" 2>&1"#, "sh"].map(OsStr::new);
        let line = "station serve --phones 127.0.0.1:0 --pages 127.0.0.1:0 --folder";
        let mut all: Vec<&OsStr> = shell.into_iter().chain([program.as_os_str()]).collect();
        all.extend(line.split(' ').map(OsStr::new));
        all.push(folder.as_os_str());
        let program = room.start(Path::new("sh"), &all);
        let pages = place(&program, "http://")?;
        let phones = place(&program, "https://")?;
        Ok(Self { program, pages, phones })
    }
}

/// The address that it says next.
fn place(program: &Program, scheme: &str) -> Result<String, String> {
    let mut said = String::new();
    while let Some(line) = program.hear() {
        if let Some((_, rest)) = line.split_once(scheme) {
            return Ok(format!("{scheme}{}", rest.trim()));
        }
        said.push_str(&line);
        said.push('\n');
    }
    Err(said)
}
