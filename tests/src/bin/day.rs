//! `make demo`: starts the demo station as its own process, walks one working
//! day against it with real phones and the staff's forms, tells each step in
//! one line, and leaves the station up. What follows the options of `day` goes to
//! `dianfei demo`.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};

use clap::Parser;
use dianfei_tests::day::Stopped;
use dianfei_tests::day::office::HttpOffice;
use dianfei_tests::day::scenario::{Scenario, Step};
use dianfei_tests::day::walk::{Watch, core_phones, over_tls, walk};

/// What the line that says where the pages are begins with.
const PAGES: &str = "网页 pages";

/// What the line over the list of people begins with.
const SIGN_IN: &str = "登录 sign in";

/// 青石供电所的一个工作日 · One working day of the demo station.
#[derive(Debug, Parser)]
struct Args {
    /// 服务程序 · The station's program; the one beside this by default.
    #[arg(long)]
    dianfei: Option<PathBuf>,
    /// 演示站文件夹;已有则不再走一遍 · The demo's folder; where it exists, the day was walked.
    #[arg(long, default_value = "target/demo-station")]
    folder: PathBuf,
    /// 走完即停 · Stop when the day is over instead of staying up.
    #[arg(long)]
    once: bool,
    /// 其余参数交给 dianfei demo · What is passed on to `dianfei demo`.
    #[arg(last = true)]
    demo: Vec<String>,
}

struct Terminal;

impl Watch for Terminal {
    fn told(&mut self, step: &Step, line: &str) {
        println!("  {}  {line}", step.by);
    }
}

/// The station's process; it ends with this one.
struct Station {
    child: Child,
    pages: String,
    /// The lines that say who signs in how; told when the day is over.
    sign_in: Vec<String>,
}

impl Drop for Station {
    fn drop(&mut self) {
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(stopped) => {
            eprintln!("这一天没有走完 · The day could not go on: {stopped}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Stopped> {
    let walked = args.folder.exists();
    let mut station = start(args)?;
    if walked {
        println!(
            "\n{} 里的一天已经走过；要重来请删去它 · The day was walked before; delete the folder to walk it anew.",
            args.folder.display()
        );
    } else {
        let scenario = Scenario::one_day()?;
        println!("\n一个工作日 · One working day, 2026-11-05, {}:", scenario.route);
        let mut phones = core_phones(&scenario, &over_tls);
        walk(&scenario, &mut HttpOffice::at(&station.pages), &mut phones, &mut Terminal)?;
    }
    if args.once {
        return Ok(());
    }
    station.sign_in.iter().for_each(|line| println!("{line}"));
    println!("\n请看 · Look at  {}   (Ctrl-C 停止 · stops)", station.pages);
    let ended = station.child.wait().map_err(|error| Stopped::at("dianfei demo", error))?;
    println!("{ended}");
    Ok(())
}

/// Starts the station and reads what it says until its pages are up.
fn start(args: &Args) -> Result<Station, Stopped> {
    let here = std::env::current_exe().map_err(|error| Stopped::at("this program", error))?;
    let program = args.dianfei.clone().unwrap_or_else(|| here.with_file_name("dianfei"));
    let spawned = Command::new(&program)
        .arg("demo")
        .arg("--folder")
        .arg(&args.folder)
        .args(&args.demo)
        .stdout(Stdio::piped())
        .spawn();
    let child = spawned.map_err(|error| Stopped::at(&program.display().to_string(), error))?;
    let mut station = Station { child, pages: String::new(), sign_in: Vec::new() };
    let output = station.child.stdout.take().ok_or_else(|| Stopped("no output".to_owned()))?;
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    for line in lines.by_ref() {
        let is_sign_in = line.starts_with(SIGN_IN) || line.starts_with("  ");
        if is_sign_in {
            station.sign_in.push(line);
            continue;
        }
        println!("{line}");
        if let Some(address) = line.strip_prefix(PAGES) {
            address.trim().clone_into(&mut station.pages);
        }
        if line.starts_with("手机 phones") {
            break;
        }
    }
    if station.pages.is_empty() {
        return Err(Stopped("dianfei demo ended before its pages were up".to_owned()));
    }
    std::thread::spawn(move || lines.for_each(|line| println!("{line}")));
    Ok(station)
}
