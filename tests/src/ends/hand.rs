//! The hand that starts a program, listens to it and ends it.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

/// A running program with what it prints. It is ended when this is dropped.
pub struct Program {
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Program {
    /// Starts `program` with arguments.
    #[must_use]
    pub fn start(program: &Path, arguments: &[&OsStr]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let (tell, lines) = channel();
        thread::spawn(move || {
            // A line that death cut off was never said.
            for line in output.split(b'\n').map_while(Result::ok) {
                if tell.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    break;
                }
            }
        });
        Self { child, input, lines }
    }

    /// Its number in the system.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it a line. A program that has died hears nothing.
    pub fn tell(&mut self, line: &str) {
        if let Some(input) = &mut self.input {
            let _dead = writeln!(input, "{line}").and_then(|()| input.flush());
        }
    }

    /// The next line that it prints; absent once it has died and all is heard.
    pub fn hear(&self) -> Option<String> {
        self.lines.recv().ok()
    }

    /// Ends it as `kill -9` does, and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().expect("a program to end");
        self.child.wait().expect("it ends");
    }

    /// Sends it a signal by its name, such as `STOP`.
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.id());
        let sent = Command::new("sh").args(["-c", &line]).status().expect("a shell");
        assert!(sent.success(), "{line}");
    }

    /// Tells it that nothing follows, and waits until it has ended by itself.
    pub fn end(&mut self) -> ExitStatus {
        self.input = None;
        self.child.wait().expect("it ends")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended before.
        let _gone = self.child.kill();
        let _status = self.child.wait();
    }
}
