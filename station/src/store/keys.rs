//! What SQLite's planner is told of the keys. Every key begins with the station,
//! which tells no row of its file from another; not knowing that, the planner reads
//! whole tables by it. What it is told hangs on the schema alone, so that every
//! station runs the same plans, however much it holds.

use rusqlite::{Connection, Error};

/// How many rows a table is taken to have.
const ROWS: u64 = 1_000_000;

/// Of how many rows each column after the station finds one.
const APART: u64 = 20;

/// Writes what each index finds where it is not written yet.
pub(super) fn describe(connection: &Connection) -> Result<(), Error> {
    let found = indexes(connection)?;
    if found == described(connection)? {
        return Ok(());
    }
    // Makes the table, and looks at none of ours.
    connection.execute_batch("analyze sqlite_schema; delete from sqlite_stat1;")?;
    let mut insert =
        connection.prepare("insert into sqlite_stat1 (tbl, idx, stat) values (?1, ?2, ?3)")?;
    for (table, index, stat) in &found {
        insert.execute([table, index, stat])?;
    }
    // Only this makes the open connection read them.
    connection.execute_batch("analyze sqlite_schema;")
}

type Described = (String, String, String);

fn described(connection: &Connection) -> Result<Vec<Described>, Error> {
    let sql = "select count(*) from sqlite_schema where name = 'sqlite_stat1'";
    if connection.query_row(sql, [], |row| row.get::<_, i64>(0))? == 0 {
        return Ok(Vec::new());
    }
    all(connection, "select tbl, idx, stat from sqlite_stat1 order by tbl, idx", |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })
}

fn indexes(connection: &Connection) -> Result<Vec<Described>, Error> {
    let sql = "select schema.name, list.name, list.\"unique\",
            (select count(*) from pragma_index_info(list.name))
        from sqlite_schema as schema, pragma_index_list(schema.name) as list
        where schema.type = 'table' and schema.name not like 'sqlite\\_%' escape '\\'
        order by 1, 2";
    all(connection, sql, |row| {
        let (is_unique, columns): (bool, u32) = (row.get(2)?, row.get(3)?);
        Ok((row.get(0)?, row.get(1)?, stat(columns, is_unique)))
    })
}

/// The rows of the table, then those that the first column finds, the first two …
fn stat(columns: u32, is_unique: bool) -> String {
    let found = (1..=columns).map(|given| {
        let rest = columns - given + u32::from(!is_unique);
        if given == 1 && columns > 1 { ROWS } else { APART.saturating_pow(rest).min(ROWS) }
    });
    std::iter::once(ROWS).chain(found).map(|rows| rows.to_string()).collect::<Vec<_>>().join(" ")
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&rusqlite::Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    connection.prepare(sql)?.query_map([], read)?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_what_tells_rows_apart_and_not_by_the_station() {
        let connection = Connection::open_in_memory().expect("memory");
        let schema = "create table account (station_id, route, account,
                primary key (station_id, route, account));
            create unique index account_no on account (station_id, account);
            create table meter (station_id, meter, account, primary key (station_id, meter));
            create index meter_account on meter (station_id, account);";
        connection.execute_batch(schema).expect("made");
        describe(&connection).expect("described");
        let sql = "explain query plan select * from account
            join meter on meter.station_id = account.station_id
                and meter.account = account.account
            where account.station_id = 1 and account.account = 2 order by meter.meter";
        let plan = all(&connection, sql, |row| row.get::<_, String>(3)).expect("a plan").join("\n");
        assert!(plan.contains("account_no (station_id=? AND account=?)"), "{plan}");
        assert!(plan.contains("meter_account (station_id=? AND account=?)"), "{plan}");
        let writes = connection.total_changes();
        describe(&connection).expect("described");
        assert_eq!(connection.total_changes(), writes, "it is written once");
    }

    #[test]
    fn further_columns_find_fewer() {
        assert_eq!(stat(3, true), "1000000 1000000 20 1");
        assert_eq!(stat(3, false), "1000000 1000000 400 20");
        assert_eq!(stat(1, true), "1000000 1");
    }
}
