//! What the manager puts right of an order: its delivery, a shipment or a hand-over that was none; and its slip once more.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, form, ok};
use crate::channels::desk::NewDelivery;
use crate::channels::desk_of;
use crate::channels::page::refused;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::OrderId;
use crate::orders::{self, Deed, Order, OrderError, Terms};
use crate::outlet::Outlet;
use crate::pages::counter;
use crate::pages::staff::{query, refusal, staff};
use crate::places;
use crate::random::Ids;
use crate::staff_api::codes::Fault;
use crate::store::{Db, StoreError, Tx};

/// What is put right.
#[derive(Clone, Copy)]
enum Correction {
    Delivery(NewDelivery),
    Unship,
    TakeBack,
}

/// `POST /api/pages/admin/order-change`: `orderid` and `to`: `pick-up` with `outletid` and `at`, `courier` with `addressid` and
/// `carrierid`, `unship`, `take-back`. 409 with the services' number where the order's state does not allow it.
pub(super) fn change(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let id = fields.required_number::<OrderId>("orderid").map_err(bad)?;
    let terms = outlet.terms();
    let (what, ids) = (read(&fields, &terms).map_err(bad)?, Ids::fresh());
    let run = move |tx: &Tx<'_>| {
        let order = orders::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
        let desk = desk_of(&order);
        match what {
            Correction::Delivery(to) => desk.change_delivery(tx, &terms, &mut ids.clone(), (actor, id), to),
            Correction::Unship => desk.unship(tx, &terms, actor, id),
            Correction::TakeBack => desk.take_back(tx, &terms, actor, id),
        }
    };
    outlet.store.write(run).await.map_err(refused)?;
    Ok(ok(&json!({"id": id})))
}

fn read(fields: &Fields, terms: &Terms) -> Result<Correction, BadField> {
    let missing = |name: &str| BadField(format!("{name} is missing"));
    let (outlet, at) = (fields.number("outletid")?, fields.time("at", terms.zone)?);
    let (address, carrier) = (fields.number("addressid")?, fields.number("carrierid")?);
    match fields.text("to") {
        Some("pick-up") => {
            let at = at.filter(|at| *at >= terms.now).ok_or_else(|| BadField("at is a time to come".to_owned()))?;
            Ok(Correction::Delivery(NewDelivery::PickUp { outlet: outlet.ok_or_else(|| missing("outletid"))?, at }))
        }
        Some("courier") => Ok(Correction::Delivery(NewDelivery::Courier {
            address: address.ok_or_else(|| missing("addressid"))?,
            carrier: carrier.ok_or_else(|| missing("carrierid"))?,
        })),
        Some("unship") => Ok(Correction::Unship),
        Some("take-back") => Ok(Correction::TakeBack),
        _ => Err(BadField("to is pick-up, courier, unship or take-back".to_owned())),
    }
}

/// `GET /api/pages/admin/order-ways?orderid=`: where an order may be fetched, and the customer's addresses and who goes there.
pub(super) fn ways(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { choices(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn choices(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let id = fields.required_number::<OrderId>("orderid").map_err(bad)?;
    let found = outlet.store.read(|db| {
        let Some(order) = orders::by_id(db, id)? else { return Ok(None) };
        shape(db, &outlet.terms(), &order).map(Some)
    });
    let shape = found.map_err(failed)?;
    shape.map(|shape| ok(&shape)).ok_or_else(|| refusal(StatusCode::NOT_FOUND, "there is no such order"))
}

fn shape(db: &Db<'_>, terms: &Terms, order: &Order) -> Result<Value, StoreError> {
    let outlets: Vec<_> =
        places::outlets(db, None, None)?.into_iter().map(|it| json!({"id": it.id, "name": it.name})).collect();
    let addresses = places::addresses(db, order.account_id(), false)?;
    let addresses: Vec<_> = addresses
        .into_iter()
        .map(|it| json!({"id": it.id, "name": format!("{} {} · {}", it.consignee, it.mobile, it.address)}))
        .collect();
    let carriers = desk_of(order).corrections(db, terms, order)?.carriers;
    let carriers: Vec<_> = carriers.into_iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Ok(json!({"addresses": addresses, "carriers": carriers, "outlets": outlets}))
}

/// `POST /api/pages/admin/order-slip`: `orderid`: all that its slip shows, to be printed once more; the trail tells who did.
pub(super) fn slip(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { printed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn printed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let account = staff(outlet, request, &fields, OPERATORS)?;
    let id = fields.required_number::<OrderId>("orderid").map_err(bad)?;
    let by = orders::Actor { now: outlet.now(), id: account.id };
    let note = move |tx: &Tx<'_>| {
        orders::by_id(tx, id)?.ok_or(OrderError::Unknown)?;
        orders::audit(tx, by, Deed("slip_printed"), &format!("order {id}"), orders::Change::NONE)?;
        Ok::<_, Fault>(())
    };
    outlet.store.write(note).await.map_err(refused)?;
    let order = counter::glance(outlet, id, &account).map_err(refused)?;
    let config = &outlet.config;
    Ok(ok(&json!({
        "address": config.text("receipt.address"), "heading": config.text("receipt.heading"), "note": config.text("receipt.note"), "order": order,
        "outlet": config.outlet_name, "tax_id": config.text("receipt.tax_id")
    })))
}
