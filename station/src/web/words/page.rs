//! Codes of the pages themselves: what went wrong before any rule was asked.

use super::{Entry, entry};

pub(super) const WORDS: &[Entry] = &[
    entry(
        "page_unknown",
        ("没有这个页面。", "There is no such page."),
        (
            "从左侧目录进入，或用上方查找框找户。",
            "Go by the chapters on the left, or search above.",
        ),
    ),
    entry(
        "method_wrong",
        ("这个地址不接受这样的请求。", "This address does not take such a request."),
        ("返回上一页，从页面上的按钮再做一次。", "Go back and use the button on the page."),
    ),
    entry(
        "body_too_large",
        (
            "上传的内容超过上限，未作任何登记。",
            "What was sent exceeds the limit; nothing was recorded.",
        ),
        (
            "把文件拆小后分次上传；手机同步时遇到，请找管理员。",
            "Split the file and send its parts one by one; on a phone, ask the administrator.",
        ),
    ),
    entry(
        "request_unreadable",
        (
            "提交的内容无法读出，未作任何登记。",
            "What was sent cannot be read; nothing was recorded.",
        ),
        ("返回上一页，刷新后重新填写。", "Go back, load the page anew and fill it in again."),
    ),
    entry(
        "form_incomplete",
        ("表单有错误，未作任何登记。", "The form has errors; nothing was recorded."),
        ("按各栏下的提示改正后再提交。", "Correct the fields as marked and send it again."),
    ),
    entry(
        "signed_out",
        ("尚未登录，或登录已过期。", "Nobody is signed in, or the session has ended."),
        ("重新登录后再做。", "Sign in and do it again."),
    ),
    entry(
        "sign_in_wrong",
        ("工号或密码不对。", "The person number or the password is wrong."),
        (
            "检查大小写后再试；忘记密码请找管理员重设。",
            "Check and try again; the administrator can set a new password.",
        ),
    ),
    entry(
        "sign_in_slow_down",
        ("登录失败次数过多，暂停登录。", "Too many failed sign-ins; signing in is paused."),
        ("等几分钟再试，或找管理员。", "Wait some minutes, or ask the administrator."),
    ),
    entry(
        "form_forged",
        (
            "页面已过期，或请求不是从本站页面发出的。",
            "The page has expired, or the request did not come from this station's page.",
        ),
        ("返回原页刷新后再做。", "Go back, load the page anew and do it again."),
    ),
    entry(
        "role_missing",
        ("您的岗位无权做这件事。", "Your role does not give you this."),
        (
            "请有此职责的同事办理；岗位变更由管理员登记。",
            "Ask a colleague whose duty it is; the administrator records changes of role.",
        ),
    ),
    entry(
        "export_failed",
        ("导出文件没有做成。", "The file for export could not be made."),
        (
            "再试一次；仍不成请把代码告诉管理员。",
            "Try again; if it fails, tell the administrator this code.",
        ),
    ),
    entry(
        "station_fault",
        ("系统内部出错，本次未登记。", "The station's server failed; nothing was recorded."),
        (
            "再试一次；仍不成请把时间和代码告诉管理员。",
            "Try again; if it fails, tell the administrator the time and this code.",
        ),
    ),
    entry(
        "request_refused",
        ("请求未被接受，未作任何登记。", "The request was not accepted; nothing was recorded."),
        ("返回上一页再试。", "Go back and try again."),
    ),
];
