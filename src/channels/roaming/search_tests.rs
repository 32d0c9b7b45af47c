//! How `order_search` finds its rows: it must not read all orders for the few that are asked for.

use super::sql::search::{self, Days, Marks, OrderBy, Prefix, Sort, Within};
use crate::clock::Instant;
use crate::store::testing::TestStore;
use crate::store::{Page, StoreError};

const FIRST: Page = Page { size: 10, offset: 0 };
/// The page of a search without a mark goes along the orders by id, and ends when it is full.
const BY_ID: &str = "SCAN o USING INDEX sqlite_autoindex_orders_2";

fn plans(test: &TestStore, marks: &Marks, sort: Sort) -> Vec<String> {
    test.plans(|db| {
        search::rows(db, marks, sort, FIRST)?;
        search::count(db, marks)
    })
}

/// The steps that read all orders or all lines.
fn whole(plans: &[String]) -> Vec<&String> {
    let tables = ["SCAN o", "SCAN l", "SCAN orders", "SCAN order_lines"];
    let reads_all = |step: &&String| tables.iter().any(|scan| step.split(" USING").next() == Some(scan));
    plans.iter().filter(reads_all).collect()
}

#[test]
fn a_search_without_a_mark_reads_a_page_of_orders_and_counts_in_indexes() {
    let test = TestStore::with_demo();
    for descending in [false, true] {
        let found = plans(&test, &Marks::default(), Sort { by: OrderBy::Order, descending });
        assert_eq!(
            whole(&found),
            [BY_ID, "SCAN order_lines USING COVERING INDEX sqlite_autoindex_order_lines_2"],
            "{found:#?}"
        );
        assert!(!found.iter().any(|step| step.contains("TEMP B-TREE")), "nothing is sorted: {found:#?}");
    }
    // The twin: by price all orders must be read, and are seen to be.
    let found = plans(&test, &Marks::default(), Sort { by: OrderBy::Price, descending: true });
    assert!(found.iter().any(|step| step.contains("TEMP B-TREE")), "{found:#?}");
}

#[test]
fn a_search_by_number_day_or_exclusive_number_begins_at_an_index_of_it() {
    let test = TestStore::with_demo();
    let prefix = |text: &str| Some(Prefix(text.to_owned()));
    let created = Within { from: Some(Instant(0)), before: Some(Instant(1)) };
    let days = Days { from: Some("2016-07-04".to_owned()), to: Some("2016-07-08".to_owned()) };
    let searches = [
        (Marks { order: prefix("12"), ..Marks::default() }, "sqlite_autoindex_orders_3 (channel=? AND number>?"),
        (Marks { created, created_days: days, ..Marks::default() }, "orders_by_business_date (business_date>?"),
        (Marks { number: Some("139".to_owned()), ..Marks::default() }, "order_lines_by_phone (phone=?)"),
    ];
    for (marks, index) in searches {
        let found = plans(&test, &marks, Sort { by: OrderBy::Order, descending: false });
        assert_eq!(found.iter().filter(|step| step.contains(index)).count(), 2, "{index}: {found:#?}");
        assert_eq!(whole(&found), Vec::<&String>::new(), "{found:#?}");
    }
}

/// Its page goes along the orders by id until it is full; its count begins with the accounts.
#[test]
fn a_search_by_phone_counts_the_orders_of_the_accounts_that_have_it() {
    let test = TestStore::with_demo();
    let marks = Marks { phone: Some(Prefix("138".to_owned())), ..Marks::default() };
    let found = test.plans(|db| search::count(db, &marks));
    assert!(found[0].contains("sqlite_autoindex_accounts_2 (phone>?"), "{found:#?}");
    assert_eq!(whole(&found), Vec::<&String>::new(), "{found:#?}");
}

#[test]
fn lines_of_other_channels_are_not_counted() {
    let test = TestStore::with_demo();
    let count = |marks: &Marks| test.store.read(|db| search::count(db, marks)).unwrap();
    let counted = || (count(&Marks::default()), count(&Marks { minutes: Some(7), ..Marks::default() }));
    let before = counted();
    test.run(|tx| {
        let order =
            "insert into orders (account_id, id, channel, number, created_at, business_date, price, discount, payable)
            values (7, ?1, ?2, ?3, 0, '2016-07-06', 0, 0, 0)";
        let line = "insert into order_lines (order_id, id, item, title, quantity, unit_price, minutes)
            values (?1, ?2, 1, '', 1, 0, 7)";
        for (id, channel) in [(9001, "roaming"), (9002, "course"), (9003, "ticket")] {
            tx.run(order, crate::store::params![id, channel, id.to_string()])?;
            tx.run(line, [id, 2 * id])?;
            tx.run(line, [id, 2 * id + 1])?;
        }
        Ok::<_, StoreError>(())
    });
    assert_eq!(counted(), (before.0 + 2, before.1 + 2), "two lines of one order are this shop's");
}
