//! The command line's errors in Chinese.

use dianfei_rules::refusal::Refusal;

use super::{CliError, import};
use crate::journal::mirror::MirrorError;
use crate::serve::ServeError;
use crate::site::SiteError;
use crate::spine::SpineError;
use crate::store::StoreError;
use crate::trial::BadFile;
use crate::web::words;

/// What happened and what to do, in Chinese.
pub(super) fn chinese(error: &CliError) -> String {
    match error {
        CliError::Site(error) => site(error),
        CliError::Store(error) | CliError::Spine(SpineError::Store(error)) => store(error),
        CliError::Spine(SpineError::Refused(refusal)) => refused(refusal),
        CliError::Mirror(error) => mirror(error),
        CliError::Serve(error) => serve(error),
        CliError::Faults { count } => {
            format!("发现 {count} 处异常：请停止服务，原样保留文件夹，恢复备份或求助")
        }
        CliError::Number(error) => {
            format!("“{}”不是有效编号：限 1 至 32 位字母、数字或连字符", error.text)
        }
        CliError::Input { path, .. } => format!("无法读取 {}", path.display()),
        CliError::Trial { path, source } => trial(&path.display().to_string(), source),
        CliError::Disagrees { path, count } => {
            format!("{}：{count} 个算例与其 expect 不符，见 differs", path.display())
        }
        CliError::NoPerson { person } => {
            format!("没有在岗人员 {person}，请用 dianfei user list 查看")
        }
        CliError::NoRole { role, known } => format!("没有角色 {role}，可选：{known}"),
        CliError::Sheet(rejected) => import::chinese(rejected),
        CliError::Holidays { path, rejected } => {
            format!("{}：{}", path.display(), import::chinese(rejected))
        }
        CliError::FirstPerson => "第一个人员必须是管理员或所长".to_owned(),
    }
}

fn trial(path: &str, bad: &BadFile) -> String {
    let faults = bad.faults.iter().map(|fault| {
        let place = if fault.key.is_empty() { "TOML" } else { fault.key.as_str() };
        format!("\n  {place} — {}", fault.zh)
    });
    format!("{path}：有 {} 处无法计算，全部未算{}", bad.faults.len(), faults.collect::<String>())
}

fn mirror(error: &MirrorError) -> String {
    match error {
        MirrorError::File { path, .. } => {
            format!("账本副本 {} 写不上：请检查那块盘后重做，已登记的内容没有丢", path.display())
        }
        MirrorError::Other { path, seq } => format!(
            "账本副本 {} 从第 {seq} 行起与本账不符：请保留该文件，另指定一个新文件",
            path.display()
        ),
        MirrorError::Store(error) => store(error),
    }
}

fn serve(error: &ServeError) -> String {
    match error {
        ServeError::Listen { address, .. } => {
            format!("地址 {address} 已被占用或不可用：请用 --phones 或 --pages 另选")
        }
        ServeError::Tls(_) => "无法用身份密钥建立加密连接：请放回另存的密钥副本".to_owned(),
        ServeError::Stopped(_) => "服务意外停止：请重新启动".to_owned(),
    }
}

fn refused(refusal: &Refusal) -> String {
    let code = refusal.code.as_str();
    let words = words::code(code).map(|words| format!("{}{}", words.zh, words.todo_zh));
    words.unwrap_or_else(|| format!("被拒绝：{code}"))
}

fn site(error: &SiteError) -> String {
    match error {
        SiteError::File { path, .. } => {
            format!("无法读写 {}：请检查路径、权限和剩余空间", path.display())
        }
        SiteError::Taken { path } => format!("{} 已有一个供电所，请另选文件夹", path.display()),
        SiteError::Empty { path } => {
            format!("{} 中没有供电所：请先用 dianfei demo 建立或恢复备份", path.display())
        }
        SiteError::Settings { path, .. } => format!("{} 的设置无法识别", path.display()),
        SiteError::Key { path } => {
            format!("{} 不是有效的身份密钥：请放回另存的密钥副本", path.display())
        }
        SiteError::Store(error) => store(error),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "faults of the program itself have one sentence; the English line says more"
)]
fn store(error: &StoreError) -> String {
    match error {
        StoreError::Open { place, .. } => format!("数据库 {place} 打不开：请检查它是否存在、可写"),
        StoreError::Held { place } => {
            format!("数据库 {place} 正被另一个程序占用：请先停止 dianfei serve")
        }
        StoreError::Full { place, .. } => {
            format!("{place} 所在磁盘已满：请腾出空间后重做，数据没有改动")
        }
        StoreError::Disk { place, .. } => {
            format!("{place} 所在磁盘读写失败：请检查配额和磁盘状况后重做，数据没有改动")
        }
        StoreError::Unreachable { place, .. } => format!("数据库 {place} 没有应答：请检查后重做"),
        StoreError::Damaged { place, .. } => {
            format!("数据库 {place} 已损坏：请停用并保留该文件，恢复最近的备份")
        }
        StoreError::NewerSchema { found, known } => {
            format!("数据库版本 {found} 比本程序（{known}）新：请安装新版程序，数据没有改动")
        }
        StoreError::NoUpgrade { from, to } => {
            format!("不能从版本 {from} 升级到 {to}：请先安装中间的版本")
        }
        StoreError::NotMigrated { place } => format!("数据库 {place} 是空的：请先导入或恢复"),
        StoreError::NotEmpty { place } => {
            format!("数据库 {place} 不是空的：请恢复到新的位置再切换")
        }
        StoreError::File { path, .. } => {
            format!("无法读写文件 {}：请检查路径、权限和剩余空间", path.display())
        }
        StoreError::NotABackup { path, line, .. } => {
            format!("文件 {} 不是完整的备份（第 {line} 行）", path.display())
        }
        StoreError::Broken { place, .. } => {
            format!("{place} 的内容读不出来：请运行 dianfei verify")
        }
        _ => "程序内部错误：请把下一行英文转给维护人员，数据没有改动".to_owned(),
    }
}
