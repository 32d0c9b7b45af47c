//! Statements of ticket customers and products; those of orders stand in a file of their own.

pub(super) mod lists;
pub(super) mod orders;
pub(super) mod refunds;
pub(super) mod rules;
pub(super) mod sealed;

use super::callbacks::{Replay, ReplayFormat, ReplayMethod};
use super::customers::{Customer, CustomerKind};
use super::hawk::Algorithm;
use super::products::Product;
use crate::channels::tickets::ids::CustomerId;
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::money::Fen;
use crate::store::{Db, Row, RowResult, StoreError, Tx, params};

const CUSTOMER: &str = "id, kind, code, name, username, enabled, algorithm, day_limit, account_id,
    session_key is not null and password_digest is not null, replay_url is not null";

fn customer(row: &Row<'_>) -> RowResult<Customer> {
    Ok(Customer {
        id: row.get(0)?,
        kind: row.get(1)?,
        code: row.get(2)?,
        name: row.get(3)?,
        username: row.get(4)?,
        enabled: row.get(5)?,
        algorithm: Algorithm::from_name(&row.get::<_, String>(6)?).unwrap_or(Algorithm::Sha256),
        day_limit: row.get(7)?,
        account_id: row.get(8)?,
        has_key: row.get(9)?,
        has_replay: row.get(10)?,
    })
}

pub(super) fn customer_by_code(db: &Db<'_>, kind: CustomerKind, code: &str) -> Result<Option<Customer>, StoreError> {
    let sql = format!("select {CUSTOMER} from ticket_customers where kind = ?1 and code = ?2");
    db.row(&sql, params![kind, code], customer)
}

pub(super) fn customer_by_username(db: &Db<'_>, username: &str) -> Result<Option<Customer>, StoreError> {
    db.row(&format!("select {CUSTOMER} from ticket_customers where username = ?1"), [username], customer)
}

pub(super) fn customers(db: &Db<'_>) -> Result<Vec<Customer>, StoreError> {
    db.rows(&format!("select {CUSTOMER} from ticket_customers order by kind, code"), [], customer)
}

/// Writes a customer, new or changed; its keys and counters stay as they are.
pub(super) fn put_customer(tx: &Tx<'_>, customer: &Customer) -> Result<(), StoreError> {
    tx.run_one(
        "insert into ticket_customers (id, kind, code, name, username, enabled, algorithm, day_limit)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (id) do update set
            name = excluded.name, username = excluded.username, enabled = excluded.enabled,
            algorithm = excluded.algorithm, day_limit = excluded.day_limit",
        params![
            customer.id,
            customer.kind,
            customer.code,
            customer.name,
            customer.username,
            customer.enabled,
            customer.algorithm.name(),
            customer.day_limit,
        ],
    )
}

pub(super) fn set_account(tx: &Tx<'_>, customer: CustomerId, account: AccountId) -> Result<(), StoreError> {
    let sql = "update ticket_customers set account_id = ?2 where id = ?1 and account_id is null";
    tx.run_one(sql, params![customer, account])
}

/// The sealed halves of a key: session key and password digest.
pub(super) type SealedKey = (Vec<u8>, Vec<u8>);

/// The sealed halves of a customer's key.
pub(super) fn sealed_key(db: &Db<'_>, customer: CustomerId) -> Result<Option<SealedKey>, StoreError> {
    let sql = "select session_key, password_digest from ticket_customers
        where id = ?1 and session_key is not null and password_digest is not null";
    db.row(sql, [customer], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub(super) fn set_session_key(tx: &Tx<'_>, customer: CustomerId, sealed: &[u8]) -> Result<(), StoreError> {
    tx.run_one("update ticket_customers set session_key = ?2 where id = ?1", params![customer, sealed])
}

pub(super) fn set_password_digest(tx: &Tx<'_>, customer: CustomerId, sealed: &[u8]) -> Result<(), StoreError> {
    tx.run_one("update ticket_customers set password_digest = ?2 where id = ?1", params![customer, sealed])
}

/// The columns of `Replay` with its address sealed.
pub(super) type SealedReplay = (Vec<u8>, ReplayFormat, ReplayMethod, String);

pub(super) fn replay(db: &Db<'_>, customer: CustomerId) -> Result<Option<SealedReplay>, StoreError> {
    let sql = "select replay_url, replay_format, replay_method, replay_notify
        from ticket_customers
        where id = ?1 and replay_url is not null";
    db.row(sql, [customer], |row| {
        let (format, method): (String, String) = (row.get(1)?, row.get(2)?);
        let format = ReplayFormat::from_name(&format).unwrap_or(ReplayFormat::Json);
        Ok((row.get(0)?, format, ReplayMethod::from_name(&method).unwrap_or(ReplayMethod::Post), row.get(3)?))
    })
}

pub(super) fn set_replay(tx: &Tx<'_>, customer: CustomerId, sealed: &[u8], replay: &Replay) -> Result<(), StoreError> {
    tx.run_one(
        "update ticket_customers
         set replay_url = ?2, replay_format = ?3, replay_method = ?4, replay_notify = ?5
         where id = ?1",
        params![customer, sealed, replay.format.name(), replay.method.name(), replay.notify],
    )
}

pub(super) fn drop_replay(tx: &Tx<'_>, customer: CustomerId) -> Result<(), StoreError> {
    tx.run_one("update ticket_customers set replay_url = null, replay_notify = '' where id = ?1", [customer])
}

/// The customer of a row, whose messages the outbox holds.
pub(super) fn customer_by_id(db: &Db<'_>, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    db.row(&format!("select {CUSTOMER} from ticket_customers where id = ?1"), [id], customer)
}

/// Takes tickets out of what a customer may still order on a day; whether there were so many left.
pub(super) fn take_of_day(tx: &Tx<'_>, customer: CustomerId, day: &str, tickets: i64) -> Result<bool, StoreError> {
    let sql = "update ticket_customers set
            ordered_today = case when ordered_on = ?2 then ordered_today else 0 end + ?3,
            ordered_on = ?2
        where id = ?1
          and (day_limit is null or case when ordered_on = ?2 then ordered_today else 0 end + ?3 <= day_limit)";
    Ok(tx.run(sql, params![customer, day, tickets])? == 1)
}

/// Tickets that a customer may still order on a day; none for no limit.
pub(super) fn left_of_day(db: &Db<'_>, customer: CustomerId, day: &str) -> Result<Option<i64>, StoreError> {
    let sql = "select day_limit - case when ordered_on = ?2 then ordered_today else 0 end
        from ticket_customers
        where id = ?1";
    Ok(db.row(sql, params![customer, day], |row| row.get::<_, Option<i64>>(0))?.flatten().map(|left| left.max(0)))
}

/// Gives tickets of an order of that day back.
pub(super) fn give_back_to_day(tx: &Tx<'_>, customer: CustomerId, day: &str, tickets: i64) -> Result<(), StoreError> {
    let sql = "update ticket_customers set ordered_today = ordered_today - ?3
        where id = ?1 and ordered_on = ?2 and ordered_today >= ?3";
    tx.run(sql, params![customer, day, tickets]).map(|_| ())
}

const PRODUCT: &str = "id, code, name, unit, price, valid_from, valid_until, on_sale";

fn product(row: &Row<'_>) -> RowResult<Product> {
    let instant = |column| row.get::<_, Option<i64>>(column).map(|ms| ms.map(Instant));
    Ok(Product {
        id: row.get(0)?,
        code: row.get(1)?,
        name: row.get(2)?,
        unit: row.get(3)?,
        price: Fen(row.get(4)?),
        valid_from: instant(5)?,
        valid_until: instant(6)?,
        on_sale: row.get(7)?,
    })
}

pub(super) fn product_by_code(db: &Db<'_>, code: &str) -> Result<Option<Product>, StoreError> {
    db.row(&format!("select {PRODUCT} from ticket_products where code = ?1"), [code], product)
}

/// All products by code.
pub(super) fn products(db: &Db<'_>) -> Result<Vec<Product>, StoreError> {
    db.rows(&format!("select {PRODUCT} from ticket_products order by code"), [], product)
}

/// Products on sale that are valid on a day between these, the ends included.
pub(super) fn products_between(db: &Db<'_>, first: Instant, last: Instant) -> Result<Vec<Product>, StoreError> {
    let sql = format!(
        "select {PRODUCT} from ticket_products
         where on_sale = 1
           and (valid_from is null or valid_from <= ?2)
           and (valid_until is null or valid_until >= ?1)
         order by code"
    );
    db.rows(&sql, [first.0, last.0], product)
}

pub(super) fn put_product(tx: &Tx<'_>, product: &Product) -> Result<(), StoreError> {
    tx.run_one(
        "insert into ticket_products (id, code, name, unit, price, valid_from, valid_until, on_sale)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (id) do update set
            name = excluded.name, unit = excluded.unit, price = excluded.price, valid_from = excluded.valid_from,
            valid_until = excluded.valid_until, on_sale = excluded.on_sale",
        params![
            product.id,
            product.code,
            product.name,
            product.unit,
            product.price.0,
            product.valid_from.map(|at| at.0),
            product.valid_until.map(|at| at.0),
            product.on_sale,
        ],
    )
}
