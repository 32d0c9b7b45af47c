//! How often check codes may be asked for and answered: by the phone or address that they are sent to, by the caller's address
//! and by the session.
//!
//! What strangers do with somebody's phone does not keep its owner out: each address counts for itself, and what all of them may do
//! together does not hold where the owner has logged in before.

use std::net::IpAddr;
use std::sync::Arc;

use super::allowance::{Allowance, HOUR_MS, Quota};
use super::codes::CODE_LIFE_MS;
use super::{Account, Role, sql};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::{Db, StoreError};

/// Codes for one phone or address that one caller may have living at a time: five times five tries at a million codes.
const CODES: u32 = 5;
/// Addresses that may do with one phone what is allowed to each, where its owner has never logged in.
const STRANGERS: u32 = 4;
/// People behind one address who may be wrong as often as is allowed to each.
const HOUSEHOLD: u32 = 10;

/// Who asks or answers.
#[derive(Clone, Copy, Debug)]
pub struct CodeCaller<'a> {
    /// The caller's address as limits count it.
    pub address: IpAddr,
    /// The account of the caller's session.
    pub account: Option<&'a Account>,
    /// The outlet's present.
    pub now: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Codes for a phone, asked for at an address.
    Asked(String, IpAddr),
    /// Codes for a phone, asked for by strangers wherever they are.
    AskedByStrangers(String),
    /// Codes for whomever, asked for in a session.
    AskedInSession(AccountId),
    /// Wrong answers for whomever, at an address.
    Wrong(IpAddr),
    /// In a session.
    WrongInSession(AccountId),
    /// Wrong answers to codes of a phone, at an address.
    WrongFor(String, IpAddr),
    /// By strangers wherever they are.
    WrongByStrangers(String),
}

/// What callers did lately.
#[derive(Default)]
pub struct CodeLimits {
    used: Allowance<Key>,
}

impl CodeLimits {
    /// Whether the caller may have one more code sent to a phone or address; it counts. A session may `hourly` in an hour.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn may_ask(&self, db: &Db<'_>, target: &str, caller: &CodeCaller<'_>, hourly: u32) -> Result<bool, StoreError> {
        let each = |most| Quota { most, span_ms: CODE_LIFE_MS };
        let mut limits = vec![(Key::Asked(target.to_owned(), caller.address), each(CODES))];
        if !is_owner(db, target, caller)? {
            limits.push((Key::AskedByStrangers(target.to_owned()), each(CODES * STRANGERS)));
        }
        // The staff asks for whoever stands before it.
        if let Some(customer) = caller.account.filter(|account| account.role == Role::Customer) {
            limits.push((Key::AskedInSession(customer.id), Quota { most: hourly, span_ms: HOUR_MS }));
        }
        Ok(self.used.take_each(limits, caller.now).is_some())
    }

    /// Counts an answer as wrong before it is looked at; nothing for one too many. `target` is where the code was sent, none for a
    /// code that there is not or that was sent elsewhere. Of a session, and for a phone at an address, `most` may be wrong in an hour.
    ///
    /// # Errors
    /// A [`StoreError`].
    pub fn answer(
        self: &Arc<Self>,
        db: &Db<'_>,
        target: Option<&str>,
        caller: &CodeCaller<'_>,
        most: u32,
    ) -> Result<Option<CodeAnswer>, StoreError> {
        let hourly = |times| Quota { most: most.saturating_mul(times), span_ms: HOUR_MS };
        let mut limits = vec![(Key::Wrong(caller.address), hourly(HOUSEHOLD))];
        if let Some(account) = caller.account {
            limits.push((Key::WrongInSession(account.id), hourly(1)));
        }
        if let Some(target) = target {
            limits.push((Key::WrongFor(target.to_owned(), caller.address), hourly(1)));
            if !is_owner(db, target, caller)? {
                limits.push((Key::WrongByStrangers(target.to_owned()), hourly(STRANGERS)));
            }
        }
        let counted = self.used.take_each(limits, caller.now);
        Ok(counted.map(|counted| CodeAnswer { limits: Arc::clone(self), counted }))
    }
}

/// An answer that counts as a wrong one.
pub struct CodeAnswer {
    limits: Arc<CodeLimits>,
    counted: Vec<Key>,
}

impl CodeAnswer {
    /// It was right: it does not count.
    pub fn was_right(self) {
        self.limits.used.give_each_back(&self.counted);
    }
}

/// Whether the caller is the one whose phone or address it is: logged in, or where that account was logged in before.
fn is_owner(db: &Db<'_>, target: &str, caller: &CodeCaller<'_>) -> Result<bool, StoreError> {
    let found = if target.contains('@') { sql::by_email(db, target)? } else { sql::by_phone(db, target)? };
    let Some((owner, _)) = found else { return Ok(false) };
    if caller.account.is_some_and(|account| account.id == owner.id) {
        return Ok(true);
    }
    Ok(sql::logged_in_at(db, owner.id, &caller.address.to_string())?.is_some())
}
