//! Destinations as a manager sees them: what is sold for each, what the program knows and nobody has made a row of, and areas that lead
//! to none. Rows are made and changed as every row is ([`super::rows`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{OPERATORS, failed, ok};
use crate::catalogue::{self, Known, Place, Reach};
use crate::channels::page::destinations::{areas_to_nowhere, destinations};
use crate::http::{Handled, Reply, Request};
use crate::ids::ProductId;
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::store::{Db, StoreError};

/// `GET /api/pages/admin/destinations`.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, OPERATORS)?;
    outlet.store.read(shown).map(|body| ok(&body)).map_err(failed)
}

fn shown(db: &Db<'_>) -> Result<Value, StoreError> {
    let (places, _) = destinations(db)?;
    let products: BTreeMap<ProductId, String> =
        catalogue::products(db)?.into_iter().map(|it| (it.id, it.name)).collect();
    let places: Vec<_> = places.iter().map(|it| place(it, &products)).collect();
    let areas: Vec<_> = areas_to_nowhere(db)?.iter().map(|area| suggested(area)).collect();
    let known: Vec<_> = catalogue::known().iter().map(known).collect();
    Ok(json!({"areas": areas, "known": known, "places": places}))
}

fn place(it: &Place, products: &BTreeMap<ProductId, String>) -> Value {
    let sold: Vec<_> = it
        .sold
        .iter()
        .map(|it| json!({"area": it.area, "id": it.product, "name": products.get(&it.product), "through": it.through}))
        .collect();
    json!({"en": it.en, "id": it.row.id, "image": it.image, "sold": sold, "typed": it.typed, "zh": it.zh})
}

fn known(it: &Known) -> Value {
    json!({
        "code": it.code, "countries": it.countries, "en": it.en, "flag": it.flag().unwrap_or_default(), "is_region": it.reach == Reach::Region, "typed": it.pinyin.replace(' ', ""),
        "zh": it.zh
    })
}

/// An area that leads nowhere, with the code of the place that it means, or one that may be made of its name.
fn suggested(area: &str) -> Value {
    match catalogue::known_by_name(area) {
        Some(known) => json!({"area": area, "code": known.code, "is_known": true}),
        None => json!({"area": area, "code": catalogue::code_of_name(area), "is_known": false}),
    }
}
