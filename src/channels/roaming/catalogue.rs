//! The catalogue services, for guests too (docs/spec/roaming.md section 14).

use super::sql::shop as sql;
use super::wire::catalogue as wire;
use crate::catalogue::{self, Product, is_over};
use crate::http::{BadField, Fields};
use crate::ids::{BrandId, CarrierId, CategoryId, ProductId, StoreId};
use crate::orders::COUNTER;
use crate::staff_api::{Answer, Call, Outcome};
use crate::store::{Id, StoreError};

/// Which products are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ProductFilter {
    ids: Option<Vec<ProductId>>,
    name: Option<String>,
    store: Option<StoreId>,
    category: Option<CategoryId>,
    brand: Option<BrandId>,
    /// Without attributes and parts.
    summary: bool,
}

/// Ids that a question names which is kept ready; who asks for more asks something of his own.
const FEW_IDS: usize = 32;
/// Bytes of such a question's name.
const SHORT_NAME: usize = 100;

impl ProductFilter {
    fn of(fields: &Fields) -> Result<Self, BadField> {
        let ids = fields.ids("productids")?;
        let name = fields.text("name").map(|name| name.trim().to_owned());
        let (store, category, brand) =
            (one_of(fields, "storeid")?, one_of(fields, "categoryid")?, one_of(fields, "brandid")?);
        let summary = fields.truth("summary") == Some(true);
        Ok(Self { ids, name, store, category, brand, summary })
    }

    fn wants(&self, product: &Product) -> bool {
        match (&self.ids, &self.name) {
            (Some(ids), _) => ids.contains(&product.id),
            (None, Some(name)) => product.name == *name,
            (None, None) => {
                self.store.is_none_or(|id| id == product.store_id)
                    && self.category.is_none_or(|id| id == product.category_id)
                    && self.brand.is_none_or(|id| id == product.brand_id)
            }
        }
    }

    fn is_short(&self) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.len() <= FEW_IDS)
            && self.name.as_ref().is_none_or(|name| name.len() <= SHORT_NAME)
    }
}

/// The id that products must have in a field; nothing where it is not sent, or is -1 for all.
fn one_of<I: Id>(fields: &Fields, name: &str) -> Result<Option<I>, BadField> {
    Ok(fields.number::<I>(name)?.filter(|id| id.number() != -1))
}

/// `product_gets`: by ids, by exact name, or by store, category and brand. What is off sale is shown
/// too, as the earlier server did, because old orders still name it.
///
/// # Errors
/// 1100.
pub async fn product_gets(call: &Call) -> Outcome {
    let filter = ProductFilter::of(&call.fields)?;
    if !filter.is_short() {
        return products(call, &filter);
    }
    call.ready(filter.clone(), &[&catalogue::SHELF, &catalogue::STOCK], || products(call, &filter))
}

fn products(call: &Call, filter: &ProductFilter) -> Outcome {
    let (mut products, parts, attributes) = call.outlet.store.read(|db| {
        let attributes = if filter.summary { Vec::new() } else { catalogue::attributes(db)? };
        Ok::<_, StoreError>((catalogue::products(db)?, catalogue::parts(db)?, attributes))
    })?;
    products.retain(|product| filter.wants(product));
    let shapes: Vec<_> = products
        .iter()
        .map(|product| {
            let parts: Vec<_> = parts.iter().filter(|part| part.package_id == product.id).collect();
            let listed = |id: ProductId| attributes.iter().filter(move |it| it.product_id == id && it.listed);
            let mut shown: Vec<_> = listed(product.id).collect();
            for attribute in parts.iter().flat_map(|part| listed(part.product_id)) {
                let known = |it: &&catalogue::Attribute| {
                    it.attribute_id == attribute.attribute_id && it.value == attribute.value
                };
                if !shown.iter().any(known) {
                    shown.push(attribute);
                }
            }
            wire::product(product, &parts, &shown, filter.summary)
        })
        .collect();
    Answer::of("products", &shapes)
}

/// Questions about what stands around the products.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Around {
    Categories,
    Brands,
    Stores,
    Payments { terminal: i64 },
    Carriers,
    Homepages { kind: i64, location: String },
}

/// `prdcategory_gets`.
pub async fn category_gets(call: &Call) -> Outcome {
    call.ready(Around::Categories, &[&catalogue::SHELF], || {
        let found = call.outlet.store.read(catalogue::categories)?;
        Answer::of("prdcategorys", &found.iter().map(|it| wire::category(it, call.terms.zone)).collect::<Vec<_>>())
    })
}

/// `prdbrand_gets`.
pub async fn brand_gets(call: &Call) -> Outcome {
    call.ready(Around::Brands, &[&catalogue::SHELF], || {
        let found = call.outlet.store.read(catalogue::brands)?;
        Answer::of("prdbrands", &found.iter().map(|it| wire::brand(it, call.terms.zone)).collect::<Vec<_>>())
    })
}

/// `store_gets`.
pub async fn store_gets(call: &Call) -> Outcome {
    call.ready(Around::Stores, &[&catalogue::SHELF], || {
        let found = call.outlet.store.read(catalogue::stores)?;
        Answer::of("stores", &found.iter().map(|it| wire::store(it, call.terms.zone)).collect::<Vec<_>>())
    })
}

/// `prdunitprice_gets`: the prices of a product that have not ended; none without a product.
///
/// # Errors
/// 1100.
pub async fn unit_price_gets(call: &Call) -> Outcome {
    let product = call.fields.number::<ProductId>("productid")?.unwrap_or(ProductId(0));
    let rows = call.outlet.store.read(|db| catalogue::prices(db, product, call.terms.now))?;
    let shapes: Vec<_> = rows.iter().map(|row| wire::unit_price(row, call.terms.zone)).collect();
    Answer::of("prdunitprices", &shapes)
}

/// `prddiscount_gets`: the tier discounts of a product that have not ended; none without a product.
///
/// # Errors
/// 1100.
pub async fn discount_gets(call: &Call) -> Outcome {
    let product = call.fields.number::<ProductId>("productid")?.unwrap_or(ProductId(0));
    let mut rows = call.outlet.store.read(|db| catalogue::tiers(db, product))?;
    rows.retain(|row| !is_over(row.failure_at, call.terms.now));
    let shapes: Vec<_> = rows.iter().map(|row| wire::discount(row, call.terms.zone)).collect();
    Answer::of("prddiscounts", &shapes)
}

/// `payment_gets`: the enabled ways of a terminal, 1 mobile unless it says otherwise, that a payment can begin by: the counter,
/// and providers that `order_paying` reaches.
///
/// # Errors
/// 1100.
pub async fn payment_gets(call: &Call) -> Outcome {
    let terminal = call.fields.number::<i64>("terminaltype")?.unwrap_or(1);
    call.ready(Around::Payments { terminal }, &[&sql::SHOP], || {
        let mut ways = call.outlet.store.read(|db| sql::payments(db, terminal))?;
        ways.retain(|way| way.id == COUNTER || call.outlet.gateways.can_begin(way.id));
        Answer::of("payments", &ways)
    })
}

/// `shipping_gets`: all carriers.
pub async fn shipping_gets(call: &Call) -> Outcome {
    call.ready(Around::Carriers, &[&sql::SHOP], || Answer::of("shippings", &call.outlet.store.read(sql::carriers)?))
}

/// `shippingarea_gets`: the fees of a carrier.
///
/// # Errors
/// 1100, 1101.
pub async fn shipping_area_gets(call: &Call) -> Outcome {
    let carrier = call.fields.number::<CarrierId>("shippingid")?.unwrap_or(CarrierId(0));
    call.signed_in()?;
    Answer::of("shippingareas", &call.outlet.store.read(|db| sql::fees(db, carrier))?)
}

/// `homepage_gets`: entries of the app's (1) or the mall's (2) home page, of one place or all.
///
/// # Errors
/// 1100.
pub async fn homepage_gets(call: &Call) -> Outcome {
    let kind = call.fields.number::<i64>("type")?.unwrap_or(1);
    let location = call.fields.text("location").unwrap_or_default().trim();
    let make = || Answer::of("homepages", &call.outlet.store.read(|db| sql::homepages(db, kind, location))?);
    if location.len() > SHORT_NAME {
        return make();
    }
    call.ready(Around::Homepages { kind, location: location.to_owned() }, &[&sql::SHOP], make)
}

/// `refundreason_gets`.
pub async fn refund_reason_gets(call: &Call) -> Outcome {
    Answer::of("refundreasons", &call.outlet.store.read(sql::refund_reasons)?)
}
