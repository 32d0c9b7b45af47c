//! The store room at a glance, for the manager's page: data cards by state, numbers and who holds them when, voucher templates and
//! their codes.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::sql::store_room as sql;
use crate::channels::page::{OPERATORS, failed, query, refusal, shown, staff::staff};
use crate::http::{Handled, Reply, Request};
use crate::outlet::{Outlet, Route};
use crate::store::{Page, StoreError};

/// What the manager's page calls.
pub(super) const ROUTES: [Route; 3] = [
    Route {
        methods: "GET",
        path: "/api/pages/admin/cards",
        about: "Data cards by state, for operators.",
        handler: cards,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/numbers",
        about: "Numbers of the pool and who holds them when, for operators.",
        handler: numbers,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/templates",
        about: "Voucher templates and their codes, for operators.",
        handler: templates,
    },
];

/// Cards on one page.
const CARDS_ON_A_PAGE: i64 = 50;
/// Numbers and spans that one answer shows.
const MAX_NUMBERS: i64 = 2000;

/// `GET /api/pages/admin/cards?state=&iccid=&page=`: pages from 1; `iccid` is a beginning.
fn cards(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all_cards(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all_cards(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let page = fields.number::<i64>("page").ok().map(|page| page.unwrap_or(1));
    let page = page.and_then(|page| Page::numbered(page, CARDS_ON_A_PAGE));
    let page = page.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "page is a number from 1 on"))?;
    let marks = (fields.text("state").unwrap_or_default(), fields.text("iccid").unwrap_or_default().trim());
    let found = outlet
        .store
        .read(|db| Ok::<_, StoreError>((sql::card_states(db)?, sql::cards(db, marks, page.and_one_more())?)));
    let (states, mut cards) = found.map_err(|error| failed(&error))?;
    let more = page.cut(&mut cards);
    let states: Vec<_> = states.iter().map(|(state, count)| json!({"count": count, "state": state})).collect();
    let shape = |it: &sql::Card| json!({"holder": it.holder, "iccid": it.iccid, "id": it.id, "order": it.order_id, "state": it.state});
    let cards: Vec<_> = cards.iter().map(shape).collect();
    Ok(shown(&json!({"cards": cards, "more": more, "states": states})))
}

/// `GET /api/pages/admin/numbers`: the pool's numbers with the spans, present and future, in which somebody has them.
fn numbers(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all_numbers(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all_numbers(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, OPERATORS)?;
    let (now, zone) = (outlet.now(), outlet.config.zone);
    let found = outlet
        .store
        .read(|db| Ok::<_, StoreError>((sql::pool_numbers(db, MAX_NUMBERS)?, sql::holds(db, now, MAX_NUMBERS)?)));
    let (numbers, holds) = found.map_err(|error| failed(&error))?;
    let hold = |it: &sql::Hold| {
        json!({
            "current": it.starts_at <= now, "from": zone.text(it.starts_at), "holder": it.holder, "order": it.order_id,
            "until": zone.text(it.ends_at)
        })
    };
    let number = |it: &sql::PoolNumber| {
        let mine: Vec<_> = holds.iter().filter(|other| other.phone == it.phone).map(hold).collect();
        json!({"device": it.device, "holds": mine, "phone": it.phone})
    };
    let numbers: Vec<_> = numbers.iter().map(number).collect();
    Ok(shown(&json!({"now": zone.text(now), "numbers": numbers})))
}

/// `GET /api/pages/admin/templates`.
fn templates(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all_templates(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all_templates(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, OPERATORS)?;
    let found = outlet.store.read(sql::templates).map_err(|error| failed(&error))?;
    let zone = outlet.config.zone;
    let shape = |it: &sql::Template| {
        json!({
            "from": it.effect_at.map(|at| zone.text(at)), "id": it.id, "kind": it.kind, "made": it.made,
            "money": it.money, "name": it.name, "open": it.open, "until": it.failure_at.map(|at| zone.text(at)),
            "used": it.used
        })
    };
    let templates: Vec<_> = found.iter().map(shape).collect();
    Ok(shown(&json!({"templates": templates})))
}
