//! People, areas, routes and ticket books of the demo.

use super::{Table, texts};

/// The routes: number, name, area, read day, reader, collector.
pub(super) const ROUTES: [(&str, &str, &str, u32, &str, &str); 8] = [
    ("R01", "清河村东段", "T01", 5, "1001", "1003"),
    ("R02", "清河村西段", "T02", 5, "1002", "1003"),
    ("R03", "柳园村南段", "T03", 6, "1001", "1004"),
    ("R04", "柳园村北段", "T03", 6, "1002", "1004"),
    ("R05", "柳园村集市段", "T04", 7, "1001", "1004"),
    ("R06", "石桥村一段", "T05", 7, "1002", "1005"),
    ("R07", "石桥村二段", "T06", 8, "1001", "1005"),
    ("R08", "石桥村三段", "T06", 8, "1002", "1005"),
];

/// The areas: number, name, village, capacity in kVA, where its posting hangs.
pub(super) const AREAS: [(&str, &str, &str, &str, &str); 6] = [
    ("T01", "清河村东台区", "清河村", "200", "清河村村委会公告栏"),
    ("T02", "清河村西台区", "清河村", "200", "清河村文化广场"),
    ("T03", "柳园村南北台区", "柳园村", "315", "柳园村村委会公告栏"),
    ("T04", "柳园村集市台区", "柳园村", "250", "柳园村集市入口"),
    ("T05", "石桥村一台区", "石桥村", "160", "石桥村小学门口"),
    ("T06", "石桥村二台区", "石桥村", "315", "石桥村村委会公告栏"),
];

pub(super) fn people() -> Table {
    let rows = [
        ["1001", "陈立新", "抄表员", "199-0000-1001"],
        ["1002", "赵国梁", "抄表员", "199-0000-1002"],
        ["1003", "孙桂兰", "收费员", "199-0000-1003"],
        ["1004", "周海涛", "收费员", "199-0000-1004"],
        ["1005", "吴春梅", "收费员", "199-0000-1005"],
        ["2001", "林静", "审核专责", "199-0000-2001"],
        ["2002", "黄志强", "电费回收专责", "199-0000-2002"],
        ["2003", "徐丽华", "票据专人", "199-0000-2003"],
        ["2004", "马建军", "营销管理专责", "199-0000-2004"],
        ["2005", "朱晓燕", "客户服务", "199-0000-2005"],
        ["3001", "郑大伟", "所长", "199-0000-3001"],
        ["3002", "何敏", "管理员", "199-0000-3002"],
        ["9001", "公司财务部 高云", "公司财务部", "0000-8000001"],
    ];
    Table {
        file: "01-people.xlsx",
        title: "人员",
        header: &["工号", "姓名", "角色", "电话"],
        rows: rows.iter().map(|row| texts(row)).collect(),
    }
}

pub(super) fn areas() -> Table {
    Table {
        file: "02-areas.xlsx",
        title: "台区",
        header: &["台区编号", "台区名称", "村", "变压器容量(kVA)", "公布点"],
        rows: AREAS
            .iter()
            .map(|(area, name, village, capacity, place)| {
                texts(&[area, name, village, capacity, place])
            })
            .collect(),
    }
}

pub(super) fn routes() -> Table {
    Table {
        file: "03-routes.xlsx",
        title: "抄表段",
        header: &["抄表段编号", "抄表段名称", "例日", "抄表员", "收费员", "顺序"],
        rows: (1_u32..)
            .zip(&ROUTES)
            .map(|(order, (route, name, _, day, reader, collector))| {
                texts(&[route, name, &day.to_string(), reader, collector, &order.to_string()])
            })
            .collect(),
    }
}

pub(super) fn ticket_books() -> Table {
    let book = |index: u64| {
        let first = index * 100 + 1;
        vec!["DF2026".to_owned(), format!("{first:08}"), format!("{:08}", first + 99)]
    };
    Table {
        file: "08-ticket-books.xlsx",
        title: "票据本",
        header: &["票据代码", "起号", "止号"],
        rows: (0..12).map(book).collect(),
    }
}

/// The State Council's announcement for 2026, as it was published on 2025-11-04.
const HOLIDAYS: &str = "国务院办公厅关于2026年部分节假日安排的通知(2025-11-04)";

pub(super) fn holidays() -> Table {
    let row = |(festival, arrangement, from, to): (&str, &str, &str, &str)| {
        let day = |day: &str| if day.is_empty() { String::new() } else { format!("2026-{day}") };
        let (from, to) = (day(from), day(to));
        texts(&["2026", festival, arrangement, &from, &to, HOLIDAYS])
    };
    let spans = [
        ("元旦", "放假", "01-01", "01-03"),
        ("元旦", "上班", "01-04", ""),
        ("春节", "上班", "02-14", ""),
        ("春节", "放假", "02-15", "02-23"),
        ("春节", "上班", "02-28", ""),
        ("清明节", "放假", "04-04", "04-06"),
        ("劳动节", "放假", "05-01", "05-05"),
        ("劳动节", "上班", "05-09", ""),
        ("端午节", "放假", "06-19", "06-21"),
        ("国庆节", "上班", "09-20", ""),
        ("中秋节", "放假", "09-25", "09-27"),
        ("国庆节", "放假", "10-01", "10-07"),
        ("国庆节", "上班", "10-10", ""),
    ];
    Table {
        file: "10-holidays.xlsx",
        title: "节假日",
        header: &["年份", "节日", "安排", "起", "止", "依据"],
        rows: spans.map(row).to_vec(),
    }
}
