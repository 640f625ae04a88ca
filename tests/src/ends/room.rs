//! Places with little room: a file system of so many bytes, where the system lets a
//! test mount one that only its own programs see; else a bound on the size of files.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::hand::Program;

/// Where programs run.
pub enum Room {
    /// Where there is room enough.
    Ample,
    /// A file system of its own.
    Mounted(Mounted),
    /// No file may be larger than so many bytes.
    Bounded(u64),
}

/// A mounted file system, for as long as its holder lives.
pub struct Mounted {
    holder: Program,
    /// Whether its mount lies in a namespace of users too.
    of_user: bool,
    /// Where it is mounted.
    pub point: PathBuf,
}

/// Mounts at `$0` so many bytes as `$1` says, and keeps the namespace until its
/// input ends.
const MOUNT: &str = r#"mount -t tmpfs -o size="$1" none "$0" && echo mounted && exec cat"#;

/// Runs `"$@"` with files of at most `$0` bytes. A write beyond is an error for the
/// program and not its death.
const BOUND: &str = r#"trap '' XFSZ && exec prlimit --fsize="$0" -- "$@""#;

impl Mounted {
    /// Mounts `bytes` at `point`: as the user's own root, or as the system's; absent
    /// where the system allows neither.
    #[must_use]
    pub fn at(point: &Path, bytes: u64) -> Option<Self> {
        let size = bytes.to_string();
        let rest = ["sh", "-c", MOUNT].map(OsStr::new);
        [(true, &["-Urm"][..]), (false, &["-m"])].into_iter().find_map(|(of_user, flags)| {
            let mut line: Vec<&OsStr> = flags.iter().map(OsStr::new).collect();
            line.extend(rest);
            line.extend([point.as_os_str(), OsStr::new(&size)]);
            let holder = Program::start(Path::new("unshare"), &line);
            let mounted = holder.hear()? == "mounted";
            mounted.then(|| Self { holder, of_user, point: point.to_owned() })
        })
    }

    fn entered(&self) -> Vec<OsString> {
        let mut line: Vec<OsString> = vec!["-t".into(), self.holder.id().to_string().into()];
        if self.of_user {
            line.extend(["-U", "--preserve-credentials"].map(OsString::from));
        }
        line.push("-m".into());
        line
    }

    /// Runs a line of shell inside, with `$0` for the mount and `$1` for `other`.
    pub fn run(&self, script: &str, other: &Path) -> Output {
        let output = Command::new("nsenter")
            .args(self.entered())
            .args(["sh", "-c", script])
            .args([&self.point, other])
            .output();
        output.expect("a shell")
    }

    /// The same, which succeeds.
    pub fn must(&self, script: &str, other: &Path) {
        let output = self.run(script, other);
        assert!(output.status.success(), "{script}: {output:?}");
    }

    /// Fills it to the last byte.
    pub fn fill(&self) {
        let full = self.run(r#"cat /dev/zero >"$0/ballast""#, Path::new(""));
        assert!(!full.status.success(), "the disk has no end");
    }

    /// Makes room again.
    pub fn free(&self) {
        self.must(r#"rm "$0/ballast""#, Path::new(""));
    }
}

impl Room {
    /// The line that starts `program` with `arguments` in it.
    #[must_use]
    pub fn line(&self, program: &Path, arguments: &[&OsStr]) -> (PathBuf, Vec<OsString>) {
        let (outer, mut line) = match self {
            Self::Ample => {
                return (program.into(), arguments.iter().map(OsString::from).collect());
            }
            Self::Mounted(mounted) => ("nsenter", mounted.entered()),
            Self::Bounded(bytes) => {
                let bytes = OsString::from(bytes.to_string());
                ("sh", vec!["-c".into(), BOUND.into(), bytes])
            }
        };
        line.push(program.into());
        line.extend(arguments.iter().map(OsString::from));
        (outer.into(), line)
    }

    /// Starts a program in it.
    #[must_use]
    pub fn start(&self, program: &Path, arguments: &[&OsStr]) -> Program {
        let (outer, line) = self.line(program, arguments);
        let line: Vec<&OsStr> = line.iter().map(OsString::as_os_str).collect();
        Program::start(&outer, &line)
    }
}
