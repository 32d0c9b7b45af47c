//! `/api/pages/audit` and `/api/pages/checkcodes`: what the staff did, and the codes that it reads out to customers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::staff::{query, refusal, staff};
use crate::accounts::{self, Role};
use crate::clock::{DAY_MS, Zone};
use crate::http::{Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::{self, TrailFilter};
use crate::outlet::Outlet;
use crate::store::{Db, Page, StoreError};

/// Entries on one page at most.
const MAX_ON_A_PAGE: i64 = 200;

/// `GET /api/pages/audit?page=&size=&actor=&action=&object=&from=&to=`: the trail, newest first, pages from 1; `from` and `to` are days of
/// the outlet's calendar. Admins.
pub(super) fn audit(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { audit_page(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn audit_page(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, &[Role::Admin])?;
    let number = |name: &str, usual: i64| match fields.number::<i64>(name) {
        Ok(given) => given.or(Some(usual)).filter(|number| *number >= 1),
        Err(_) => None,
    };
    let bad = || refusal(StatusCode::BAD_REQUEST, "page and size are numbers from 1 on");
    let (page, size) = number("page", 1).zip(number("size", 50)).ok_or_else(bad)?;
    let size = size.min(MAX_ON_A_PAGE);
    let offset = (page - 1).checked_mul(size).ok_or_else(bad)?;
    let filter = wanted(&fields, outlet.config.zone)?;
    let found = outlet.store.read(|db| Entries::read(db, &filter, Page { size, offset }));
    let found = found.map_err(|_| Reply::busy())?;
    let zone = outlet.config.zone;
    let shape = |it: &orders::AuditEntry| {
        json!({
            "action": it.action, "actor": found.name(it.actor_id), "actor_id": it.actor_id, "after": it.after,
            "at": zone.text(it.at), "before": it.before, "id": it.id, "named": found.named(it), "object": it.object
        })
    };
    let entries: Vec<_> = found.entries.iter().map(shape).collect();
    let body = json!({"entries": entries, "page": page, "size": size, "total": found.total});
    Ok(super::no_store(Reply::json(StatusCode::OK, &body)))
}

/// What a query narrows the trail to.
///
/// # Errors
/// 400 for what is no filter.
pub(in crate::pages) fn wanted(fields: &Fields, zone: Zone) -> Result<TrailFilter, Reply> {
    let given = |name: &str| fields.text(name).map(str::trim).filter(|text| !text.is_empty());
    let day = |name: &str| {
        let parse = |text| zone.parse_date(text);
        let bad = || refusal(StatusCode::BAD_REQUEST, "a day is yyyy-mm-dd");
        given(name).map(|text| parse(text).ok_or_else(bad)).transpose()
    };
    let actor = fields.number("actor").map_err(|bad| refusal(StatusCode::BAD_REQUEST, &bad.to_string()))?;
    Ok(TrailFilter {
        actor,
        action: given("action").map(str::to_owned),
        object: given("object").map(str::to_owned),
        from: day("from")?,
        until: day("to")?.map(|at| at.plus_ms(DAY_MS)),
        below: None,
    })
}

/// A page of the trail with the names of those in it.
pub(in crate::pages) struct Entries {
    pub(in crate::pages) entries: Vec<orders::AuditEntry>,
    pub(in crate::pages) total: i64,
    names: BTreeMap<AccountId, String>,
}

impl Entries {
    pub(in crate::pages) fn read(db: &Db<'_>, filter: &TrailFilter, page: Page) -> Result<Self, StoreError> {
        let (entries, total) = orders::trail(db, filter, page)?;
        let actors = entries.iter().map(|entry| entry.actor_id);
        let people: BTreeSet<AccountId> = actors.chain(entries.iter().filter_map(account_of)).collect();
        let names = accounts::sql::usernames(db, &people.into_iter().collect::<Vec<_>>())?;
        Ok(Self { entries, total, names: names.into_iter().collect() })
    }

    pub(in crate::pages) fn name(&self, account: AccountId) -> Option<&String> {
        self.names.get(&account)
    }

    /// What the object is called where it is an account.
    fn named(&self, entry: &orders::AuditEntry) -> Option<&String> {
        account_of(entry).and_then(|account| self.name(account))
    }
}

/// The account that something was done to.
fn account_of(entry: &orders::AuditEntry) -> Option<AccountId> {
    entry.object.strip_prefix("account ")?.parse().ok()
}

/// Codes that one answer of `/api/pages/checkcodes` holds.
const CODES_SHOWN: usize = 500;

/// `GET /api/pages/checkcodes`: the codes that still live, newest first, or those whose phone or address contains `search`. Whoever
/// stands at the counter.
pub(super) fn check_codes(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { codes(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn codes(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, &[Role::Clerk, Role::Operator, Role::Admin])?;
    let zone = outlet.config.zone;
    let live = outlet.codes.live(outlet.now(), fields.text("search").unwrap_or_default().trim(), CODES_SHOWN);
    let shape = |it: &accounts::PostedCode| json!({"at": zone.text(it.at), "code": it.code, "target": it.target});
    let body = json!({"codes": live.iter().map(shape).collect::<Vec<_>>()});
    Ok(super::no_store(Reply::json(StatusCode::OK, &body)))
}
