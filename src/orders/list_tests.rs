//! How lists of orders find their rows, and in which order they show them.
//!
//! Time is not measured here: a plan says whether a list reads what is not its own, however many orders there are.

use super::receipts::{self, FiscalState, ReceiptFilter};
use super::till;
use super::{
    ChannelName, OrderFilter, OrderQuery, OrderSort, OrderStates, Reaches, Sought, Stage, TrailFilter, by_client_ref,
    counts_of, desk, sql,
};
use crate::ids::{AccountId, ReceiptId};
use crate::store::testing::{NOW, TestStore};
use crate::store::{Page, StoreError, Tx, params};

const CUSTOMER: AccountId = AccountId(1);

/// A customer, and orders of ids and seconds.
fn with_orders(orders: &'static [(i64, i64)]) -> TestStore {
    let test = TestStore::new();
    test.run(|tx| {
        tx.run("insert into accounts (id, username, password_hash, kind, created_at) values (1, 'a', '', 0, 0)", [])
    });
    test.run(|tx| orders.iter().try_for_each(|order| put(tx, *order)));
    test
}

fn put(tx: &Tx<'_>, (id, second): (i64, i64)) -> Result<(), StoreError> {
    let sql =
        "insert into orders (account_id, id, channel, number, created_at, business_date, price, discount, payable)
        values (?1, ?2, 'roaming', ?3, ?4, '2016-07-06', 0, 0, 0)";
    // Within a second the lower id is the later one: only whole seconds are compared.
    tx.run_one(sql, params![CUSTOMER, id, id.to_string(), second * 1000 + 500 - id])
}

fn listed(test: &TestStore, size: i64, offset: i64) -> Vec<i64> {
    let query = OrderQuery {
        channel: Some(ChannelName::new("roaming")),
        account: Some(CUSTOMER),
        states: OrderStates::Listed,
        sort: OrderSort::NewestSecondFirst,
        page: Page { size, offset },
    };
    let found = test.store.read(|db| super::orders(db, &query)).unwrap();
    found.into_iter().map(|order| order.id.number()).collect()
}

const NOTED: &str = "select count(*) from orders_out_of_time";

#[test]
fn orders_are_shown_by_falling_second_and_within_a_second_by_rising_id_on_every_page() {
    let test = with_orders(&[(1, 10), (2, 10), (3, 11), (4, 11), (5, 11), (6, 12), (7, 14)]);
    let all = [7, 6, 3, 4, 5, 1, 2];
    assert_eq!(listed(&test, 100, 0), all);
    for size in 1..=8 {
        for offset in 0..8 {
            let wanted: Vec<i64> = all.into_iter().skip(offset).take(size).collect();
            assert_eq!(listed(&test, size.try_into().unwrap(), offset.try_into().unwrap()), wanted, "{size} {offset}");
        }
    }
    assert_eq!((test.number(NOTED), listed(&test, 0, 0)), (0, Vec::new()));
}

#[test]
fn an_order_whose_id_does_not_follow_the_clock_stands_by_its_second_all_the_same() {
    let test = with_orders(&[(1, 10), (2, 20), (3, 30), (4, 5)]);
    assert_eq!((test.number(NOTED), listed(&test, 100, 0)), (1, vec![3, 2, 1, 4]));
    assert_eq!((listed(&test, 2, 0), listed(&test, 2, 2)), (vec![3, 2], vec![1, 4]));
    // The twin: were the account not noted, the highest id would come first.
    test.run(|tx| tx.run("delete from orders_out_of_time", []));
    assert_eq!(listed(&test, 100, 0), [4, 3, 2, 1]);
}

#[test]
fn an_order_that_comes_with_an_earlier_id_or_is_moved_in_time_is_noted() {
    let test = with_orders(&[(2, 20), (3, 30)]);
    test.run(|tx| put(tx, (1, 25)));
    assert_eq!((test.number(NOTED), listed(&test, 100, 0)), (1, vec![3, 1, 2]));
    let test = with_orders(&[(2, 20), (3, 30)]);
    test.run(|tx| put(tx, (1, 20)));
    assert_eq!((test.number(NOTED), listed(&test, 100, 0)), (0, vec![3, 1, 2]), "it is no later than what follows");
    test.run(|tx| tx.run("update orders set created_at = 99000 where id = 1", []));
    assert_eq!(listed(&test, 100, 0), [1, 3, 2]);
}

/// The steps that read a whole table of orders, lines or money, or all of an index in which each of them stands.
fn whole(plans: &[String]) -> Vec<&String> {
    let tables = ["orders", "o", "order_lines", "l", "money_moves", "m"];
    let partial = ["orders_to_hand_out", "orders_paid_at_the_counter"];
    let reads_all = |step: &&String| {
        let mut words = step.split(' ');
        words.next() == Some("SCAN")
            && words.next().is_some_and(|table| tables.contains(&table))
            && !partial.contains(&words.next_back().unwrap_or_default())
    };
    plans.iter().filter(reads_all).collect()
}

fn counter_lists(test: &TestStore) -> Vec<String> {
    let channels = ["roaming", "tour"].map(ChannelName::new);
    let page = Page { size: 10, offset: 0 };
    test.plans(|db| {
        desk::waiting(db, 200)?;
        desk::not_begun(db, NOW, &channels, 200)?;
        for states in [OrderStates::ToShip, OrderStates::ToPickUp] {
            let query = OrderQuery { channel: Some(channels[0]), account: None, states, sort: OrderSort::Id, page };
            super::orders(db, &query)?;
        }
        Ok(())
    })
}

#[test]
fn the_counter_s_lists_read_only_what_waits() {
    let test = TestStore::new();
    let plans = counter_lists(&test);
    assert_eq!(whole(&plans), Vec::<&String>::new(), "{plans:#?}");
    let uses =
        |index: &str| plans.iter().filter(|step| step.ends_with(index) || step.contains(&format!("{index} "))).count();
    assert_eq!((uses("orders_paid_at_the_counter"), uses("orders_to_hand_out"), uses("orders_by_expiry")), (1, 3, 1));
    // The twin: without its index a list reads all orders.
    test.run(|tx| tx.run("drop index orders_by_expiry", []));
    assert_eq!(whole(&counter_lists(&test)).len(), 1);
}

/// What the counter's search reads for a text that nothing fits.
fn searched(test: &TestStore, typed: &str) -> Vec<String> {
    let sought = Sought::read(typed).unwrap();
    test.plans(|db| super::called_by_part(db, &sought, 50).map(|_| ()))
}

#[test]
fn the_counter_s_search_reads_indexes_alone_and_the_end_of_a_telephone_by_its_own() {
    let test = TestStore::new();
    for typed in ["5077", "139000050", "CRS-20", "林一"] {
        let plans = searched(&test, typed);
        assert_eq!(beside_an_index(&plans), Vec::<&String>::new(), "{typed}: {plans:#?}");
    }
    let end = searched(&test, "5077");
    for index in ["accounts_by_end_of_phone", "account_phones_by_end"] {
        assert!(end.iter().any(|step| step.starts_with("SEARCH ") && step.contains(index)), "{index}: {end:#?}");
    }
    // The twin: without its index the end of a telephone is looked for in every account.
    test.run(|tx| tx.run("drop index accounts_by_end_of_phone", []));
    let without = searched(&test, "5077");
    assert!(without.iter().all(|step| !step.contains("accounts_by_end_of_phone")) && without != end, "{without:#?}");
}

/// The steps that read a table itself where an index holds all that is asked for.
fn beside_an_index(plans: &[String]) -> Vec<&String> {
    plans.iter().filter(|step| step.starts_with("SCAN ") && !step.contains("COVERING INDEX")).collect()
}

fn staff_lists(test: &TestStore) -> Vec<String> {
    let sought = |typed: &str| OrderFilter { sought: Sought::read(typed), ..OrderFilter::default() };
    let filters = [
        OrderFilter { from: Some("2016-07-06".to_owned()), stage: Some(Stage::Received), ..OrderFilter::default() },
        OrderFilter { channel: Some(ChannelName::new("roaming")), reaches: Some(Reaches::Courier), ..sought("8000") },
        OrderFilter { way: Some(super::COUNTER), clerk: Some(CUSTOMER), ..OrderFilter::default() },
        sought("13800138000"),
        sought("\u{674e}\u{96f7}"),
    ];
    let trails = [
        TrailFilter { actor: Some(CUSTOMER), ..TrailFilter::default() },
        TrailFilter { object: Some("order 1".to_owned()), from: Some(NOW), ..TrailFilter::default() },
    ];
    test.plans(|db| {
        filters.iter().try_for_each(|filter| super::filtered_ids(db, filter).map(drop))?;
        trails.iter().try_for_each(|it| super::trail(db, it, Page { size: 10, offset: 0 }).map(drop))
    })
}

#[test]
fn the_staff_s_lists_are_narrowed_in_indexes_and_read_no_order_that_they_do_not_show() {
    let test = TestStore::new();
    let plans = staff_lists(&test);
    assert_eq!(beside_an_index(&plans), Vec::<&String>::new(), "{plans:#?}");
    let uses = |index: &str| plans.iter().any(|step| step.contains(index));
    for index in
        ["orders_by_business_date", "accounts_by_end_of_phone", "account_phones_by_end", "money_moves_by_actor"]
    {
        assert!(uses(index), "{index}: {plans:#?}");
    }
    // The twin: without it all orders are read.
    test.run(|tx| tx.run("drop index orders_by_business_date", []));
    assert!(!beside_an_index(&staff_lists(&test)).is_empty());
}

#[test]
fn the_till_report_and_the_figures_add_up_in_indexes_and_read_no_order() {
    let test = TestStore::new();
    let plans = test.plans(|db| {
        till::till(db, "2016-07-06", "2016-07-07")?;
        counts_of(db, "2016-07-06")
    });
    assert_eq!(whole(&plans), Vec::<&String>::new(), "{plans:#?}");
    let covered = |index: &str| plans.iter().filter(|step| step.contains(&format!("COVERING INDEX {index}"))).count();
    assert_eq!((covered("orders_by_business_date"), covered("money_moves_by_date")), (2, 1), "{plans:#?}");
}

#[test]
fn what_a_submit_looks_up_of_its_customer_has_indexes_that_hold_nothing_else() {
    let test = TestStore::new();
    let plans = test.plans(|db| {
        sql::caps::held(db, &sql::caps::Whose::Account(CUSTOMER))?;
        by_client_ref(db, CUSTOMER, ChannelName::new("roaming"), "x")
    });
    let uses = |index: &str| plans.iter().filter(|step| step.contains(index)).count();
    assert_eq!(
        (uses("o USING PRIMARY KEY (account_id=? AND id>?)") + uses("INDEX orders_open"), uses("orders_by_client_ref")),
        (2, 1),
        "{plans:#?}"
    );
}

#[test]
fn what_is_asked_of_receipts_is_found_in_indexes_that_hold_nothing_else() {
    let test = TestStore::new();
    let day = "2026-11-21".to_owned();
    let page = Page { size: 50, offset: 0 };
    let plan = |look: &dyn Fn(&crate::store::Db<'_>) -> Result<(), StoreError>| test.plans(|db| look(db)).join("\n");
    let list = |filter: &ReceiptFilter| {
        let text = plan(&|db| receipts::list(db, filter, page).and(receipts::count(db, filter)).map(drop));
        assert!(!text.contains("TEMP B-TREE FOR GROUP BY"), "{text}");
        text
    };
    let waiting = list(&ReceiptFilter { fiscal: Some(FiscalState::Waiting), ..ReceiptFilter::default() });
    assert!(waiting.contains("receipts_waiting"), "{waiting}");
    let done = list(&ReceiptFilter { fiscal: Some(FiscalState::Done), ..ReceiptFilter::default() });
    assert!(done.contains("receipts_done"), "{done}");
    let of_day = ReceiptFilter { from: Some(day.clone()), to: Some(day.clone()), ..ReceiptFilter::default() };
    assert!(list(&of_day).contains("receipts_by_day"));
    let sought = list(&ReceiptFilter { sought: Some("C0-12".to_owned()), ..ReceiptFilter::default() });
    for index in ["receipts_by_fiscal_number", "receipts_by_order", "SEARCH o USING", "SEARCH r USING"] {
        assert!(sought.contains(index), "{index}: {sought}");
    }
    assert!(!sought.contains("SCAN r") && !sought.contains("SCAN o"), "{sought}");
    let queue = plan(&|db| receipts::waiting(db, ReceiptId(7), 100).map(drop));
    assert!(queue.contains("receipts_waiting"), "{queue}");
    let report = plan(&|db| receipts::tax_sums(db, &day, &day).and(receipts::untaxed_sums(db, &day, &day)).map(drop));
    for index in ["COVERING INDEX receipt_taxes_by_day", "COVERING INDEX receipts_by_day"] {
        assert!(report.contains(index), "{report}");
    }
    let books = plan(&|db| receipts::moves(db, &day, &day).map(drop));
    assert!(books.contains("money_moves_by_date") && books.contains("receipt_taxes_by_day"), "{books}");
}
