//! `make bench GROUP=bill`: measures what bills cost and prints the table. The
//! one argument is the Python that has the other programme.

use std::env;
use std::path::PathBuf;

fn main() {
    let python = env::args_os().nth(1).map(PathBuf::from);
    println!("{}", dianfei_speed::run(python.as_deref()));
}
