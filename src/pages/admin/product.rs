//! Products as a manager sees them: all of them, with prices that were, are and will be; their texts; their stock.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, form, ok};
use crate::catalogue::{self, Counted, Kind, Listed, Price, Texts, Tier};
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::ProductId;
use crate::orders::Actor;
use crate::outlet::Outlet;
use crate::pages::staff::{query, refusal, staff};
use crate::store::{StoreError, Tx};

/// Letters of a name and of a description.
const MAX_LETTERS: (usize, usize) = (60, 1000);
/// Pieces that a stock may be counted at.
const MAX_PIECES: i64 = 1_000_000_000;

/// `GET /api/pages/admin/products`.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, OPERATORS)?;
    let found = outlet.store.read(|db| {
        let products = catalogue::with_categories(db)?;
        Ok::<_, StoreError>((products, catalogue::all_prices(db)?, catalogue::all_tiers(db)?))
    });
    let (products, prices, tiers) = found.map_err(failed)?;
    let zone = outlet.config.zone;
    let products: Vec<_> = products.iter().map(product_json).collect();
    let prices: Vec<_> = prices.iter().map(|it| price_json(it, zone)).collect();
    let tiers: Vec<_> = tiers.iter().map(|it| tier_json(it, zone)).collect();
    Ok(ok(&json!({"now": zone.text(outlet.now()), "prices": prices, "products": products, "tiers": tiers})))
}

fn product_json(it: &Listed) -> Value {
    json!({
        "category": it.category, "counted": it.kind == Kind::Card.number(), "description": it.texts.description, "id": it.id,
        "image": it.image, "kind": it.kind, "name": it.texts.name, "sale_state": it.texts.sale_state,
        "stock": it.stock, "subname": it.texts.subname
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

/// `POST /api/pages/admin/product`: `id`, `name`, `subname`, `description`, `sale_state` 0 or 1.
pub(super) fn change(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { changed(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn changed(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = form(request).await?;
    let actor = staff(outlet, request, &fields, OPERATORS)?.id;
    let (id, texts) = read_texts(&fields).map_err(bad)?;
    let by = Actor { now: outlet.now(), id: actor };
    let found = outlet.store.write(move |tx| catalogue::set_texts(tx, by, id, &texts)).await.map_err(failed)?;
    if found { Ok(ok(&json!({"id": id}))) } else { Err(refusal(StatusCode::NOT_FOUND, "there is no such product")) }
}

fn read_texts(fields: &Fields) -> Result<(ProductId, Texts), BadField> {
    let short = |name: &str, most: usize| match fields.raw(name).unwrap_or_default().trim() {
        text if text.chars().count() > most => Err(BadField(format!("{name} has more than {most} letters"))),
        text => Ok(text.to_owned()),
    };
    fields.required("name")?;
    let sale_state = fields.required_number::<i64>("sale_state")?;
    if !(0..=1).contains(&sale_state) {
        return Err(BadField("sale_state is 0 or 1".to_owned()));
    }
    let (name, subname) = (short("name", MAX_LETTERS.0)?, short("subname", MAX_LETTERS.0)?);
    let texts = Texts { name, subname, description: short("description", MAX_LETTERS.1)?, sale_state };
    Ok((fields.required_number("id")?, texts))
}

/// `POST /api/pages/admin/product-stock`: `id`, `seen` (the stock that the page showed), `counted`. A stock that has moved
/// since is not overwritten: 409 with the `stock` as it is now. The same count a second time changes nothing.
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
    let run = move |tx: &Tx<'_>| catalogue::count(tx, by, id, seen, counted);
    match outlet.store.write(run).await.map_err(failed)? {
        Counted::Done => Ok(ok(&json!({"id": id, "stock": counted}))),
        Counted::Unknown => Err(refusal(StatusCode::NOT_FOUND, "there is no such product")),
        Counted::Moved(stock) => {
            let body = json!({"error": "the stock has moved since", "stock": stock});
            Err(crate::pages::no_store(Reply::json(StatusCode::CONFLICT, &body)))
        }
    }
}
