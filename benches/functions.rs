//! The functions that a busy outlet spends its time in, each alone: `cargo bench --bench functions`.
//!
//! Nothing fails here: a test must not depend on the machine's speed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot go on must stop")]

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::LazyLock;

use divan::Bencher;
use hyper::StatusCode;
use outpost::accounts::{Origin, SessionUse, account_of_session, hash_password, open_session};
use outpost::clock::{Instant, Zone};
use outpost::http::{FieldLimits, Fields, Reply};
use outpost::ids::{AccountId, OrderId};
use outpost::money::Fen;
use outpost::orders;
use outpost::random::{Ids, digest};
use outpost::store::{OpenMode, Store, StoreError, StoreOptions};
use outpost::transfer::{ImportError, load_demo, load_seed};
use outpost::{fuzzing, http};

const NOW: Instant = Instant(1_467_787_474_000);
const LIMITS: FieldLimits = FieldLimits { body: 64 * 1024, names: 100, value: 16 * 1024 };
const SESSION: &str = "00000000-0000-4000-8000-000000000000";
/// The customer of the demonstration.
const TRAVELLER: AccountId = AccountId(7);

/// A store with the demonstration, in a folder that is removed when the benches end.
struct Demo {
    store: Store,
    folder: PathBuf,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("outpost-bench-{}", Ids::fresh().uuid()));
    let store = Store::open(&folder, OpenMode::New, &StoreOptions::default()).expect("a store");
    let fill = |tx: &outpost::store::Tx<'_>| {
        load_seed(tx, Zone::china(), NOW)?;
        load_demo(tx, Zone::china(), NOW)?;
        Ok(open_session(tx, TRAVELLER, SESSION, NOW, &Origin::default())?)
    };
    store.write_blocking::<_, ImportError, _>(fill).expect("the demonstration");
    Demo { store, folder }
});

fn main() {
    divan::main();
    if let Some(demo) = LazyLock::get(&DEMO) {
        // What is left lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&demo.folder);
    }
}

#[divan::bench]
fn a_form_becomes_fields() -> Fields {
    let form = b"userid=7&sessionid=00000000-0000-4000-8000-000000000000&productid=2&quantity=1\
        &effect_datetime=2016-07-25+00%3A00%3A00&failure_datetime=2016-08-05+23%3A59%3A59&areaname=%E7%BE%8E%E5%9B%BD";
    let mut fields = Fields::default();
    fields.add_form(black_box(form), LIMITS).unwrap();
    fields
}

#[divan::bench]
fn a_json_body_becomes_fields() -> Fields {
    let body = r#"{"userid":7,"sessionid":"00000000-0000-4000-8000-000000000000","productid":2,"quantity":1,
        "effect_datetime":"2016-07-25 00:00:00","failure_datetime":"2016-08-05 23:59:59","areaname":"美国"}"#;
    let mut fields = Fields::default();
    fields.add_json(black_box(body.as_bytes()), LIMITS).unwrap();
    fields
}

#[divan::bench]
fn an_xml_body_becomes_elements() -> Option<http::xml::Element> {
    let body = "<r><product_id>500</product_id><date>2016-01-28</date><hotels><item><num>1</num></item></hotels></r>";
    http::xml::read(black_box(body.as_bytes()), 100)
}

#[divan::bench]
fn a_session_becomes_its_digest() -> [u8; 32] {
    digest(black_box(SESSION))
}

#[divan::bench]
fn a_session_is_looked_up(bencher: Bencher<'_, '_>) {
    let (store, used) = (&DEMO.store, SessionUse::default());
    bencher.bench(|| account_of_session(store, &used, black_box(SESSION), NOW, i64::MAX).unwrap());
}

#[divan::bench]
fn an_order_with_its_lines_is_read(bencher: Bencher<'_, '_>) {
    let store = &DEMO.store;
    let id = OrderId(store.read(|db| db.number("select max(id) from orders", [])).unwrap());
    bencher
        .bench(|| store.read(|db| Ok::<_, StoreError>((orders::by_id(db, id)?, orders::lines_of(db, id)?))).unwrap());
}

/// The way of every command: the queue, the writer's thread, a transaction and a savepoint; without the disk.
#[divan::bench]
fn a_write_that_changes_nothing(bencher: Bencher<'_, '_>) {
    let store = &DEMO.store;
    bencher.bench(|| store.write_blocking(|_| Ok::<_, StoreError>(())).unwrap());
}

/// The same with a row, so that it is synced to the disk.
#[divan::bench]
fn a_write_of_one_row(bencher: Bencher<'_, '_>) {
    let store = &DEMO.store;
    let sql = "update accounts set phone = phone where id = 7";
    bencher.bench(|| store.write_blocking(move |tx| tx.run(sql, [])).unwrap());
}

#[divan::bench]
fn money_is_read_and_written() -> String {
    Fen::parse(black_box("411.20")).unwrap().to_string()
}

#[divan::bench]
fn an_instant_becomes_text() -> String {
    Zone::china().text(black_box(NOW))
}

#[divan::bench]
fn an_answer_becomes_json() -> Reply {
    #[derive(serde::Serialize)]
    struct Line {
        discount: i64,
        id: i64,
        name: &'static str,
        price: Fen,
        quantity: i64,
    }
    let lines =
        [(); 10]
            .map(|()| Line { discount: 95, id: 7, name: "全球上网流量套餐", price: Fen(41_120), quantity: 2 });
    Reply::json(StatusCode::OK, black_box(&lines))
}

/// By far the dearest, and meant to be: a guess at a password shall cost as much.
#[divan::bench(sample_count = 10)]
fn a_password_is_hashed() -> String {
    hash_password(black_box("demo-traveller"), &mut Ids::seeded(1)).unwrap()
}

#[divan::bench]
fn a_hawk_header_is_read() {
    let read = fuzzing::TARGETS.iter().find(|(name, _)| *name == "hawk").unwrap().1;
    read(black_box(br#"Hawk id="agent01", ts="1353832234", nonce="j4h3g2", ext="x", mac="aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=""#));
}
