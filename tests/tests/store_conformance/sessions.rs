//! What sessions promise.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use dianfei_station::store::{Store, StoreConfig, StoreError};
use dianfei_station::values;

use super::{Bench, count, put};

type Case = Result<(), StoreError>;

pub(crate) fn rolls_back(bench: &Bench) -> Case {
    #[derive(Debug)]
    enum Refused {
        ByRule,
        ByStore,
    }
    impl From<StoreError> for Refused {
        fn from(_error: StoreError) -> Self {
            Self::ByStore
        }
    }
    let store = bench.open()?;
    let refused: Result<(), Refused> = store.write(|tx| {
        put(tx, 1, None, 0)?;
        assert_eq!(tx.query("select item_no from item", &[])?.len(), 1);
        Err(Refused::ByRule)
    });
    assert!(matches!(refused, Err(Refused::ByRule)));
    let refused: Result<(), Refused> = store.write(|tx| {
        put(tx, 1, None, 0)?;
        Ok(tx.execute("insert into nowhere values (1)", &[]).map(|_one| ())?)
    });
    assert!(matches!(refused, Err(Refused::ByStore)));
    assert_eq!(count(&store, "item")?, 0);
    Ok(())
}

pub(crate) fn stops_at_the_first_error(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 1, None, 0))?;
    let outcome = store.write(|tx| {
        put(tx, 2, None, 0)?;
        put(tx, 1, None, 0).expect_err("the key is taken");
        let error = put(tx, 3, None, 0).expect_err("nothing more");
        assert!(matches!(error, StoreError::Spoiled));
        Ok::<_, StoreError>(())
    });
    assert!(matches!(outcome, Err(StoreError::Spoiled)), "a swallowed error commits nothing");
    assert_eq!(count(&store, "item")?, 1);
    store.write(|tx| put(tx, 2, None, 0))?;
    assert_eq!(count(&store, "item")?, 2);
    Ok(())
}

pub(crate) fn drops_what_a_panic_left(bench: &Bench) -> Case {
    let store = bench.open()?;
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        store.write(|tx| {
            put(tx, 1, None, 0)?;
            panic!("in the middle");
            #[expect(unreachable_code, reason = "the closure needs its type")]
            Ok::<(), StoreError>(())
        })
    }));
    panicked.expect_err("the panic goes on");
    store.write(|tx| put(tx, 2, None, 0))?;
    assert_eq!(count(&store, "item")?, 1);
    Ok(())
}

pub(crate) fn reads_beside_a_writer(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 1, None, 0))?;
    let (written, seen) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            store.read(|c| {
                let rows = "select count(*) as rows from item";
                let before = c.query_one(rows, &[])?.int("rows")?;
                written.wait();
                // The writer holds its transaction open: nobody waits for it.
                let meanwhile = c.query_one(rows, &[])?.int("rows")?;
                seen.wait();
                // The writer has committed: this snapshot is still the old one.
                written.wait();
                Ok::<_, StoreError>([before, meanwhile, c.query_one(rows, &[])?.int("rows")?])
            })
        });
        store.write(|tx| {
            put(tx, 2, None, 0)?;
            written.wait();
            seen.wait();
            Ok::<_, StoreError>(())
        })?;
        written.wait();
        assert_eq!(reader.join().expect("no panic")?, [1, 1, 1]);
        Ok::<_, StoreError>(())
    })?;
    assert_eq!(count(&store, "item")?, 2);
    Ok(())
}

pub(crate) fn keeps_writers_apart(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 0, None, 0))?;
    // As the spine does: the head row first, so that one station's writers
    // come one after the other on both engines.
    let head = "update item set amount_fen = amount_fen + 1 \
                where station_id = $1 and item_no = 0 returning amount_fen";
    thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    (0..25).try_for_each(|_| {
                        store.write(|tx| {
                            let seq = tx.query_one(head, &values!["s1"])?.int("amount_fen")?;
                            let last = "select max(item_no) as last_no from item";
                            assert_eq!(tx.query_one(last, &[])?.int("last_no")?, seq - 1);
                            put(tx, seq, None, 0)
                        })
                    })
                })
            })
            .collect();
        writers.into_iter().try_for_each(|writer| writer.join().expect("no panic"))
    })?;
    assert_eq!(count(&store, "item")?, 101);
    Ok(())
}

pub(crate) fn seals_the_journal(bench: &Bench) -> Case {
    let store = bench.open()?;
    let insert = "insert into fact (station_id, seq, bytes) values ($1, $2, $3)";
    store.write(|tx| tx.execute(insert, &values!["s1", 1, vec![1_u8]]))?;
    for sql in [
        "update fact set bytes = bytes",
        "delete from fact where seq = 1",
        "delete from piece",
        "with gone as (delete from fact returning seq) select seq from gone",
        "insert into fact (station_id, seq, bytes) select station_id, seq, bytes from fact \
         where true on conflict (station_id, seq) do update set bytes = excluded.bytes",
        "drop table fact",
    ] {
        let error = store.write(|tx| tx.execute(sql, &[]));
        assert!(matches!(error, Err(StoreError::Sealed { .. })), "{sql}: {error:?}");
    }
    let again = "insert into fact (station_id, seq, bytes) values ($1, $2, $3) \
                 on conflict do nothing";
    assert_eq!(store.write(|tx| tx.execute(again, &values!["s1", 1, vec![2_u8]]))?, 0);
    let row = store.read(|c| c.query_one("select bytes from fact", &[]))?;
    assert_eq!(row.blob("bytes")?, [1]);
    Ok(())
}

pub(crate) fn destroys_only_parts(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| {
        let sql = "insert into piece (station_id, sha256, bytes) values ($1, $2, $3)";
        tx.execute(sql, &values!["s1", [1_u8; 32], vec![1_u8]])?;
        tx.execute(sql, &values!["s2", [1_u8; 32], vec![1_u8]])?;
        let sql = "insert into fact (station_id, seq, bytes) values ($1, $2, $3)";
        tx.execute(sql, &values!["s1", 1, vec![1_u8]])
    })?;
    let gone = store.write(|tx| tx.destroy_part("piece", "s1", "sha256", [1_u8; 32].into()))?;
    assert_eq!((gone, count(&store, "piece")?), (1, 1));
    let error = store.write(|tx| tx.destroy_part("fact", "s1", "seq", 1.into()));
    assert!(matches!(error, Err(StoreError::Sealed { .. })));
    let error = store.write(|tx| tx.destroy_part("item", "s1", "item_no", 1.into()));
    assert!(matches!(error, Err(StoreError::Sealed { .. })));
    assert_eq!(count(&store, "fact")?, 1);
    Ok(())
}

pub(crate) fn has_one_holder(bench: &Bench) -> Case {
    let store = bench.open()?;
    let second = Store::open(&bench.config);
    assert!(matches!(second, Err(StoreError::Held { .. })));
    let clone = store.clone();
    drop(store);
    assert!(matches!(Store::open(&bench.config), Err(StoreError::Held { .. })));
    drop(clone);
    Store::open(&bench.config).map(|_held| ())
}

pub(crate) fn reads_only_beside_the_holder(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| put(tx, 1, None, 0))?;
    let beside = Store::open_read_only(&bench.config)?;
    assert_eq!(count(&beside, "item")?, 1);
    store.write(|tx| put(tx, 2, None, 0))?;
    assert_eq!(count(&beside, "item")?, 2);
    let error = beside.write(|tx| put(tx, 3, None, 0));
    assert!(matches!(error, Err(StoreError::ReadOnly { .. })));
    for sql in [
        "insert into item (station_id, item_no, amount_fen) values ('s1', 9, 0) returning item_no",
        "delete from item",
    ] {
        let error = store.read(|c| c.query(sql, &[]));
        assert!(matches!(error, Err(StoreError::ReadOnly { .. })), "{error:?}");
    }
    assert_eq!(count(&store, "item")?, 2);
    Ok(())
}

pub(crate) fn refuses_a_session_inside_a_writing_one(bench: &Bench) -> Case {
    let store = bench.open()?;
    store.write(|tx| {
        put(tx, 1, None, 0)?;
        assert!(matches!(count(&store, "item"), Err(StoreError::Nested)));
        let inner = store.write(|tx| put(tx, 2, None, 0));
        assert!(matches!(inner, Err(StoreError::Nested)));
        Ok::<_, StoreError>(())
    })?;
    assert_eq!(count(&store, "item")?, 1);
    Ok(())
}

pub(crate) fn works_from_a_blocking_thread(bench: &Bench) -> Case {
    let config: StoreConfig = bench.config.clone();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    bench.open()?;
    let work = runtime.spawn_blocking(move || {
        let store = Store::open(&config)?;
        store.write(|tx| put(tx, 1, None, 0))?;
        Ok::<_, StoreError>((count(&store, "item")?, store))
    });
    runtime.block_on(async {
        let (items, store) = work.await.expect("no panic")?;
        assert_eq!(items, 1);
        // An async task may drop the last handle.
        drop(store);
        Ok(())
    })
}
