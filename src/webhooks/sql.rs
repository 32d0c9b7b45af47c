//! Statements of targets and news.

use super::target::{Event, Target, read_events};
use crate::clock::Instant;
use crate::ids::{OrderId, ProductId, RefundId, WebhookId};
use crate::store::{Db, Row, RowResult, Sealed, StoreError, Tx, params};

/// What is sealed of targets.
pub const SEALED: &[Sealed] = &[Sealed {
    name: "addresses and secrets of webhooks",
    statement: "select 'webhooks/' || id || '/url' as place, url as sealed from webhooks
        union all
        select 'webhooks/' || id || '/secret', secret from webhooks
        union all
        select 'webhooks/' || id || '/old_secret', old_secret from webhooks where old_secret is not null",
}];

/// The place that a column of a target is sealed for.
pub(super) fn place(id: WebhookId, column: &str) -> String {
    format!("webhooks/{id}/{column}")
}

const TARGET: &str = "id, host, events, is_private, enabled, old_until, created_at";

fn target_row(row: &Row<'_>) -> RowResult<Target> {
    let events: String = row.get(2)?;
    Ok(Target {
        id: row.get(0)?,
        host: row.get(1)?,
        events: read_events(&events).unwrap_or_default(),
        is_private: row.get(3)?,
        enabled: row.get(4)?,
        old_until: row.get::<_, Option<i64>>(5)?.map(Instant),
        created_at: Instant(row.get(6)?),
    })
}

pub(super) fn targets(db: &Db<'_>) -> Result<Vec<Target>, StoreError> {
    db.rows(&format!("select {TARGET} from webhooks order by id"), [], target_row)
}

pub(super) fn target(db: &Db<'_>, id: WebhookId) -> Result<Option<Target>, StoreError> {
    db.row(&format!("select {TARGET} from webhooks where id = ?1"), [id], target_row)
}

pub(super) fn count(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select count(*) from webhooks", [])
}

/// What of a target is sealed.
pub(super) struct SealedTarget<'s> {
    pub(super) url: &'s [u8],
    pub(super) secret: &'s [u8],
}

pub(super) fn insert(tx: &Tx<'_>, it: &Target, events: &str, sealed: &SealedTarget<'_>) -> Result<(), StoreError> {
    let sql = "insert into webhooks (id, url, host, events, secret, is_private, enabled, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let values = params![it.id, sealed.url, it.host, events, sealed.secret, it.is_private, it.enabled, it.created_at.0];
    tx.run_one(sql, values)
}

pub(super) fn update(tx: &Tx<'_>, it: &Target, events: &str, url: &[u8]) -> Result<(), StoreError> {
    let sql = "update webhooks set url = ?2, host = ?3, events = ?4, is_private = ?5, enabled = ?6 where id = ?1";
    tx.run_one(sql, params![it.id, url, it.host, events, it.is_private, it.enabled])
}

pub(super) fn set_secrets(
    tx: &Tx<'_>,
    id: WebhookId,
    (new, old): (&[u8], &[u8]),
    old_until: Instant,
) -> Result<(), StoreError> {
    let sql = "update webhooks set secret = ?2, old_secret = ?3, old_until = ?4 where id = ?1";
    tx.run_one(sql, params![id, new, old, old_until.0])
}

pub(super) fn delete(tx: &Tx<'_>, id: WebhookId) -> Result<(), StoreError> {
    tx.run_one("delete from webhooks where id = ?1", [id])
}

/// A sealed column of a target, opened; nothing where there is none, or this outlet's key does not open it.
fn opened(db: &Db<'_>, id: WebhookId, column: &'static str) -> Result<Option<String>, StoreError> {
    let sql = format!("select {column} from webhooks where id = ?1");
    let sealed: Option<Option<Vec<u8>>> = db.row(&sql, [id], |row| row.get(0))?;
    let text = sealed.flatten().and_then(|sealed| db.vault().unseal(&place(id, column), &sealed));
    Ok(text.and_then(|text| String::from_utf8(text).ok()))
}

pub(super) fn url(db: &Db<'_>, id: WebhookId) -> Result<Option<String>, StoreError> {
    opened(db, id, "url")
}

pub(super) fn secret(db: &Db<'_>, id: WebhookId) -> Result<Option<String>, StoreError> {
    opened(db, id, "secret")
}

pub(super) fn old_secret(db: &Db<'_>, id: WebhookId) -> Result<Option<String>, StoreError> {
    opened(db, id, "old_secret")
}

/// Something that happened and that nobody was told of yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct News {
    /// Its row.
    pub(super) id: i64,
    /// What it is; none for a move of stock.
    pub(super) event: Option<Event>,
    /// The order that it is about.
    pub(super) order: Option<OrderId>,
    /// The refund that it is about.
    pub(super) refund: Option<RefundId>,
    /// The product whose stock moved.
    pub(super) product: Option<ProductId>,
    /// By how much.
    pub(super) change: i64,
}

/// Whether there are news.
pub(super) fn has_news(db: &Db<'_>) -> Result<bool, StoreError> {
    db.exists("select 1 from webhook_news", [])
}

/// The oldest news.
pub(super) fn news(db: &Db<'_>, most: i64) -> Result<Vec<News>, StoreError> {
    let sql = "select id, event, order_id, refund_id, product_id, change from webhook_news order by id limit ?1";
    db.rows(sql, [most], |row| {
        let event: String = row.get(1)?;
        Ok(News {
            id: row.get(0)?,
            event: Event::from_word(&event),
            order: row.get(2)?,
            refund: row.get(3)?,
            product: row.get(4)?,
            change: row.get::<_, Option<i64>>(5)?.unwrap_or_default(),
        })
    })
}

/// By how much the stock of a product changed after a row.
pub(super) fn later_change(db: &Db<'_>, product: ProductId, after: i64) -> Result<i64, StoreError> {
    db.number(
        "select coalesce(sum(change), 0) from webhook_news where product_id = ?1 and id > ?2",
        params![product, after],
    )
}

/// Takes news away up to a row: their messages stand in the outbox.
pub(super) fn forget(tx: &Tx<'_>, upto: i64) -> Result<(), StoreError> {
    tx.run("delete from webhook_news where id <= ?1", [upto]).map(|_| ())
}
