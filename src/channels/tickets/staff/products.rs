//! Ticket products.

use serde_json::{Value, json};

use super::staff;
use crate::channels::tickets::ids::TicketProductId;
use crate::channels::tickets::products::{self, Product};
use crate::clock::{Instant, Zone};
use crate::staff_api::codes;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::StoreError;

/// Bytes of a product's id, name and unit.
const LONGEST: usize = 128;

fn shape(product: &Product, zone: Zone) -> Value {
    let date = |at: Option<Instant>| at.map(|at| zone.date_text(at));
    json!({
        "enddate": date(product.valid_until),
        "initdate": date(product.valid_from),
        "onsale": product.on_sale,
        "price": product.price,
        "productid": product.code,
        "productname": product.name,
        "unit": product.unit,
    })
}

/// `ticket_product_gets`.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn gets(call: &Call) -> Outcome {
    staff(call)?;
    let products = call.outlet.store.read(products::all)?;
    Answer::of("products", &products.iter().map(|product| shape(product, call.terms.zone)).collect::<Vec<_>>())
}

/// `ticket_product_set`: by its id; days that are not given are no limits. Whether it is on sale stays where it is not
/// given.
///
/// # Errors
/// 1100, 1101, 1103.
pub async fn set(call: &Call) -> Outcome {
    let actor = staff(call)?.id;
    let (new, on_sale) = (product(call)?, call.fields.flag("onsale")?);
    let (now, zone) = (call.terms.now, call.terms.zone);
    let write =
        call.outlet.store.write::<_, StoreError, _>(move |tx| products::set(tx, now, zone, actor, (&new, on_sale)));
    Answer::of("product", &shape(&write.await?, call.terms.zone))
}

fn product(call: &Call) -> Result<Product, codes::Fault> {
    let fields = &call.fields;
    let text = |name| fields.required(name).map(|text| text.trim().to_owned());
    let day = |name| match fields.text(name) {
        None => Ok(None),
        Some(text) => call.terms.zone.parse_date(text.trim()).map(Some).ok_or(codes::PARAMETER),
    };
    let product = Product {
        id: TicketProductId(0),
        code: text("productid")?,
        name: text("productname")?,
        unit: text("unit")?,
        price: fields.money("price")?.ok_or(codes::PARAMETER)?,
        valid_from: day("initdate")?,
        valid_until: day("enddate")?,
        on_sale: true,
    };
    let in_order = product.valid_from.zip(product.valid_until).is_none_or(|(from, until)| from <= until);
    let fits = [&product.code, &product.name, &product.unit].iter().all(|text| text.len() <= LONGEST);
    if in_order && fits { Ok(product) } else { Err(codes::PARAMETER) }
}
