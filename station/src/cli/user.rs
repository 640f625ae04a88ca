//! `dianfei user`: persons and passwords, while no server runs.

use std::io::{self, BufRead};
use std::path::PathBuf;

use dianfei_rules::id::PersonNo;
use dianfei_wire::fact::FactBody;
use dianfei_wire::fact::people::{PeopleFact, Role};
use dianfei_wire::part::{Part, PartKind, PersonalDetails};

use super::CliError;
use crate::app::App;
use crate::people::role::Command as Permission;
use crate::people::{password, person};
use crate::site::Site;
use crate::spine::{self, Actor, Draft, Moment};

#[derive(Debug, clap::Args)]
pub(super) struct Folder {
    /// 供电所文件夹 · The station's folder.
    #[arg(long, default_value = "station")]
    folder: PathBuf,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// 列出人员 · List the persons.
    List {
        #[command(flatten)]
        folder: Folder,
    },
    /// 登记人员或改变角色 · Register a person, or change roles.
    Add {
        #[command(flatten)]
        folder: Folder,
        /// 经办人工号（第一个人员可省略） · Who registers; not needed for the
        /// first person.
        #[arg(long)]
        by: Option<String>,
        /// 工号 · The person's number.
        person: String,
        /// 姓名 · Name.
        #[arg(long)]
        name: String,
        /// 电话 · Telephone.
        #[arg(long)]
        telephone: Option<String>,
        /// 角色代码，逗号分隔 · Codes of roles, comma-separated.
        #[arg(long, value_delimiter = ',', required = true)]
        roles: Vec<String>,
    },
    /// 设置密码（不给则生成并显示一次） · Set a password; one is made and shown
    /// once where none is given.
    Password {
        #[command(flatten)]
        folder: Folder,
        /// 工号 · The person's number.
        person: String,
        /// 从标准输入读一行 · Read one line from standard input.
        #[arg(long)]
        stdin: bool,
    },
}

pub(super) fn run(command: &Command) -> Result<(), CliError> {
    match command {
        Command::List { folder } => list(&open(folder)?),
        Command::Add { folder, by, person, name, telephone, roles } => {
            let details = PersonalDetails {
                salt: String::new(),
                name: name.clone(),
                telephone: telephone.clone(),
                address: None,
            };
            add(&open(folder)?, by.as_deref(), &person.parse()?, details, &parse_roles(roles)?)
        }
        Command::Password { folder, person, stdin } => {
            set_password(&open(folder)?, &person.parse()?, *stdin)
        }
    }
}

fn open(folder: &Folder) -> Result<App, CliError> {
    Ok(Site::open(&folder.folder)?.app()?)
}

fn list(app: &App) -> Result<(), CliError> {
    let persons = app.store.read(|store| person::all(store, app.station.as_str()))?;
    for person in persons {
        let roles = person.roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(",");
        let state = if person.active { "在岗 active" } else { "离岗 left" };
        println!("{}\t{}\t{roles}\t{state}", person.person, person.name);
    }
    Ok(())
}

fn parse_roles(codes: &[String]) -> Result<Vec<Role>, CliError> {
    let mut roles = Vec::with_capacity(codes.len());
    for code in codes {
        let role = Role::from_code(code.trim()).ok_or_else(|| CliError::NoRole {
            role: code.clone(),
            known: Role::ALL.map(Role::code).join(", "),
        })?;
        roles.push(role);
    }
    roles.sort_unstable();
    roles.dedup();
    Ok(roles)
}

fn add(
    app: &App,
    by: Option<&str>,
    person: &PersonNo,
    details: PersonalDetails,
    roles: &[Role],
) -> Result<(), CliError> {
    let registered = |moment: &Moment<'_>| {
        let details = PersonalDetails { salt: moment.salt(), ..details };
        let part = Part::canonical(PartKind::Personal, &details);
        let body = PeopleFact::PersonRegistered {
            person: person.clone(),
            details: part.hash(),
            roles: roles.to_vec(),
        };
        vec![Draft::new(moment, FactBody::People(body)).with_parts(vec![part])]
    };
    let persons = app.store.read(|store| person::all(store, app.station.as_str()))?;
    if persons.is_empty() {
        if !roles.iter().any(|role| matches!(role, Role::Administrator | Role::StationHead)) {
            return Err(CliError::FirstPerson);
        }
        spine::record_alone(app, person, |_tx, moment| Ok(registered(moment)))?;
    } else {
        let by = by.unwrap_or_default();
        let actor = persons
            .into_iter()
            .find(|known| known.active && known.person.as_str() == by)
            .ok_or_else(|| CliError::NoPerson { person: by.to_owned() })?;
        let actor = Actor { person: actor.person, roles: actor.roles };
        let request = app.ids.token();
        spine::decide(app, &actor, Permission::RegisterPerson, &request, |_tx, moment| {
            Ok(registered(moment))
        })?;
    }
    println!("已登记 {person}。请用 dianfei user password {person} 设置密码。");
    println!("Registered {person}. Set a password with `dianfei user password {person}`.");
    Ok(())
}

fn set_password(app: &App, person: &PersonNo, stdin: bool) -> Result<(), CliError> {
    let found = app.store.read(|store| person::find(store, app.station.as_str(), person))?;
    if !found.is_some_and(|found| found.active) {
        return Err(CliError::NoPerson { person: person.to_string() });
    }
    if stdin {
        let mut line = String::new();
        io::stdin()
            .lock()
            .read_line(&mut line)
            .map_err(|source| CliError::Input { path: "stdin".into(), source })?;
        password::set(app, person, line.trim_end_matches(['\r', '\n']))?;
        println!("密码已设置，原有登录已结束。\nPassword set; earlier sessions ended.");
    } else {
        let made: String = app.ids.token().chars().take(12).collect();
        password::set(app, person, &made)?;
        println!("新密码（只显示这一次） · new password, shown once: {made}");
    }
    Ok(())
}
