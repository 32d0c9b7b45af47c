//! Targets: who is told of what, under which secret.

use super::sql;
use super::topic::TOPIC;
use crate::clock::{DAY_MS, Instant};
use crate::ids::WebhookId;
use crate::orders::{self, Actor, Deed};
use crate::outbox::{self, Owed};
use crate::outgoing::{Outgoing, Reach};
use crate::random::Ids;
use crate::store::{Db, StoreError, Tx, words};
use crate::text::hex;

/// Targets of one outlet.
const MAX_TARGETS: i64 = 20;
/// Characters of an address.
const MAX_URL_LEN: usize = 500;
/// How long an old secret signs beside a new one.
const OLD_SECRET_MS: i64 = DAY_MS;

words! {
    /// What a target may be told of.
    pub enum Event {
        /// An order was paid.
        Paid = "order.paid",
        /// Money of an order went back.
        Refunded = "order.refunded",
        /// What an order bought is with its customer.
        HandedOver = "order.handed_over",
        /// Few pieces of a product are left.
        StockLow = "stock.low",
    }
}

/// Names of events with commas between, each once, in the order of their declaration; nothing for a text that names another one, or
/// none.
#[must_use]
pub fn read_events(text: &str) -> Option<Vec<Event>> {
    let wanted: Option<Vec<Event>> = text.split(',').map(|name| Event::from_word(name.trim())).collect();
    let wanted = wanted?;
    let all = [Event::Paid, Event::Refunded, Event::HandedOver, Event::StockLow];
    Some(all.into_iter().filter(|event| wanted.contains(event)).collect())
}

fn names(events: &[Event]) -> String {
    events.iter().map(|event| event.word()).collect::<Vec<_>>().join(",")
}

/// A target without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: WebhookId,
    /// Where it is, as far as lists and the trail show it.
    pub host: String,
    /// What it is told of.
    pub events: Vec<Event>,
    /// Whether it may lie in a private network.
    pub is_private: bool,
    /// Whether it is told at all.
    pub enabled: bool,
    /// Until when its old secret signs, too.
    pub old_until: Option<Instant>,
    /// When it was named.
    pub created_at: Instant,
}

impl Target {
    /// How far its calls may go.
    #[must_use]
    pub fn reach(&self) -> Reach {
        reach(self.is_private)
    }
}

fn reach(is_private: bool) -> Reach {
    if is_private { Reach::Provider } else { Reach::Named }
}

/// Why a target is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// There is none of this id.
    #[error("there is no such target")]
    Unknown,
    /// Its address may not be called.
    #[error(
        "the address must begin with https://, or with http:// on this machine, and not lead into a private network"
    )]
    Address,
    /// There are too many.
    #[error("there are twenty targets already")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a target is to be. It has no `Debug`, because an address may hold a password.
#[derive(Clone)]
pub struct Change {
    /// Where it is; none for where it was.
    pub url: Option<String>,
    /// What it is told of.
    pub events: Vec<Event>,
    /// Whether it may lie in a private network.
    pub is_private: bool,
    /// Whether it is told at all.
    pub enabled: bool,
}

/// The part of an address that may be shown to anybody.
fn host_of(url: &str) -> String {
    url.split(['/', '?', '#']).nth(2).unwrap_or_default().to_owned()
}

fn permitted(url: &str, is_private: bool) -> Result<(), TargetError> {
    let fits = url.chars().count() <= MAX_URL_LEN && Outgoing::permits(url, reach(is_private)).is_ok();
    if fits { Ok(()) } else { Err(TargetError::Address) }
}

/// A secret that nobody has seen: 256 bits.
fn fresh_secret(ids: &mut Ids) -> String {
    format!("whsec_{}", hex(&ids.bytes()))
}

/// All targets by id.
pub fn targets(db: &Db<'_>) -> Result<Vec<Target>, StoreError> {
    sql::targets(db)
}

/// Names a target; its id and its secret, which is shown here alone.
///
/// # Errors
/// [`TargetError::Address`], [`TargetError::TooMany`].
pub fn make(tx: &Tx<'_>, by: Actor, ids: &Ids, new: &Change) -> Result<(WebhookId, String), TargetError> {
    let url = new.url.as_deref().unwrap_or_default();
    permitted(url, new.is_private)?;
    if sql::count(tx)? >= MAX_TARGETS {
        return Err(TargetError::TooMany);
    }
    let (id, secret) = (WebhookId::next(tx)?, fresh_secret(&mut ids.clone()));
    let sealed = sql::SealedTarget {
        url: &tx.vault().seal(&sql::place(id, "url"), url.as_bytes()).map_err(StoreError::from)?,
        secret: &tx.vault().seal(&sql::place(id, "secret"), secret.as_bytes()).map_err(StoreError::from)?,
    };
    let target = Target {
        id,
        host: host_of(url),
        events: new.events.clone(),
        is_private: new.is_private,
        enabled: new.enabled,
        old_until: None,
        created_at: by.now,
    };
    sql::insert(tx, &target, &names(&new.events), &sealed)?;
    note(tx, by, Deed("webhook_made"), id, orders::Change::made(&told(&target)))?;
    Ok((id, secret))
}

/// Changes a target; as it is already, nothing.
///
/// # Errors
/// [`TargetError::Unknown`], [`TargetError::Address`].
pub fn change(tx: &Tx<'_>, by: Actor, id: WebhookId, to: &Change) -> Result<(), TargetError> {
    let before = sql::target(tx, id)?.ok_or(TargetError::Unknown)?;
    let known = sql::url(tx, id)?.ok_or(TargetError::Unknown)?;
    let url = to.url.clone().unwrap_or_else(|| known.clone());
    permitted(&url, to.is_private)?;
    let after = Target {
        host: host_of(&url),
        events: to.events.clone(),
        is_private: to.is_private,
        enabled: to.enabled,
        ..before.clone()
    };
    let sealed = tx.vault().seal(&sql::place(id, "url"), url.as_bytes()).map_err(StoreError::from)?;
    sql::update(tx, &after, &names(&to.events), &sealed)?;
    // A path may be a secret: of another one the trail says that there is one.
    let moved = if url == known { "" } else { " (another address)" };
    let (was, is) = (told(&before), told(&after) + moved);
    if was != is {
        note(tx, by, Deed("webhook_changed"), id, orders::Change::between(&was, &is))?;
    }
    Ok(())
}

/// Gives a target a new secret, which is shown here alone. The one before signs beside it for a day, so that the receiver has time.
///
/// # Errors
/// [`TargetError::Unknown`].
pub fn rotate(tx: &Tx<'_>, by: Actor, ids: &Ids, id: WebhookId) -> Result<String, TargetError> {
    let old = sql::secret(tx, id)?.ok_or(TargetError::Unknown)?;
    let secret = fresh_secret(&mut ids.clone());
    let seal = |column: &str, text: &str| tx.vault().seal(&sql::place(id, column), text.as_bytes());
    let (new, old) =
        (seal("secret", &secret).map_err(StoreError::from)?, seal("old_secret", &old).map_err(StoreError::from)?);
    sql::set_secrets(tx, id, (&new, &old), by.now.plus_ms(OLD_SECRET_MS))?;
    note(tx, by, Deed("webhook_rotated"), id, orders::Change::made("a new secret"))?;
    Ok(secret)
}

/// Ends a target: what it is still owed is given up.
///
/// # Errors
/// [`TargetError::Unknown`].
pub fn end(tx: &Tx<'_>, by: Actor, id: WebhookId) -> Result<(), TargetError> {
    let before = sql::target(tx, id)?.ok_or(TargetError::Unknown)?;
    sql::delete(tx, id)?;
    Ok(note(tx, by, Deed("webhook_ended"), id, orders::Change { before: Some(&told(&before)), after: None })?)
}

/// Sends a target something to try it out.
///
/// # Errors
/// [`TargetError::Unknown`].
pub fn try_out(tx: &Tx<'_>, by: Actor, ids: &Ids, id: WebhookId) -> Result<(), TargetError> {
    sql::target(tx, id)?.ok_or(TargetError::Unknown)?;
    let uuid = ids.clone().uuid();
    let payload = super::news::envelope(&uuid, "test", by.now, &serde_json::json!({}));
    let reference = outbox::next_reference(tx, TOPIC)?;
    let owed = Owed { topic: TOPIC, owner: id.number(), queue: -reference, reference, payload: &payload, at: by.now };
    Ok(outbox::owe(tx, &owed)?)
}

fn told(it: &Target) -> String {
    let state = if it.enabled { "on" } else { "off" };
    let place = if it.is_private { ", private" } else { "" };
    format!("{}, {state}{place}: {}", it.host, names(&it.events))
}

fn note(tx: &Tx<'_>, by: Actor, deed: Deed, id: WebhookId, change: orders::Change<'_>) -> Result<(), StoreError> {
    orders::audit(tx, by, deed, &format!("webhook {id}"), change)
}
