//! `order_submit`: cart lines, or one product straight away, become an order.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::channels::roaming::cart::{self, LineError, Priced};
use crate::channels::roaming::fulfilment::{self, TakeError};
use crate::channels::roaming::ids::CartLineId;
use crate::channels::roaming::name::NAME;
use crate::channels::roaming::sql::{carts, shop as shop_sql};
use crate::ids::{AccountId, PayWayId, ProductId};
use crate::orders::{self, Line, NewOrder, Order, Terms};
use crate::random::{Ids, digest};
use crate::staff_api::codes::{self, Fault};
use crate::staff_api::{Call, Outcome};
use crate::store::{StoreError, Tx};

use super::delivery::{self, Delivery};
use super::list::{self, Whole};

/// Lines that one order takes.
pub(super) const MAX_LINES: usize = 200;

/// What is ordered.
#[derive(Clone)]
enum OrderSource {
    Cart(Vec<CartLineId>),
    Product(Box<Priced>),
}

/// A whole submit, so that it can be run in the writer.
#[derive(Clone)]
struct SubmitOrder {
    account: AccountId,
    wanted: OrderSource,
    client_ref: Option<String>,
    delivery: Option<Delivery>,
    pay_way: Option<PayWayId>,
    /// Whether area surcharges are charged.
    area_surcharge: bool,
}

/// Why an order cannot be submitted.
#[derive(Debug, thiserror::Error)]
pub(in crate::channels::roaming) enum SubmitError {
    /// The client's reference stands for an order of another content.
    #[error("the client's reference was used for another order")]
    OtherContent,
    #[error(transparent)]
    Line(#[from] LineError),
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Delivery(#[from] delivery::DeliveryError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SubmitOrder {
    /// A fingerprint of all that was asked for, and of nothing that the day decides: a repeat is the same at another price.
    fn content(&self) -> [u8; 32] {
        let wanted = match &self.wanted {
            OrderSource::Cart(rows) => {
                format!("cart {:?}", rows.iter().map(|row| row.number()).collect::<BTreeSet<_>>())
            }
            OrderSource::Product(priced) => format!("product {} {:?}", priced.sheet.product.id, priced.choice),
        };
        let pay_way = self.pay_way.map(PayWayId::number);
        digest(&format!("{wanted} {:?} {pay_way:?}", self.delivery))
    }
}

/// `order_submit`.
///
/// A `client_ref` that the caller makes (ours, for the pages) makes a repeat the same order; one of other content is 1100. The early clients' recorded
/// `shipping_address`, `shipping_id` and `pay_id` are taken, too.
///
/// # Errors
/// 1100, 1101, 1301, 1304, 1310, 1311, 1401, 1402.
pub async fn submit(call: &Call) -> Outcome {
    let (client_ref, delivery) = (client_ref(call)?, delivery::early(call)?);
    let pay_way = call.fields.number::<PayWayId>("pay_id")?;
    let (account, wanted) = match call.fields.ids("cartids")?.filter(|ids| !ids.is_empty()) {
        Some(ids) if ids.len() <= MAX_LINES => (call.signed_in()?, OrderSource::Cart(ids)),
        Some(_) => return Err(codes::PARAMETER),
        None => {
            let (account, priced) = cart::read_line(call)?;
            (account, OrderSource::Product(Box::new(priced)))
        }
    };
    let area_surcharge = call.outlet.config.area_surcharge;
    let command = SubmitOrder { account: account.id, wanted, client_ref, delivery, pay_way, area_surcharge };
    let (terms, ids) = (call.terms, Ids::fresh());
    let whole = call.outlet.store.write(move |tx| run(tx, &terms, &mut ids.clone(), &command)).await?;
    list::shape(call, &whole)
}

fn client_ref(call: &Call) -> Result<Option<String>, Fault> {
    match call.fields.text("client_ref") {
        Some(text) if text.len() > 64 => Err(codes::PARAMETER),
        text => Ok(text.map(str::to_owned)),
    }
}

fn run(tx: &Tx<'_>, terms: &Terms, ids: &mut Ids, command: &SubmitOrder) -> Result<Whole, SubmitError> {
    let new =
        NewOrder { account_id: command.account, channel: NAME, number: None, client_ref: command.client_ref.clone() };
    let content = new.client_ref.is_some().then(|| command.content());
    if let Some(order) = orders::known(tx, &new)? {
        return again(tx, order, content);
    }
    let mut order = orders::begin(tx, terms, &new)?;
    let bought = match &command.wanted {
        OrderSource::Product(priced) => place_one(tx, terms, &mut order, content, priced)?,
        OrderSource::Cart(rows) => {
            orders::place(tx, terms, &mut order, content.as_ref(), &[])?;
            add_cart(tx, terms, &mut order, &CartLines { ids: rows, area_surcharge: command.area_surcharge })?
        }
    };
    if let Some(delivery) = &command.delivery {
        delivery::choose(tx, terms, ids, &mut order, delivery)?;
        order.leave_delivery_open();
    }
    if let Some(way) = command.pay_way {
        if !shop_sql::has_payment_way(tx, way)? {
            return Err(LineError::Parameter.into());
        }
        order.prefer_way(way);
    }
    if matches!(command.wanted, OrderSource::Cart(_)) || command.delivery.is_some() || command.pay_way.is_some() {
        orders::save(tx, &order)?;
    }
    fulfilment::within_caps(tx, terms, &order)?;
    bought.of(tx, order)
}

/// The order that the same wish has made before, as it is now.
fn again(tx: &Tx<'_>, order: Order, content: Option<[u8; 32]>) -> Result<Whole, SubmitError> {
    if orders::content_of(tx, &order)?.is_some_and(|first| Some(first) != content) {
        return Err(SubmitError::OtherContent);
    }
    Ok(list::whole_one(tx, order)?)
}

/// What a submit has put into its order: enough to answer without reading it again.
#[derive(Default)]
struct Bought {
    lines: Vec<Line>,
    with_attributes: HashSet<ProductId>,
    /// Whether a card was named, whose number the answer shows.
    names_a_card: bool,
}

impl Bought {
    fn add(&mut self, line: Line, priced: &Priced) {
        if !priced.sheet.attributes.is_empty() {
            self.with_attributes.insert(priced.sheet.product.id);
        }
        self.names_a_card |= priced.choice.card.is_some();
        self.lines.push(line);
    }

    /// The order as its customer sees it.
    fn of(self, tx: &Tx<'_>, order: Order) -> Result<Whole, SubmitError> {
        if self.names_a_card {
            return Ok(list::whole_one(tx, order)?);
        }
        Ok(Whole {
            order,
            lines: self.lines,
            cards: HashMap::new(),
            esims: HashMap::new(),
            with_attributes: self.with_attributes,
        })
    }
}

/// An order of one product, written at once with its line; the caller's unpaid orders with its card make way.
fn place_one(
    tx: &Tx<'_>,
    terms: &Terms,
    order: &mut Order,
    content: Option<[u8; 32]>,
    priced: &Priced,
) -> Result<Bought, AddError> {
    fulfilment::make_way(tx, terms, order, priced)?;
    let new = cart::order_line(priced, terms.now)?;
    let mut bought = Bought::default();
    for mut line in orders::place(tx, terms, order, content.as_ref(), &[new])? {
        fulfilment::take(tx, terms, order, &mut line, priced)?;
        bought.add(line, priced);
    }
    Ok(bought)
}

/// Adds a priced line to an order and takes what it needs.
pub(super) fn add(tx: &Tx<'_>, terms: &Terms, order: &mut Order, priced: &Priced) -> Result<Line, AddError> {
    let new = cart::order_line(priced, terms.now)?;
    let mut line = orders::add_line(tx, terms, order, &new)?;
    fulfilment::take(tx, terms, order, &mut line, priced)?;
    Ok(line)
}

/// Why a line cannot be added.
#[derive(Debug, thiserror::Error)]
pub(super) enum AddError {
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AddError> for SubmitError {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Take(error) => error.into(),
            AddError::Store(error) => error.into(),
        }
    }
}

/// What is ordered of a cart.
struct CartLines<'c> {
    ids: &'c [CartLineId],
    /// Whether areas cost more.
    area_surcharge: bool,
}

/// Moves cart lines into the order, each priced anew (docs/spec/roaming.md section 0.18); an id that is not in the cart is 1100. The
/// caller's unpaid orders with a line's card make way.
fn add_cart(tx: &Tx<'_>, terms: &Terms, order: &mut Order, wanted: &CartLines<'_>) -> Result<Bought, SubmitError> {
    let (mut moved, mut bought) = (BTreeSet::new(), Bought::default());
    for id in wanted.ids {
        if !moved.insert(*id) {
            continue;
        }
        let row = carts::own_line(tx, order.account_id(), *id)?.ok_or(LineError::Parameter)?;
        let priced = cart::priced_anew(tx, &row, terms.now, wanted.area_surcharge)?;
        fulfilment::make_way(tx, terms, order, &priced)?;
        bought.add(add(tx, terms, order, &priced)?, &priced);
        carts::delete(tx, order.account_id(), *id)?;
    }
    Ok(bought)
}
