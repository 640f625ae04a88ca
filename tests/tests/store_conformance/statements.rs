//! What statements give.

use chrono::NaiveDate;
use dianfei_rules::money::Fen;
use dianfei_station::store::{StoreError, Value};
use dianfei_station::values;

use super::{Bench, count, put};

type Case = Result<(), StoreError>;

pub(crate) fn keeps_values(bench: &Bench) -> Case {
    let store = bench.open()?;
    let due = NaiveDate::from_ymd_opt(2026, 2, 28).expect("a date");
    let bytes: Vec<u8> = (0..=255).collect();
    store.write(|tx| {
        let sql = "insert into item (station_id, item_no, name, amount_fen, due_on) \
                   values ($1, $2, $3, $4, $5)";
        tx.execute(sql, &values!["s1", i64::MAX, "王家村 3 组 '引号'", Fen::new(-1), due])?;
        tx.execute(sql, &values!["s1", i64::MIN, None::<&str>, 0, None::<NaiveDate>])?;
        let sql = "insert into piece (station_id, sha256, bytes) values ($1, $2, $3)";
        tx.execute(sql, &values!["s1", [7_u8; 32], bytes.clone()])
    })?;
    store.read(|c| {
        let rows = c.query("select * from item order by item_no desc", &[])?;
        assert_eq!(rows[0].text("name")?, "王家村 3 组 '引号'");
        assert_eq!(rows[0].int("item_no")?, i64::MAX);
        assert_eq!(rows[0].fen("amount_fen")?, Fen::new(-1));
        assert_eq!(rows[0].date("due_on")?, due);
        assert_eq!(rows[1].int("item_no")?, i64::MIN);
        assert_eq!((rows[1].opt_text("name")?, rows[1].opt_date("due_on")?), (None, None));
        assert!(matches!(rows[1].text("name"), Err(StoreError::WrongKind { .. })));
        assert!(matches!(rows[1].int("nothing"), Err(StoreError::NoColumn { .. })));
        assert!(matches!(rows[0].int("name"), Err(StoreError::WrongKind { .. })));
        let sql = "select bytes from piece where sha256 = $1";
        assert_eq!(c.query_one(sql, &values![[7_u8; 32]])?.blob("bytes")?, bytes);
        assert_eq!(c.query_opt(sql, &values![[8_u8; 32]])?, None);
        Ok(())
    })
}

pub(crate) fn upserts_and_returns(bench: &Bench) -> Case {
    let store = bench.open()?;
    let sql = "insert into item (station_id, item_no, name, amount_fen) values ($1, $2, $3, $4) \
               on conflict (station_id, item_no) do update \
               set amount_fen = item.amount_fen + excluded.amount_fen \
               returning item_no, name, amount_fen";
    store.write(|tx| {
        let first = tx.query_one(sql, &values!["s1", 1, "甲", 100])?;
        assert_eq!(first.int("amount_fen")?, 100);
        let second = tx.query_one(sql, &values!["s1", 1, "乙", 50])?;
        assert_eq!((second.text("name")?, second.int("amount_fen")?), ("甲", 150));
        let sql = "insert into item (station_id, item_no, amount_fen) values ($1, $2, $3) \
                   on conflict do nothing";
        assert_eq!(tx.execute(sql, &values!["s1", 1, 7])?, 0);
        assert_eq!(tx.execute("delete from item where item_no = $1", &values![1])?, 1);
        Ok(())
    })
}

pub(crate) fn follows_a_hierarchy(bench: &Bench) -> Case {
    let store = bench.open()?;
    let sql = "with recursive step (n, total) as ( \
               select cast($1 as bigint), cast(0 as bigint) union all \
               select n + 1, total + n from step where n < $2) \
               select n, total from step order by n desc limit $3";
    let row = store.read(|c| c.query_one(sql, &values![1, 10, 1]))?;
    assert_eq!((row.int("n")?, row.int("total")?), (10, 45));
    // The order of numbers in the text does not decide which is which.
    let sql = "select cast($2 as bigint) - cast($1 as bigint) as n, cast($1 as bigint) as one";
    let row = store.read(|c| c.query_one(sql, &values![3, 10]))?;
    assert_eq!((row.int("n")?, row.int("one")?), (7, 3));
    Ok(())
}

pub(crate) fn ranks_in_windows(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| {
        for (item_no, name, amount) in [(1, "b", 5), (2, "a", 7), (3, "b", 6), (4, "a", 1)] {
            put(tx, item_no, Some(name), amount)?;
        }
        Ok::<_, StoreError>(())
    })?;
    let sql = "select item_no, row_number() over (partition by name order by amount_fen desc) as place, \
               cast(sum(amount_fen) over (partition by name order by item_no) as bigint) as running, \
               lag(amount_fen) over (order by item_no) as before_fen \
               from item where station_id = $1 order by item_no";
    let rows = store.read(|c| c.query(sql, &values!["s1"]))?;
    let figures = |column: &str| -> Result<Vec<Option<i64>>, StoreError> {
        rows.iter().map(|row| row.opt_int(column)).collect()
    };
    assert_eq!(figures("place")?, [Some(2), Some(1), Some(1), Some(2)]);
    assert_eq!(figures("running")?, [Some(5), Some(7), Some(11), Some(8)]);
    assert_eq!(figures("before_fen")?, [None, Some(5), Some(7), Some(6)]);
    Ok(())
}

pub(crate) fn orders_absent_values(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| {
        put(tx, 1, Some("b"), 0)?;
        put(tx, 2, None, 0)?;
        put(tx, 3, Some("a"), 0)
    })?;
    for (order, expected) in [
        ("name nulls first", [2, 3, 1]),
        ("name nulls last", [3, 1, 2]),
        ("name desc nulls first", [2, 1, 3]),
        ("name desc nulls last", [1, 3, 2]),
    ] {
        let sql = format!("select item_no from item order by {order}");
        let rows = store.read(|c| c.query(&sql, &[]))?;
        let found: Vec<i64> =
            rows.iter().map(|row| row.int("item_no")).collect::<Result<_, _>>()?;
        assert_eq!(found, expected, "{order}");
    }
    Ok(())
}

pub(crate) fn casts_sums(bench: &Bench) -> Case {
    let store = bench.open()?;
    let sql = "select cast(coalesce(sum(amount_fen), 0) as bigint) as total, \
               count(*) as items, max(item_no) as last_no from item where name = $1";
    let row = store.read(|c| c.query_one(sql, &values!["x"]))?;
    assert_eq!((row.int("total")?, row.count("items")?, row.opt_int("last_no")?), (0, 0, None));
    store.write(|tx| {
        put(tx, 1, Some("x"), 4_000_000_000_000)?;
        put(tx, 2, Some("x"), -1)
    })?;
    let row = store.read(|c| c.query_one(sql, &values!["x"]))?;
    assert_eq!(row.fen("total")?, Fen::new(3_999_999_999_999));
    let sql = "select item_no, amount_fen < 0 as negative from item order by item_no";
    let rows = store.read(|c| c.query(sql, &[]))?;
    assert_eq!((rows[0].flag("negative")?, rows[1].flag("negative")?), (false, true));
    Ok(())
}

pub(crate) fn compares_text_by_bytes(bench: &Bench) -> Case {
    let store = bench.open()?;
    let names = ["a", "B", "王", "_", "1", "é", "Z", "b", "10"];
    store.write(|tx| {
        (1..).zip(names).try_for_each(|(item_no, name)| put(tx, item_no, Some(name), 0))
    })?;
    let rows = store.read(|c| c.query("select name from item order by name", &[]))?;
    let found: Vec<&str> = rows.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?;
    let mut by_bytes = names.to_vec();
    by_bytes.sort_by_key(|name| name.as_bytes());
    assert_eq!(found, by_bytes);
    let sql = "select count(*) as n from item where name > $1";
    assert_eq!(store.read(|c| c.query_one(sql, &values!["Z"])?.int("n"))?, 5);
    Ok(())
}

pub(crate) fn inserts_many(bench: &Bench) -> Case {
    let store = bench.open()?;
    let columns = ["station_id", "item_no", "name", "amount_fen"];
    let rows = |from: i64, number: i64| -> Vec<Vec<Value>> {
        (from..from + number)
            .map(|n| values!["s1", n, (n % 2 == 0).then(|| format!("户{n}")), n * 3].to_vec())
            .collect()
    };
    for (from, number) in [(0, 0), (0, 1), (1, 7), (8, 5_000)] {
        let inserted = store.write(|tx| tx.insert_many("item", &columns, &rows(from, number)))?;
        assert_eq!(i64::try_from(inserted), Ok(number));
    }
    assert_eq!(count(&store, "item")?, 5_008);
    let sql = "select cast(sum(amount_fen) as bigint) as total, count(name) as named from item";
    let row = store.read(|c| c.query_one(sql, &[]))?;
    assert_eq!((row.int("total")?, row.int("named")?), (3 * 5_007 * 5_008 / 2, 2_504));
    let again = store.write(|tx| tx.insert_many("item", &columns, &rows(4_000, 2_000)));
    assert!(again.expect_err("the same keys").is_unique("item"));
    assert_eq!(count(&store, "item")?, 5_008, "nothing of the broken batch stays");
    let short = store.write(|tx| tx.insert_many("item", &columns, &[values!["s1", 1].to_vec()]));
    assert!(matches!(short, Err(StoreError::Arity { expected: 4, found: 2, .. })));
    Ok(())
}

pub(crate) fn refuses_kinds_it_does_not_keep(bench: &Bench) -> Case {
    let store = bench.open()?;
    let error = store.read(|c| c.query("select 1.5 as price", &[]));
    assert!(matches!(error, Err(StoreError::ForeignKind { .. })), "{error:?}");
    let error = store.write(|tx| tx.query("select $1 as n", &values![u64::MAX]));
    assert!(matches!(error, Err(StoreError::OutOfRange { number: u64::MAX })));
    for wrong in [Value::from("12"), Value::from(vec![1_u8])] {
        let sql = "insert into item (station_id, item_no, amount_fen) values ($1, $2, $3)";
        let error = store.write(|tx| tx.execute(sql, &["s1".into(), 1.into(), wrong.clone()]));
        // SQLite takes "12" for the number that it is; what stands is a number.
        if error.is_ok() {
            let row = store.read(|c| c.query_one("select amount_fen from item", &[]))?;
            assert_eq!(row.int("amount_fen")?, 12);
        }
    }
    let error = store.read(|c| c.query("select nothing from nowhere", &[]));
    assert!(matches!(error, Err(StoreError::Statement { .. })));
    Ok(())
}

pub(crate) fn names_the_broken_key(bench: &Bench) -> Case {
    let store = bench.open()?;
    let error = store.write(|tx| {
        put(tx, 1, None, 0)?;
        put(tx, 1, None, 0)
    });
    let error = error.expect_err("the key is taken");
    assert!(error.is_unique("item"), "{error:?}");
    assert!(!error.is_unique("fact"));
    assert_eq!(count(&store, "item")?, 0);
    Ok(())
}

pub(crate) fn names_other_constraints(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 1, None, 0))?;
    let sql = "insert into item_line (station_id, item_no, seq, energy_kwh) \
               values ($1, $2, $3, $4)";
    for row in [
        values!["s1", 2, 1, 5],           // no such item
        values!["s1", 1, 1, -5],          // checked
        values!["s1", 1, 1, None::<i64>], // not null
    ] {
        let error = store.write(|tx| tx.execute(sql, &row));
        assert!(matches!(error, Err(StoreError::Constraint { .. })), "{error:?}");
    }
    store.write(|tx| tx.execute(sql, &values!["s1", 1, 1, 5]))?;
    Ok(())
}
