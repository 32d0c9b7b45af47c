//! Products as a manager sees them, with prices that were, are and will be; their stock. What they say is changed as every row is
//! ([`super::rows`]).

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, form, ok};
use crate::catalogue::{self, CountReason, Counted, Kind, Listed, Listing, Price, Tier};
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::ProductId;
use crate::orders::Actor;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{Page, StoreError, Tx};

/// Products on one page at most.
const MAX_ON_A_PAGE: i64 = 200;
/// Pieces that a stock may be counted at.
const MAX_PIECES: i64 = 1_000_000_000;

/// `GET /api/pages/admin/products?search=&archived=&counted=&id=&page=&size=`: a page of them, by category and place.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let (asked, number, page) = asked(&fields).map_err(bad)?;
    let found = outlet.store.read(|db| {
        let (products, total) = catalogue::listed(db, &asked, page)?;
        let ids: Vec<ProductId> = products.iter().map(|it| it.id).collect();
        let dated = (catalogue::prices_of_each(db, &ids)?, catalogue::tiers_of_each(db, &ids)?);
        Ok::<_, StoreError>((products, total, dated))
    });
    let (products, total, (prices, tiers)) = found.map_err(failed)?;
    let zone = outlet.config.zone;
    let products: Vec<_> = products.iter().map(product_json).collect();
    let prices: Vec<_> = prices.iter().map(|it| price_json(it, zone)).collect();
    let tiers: Vec<_> = tiers.iter().map(|it| tier_json(it, zone)).collect();
    Ok(ok(&json!({
        "low": outlet.config.stock_low, "now": zone.text(outlet.now()), "page": number, "prices": prices, "products": products, "size": page.size,
        "tiers": tiers, "total": total
    })))
}

/// The list that is asked for, its page's number, and the page.
fn asked(fields: &Fields) -> Result<(Listing, i64, Page), BadField> {
    let number = |name: &str, usual: i64| match fields.number::<i64>(name)?.unwrap_or(usual) {
        number if number >= 1 => Ok(number),
        _ => Err(BadField(format!("{name} is a number from 1 on"))),
    };
    let (page, size) = (number("page", 1)?, number("size", 50)?.min(MAX_ON_A_PAGE));
    let asked = Listing {
        search: fields.text("search").unwrap_or_default().trim().to_owned(),
        archived: fields.truth("archived") == Some(true),
        id: fields.number("id")?,
        counted: fields.truth("counted") == Some(true),
    };
    Ok((asked, page, Page { size, offset: (page - 1).saturating_mul(size) }))
}

fn product_json(it: &Listed) -> Value {
    json!({
        "barcode": it.barcode, "category": it.category, "counted": Kind::from_number(it.kind).is_some_and(Kind::is_counted),
        "id": it.id, "image": it.image, "kind": it.kind, "name": it.name, "sale_state": it.sale_state, "stock": it.stock,
        "subname": it.subname
    })
}

fn price_json(it: &Price, zone: Zone) -> Value {
    json!({
        "from": zone.text(it.effect_at), "id": it.id, "price": it.price, "product": it.product_id,
        "until": it.failure_at.map(|at| zone.text(at))
    })
}

fn tier_json(it: &Tier, zone: Zone) -> Value {
    json!({
        "from": zone.text(it.effect_at), "id": it.id, "percent": it.percent, "product": it.product_id,
        "threshold": it.threshold, "until": it.failure_at.map(|at| zone.text(at))
    })
}

/// `POST /api/pages/admin/product-stock`: `id`, `seen` (the stock that the page showed), `counted`, `reason` (a word of
/// [`CountReason`]; it was counted where none is given). A stock that has moved since is not overwritten: 409 with the `stock` as it is now. The same count a second time changes nothing.
pub(super) fn count(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { counted(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn counted(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let number = |name: &str| fields.required_number::<i64>(name).map_err(bad);
    let id = fields.required_number("id").map_err(bad)?;
    let (seen, counted) = (number("seen")?, number("counted")?);
    if ![seen, counted].iter().all(|pieces| (0..=MAX_PIECES).contains(pieces)) {
        return Err(refusal(StatusCode::BAD_REQUEST, "a stock is a whole number from 0 on"));
    }
    let by = Actor { now: outlet.now(), id: actor };
    let why = match fields.text("reason") {
        None => CountReason::Counted,
        Some(word) => {
            CountReason::from_word(word).ok_or_else(|| bad(BadField("there is no such reason".to_owned())))?
        }
    };
    let run = move |tx: &Tx<'_>| catalogue::count(tx, by, id, (seen, counted), why);
    match outlet.store.write(run).await.map_err(failed)? {
        Counted::Done => Ok(ok(&json!({"id": id, "stock": counted}))),
        Counted::Unknown => Err(refusal(StatusCode::NOT_FOUND, "there is no such product")),
        Counted::Moved(stock) => {
            let body = json!({"error": "the stock has moved since", "stock": stock});
            Err(crate::pages::no_store(Reply::json(StatusCode::CONFLICT, &body)))
        }
    }
}
