//! The table of clauses: the rule book of the station, 78 clauses in seven
//! regimes, and what this program owes each of them.

use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What the program owes a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// A breach is impossible: refused, with the clause.
    Enforce,
    /// A breach is seen and listed with its evidence.
    Watch,
    /// The form, the workflow and the deadline are given.
    Record,
}

/// A chapter of the rule book: it names folders in rules, wire and station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chapter {
    /// 1 便民服务.
    Service,
    /// 2 电费回收考核.
    Recovery,
    /// 3 票据管理.
    Ticket,
    /// 4.1 抄表.
    Reading,
    /// 4.2 审核.
    Audit,
    /// 4.3 收费.
    Collection,
    /// 5 档案.
    Archive,
    /// 6 服务考核.
    Conduct,
    /// 7 来信来访.
    Letter,
}

impl Chapter {
    /// All chapters in the order of the rule book.
    pub const ALL: [Self; 9] = [
        Self::Service,
        Self::Recovery,
        Self::Ticket,
        Self::Reading,
        Self::Audit,
        Self::Collection,
        Self::Archive,
        Self::Conduct,
        Self::Letter,
    ];

    /// Its name in folders, fact kinds and tables.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Recovery => "recovery",
            Self::Ticket => "ticket",
            Self::Reading => "reading",
            Self::Audit => "audit",
            Self::Collection => "collection",
            Self::Archive => "archive",
            Self::Conduct => "conduct",
            Self::Letter => "letter",
        }
    }

    /// Its number in the rule book.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::Service => "1",
            Self::Recovery => "2",
            Self::Ticket => "3",
            Self::Reading => "4.1",
            Self::Audit => "4.2",
            Self::Collection => "4.3",
            Self::Archive => "5",
            Self::Conduct => "6",
            Self::Letter => "7",
        }
    }

    /// Its title in the rule book.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Service => "便民服务制度",
            Self::Recovery => "电费回收考核制度",
            Self::Ticket => "电费票据管理制度",
            Self::Reading => "抄表制度",
            Self::Audit => "审核制度",
            Self::Collection => "收费制度",
            Self::Archive => "档案资料管理制度",
            Self::Conduct => "服务考核制度",
            Self::Letter => "来信来访管理制度",
        }
    }

    /// Its title in English.
    #[must_use]
    pub const fn title_en(self) -> &'static str {
        match self {
            Self::Service => "Convenience services",
            Self::Recovery => "Collection assessment",
            Self::Ticket => "Tickets",
            Self::Reading => "Reading",
            Self::Audit => "Audit",
            Self::Collection => "Collection",
            Self::Archive => "Archives",
            Self::Conduct => "Service assessment",
            Self::Letter => "Letters and visits",
        }
    }

    const fn source(self) -> &'static str {
        match self {
            Self::Service => include_str!("../regime/service.toml"),
            Self::Recovery => include_str!("../regime/recovery.toml"),
            Self::Ticket => include_str!("../regime/ticket.toml"),
            Self::Reading => include_str!("../regime/reading.toml"),
            Self::Audit => include_str!("../regime/audit.toml"),
            Self::Collection => include_str!("../regime/collection.toml"),
            Self::Archive => include_str!("../regime/archive.toml"),
            Self::Conduct => include_str!("../regime/conduct.toml"),
            Self::Letter => include_str!("../regime/letter.toml"),
        }
    }
}

/// One clause of the rule book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its number, such as `4.1.5`.
    pub no: String,
    /// Its chapter.
    pub chapter: Chapter,
    /// A short title.
    pub title: String,
    /// The short title in English.
    pub title_en: String,
    /// The rule book's own text.
    pub text: String,
    /// What the program owes it, in the order of [`Duty`].
    pub marks: Vec<Duty>,
    /// The codes of the roles that it binds.
    pub roles: Vec<String>,
    /// The test that shows it; absent until the behaviour exists.
    pub shown_by: Option<String>,
}

impl Clause {
    /// Whether the clause has this mark.
    #[must_use]
    pub fn is(&self, duty: Duty) -> bool {
        self.marks.contains(&duty)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.no, self.title)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChapterFile {
    clause: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    no: String,
    title: String,
    title_en: String,
    text: String,
    marks: Vec<Duty>,
    roles: Vec<String>,
    shown_by: Option<String>,
}

static CLAUSES: LazyLock<Vec<Clause>> =
    LazyLock::new(|| Chapter::ALL.into_iter().flat_map(read).collect());

fn read(chapter: Chapter) -> Vec<Clause> {
    let file: ChapterFile =
        toml::from_str(chapter.source()).expect("the compiled-in clauses are read by a test");
    let clause = |row: Row| Clause {
        no: row.no,
        chapter,
        title: row.title,
        title_en: row.title_en,
        text: row.text,
        marks: row.marks,
        roles: row.roles,
        shown_by: row.shown_by,
    };
    file.clause.into_iter().map(clause).collect()
}

/// All clauses in the order of the rule book.
#[must_use]
pub fn clauses() -> &'static [Clause] {
    &CLAUSES
}

/// The clause with this number.
#[must_use]
pub fn clause(no: &str) -> Option<&'static Clause> {
    clauses().iter().find(|clause| clause.no == no)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_rule_book_has_78_clauses_each_once() {
        assert_eq!(clauses().len(), 78);
        let numbers: BTreeSet<&str> = clauses().iter().map(|clause| clause.no.as_str()).collect();
        assert_eq!(numbers.len(), 78);
        let counts: Vec<usize> = Chapter::ALL
            .iter()
            .map(|chapter| clauses().iter().filter(|clause| clause.chapter == *chapter).count())
            .collect();
        assert_eq!(counts, [5, 7, 6, 7, 8, 7, 6, 29, 3]);
    }

    #[test]
    fn clauses_stand_in_order_under_their_chapter() {
        for chapter in Chapter::ALL {
            let of_chapter = clauses().iter().filter(|clause| clause.chapter == chapter);
            for (place, clause) in of_chapter.enumerate() {
                assert_eq!(clause.no, format!("{}.{}", chapter.number(), place + 1));
            }
        }
    }

    #[test]
    fn each_clause_has_titles_text_marks_and_roles() {
        const ROLES: [&str; 9] = [
            "reader",
            "collector",
            "auditor",
            "cashier",
            "ticket_custodian",
            "marketing_officer",
            "service_clerk",
            "station_head",
            "company_finance",
        ];
        for clause in clauses() {
            assert!(!clause.title.is_ascii() && clause.title_en.is_ascii(), "{clause}");
            assert!(clause.text.chars().count() >= 5, "{clause}");
            assert!(!clause.marks.is_empty() && clause.marks.is_sorted(), "{clause}");
            assert!(!clause.roles.is_empty(), "{clause}");
            for role in &clause.roles {
                assert!(ROLES.contains(&role.as_str()), "{clause}: {role}");
            }
        }
    }

    #[test]
    fn a_clause_is_found_by_its_number() {
        let clause = clause("4.1.5").expect("a clause");
        assert_eq!((clause.chapter, clause.is(Duty::Enforce)), (Chapter::Reading, true));
        assert!(clause.text.contains("前三个月平均电量"));
        assert!(super::clause("4.1.8").is_none());
    }
}
