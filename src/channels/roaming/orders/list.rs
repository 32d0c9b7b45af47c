//! `order_gets`, and how orders are put together for an answer.

use crate::channels::roaming::name::NAME;
use crate::ids::{AccountId, LineId, OrderId, ProductId};
use std::collections::{HashMap, HashSet};

use crate::catalogue;
use crate::channels::roaming::choice::Attr;
use crate::channels::roaming::esims::{self, Viewer};
use crate::channels::roaming::sql::cards;
use crate::channels::roaming::wire::orders as wire;
use crate::orders::{self, Line, Order, OrderError, OrderQuery, OrderSort, OrderStates, OrderStatus, PayStatus};
use crate::staff_api::codes::Fault;
use crate::staff_api::{Answer, Call, Outcome, page_of};
use crate::store::{Db, StoreError, Tx};

/// An order with its lines and the cards that they are tied to.
pub(in crate::channels::roaming) struct Whole {
    pub(in crate::channels::roaming) order: Order,
    pub(in crate::channels::roaming) lines: Vec<Line>,
    pub(in crate::channels::roaming) cards: HashMap<LineId, Vec<String>>,
    /// The eSIMs of its lines; what they say only where it is asked for by its id.
    pub(in crate::channels::roaming) esims: HashMap<LineId, Vec<wire::EsimShape>>,
    /// The products of its lines that have attributes to choose.
    pub(in crate::channels::roaming) with_attributes: HashSet<ProductId>,
}

impl Whole {
    /// Its shape on the wire.
    pub(in crate::channels::roaming) fn shape(&self, zone: crate::clock::Zone) -> wire::OrderShape<'_> {
        let with = |line: &Line| wire::With {
            simids: self.cards.get(&line.id()).cloned().unwrap_or_default(),
            esims: self.esims.get(&line.id()).cloned().unwrap_or_default(),
        };
        let details = self.lines.iter().map(|line| {
            let has_attributes = self.with_attributes.contains(&line.item().product());
            wire::detail(line, self.order.account_id(), has_attributes, with(line), zone)
        });
        wire::order(&self.order, Some(details.collect()), zone)
    }
}

/// Orders with all that belongs to them: the same few statements, however many orders.
pub(in crate::channels::roaming) fn whole(db: &Db<'_>, orders: Vec<Order>) -> Result<Vec<Whole>, StoreError> {
    let mut lines: HashMap<OrderId, Vec<Line>> = HashMap::new();
    for line in orders::lines_of_all(db, &orders)? {
        lines.entry(line.order_id()).or_default().push(line);
    }
    // Only what is bought for days can be used with a card.
    let has_days =
        |order: &&Order| lines.get(&order.id()).is_some_and(|of| of.iter().any(|it| it.starts_at().is_some()));
    let for_days: Vec<OrderId> = orders.iter().filter(has_days).map(Order::id).collect();
    let mut on_trips: HashMap<LineId, Vec<String>> = HashMap::new();
    for (line, iccid) in cards::cards_on_trips(db, &for_days)? {
        on_trips.entry(line).or_default().push(iccid);
    }
    let mut esims = esims_of(db, lines.values().flatten())?;
    let bare = lines.values().flatten().any(|line| line.attrs() == wire::NOTHING_CHOSEN);
    let choosable = if bare { catalogue::with_attributes(db)? } else { HashSet::new() };
    let whole = |order: Order| {
        let lines = lines.remove(&order.id()).unwrap_or_default();
        let mine = lines.iter().filter_map(|line| Some((line.id(), on_trips.remove(&line.id())?)));
        let cards = mine.collect();
        let esims = lines.iter().filter_map(|line| Some((line.id(), esims.remove(&line.id())?))).collect();
        let with_attributes =
            lines.iter().map(|line| line.item().product()).filter(|item| choosable.contains(item)).collect();
        Whole { order, lines, cards, esims, with_attributes }
    };
    Ok(orders.into_iter().map(whole).collect())
}

/// The eSIMs of these lines, by line, without what they say. What has a source is no thing that is counted.
fn esims_of<'l>(
    db: &Db<'_>,
    lines: impl Iterator<Item = &'l Line>,
) -> Result<HashMap<LineId, Vec<wire::EsimShape>>, StoreError> {
    let mut with_esims = Vec::new();
    for line in lines.filter(|line| line.source().is_none()) {
        if catalogue::sheet(db, line.item().product())?.is_some_and(|sheet| sheet.has_esim()) {
            with_esims.push(line.id());
        }
    }
    let mut found: HashMap<LineId, Vec<wire::EsimShape>> = HashMap::new();
    for esim in esims::of_lines(db, &with_esims)? {
        let Some(line) = esim.line_id else { continue };
        let shape = wire::EsimShape { id: esim.id, shown_at: esim.shown_at, codes: None };
        found.entry(line).or_default().push(shape);
    }
    Ok(found)
}

/// The chosen attributes of a line, to be worked on.
pub(in crate::channels::roaming) fn shown_attrs(line: &Line) -> Result<Vec<Attr>, StoreError> {
    serde_json::from_str(line.attrs()).map_err(|error| StoreError::Other(format!("order line {}: {error}", line.id())))
}

/// One order, whole.
pub(in crate::channels::roaming) fn read_one(db: &Db<'_>, id: OrderId) -> Result<Option<Whole>, StoreError> {
    orders::by_id(db, id)?.map(|order| whole_one(db, order)).transpose()
}

/// An order with all that belongs to it.
pub(in crate::channels::roaming) fn whole_one(db: &Db<'_>, order: Order) -> Result<Whole, StoreError> {
    whole(db, vec![order])?.pop().ok_or_else(|| StoreError::Other("an order has become none".to_owned()))
}

/// The answer that shows an order, as it was when the change was made that is answered.
pub(in crate::channels::roaming) fn shape(call: &Call, whole: &Whole) -> Outcome {
    Answer::of("order", &whole.shape(call.terms.zone))
}

/// `order_gets`: one order by id, or a page of the user's orders. Of one order by its id the codes of eSIMs that were shown before are
/// in the answer, and with `show_esims` (ours) all that its owner may see.
///
/// # Errors
/// 1100, 1101, 1305, 1306, with `show_esims` 1307 for an order of which no code may be seen.
pub async fn gets(call: &Call) -> Outcome {
    let id = call.fields.number::<OrderId>("orderid")?;
    if let Some(id) = id.filter(|_| call.fields.truth("show_esims") == Some(true)) {
        let account = call.signed_in()?.id;
        let by = call.terms.by(account);
        let run = move |tx: &Tx<'_>| {
            let order = own_roaming(tx, account, id)?;
            esims::show(tx, by, Viewer::Owner, &order).map(|_| ())
        };
        call.outlet.store.write::<_, OrderError, _>(run).await?;
    }
    let page = page_of(call)?;
    let account = call.signed_in()?.id;
    let query = OrderQuery {
        channel: Some(NAME),
        account: Some(account),
        states: OrderStates::Listed,
        sort: OrderSort::NewestSecondFirst,
        page,
    };
    let found = call.outlet.store.read(|db| match id {
        Some(id) => Ok::<_, Fault>(vec![with_codes(db, own_roaming(db, account, id)?)?]),
        None => Ok(whole(db, orders::orders(db, &query)?)?),
    })?;
    let shapes: Vec<_> = found.iter().map(|whole| whole.shape(call.terms.zone)).collect();
    Answer::of("orders", &shapes)
}

/// An order with the codes of its eSIMs that somebody has seen.
fn with_codes(db: &Db<'_>, order: Order) -> Result<Whole, Fault> {
    let mut whole = whole_one(db, order)?;
    if whole.esims.is_empty() {
        return Ok(whole);
    }
    for seen in esims::seen(db, &whole.order)? {
        let mut shapes = whole.esims.values_mut().flatten();
        if let Some(shape) = shapes.find(|shape| shape.id == seen.esim.id) {
            shape.codes = Some((seen.code, seen.confirmation));
        }
    }
    Ok(whole)
}

/// An order of this shop that is the account's own; one of another channel, or that its customer has deleted, is unknown here.
pub(in crate::channels::roaming) fn own_roaming(
    db: &Db<'_>,
    account: AccountId,
    id: OrderId,
) -> Result<Order, OrderError> {
    match orders::own_order(db, account, id) {
        Ok(order) if order.channel() != NAME || is_deleted(&order) => Err(OrderError::Unknown),
        Err(OrderError::NotYours) if orders::by_id(db, id)?.is_some_and(|order| is_deleted(&order)) => {
            Err(OrderError::Unknown)
        }
        found => found,
    }
}

/// Whether its customer has deleted an order (`order_cancel` with `delete`): to customers it is as if it had never been. It is
/// closed without having been paid; one whose money went back is closed, too, and is still its customer's. The staff and late
/// money find both.
pub(in crate::channels::roaming) fn is_deleted(order: &Order) -> bool {
    order.order_status() == OrderStatus::Closed && matches!(order.pay_status(), PayStatus::Unpaid | PayStatus::Paying)
}
