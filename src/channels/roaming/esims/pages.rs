//! What the pages ask of eSIMs: showing the codes of an order, the reason for which their money goes back all the same, and the stock.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::show::{self, Shown, Viewer};
use super::stock::{self, Typed};
use super::{EsimState, code, place, sql};
use crate::accounts::{Permission, Role};
use crate::catalogue;
use crate::channels::page::staff::{permitted, signed_in, staff};
use crate::channels::page::{OPERATORS, bad, failed, qr_path, query, refusal, refused, shown};
use crate::channels::roaming::ids::EsimId;
use crate::channels::roaming::name::NAME;
use crate::http::{FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::{AccountId, LineId, OrderId, ProductId};
use crate::orders::{self, Order, OrderError};
use crate::outlet::{Outlet, Route};
use crate::staff_api::codes::Fault;
use crate::store::{Db, Page, StoreError, Tx};

/// What the pages call.
pub(in crate::channels::roaming) const ROUTES: [Route; 4] = [
    Route {
        methods: "POST",
        path: "/api/pages/esims",
        about: "The activation codes of a paid order, for its customer and the counter.",
        handler: codes_of,
    },
    Route {
        methods: "POST",
        path: "/api/pages/esims/excuse",
        about: "Say why the money of codes may go back that were shown, for operators.",
        handler: excuse,
    },
    Route {
        methods: "GET POST",
        path: "/api/pages/admin/esims",
        about: "Activation codes by product and state, and new ones taken in, for operators.",
        handler: stock_of,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/esim-state",
        about: "Take an activation code out of sale, or put it back, for operators.",
        handler: state,
    },
];

/// Whoever has an account.
const ANYBODY: [Role; 5] = [Role::Customer, Role::Clerk, Role::Employee, Role::Operator, Role::Admin];
/// What a form may hold: some hundred codes.
const LIMITS: FieldLimits = FieldLimits { body: 48 * 1024, names: 20, value: 32 * 1024 };
/// Letters of a reason.
const MAX_REASON: usize = 200;
/// Codes on one page.
const ON_A_PAGE: i64 = 50;

async fn form(request: &Request) -> Result<Fields, Reply> {
    Fields::read(request, LIMITS).await.map_err(|field| bad(&field))
}

/// `POST esims`: `orderid`. The customer's own order, or for the counter any.
fn codes_of(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { show_codes(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn show_codes(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = signed_in(outlet, request, &fields, &ANYBODY)?;
    let id: OrderId = fields.required_number("orderid").map_err(|field| bad(&field))?;
    let is_staff = crate::channels::page::COUNTER_STAFF.contains(&account.role);
    if is_staff {
        staff(outlet, request, &fields, &crate::channels::page::COUNTER_STAFF)?;
    }
    let by = outlet.terms().by(account.id);
    let run = move |tx: &Tx<'_>| {
        let (order, viewer) = seen_by(tx, id, account.id, is_staff)?;
        show::show(tx, by, viewer, &order)
    };
    let codes = outlet.store.write::<_, OrderError, _>(run).await.map_err(|error| refused(Fault::from(error)))?;
    let zone = outlet.config.zone;
    let codes: Vec<_> = codes.iter().map(|it| code_json(it, it.esim.shown_at.map(|at| zone.text(at)))).collect();
    Ok(shown(&json!({"esims": codes})))
}

/// The order of this shop whose codes somebody may see, and as whom.
fn seen_by(db: &Db<'_>, id: OrderId, account: AccountId, is_staff: bool) -> Result<(Order, Viewer), OrderError> {
    let order = orders::by_id(db, id)?.filter(|order| order.channel() == NAME).ok_or(OrderError::Unknown)?;
    match order.account_id() == account {
        true => Ok((order, Viewer::Owner)),
        false if is_staff => Ok((order, Viewer::Staff)),
        false => Err(OrderError::NotYours),
    }
}

/// A code with its picture: nothing of it stands in an address.
fn code_json(it: &Shown, shown_at: Option<String>) -> Value {
    let qr = qr_path(&it.code).map(|(side, path)| json!({"path": path, "side": side}));
    json!({
        "asks": code::ActivationCode::asks_for_confirmation(&it.code), "code": it.code, "confirmation": it.confirmation, "id": it.esim.id,
        "line": it.esim.line_id, "qr": qr, "shown_at": shown_at
    })
}

/// `POST esims/excuse`: `orderid`, `reason`, `lines` (none for all): from now on the money of these codes may be asked back.
fn excuse(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { excuse_codes(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn excuse_codes(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = staff(outlet, request, &fields, OPERATORS)?;
    permitted(outlet, &account, Permission::Refund)?;
    let id: OrderId = fields.required_number("orderid").map_err(|field| bad(&field))?;
    let lines: Vec<LineId> = fields.ids("lines").map_err(|field| bad(&field))?.unwrap_or_default();
    let why = fields.required("reason").map_err(|field| bad(&field))?.trim().to_owned();
    if why.is_empty() || why.chars().count() > MAX_REASON {
        return Err(refusal(StatusCode::BAD_REQUEST, "reason"));
    }
    let by = outlet.terms().by(account.id);
    let run = move |tx: &Tx<'_>| {
        let order = orders::by_id(tx, id)?.filter(|order| order.channel() == NAME).ok_or(OrderError::Unknown)?;
        show::excuse(tx, by, &order, (&lines, &why))
    };
    outlet.store.write::<_, OrderError, _>(run).await.map_err(|error| refused(Fault::from(error)))?;
    Ok(shown(&json!({"orderid": id})))
}

/// `GET admin/esims?state=&product=&page=` and `POST admin/esims`: `product`, `codes` (one a line).
fn stock_of(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let answer =
            if request.method == hyper::Method::POST { take(&outlet, &request).await } else { list(&outlet, &request) };
        answer.unwrap_or_else(|refused| refused)
    })
}

fn list(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let number = |name: &str, usual: i64| {
        let number = fields.number::<i64>(name).map_err(|field| bad(&field))?.unwrap_or(usual);
        if number >= usual { Ok(number) } else { Err(refusal(StatusCode::BAD_REQUEST, name)) }
    };
    let (page, product) = (number("page", 1)?, number("product", 0)?);
    let page = Page { size: ON_A_PAGE, offset: (page - 1).saturating_mul(ON_A_PAGE) };
    let state = fields.text("state").unwrap_or_default();
    if !state.is_empty() && !EsimState::WORDS.contains(&state) {
        return Err(refusal(StatusCode::BAD_REQUEST, "state"));
    }
    let marks = (product, state);
    let found = outlet.store.read(|db| {
        let rows = sql::page(db, marks, page.and_one_more())?;
        let masked: Vec<_> = rows.iter().map(|row| listed(db, row, outlet)).collect();
        Ok::<_, StoreError>((sql::counts(db)?, masked, catalogue::esims(db)?))
    });
    let (counts, mut rows, products) = found.map_err(|error| failed(&error))?;
    let more = page.cut(&mut rows);
    let counts: Vec<_> = counts
        .iter()
        .map(|(product, state, count)| json!({"count": count, "product": product, "state": state}))
        .collect();
    let products: Vec<_> = products.iter().map(|it| json!({"id": it.id, "left": it.left, "name": it.name})).collect();
    Ok(shown(&json!({"counts": counts, "esims": rows, "more": more, "products": products})))
}

/// A code in the list: where it comes from and its end, never the whole.
fn listed(db: &Db<'_>, row: &sql::Listed, outlet: &Outlet) -> Value {
    let (it, zone) = (&row.esim, outlet.config.zone);
    let opened = row.code.as_ref().and_then(|sealed| db.vault().unseal(&place(it.id, "code"), sealed));
    let code = opened.and_then(|text| String::from_utf8(text).ok()).map(|text| code::masked(&text));
    json!({
        "code": code, "id": it.id, "order": row.order, "product": it.product_id,
        "shown_at": it.shown_at.map(|at| zone.text(at)), "state": it.state
    })
}

async fn take(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let product: ProductId = fields.required_number("product").map_err(|field| bad(&field))?;
    let codes = fields.required("codes").map_err(|field| bad(&field))?.to_owned();
    let by = outlet.terms().by(actor);
    let run = move |tx: &Tx<'_>| stock::take_typed(tx, by, product, &codes);
    let typed = outlet.store.write(run).await.map_err(|error| failed(&error))?;
    match typed {
        Some(typed) => Ok(shown(&typed_json(&typed))),
        None => Err(refusal(StatusCode::CONFLICT, "the product is no eSIM")),
    }
}

fn typed_json(it: &Typed) -> Value {
    let wrong: Vec<_> = it
        .wrong
        .iter()
        .map(|(line, fault)| json!({"fault": fault.word(), "line": line, "why": fault.to_string()}))
        .collect();
    json!({"known": it.known, "taken": it.taken, "wrong": wrong})
}

/// `POST admin/esim-state`: `id`, `state`: `blocked` or `in stock`. What somebody has stays as it is: 409.
fn state(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { set_state(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn set_state(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let id: EsimId = fields.required_number("id").map_err(|field| bad(&field))?;
    let wanted = fields.text("state").and_then(EsimState::from_word);
    let to = wanted.filter(|state| matches!(state, EsimState::InStock | EsimState::Blocked));
    let to = to.ok_or_else(|| refusal(StatusCode::BAD_REQUEST, "state"))?;
    let by = outlet.terms().by(actor);
    let run = move |tx: &Tx<'_>| stock::set_state(tx, by, id, to);
    match outlet.store.write(run).await.map_err(|error| failed(&error))? {
        None => Err(refusal(StatusCode::NOT_FOUND, "there is no such code")),
        Some(now) if now == to => Ok(shown(&json!({"id": id, "state": to}))),
        Some(_) => Err(refusal(StatusCode::CONFLICT, "somebody has this code")),
    }
}
