//! What the store promises, shown on real files.

use std::sync::Arc;
use std::time::Duration;

use super::basis::Stamps;
use super::checkpoint::Checkpoints;
use super::desk::Parts;
use super::mark;
use super::testing::{TestFolder, hold_the_writer};
use super::writer::Writer;
use super::{DATABASE_FILE, Db, OpenMode, Store, StoreError, StoreOptions, Tx, Vault, migrations, params};

fn put(tx: &Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.run_one("insert into facts (name, value) values (?1, '')", params![name])
}

fn count(store: &Store) -> i64 {
    store.read(|db| db.number("select count(*) from facts", [])).unwrap()
}

/// Holds the writer thread in a closure until the returned sender is dropped.
#[test]
fn of_neighbours_in_one_commit_the_one_that_fails_rolls_back_alone() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let (go, held) = hold_the_writer(&store);
    let writes: Vec<_> = (0..10)
        .map(|number| {
            let store = store.clone();
            std::thread::spawn(move || {
                store.write_blocking(move |tx| {
                    put(tx, &format!("n{number}"))?;
                    if number % 2 == 0 { Err(StoreError::Other("a rule says no".to_owned())) } else { Ok(()) }
                })
            })
        })
        .collect();
    while store.queue_length() < 11 {
        std::thread::yield_now();
    }
    drop(go);
    held.join().unwrap().unwrap();
    let refused = writes.into_iter().filter_map(|write| write.join().unwrap().err()).count();
    assert_eq!((refused, count(&store)), (5, 5));
}

#[test]
fn a_full_queue_is_busy_and_what_was_accepted_is_written() {
    let folder = TestFolder::new();
    let options = StoreOptions { queue: 1, ..StoreOptions::default() };
    let store = Store::open(folder.path(), OpenMode::New, &options).unwrap();
    let (go, held) = hold_the_writer(&store);
    let waiting = {
        let store = store.clone();
        std::thread::spawn(move || store.write_blocking(|tx| put(tx, "accepted")))
    };
    while store.queue_length() < 2 {
        std::thread::yield_now();
    }
    assert_eq!(store.write_blocking(|tx| put(tx, "refused")), Err(StoreError::Busy));
    drop(go);
    held.join().unwrap().unwrap();
    waiting.join().unwrap().unwrap();
    assert_eq!(count(&store), 1);
}

#[test]
fn a_panic_is_its_callers_alone_and_leaves_nothing_behind() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let outcome = store.write_blocking::<(), StoreError, _>(|tx| {
        put(tx, "half done")?;
        panic!("a mistake of the program");
    });
    assert!(matches!(outcome, Err(StoreError::Other(_))), "{outcome:?}");
    store.write_blocking(|tx| put(tx, "next")).unwrap();
    assert_eq!(count(&store), 1);
}

#[test]
fn a_closure_that_ends_the_whole_transaction_costs_its_neighbours_nothing() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let (go, held) = hold_the_writer(&store);
    let good = {
        let store = store.clone();
        std::thread::spawn(move || store.write_blocking(|tx| put(tx, "good")))
    };
    while store.queue_length() < 2 {
        std::thread::yield_now();
    }
    let bad = {
        let store = store.clone();
        // What a full disk does: SQLite rolls the whole transaction back by itself.
        std::thread::spawn(move || store.write_blocking(|tx| tx.run("rollback", []).map(|_| ())))
    };
    while store.queue_length() < 3 {
        std::thread::yield_now();
    }
    drop(go);
    held.join().unwrap().unwrap();
    good.join().unwrap().unwrap();
    assert!(bad.join().unwrap().is_err());
    assert_eq!(count(&store), 1);
}

#[test]
fn constraints_are_known_by_their_names() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    store.write_blocking(|tx| put(tx, "once")).unwrap();
    let again = store.write_blocking(|tx| put(tx, "once")).unwrap_err();
    assert!(again.is_constraint("facts.name"), "{again:?}");
    let negative = store
        .write_blocking(|tx| tx.run("insert into counters (name, next) values ('x', 0)", []).map(|_| ()))
        .unwrap_err();
    assert!(negative.is_constraint("counters_next_positive"), "{negative:?}");
}

#[test]
fn a_reader_cannot_write_and_sees_only_what_is_committed() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let sneaky =
        store.read(|db| db.row("insert into facts (name, value) values ('x', '') returning 1", [], |_| Ok(())));
    assert_eq!(sneaky, Err(StoreError::ReadOnly));
    assert_eq!(count(&store), 0);
}

#[test]
fn folders_are_opened_as_the_commands_promise() {
    let folder = TestFolder::new();
    assert!(folder.open(OpenMode::Existing).err().unwrap().contains("outpost init"));
    drop(folder.open(OpenMode::New).unwrap());
    assert!(folder.open(OpenMode::New).err().unwrap().contains("already; start that outlet"));
    let open = folder.open(OpenMode::Existing).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(folder.path().join(super::DATABASE_FILE)).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "the owner alone may read what customers entrust");
    assert!(folder.open(OpenMode::Any).err().unwrap().contains("Another Outpost"));
    drop(open);
}

#[test]
fn an_older_database_is_migrated_and_kept_a_newer_one_refused() {
    let folder = TestFolder::new();
    drop(folder.open(OpenMode::New).unwrap());
    let file = folder.path().join(super::DATABASE_FILE);
    let tamper = |sql: &str| rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    tamper("update refinery_schema_history set version = version + 1000 where version = 1");
    assert!(folder.open(OpenMode::Existing).err().unwrap().contains("newer"));
    tamper("update refinery_schema_history set version = 1 where version > 1000");
    // As the program of the first release made it.
    std::fs::remove_file(&file).unwrap();
    let mut old = rusqlite::Connection::open(&file).unwrap();
    migrations::create_at(&mut old, 16).unwrap();
    old.execute("insert into facts (name, value) values ('kept', '')", []).unwrap();
    drop(old);
    let store = folder.open(OpenMode::Existing).unwrap();
    assert_eq!(count(&store), 1);
    let last = migrations::schema_version();
    assert_eq!(store.read(super::schema_of), Ok(last));
    assert_eq!(store.read(migrations::schema_faults), Ok(Vec::new()));
    assert!(folder.path().join(format!("backups/before-schema-{last}.db")).exists());
    assert!(!file.with_extension("migrating").exists());
}

/// The stock of addresses was one table by address; now it is one by address and kind.
#[test]
fn leased_addresses_keep_their_holders_and_periods_when_the_stock_becomes_two() {
    let folder = TestFolder::new();
    drop(folder.open(OpenMode::New).unwrap());
    let file = folder.path().join(super::DATABASE_FILE);
    std::fs::remove_file(&file).unwrap();
    let mut old = rusqlite::Connection::open(&file).unwrap();
    migrations::create_at(&mut old, 16).unwrap();
    old.execute_batch(
        "insert into accounts (id, username, password_hash, kind, status, created_at) values (7, 'a', '!', 0, 1, 0);
         insert into orders (id, account_id, channel, number, business_date, created_at, price, discount, payable)
         values (1, 7, 'lease', '1', '2022-06-01', 0, 0, 0, 0);
         insert into lease_addresses (address, kind, region, pool_tag, leased_until, account_id, order_id, added_at)
         values ('192.0.2.1', 'isp', 'hk', '渠道一', 9, 7, 1, 5), ('192.0.2.2', 'datacenter', 'hk', '渠道二', 0, null, null, null);
         insert into lease_periods (order_id, address, starts_at, ends_at) values (1, '192.0.2.1', 5, 9);",
    )
    .unwrap();
    drop(old);
    let store = folder.open(OpenMode::Existing).unwrap();
    let number = |sql: &str| store.read(|db| db.number(sql, [])).unwrap();
    let held = "select count(*) from lease_addresses where kind = 'isp' and account_id = 7 and leased_until = 9";
    assert_eq!((number(held), number("select count(*) from lease_addresses")), (1, 2));
    assert_eq!(number("select count(*) from lease_periods where kind = 'isp' and address = '192.0.2.1'"), 1);
}

/// A package with a hotel, sold for a night.
const TOURS_OF_THE_FIRST_RELEASE: &str = "
    insert into accounts (id, username, password_hash, kind, status, created_at) values (7, 'a', '!', 0, 1, 0);
    insert into orders (id, account_id, channel, number, business_date, created_at, price, discount, payable)
    values (1, 7, 'tour', '1', '2022-06-01', 0, 0, 0, 0);
    insert into tour_packages (id, title, kind, city_id, destination_id, created_at) values (1, 't', 2, 1, 1, 0);
    insert into tour_offers (id, package_id, kind, product_id, sell_id, supplier_id, name, price, stock)
    values (1, 1, 'hotel', 1, 1, 1, 'h', 100, 5);
    insert into tour_calendar (offer_id, day, price, stock, taken) values (1, '2022-06-02', 100, 5, 1);
    insert into tour_holds (order_id, offer_id, day, quantity, held_at) values (1, 1, '2022-06-02', 1, 0);
    insert into tour_orders (order_id, package_id, travel_date, adults, children, content_hash, receiver, mobile, email, weixin,
        address)
    values (1, 1, '2022-06-02', 1, 0, x'00', 'r', '13800138001', '', '', '');";

/// The kinds of tour offers are changed in the schema's own text, and orders get columns; what was sold before stays as it was.
#[test]
fn tour_offers_and_orders_of_the_first_release_stay_and_seats_can_be_offered_beside_them() {
    let folder = TestFolder::new();
    drop(folder.open(OpenMode::New).unwrap());
    let file = folder.path().join(super::DATABASE_FILE);
    std::fs::remove_file(&file).unwrap();
    let mut old = rusqlite::Connection::open(&file).unwrap();
    migrations::create_at(&mut old, 16).unwrap();
    old.execute_batch(TOURS_OF_THE_FIRST_RELEASE).unwrap();
    let seat = "insert into tour_offers (id, package_id, kind, name, product_id, sell_id, supplier_id, price, stock) values (9, 1, 'seat', 's', 9, 9, 9, 1, 1)";
    assert!(old.execute(seat, []).is_err());
    drop(old);
    let store = folder.open(OpenMode::Existing).unwrap();
    let number = |sql: &str| store.read(|db| db.number(sql, [])).unwrap();
    assert_eq!(number("select count(*) from tour_offers where kind = 'hotel' and name = 'h'"), 1);
    let order = "select count(*) from tour_orders where receiver = 'r' and inv_type = 0 and postscript = '' and shipping_method = 0";
    assert_eq!((number(order), number("select count(*) from tour_holds")), (1, 1));
    let run = |sql: &'static str| store.write_blocking::<_, StoreError, _>(move |tx| tx.run_one(sql, []));
    assert_eq!(run(seat), Ok(()));
    let other = "insert into tour_offers (id, package_id, kind, name, product_id, sell_id, supplier_id, price, stock) values (10, 1, 'boat', 's', 10, 9, 9, 1, 1)";
    assert!(run(other).unwrap_err().is_constraint("tour_offers_kind_known"), "the check still stands");
}

/// A rule's own error, as the rooms have them: it does not say that the store failed.
struct Refused;

impl From<StoreError> for Refused {
    fn from(_: StoreError) -> Self {
        Self
    }
}

#[test]
fn a_write_that_the_disk_refuses_inside_a_rule_counts_as_failed() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let (vault, slow) = (Arc::new(Vault::without_key()), Duration::from_secs(5));
    let read_only = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    // What SQLite gives when the file cannot be written: a transaction that begins and ends all the same.
    let file = folder.path().join(DATABASE_FILE);
    let mut connection = rusqlite::Connection::open_with_flags(&file, read_only).unwrap();
    let mark = mark::Mark::open(folder.path(), 0);
    let stamps = Arc::new(Stamps::watch(&connection, &file, &[]));
    let checkpoints = Checkpoints::of(&mut connection, file).unwrap();
    let writer = Writer::start(Parts { connection, vault, mark, stamps }, checkpoints, 8, slow).unwrap();
    let empty = writer.submit(|_: &Tx<'_>| Ok::<_, StoreError>(())).unwrap();
    assert_eq!(empty.blocking_recv().unwrap(), Ok(()), "an empty write shows nothing");
    assert_eq!((writer.figures().failed(), writer.figures().failing()), (0, false));
    let write = |tx: &Tx<'_>| {
        put(tx, "b")?;
        Ok::<_, Refused>(())
    };
    assert!(writer.submit(write).unwrap().blocking_recv().unwrap().is_err());
    assert_eq!((writer.figures().failed(), writer.figures().failing()), (1, true));
    drop(writer);
    assert!(store.write_blocking(write).is_ok() && store.write_blocking(write).is_err());
    let figures = store.figures();
    assert_eq!((figures.failed(), figures.failing()), (0, false), "a constraint is a refusal, not a failure");
}

/// The thread that a write runs on.
fn thread_of_a_write(store: &Store) -> std::thread::ThreadId {
    store.write_blocking(|_| Ok::<_, StoreError>(std::thread::current().id())).unwrap()
}

#[test]
fn somebody_alone_writes_on_his_own_thread_until_commits_are_slow_or_others_come() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let own = std::thread::current().id();
    assert_eq!(thread_of_a_write(&store), own);
    let slow = |_: &Tx<'_>| {
        std::thread::sleep(Duration::from_millis(5));
        Ok::<_, StoreError>(())
    };
    store.write_blocking(slow).unwrap();
    assert_ne!(thread_of_a_write(&store), own, "a slow commit keeps a thread from its other work");
    // The quick one before opens the desk again, and somebody who is at it closes it.
    let (go, held) = hold_the_writer(&store);
    let second = {
        let store = store.clone();
        std::thread::spawn(move || (thread_of_a_write(&store), std::thread::current().id()))
    };
    while store.queue_length() < 2 {
        std::thread::yield_now();
    }
    drop(go);
    held.join().unwrap().unwrap();
    let (wrote, asked) = second.join().unwrap();
    assert_ne!(wrote, asked);
}

#[test]
fn a_write_alone_that_fails_leaves_nothing_and_the_next_one_finds_a_whole_desk() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    let fail = |tx: &Tx<'_>| put(tx, "a").and_then(|()| Err::<(), _>(StoreError::Other("a rule says no".to_owned())));
    assert!(store.write_blocking(fail).is_err());
    assert!(store.write_blocking(|_| -> Result<(), StoreError> { panic!("a rule panics") }).is_err());
    store.write_blocking(|tx| put(tx, "b")).unwrap();
    let names = store.read(|db| db.rows("select name from facts order by name", [], |row| row.get::<_, String>(0)));
    assert_eq!(names, Ok(vec!["b".to_owned()]));
}

/// Writes a row of some pages, so many times; how long the log is then.
fn log_after(folder: &TestFolder, store: &Store, rounds: usize) -> u64 {
    for _ in 0..rounds {
        store
            .write_blocking(|tx| {
                let sql = "insert into facts (name, value) values ('large', hex(randomblob(100000)))
                    on conflict (name) do update set value = excluded.value";
                tx.run(sql, []).map(|_| ())
            })
            .unwrap();
    }
    std::fs::metadata(folder.path().join("outpost.db-wal")).unwrap().len()
}

#[test]
fn a_log_that_has_grown_is_brought_into_the_file_and_begins_anew() {
    let folder = TestFolder::new();
    let store = folder.open(OpenMode::New).unwrap();
    // 50 pages each; the file of the log keeps its length while it is written anew.
    let begins_anew = |_| log_after(&folder, &store, 1) == log_after(&folder, &store, 1);
    assert!((0..2000).any(begins_anew), "the log only grows");
    let look = |db: &Db<'_>| {
        std::thread::scope(|scope| scope.spawn(|| log_after(&folder, &store, 100)).join().unwrap());
        db.number("select length(value) from facts where name = 'large'", [])
    };
    assert_eq!(store.read(look), Ok(200_000), "a long look sees what it saw, whatever is brought into the file");
    drop(store);
    let store = folder.open(OpenMode::Existing).unwrap();
    assert_eq!(store.quick_check(), Ok(()));
}

/// Writes an order of a channel into an outlet that has one account.
fn sell(connection: &rusqlite::Connection, channel: &str, id: i64) -> rusqlite::Result<usize> {
    connection.execute(
        "insert into orders (account_id, id, channel, number, created_at, business_date, price, discount, payable)
         values (7, ?1, ?2, ?1, 0, '2016-07-06', 0, 0, 0)",
        params![id, channel],
    )
}

#[test]
fn a_migrated_outlet_keeps_its_orders_and_takes_those_of_a_channel_that_is_added_to_the_list() {
    let mut connection = rusqlite::Connection::open_in_memory().unwrap();
    migrations::create_at(&mut connection, 16).unwrap();
    connection
        .execute("insert into accounts (id, username, password_hash, kind, created_at) values (7, 'a', '', 0, 0)", [])
        .unwrap();
    sell(&connection, "lease", 1).unwrap();
    let refused = sell(&connection, "ferry", 2).unwrap_err().to_string();
    assert!(refused.contains("orders_channel_known"), "{refused}");
    migrations::create(&mut connection).unwrap();
    let refused = sell(&connection, "ferry", 2).unwrap_err().to_string();
    assert!(refused.contains("FOREIGN KEY"), "{refused}");
    connection.execute("insert into channels (name, place) values ('ferry', 6)", []).unwrap();
    sell(&connection, "ferry", 2).unwrap();
    let channels: Vec<String> = connection
        .prepare("select channel from orders order by id")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .unwrap();
    assert_eq!(channels, ["lease", "ferry"]);
    assert!(connection.execute("delete from channels where name = 'lease'", []).is_err(), "its orders name it");
}
