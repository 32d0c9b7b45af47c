//! The kiosk's calls for tickets: ordering, looking at an own order, paying, cancelling. The rules stand in [`shop`].
//!
//! A traveller's walk-in account, or any customer's, asks with its session as `Authorization: Bearer` or the field `sessionid`.
//! Every call may be sent twice. A refusal is `{"error": word}`, and the page has a text for each word: 400 for a field, 401
//! without a session, 404 `order` for an order that is not the caller's own, 409 `gone`, `sold-out`, `other-content`, `state`,
//! `no-provider`.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::shop::{self, PlaceError, Purchase, TicketRequest};
use crate::accounts::{Account, Role};
use crate::channels::page::{bad, no_store, query, refusal, staff::staff as account_of, state};
use crate::http::{BadField, FieldLimits, Fields, Handled, Reply, Request};
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::orders::{COUNTER, Order, OrderError, PayStatus, editable};
use crate::outlet::{Outlet, Route};
use crate::payments::Way;
use crate::text::is_mobile;

const LIMITS: FieldLimits = FieldLimits { body: 16 * 1024, names: 20, value: 4096 };
/// Entries of `lines`.
const MAX_LINES: usize = 20;
/// Bytes of a product's id and of a client's reference.
const LONGEST: usize = 64;
/// Letters of a visitor's name.
const MAX_NAME_LEN: usize = 60;

/// The routes of the kiosk's tickets.
pub(super) const ROUTES: [Route; 4] = [
    Route {
        methods: "POST",
        path: "/api/pages/tickets/order",
        about: "Order tickets; the same client_ref twice is one order.",
        handler: place,
    },
    Route { methods: "GET", path: "/api/pages/tickets/order/state", about: "An own ticket order.", handler: look },
    Route { methods: "POST", path: "/api/pages/tickets/pay", about: "Begin to pay an own ticket order.", handler: pay },
    Route {
        methods: "POST",
        path: "/api/pages/tickets/cancel",
        about: "Cancel an unpaid ticket order.",
        handler: cancel,
    },
];

/// Who sends a form, and the form.
async fn sent(outlet: &Outlet, request: &Request) -> Result<(Account, Fields), Reply> {
    let fields = Fields::read(request, LIMITS).await.map_err(|field| bad(&field))?;
    Ok((account_of(outlet, request, &fields, &[Role::Customer])?, fields))
}

fn order_id(fields: &Fields) -> Result<OrderId, Reply> {
    fields.required_number("orderid").map_err(|field| bad(&field))
}

fn refused_order(error: OrderError) -> Reply {
    match error {
        OrderError::Unknown | OrderError::NotYours => refusal(StatusCode::NOT_FOUND, "order"),
        OrderError::WrongState | OrderError::Gone(_) | OrderError::TooMuch => refusal(StatusCode::CONFLICT, "state"),
        OrderError::Store(error) => failed(&error),
    }
}

fn failed(error: &crate::store::StoreError) -> Reply {
    crate::http::failure(&error, "a ticket order of the kiosk failed");
    Reply::busy()
}

/// `POST order`: `client_ref`, `lines` (`[{"productid": "T001", "quantity": 2}]`, 1 to 99 of each), and if known `name` and
/// `phone` of the visitor. A repeat is the same order, whatever became of it; with another content it is refused.
fn place(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let placed = place_order(&outlet, &request).await;
        placed.unwrap_or_else(|refused| refused)
    })
}

async fn place_order(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request).await?;
    let wish = wish(account.id, &fields).map_err(|field| bad(&field))?;
    let terms = outlet.terms();
    match outlet.store.write(move |tx| shop::place(tx, &terms, &wish)).await {
        Ok(order) => shown(outlet, account.id, &order, None),
        Err(PlaceError::Amount) => Err(refusal(StatusCode::BAD_REQUEST, "lines")),
        Err(PlaceError::NotOnSale) => Err(refusal(StatusCode::CONFLICT, "gone")),
        Err(PlaceError::SoldOut) => Err(refusal(StatusCode::CONFLICT, "sold-out")),
        Err(PlaceError::OtherContent) => Err(refusal(StatusCode::CONFLICT, "other-content")),
        Err(PlaceError::Store(error)) => Err(failed(&error)),
    }
}

fn wish(account: AccountId, fields: &Fields) -> Result<TicketRequest, BadField> {
    let client_ref = fields.required("client_ref")?.trim().to_owned();
    let name = fields.text("name").map(|name| name.trim().to_owned());
    let phone = fields.text("phone").map(|phone| phone.trim().to_owned());
    let wrong = |what: &str| Err(BadField(what.to_owned()));
    if client_ref.len() > LONGEST {
        return wrong("client_ref");
    }
    if name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_LEN) {
        return wrong("name");
    }
    if phone.as_ref().is_some_and(|phone| !is_mobile(phone)) {
        return wrong("phone");
    }
    Ok(TicketRequest { account, client_ref, tickets: tickets(fields.required("lines")?)?, name, phone })
}

/// How many of each product; the entries of one product are one line of the order.
fn tickets(lines: &str) -> Result<Vec<(String, i64)>, BadField> {
    let wrong = || BadField("lines".to_owned());
    let entries: Vec<Value> = serde_json::from_str(lines).map_err(|_| wrong())?;
    if entries.is_empty() || entries.len() > MAX_LINES {
        return Err(wrong());
    }
    let mut tickets: Vec<(String, i64)> = Vec::new();
    for entry in &entries {
        let product = entry["productid"].as_str().map(str::trim).filter(|code| (1..=LONGEST).contains(&code.len()));
        let quantity = entry["quantity"].as_i64().filter(|quantity| (1..=shop::MAX_TICKETS).contains(quantity));
        let (product, quantity) = product.zip(quantity).ok_or_else(wrong)?;
        match tickets.iter_mut().find(|(known, _)| known == product) {
            Some((_, sum)) => *sum += quantity,
            None => tickets.push((product.to_owned(), quantity)),
        }
    }
    Ok(tickets)
}

/// `GET order/state?orderid=`.
fn look(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move {
        let looked = query(&request).and_then(|fields| {
            let account = account_of(&outlet, &request, &fields, &[Role::Customer])?;
            let id = order_id(&fields)?;
            let purchase = outlet.store.read(|db| shop::own(db, account.id, id)).map_err(refused_order)?;
            Ok(answer(&outlet, &purchase, None))
        });
        looked.unwrap_or_else(|refused| refused)
    })
}

/// `POST pay`: `orderid`, and `payid` 5 for a code that the traveller's phone opens (`pay_url`), 1 for the counter. An order that
/// is paid is answered as it is, without an address.
fn pay(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { begin_paying(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn begin_paying(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request).await?;
    let id = order_id(&fields)?;
    let way: PayWayId = fields.required_number("payid").map_err(|field| bad(&field))?;
    let by_code = way == Way::WeChat.id();
    if !by_code && way != COUNTER {
        return Err(refusal(StatusCode::BAD_REQUEST, "payid"));
    }
    // The provider comes first: where it cannot begin, the order stays unpaid and expires as any other.
    if by_code && !outlet.gateways.in_sandbox(Way::WeChat) {
        return Err(refusal(StatusCode::CONFLICT, "no-provider"));
    }
    let (terms, owner) = (outlet.terms(), account.id);
    let begun = outlet.store.write(move |tx| shop::begin_paying(tx, &terms, owner, id, way)).await;
    let order = begun.map_err(refused_order)?;
    let pays = by_code && editable(&order, terms.now).is_ok();
    let url = pays.then(|| {
        let (base, notify) = (outlet.base_url(request), Way::WeChat.notify_path());
        let subject = format!("门票 {}", order.number());
        outlet.gateways.sandbox_pay_url(&base, way, order.number(), order.due(), &subject, notify)
    });
    shown(outlet, account.id, &order, url)
}

/// `POST cancel`: `orderid`.
fn cancel(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { give_up(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn give_up(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let (account, fields) = sent(outlet, request).await?;
    let id = order_id(&fields)?;
    let (terms, owner) = (outlet.terms(), account.id);
    let cancelled = outlet.store.write(move |tx| shop::cancel(tx, &terms, owner, id)).await;
    shown(outlet, account.id, &cancelled.map_err(refused_order)?, None)
}

/// The order as it is now.
fn shown(outlet: &Outlet, account: AccountId, order: &Order, pay_url: Option<String>) -> Result<Reply, Reply> {
    let purchase = outlet.store.read(|db| shop::own(db, account, order.id())).map_err(refused_order)?;
    Ok(answer(outlet, &purchase, pay_url))
}

/// Money is text with two decimals, time the outlet's local text.
fn answer(outlet: &Outlet, Purchase { order, status: letter, lines }: &Purchase, pay_url: Option<String>) -> Reply {
    let line = |it: &shop::Bought| {
        json!({
            "name": it.name, "price": it.price.to_string(), "productid": it.code, "quantity": it.quantity, "unit": it.unit
        })
    };
    let body = json!({
        "order": {
            "created": outlet.config.zone.text(order.created_at()),
            "due": order.due().to_string(),
            "id": order.id(),
            "lines": lines.iter().map(line).collect::<Vec<_>>(),
            "number": order.number(),
            "paid": order.pay_status() == PayStatus::Paid,
            "state": state(order, outlet.now()),
            "ticketstatus": letter.letter(),
        },
        "pay_url": pay_url,
    });
    no_store(Reply::json(StatusCode::OK, &body))
}
