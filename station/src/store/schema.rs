//! What a table is: its text for both engines, and its mark.

use std::collections::BTreeMap;

use super::error::StoreError;

/// What a table is to the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The journal itself: append-only.
    Journal,
    /// Append-only bytes that a fact names by hash; only a destruction fact
    /// takes one away.
    Part,
    /// Rebuilt from the journal and compared by `verify`.
    Fold,
    /// Outside the record: sessions, secrets, progress of jobs.
    Local,
}

impl Mark {
    /// The mark's word in the database.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Part => "part",
            Self::Fold => "fold",
            Self::Local => "local",
        }
    }

    /// The mark of a word in the database.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Journal, Self::Part, Self::Fold, Self::Local]
            .into_iter()
            .find(|mark| mark.word() == word)
    }

    /// Whether rows are never changed or removed.
    #[must_use]
    pub fn is_sealed(self) -> bool {
        matches!(self, Self::Journal | Self::Part)
    }
}

/// One table of the station.
///
/// The text is what both engines accept: lower case `create table` and
/// `create index` statements over `bigint`, `text` and `bytea`, each ended by
/// `;`. Every primary key and unique constraint begins with `station_id`.
/// The word `clustered` after the closing parenthesis keeps rows in the order
/// of the primary key where the engine can (small rows only).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Table {
    /// The table's name, singular.
    pub name: &'static str,
    /// What the table is to the record.
    pub mark: Mark,
    /// The statements that create the table and its indexes.
    pub ddl: &'static str,
}

impl Table {
    /// The columns of the primary key, in order.
    #[must_use]
    pub fn key_columns(&self) -> Vec<String> {
        key_columns(self.ddl)
    }
}

/// The marks of all tables, by name.
pub(crate) type Marks = BTreeMap<String, Mark>;

/// The columns of the primary key, read from the table's text.
pub(crate) fn key_columns(ddl: &str) -> Vec<String> {
    let Some((_, rest)) = ddl.split_once("primary key (") else { return Vec::new() };
    let Some((columns, _)) = rest.split_once(')') else { return Vec::new() };
    columns.split(',').map(|column| column.trim().to_owned()).collect()
}

/// Checks one table's text against the rules that both engines and a later
/// split by station need.
pub(crate) fn check_definition(name: &str, ddl: &str) -> Result<(), StoreError> {
    let broken = |rule| StoreError::Definition { table: name.to_owned(), rule };
    if !ddl.contains(&format!("create table {name} (")) {
        return Err(broken("its text must begin `create table NAME (`"));
    }
    if key_columns(ddl).first().is_none_or(|column| column != "station_id") {
        return Err(broken("its primary key must begin with station_id"));
    }
    let mut keys = ddl.split("unique").skip(1).filter_map(|rest| rest.split_once('('));
    if keys.any(|(_, columns)| !columns.trim_start().starts_with("station_id")) {
        return Err(broken("every unique key must begin with station_id"));
    }
    for word in words(ddl) {
        if matches!(word, b"serial" | b"real" | b"numeric" | b"jsonb" | b"trigger" | b"double") {
            return Err(broken("only bigint, text and bytea are kept, without triggers"));
        }
    }
    Ok(())
}

/// The words of a statement, as bytes: every statement that writes is looked at each
/// time that it runs, and no word of SQL has a letter beyond ASCII.
fn words(text: &str) -> impl Iterator<Item = &[u8]> {
    text.as_bytes()
        .split(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'_'))
        .filter(|word| !word.is_empty())
}

/// The text in SQLite's words: `integer` and `blob`, strict tables.
pub(crate) fn sqlite_ddl(ddl: &str) -> String {
    let renamed = rename(ddl, |word| match word {
        "bigint" => Some("integer"),
        "bytea" => Some("blob"),
        _ => None,
    });
    statements(&renamed, |statement| match statement.strip_suffix("clustered") {
        Some(table) => format!("{}strict, without rowid", table),
        None if statement.trim_start().starts_with("create table") => format!("{statement} strict"),
        None => statement.to_owned(),
    })
}

/// The text in PostgreSQL's words: text compares by bytes, as in SQLite.
pub(crate) fn postgres_ddl(ddl: &str) -> String {
    let renamed = rename(ddl, |word| (word == "text").then_some("text collate \"C\""));
    statements(&renamed, |statement| {
        statement.strip_suffix("clustered").unwrap_or(statement).to_owned()
    })
}

fn statements(ddl: &str, change: impl Fn(&str) -> String) -> String {
    let mut text = String::with_capacity(ddl.len());
    for statement in ddl.split(';') {
        let statement = statement.trim();
        if !statement.is_empty() {
            text.push_str(&change(statement));
            text.push_str(";\n");
        }
    }
    text
}

/// Replaces whole words outside comments; the comments go.
fn rename(ddl: &str, new_word: impl Fn(&str) -> Option<&'static str>) -> String {
    let mut text = String::with_capacity(ddl.len());
    for line in ddl.lines() {
        let code = line.split_once("--").map_or(line, |(code, _)| code);
        let mut word = String::new();
        for letter in code.chars().chain(['\n']) {
            if letter.is_ascii_alphanumeric() || letter == '_' {
                word.push(letter);
                continue;
            }
            text.push_str(new_word(&word).unwrap_or(&word));
            word.clear();
            text.push(letter);
        }
    }
    text
}

/// Refuses a statement that would change or remove rows of a sealed table,
/// or change the schema outside a migration.
pub(crate) fn check_sealed(sql: &str, marks: &Marks) -> Result<(), StoreError> {
    let sealed = |table: &[u8]| {
        let table = String::from_utf8_lossy(table);
        let is_sealed = marks.get(&*table).is_some_and(|mark| mark.is_sealed());
        if is_sealed { Err(StoreError::Sealed { table: table.into_owned() }) } else { Ok(()) }
    };
    let mut list = words(sql).filter(|word| !word.eq_ignore_ascii_case(b"only")).peekable();
    let mut inserted = None;
    while let Some(word) = list.next() {
        let follower = list.peek().copied().unwrap_or_default();
        if word.eq_ignore_ascii_case(b"into") {
            inserted = Some(follower);
        } else if word.eq_ignore_ascii_case(b"do") && follower.eq_ignore_ascii_case(b"update") {
            sealed(inserted.unwrap_or_default())?;
        } else if word.eq_ignore_ascii_case(b"update") {
            sealed(follower)?;
        } else if word.eq_ignore_ascii_case(b"delete") && follower.eq_ignore_ascii_case(b"from") {
            list.next();
            sealed(list.peek().copied().unwrap_or_default())?;
        } else if [b"replace".as_slice(), b"merge"]
            .iter()
            .any(|verb| word.eq_ignore_ascii_case(verb))
            && follower.eq_ignore_ascii_case(b"into")
            || word.eq_ignore_ascii_case(b"or") && follower.eq_ignore_ascii_case(b"replace")
        {
            return Err(StoreError::Sealed { table: "replace".to_owned() });
        }
    }
    let first = words(sql).next().unwrap_or_default();
    if [b"drop".as_slice(), b"alter", b"truncate", b"create", b"vacuum", b"pragma"]
        .iter()
        .any(|verb| first.eq_ignore_ascii_case(verb))
    {
        return Err(StoreError::Sealed { table: "schema".to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DDL: &str = "create table bill_part (
        station_id text not null, -- the text of the station
        text_no bigint not null,
        bytes bytea,
        primary key (station_id, text_no)
    ) clustered;
    create unique index bill_part_no on bill_part (station_id, text_no);";

    #[test]
    fn translates_whole_words_only() {
        let sqlite = sqlite_ddl(DDL);
        assert!(sqlite.contains("text_no integer not null"), "{sqlite}");
        assert!(sqlite.contains("bytes blob"), "{sqlite}");
        assert!(sqlite.contains(") strict, without rowid;"), "{sqlite}");
        assert!(!sqlite.contains("--"), "{sqlite}");
        let postgres = postgres_ddl(DDL);
        assert!(postgres.contains("station_id text collate \"C\" not null"), "{postgres}");
        assert!(postgres.contains("text_no bigint"), "{postgres}");
        assert!(!postgres.contains("clustered"), "{postgres}");
    }

    #[test]
    fn checks_keys() {
        check_definition("bill_part", DDL).expect("a good definition");
        let other = DDL.replace("on bill_part (station_id, text_no)", "on bill_part (text_no)");
        let error = check_definition("bill_part", &other).expect_err("a unique key alone");
        assert!(matches!(error, StoreError::Definition { .. }));
        let other = DDL.replace("primary key (station_id,", "primary key (");
        check_definition("bill_part", &other).expect_err("a key without its station");
        check_definition("bill_part", &DDL.replace("bytea", "real")).expect_err("a float");
    }

    #[test]
    fn sees_changes_of_sealed_tables() {
        let marks =
            Marks::from([("fact".to_owned(), Mark::Journal), ("bill".to_owned(), Mark::Fold)]);
        for sql in [
            "update fact set bytes = $1",
            "UPDATE fact SET bytes = $1",
            "update only fact set bytes = $1",
            "delete from only fact",
            "merge into fact using bill on true when matched then delete",
            "delete from fact",
            "with old as (select 1) delete from \"fact\" where seq = $1",
            "insert into fact (seq) values ($1) on conflict (seq) do update set seq = 1",
            "insert or replace into bill (seq) values ($1)",
            "drop table fact",
        ] {
            let error = check_sealed(sql, &marks).expect_err(sql);
            assert!(matches!(error, StoreError::Sealed { .. }), "{sql}");
        }
        for sql in [
            "insert into fact (seq) values ($1) on conflict do nothing",
            "update bill set fact = (select max(seq) from fact)",
            "insert into bill (no) values ($1) on conflict (no) do update set no = 1",
            "delete from bill",
        ] {
            check_sealed(sql, &marks).expect(sql);
        }
    }
}
