//! `/api/pages/audit` and `/api/pages/checkcodes`: what the staff did, and the codes that it reads out to customers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::staff::{query, refusal, staff};
use crate::accounts::{self, Role};
use crate::http::{Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders;
use crate::outlet::Outlet;
use crate::store::{Page, StoreError};

/// Entries on one page at most.
const MAX_ON_A_PAGE: i64 = 200;

/// `GET /api/pages/audit?page=&size=`: the trail, newest first, pages from 1. Admins.
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
    let found = outlet.store.read(|db| {
        let (entries, total) = orders::trail(db, Page { size, offset })?;
        let actors: BTreeSet<AccountId> = entries.iter().map(|entry| entry.actor_id).collect();
        let names = accounts::sql::usernames(db, &actors.into_iter().collect::<Vec<_>>())?;
        Ok::<_, StoreError>((entries, total, names.into_iter().collect::<BTreeMap<_, _>>()))
    });
    let (entries, total, names) = found.map_err(|_| Reply::busy())?;
    let zone = outlet.config.zone;
    let shape = |it: &orders::AuditEntry| {
        json!({
            "action": it.action, "actor": names.get(&it.actor_id), "actor_id": it.actor_id, "after": it.after,
            "at": zone.text(it.at), "before": it.before, "id": it.id, "object": it.object
        })
    };
    let entries: Vec<_> = entries.iter().map(shape).collect();
    let body = json!({"entries": entries, "page": page, "size": size, "total": total});
    Ok(super::no_store(Reply::json(StatusCode::OK, &body)))
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
