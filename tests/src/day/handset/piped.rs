//! The Kotlin shell at the other end of a pipe: a deed goes out as one line of
//! JSON, one line of JSON comes back.

use std::cell::RefCell;
use std::io::{BufRead, Write};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Deed, Done, Handset};
use crate::day::Stopped;

/// Both ends of the pipe.
pub struct Pipe {
    /// Where lines go.
    pub to: Box<dyn Write>,
    /// Where they come from.
    pub from: Box<dyn BufRead>,
}

#[derive(Serialize)]
struct Line<'a> {
    /// Whose phone, by the number of its key.
    phone: u8,
    deed: &'a Deed,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(Done),
    Stopped(String),
}

/// One of the phones behind a pipe.
pub struct PipedHandset {
    phone: u8,
    pipe: Rc<RefCell<Pipe>>,
}

impl PipedHandset {
    /// The phone whose key is made of `phone`.
    #[must_use]
    pub fn new(phone: u8, pipe: Rc<RefCell<Pipe>>) -> Self {
        Self { phone, pipe }
    }
}

impl Handset for PipedHandset {
    fn carry_out(&mut self, deed: &Deed) -> Result<Done, Stopped> {
        let broke = |error: &dyn std::fmt::Display| Stopped::at("the pipe to the shell", error);
        let pipe = &mut *self.pipe.borrow_mut();
        let line = serde_json::to_string(&Line { phone: self.phone, deed });
        let line = line.map_err(|error| broke(&error))?;
        writeln!(pipe.to, "{line}").map_err(|error| broke(&error))?;
        pipe.to.flush().map_err(|error| broke(&error))?;
        let mut said = String::new();
        pipe.from.read_line(&mut said).map_err(|error| broke(&error))?;
        match serde_json::from_str(&said).map_err(|error| broke(&format!("{error}: {said}")))? {
            Answer::Done(done) => Ok(done),
            Answer::Stopped(why) => Err(Stopped::at(&line, why)),
        }
    }
}
