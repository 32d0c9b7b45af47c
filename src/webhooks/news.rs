//! What happened becomes messages, one for each target that wants to hear it, in the transaction that forgets it as news.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::sql::{self, News};
use super::target::{Event, Target};
use super::topic::TOPIC;
use crate::catalogue;
use crate::clock::Instant;
use crate::ids::{OrderId, ProductId};
use crate::orders;
use crate::outbox::{self, Owed};
use crate::outlet::Outlet;
use crate::random::Ids;
use crate::store::{Db, StoreError, Tx};

/// Time between two looks; one reads at most a row where nothing happened.
const LOOK: Duration = Duration::from_secs(1);
/// News that one transaction takes.
const AT_ONCE: i64 = 200;
/// Queues of one target: the numbers of orders and products stay below.
const QUEUES: i64 = 1 << 40;

/// Makes messages of what happened, for as long as the outlet serves.
pub async fn keep_spreading(outlet: Arc<Outlet>) {
    loop {
        tokio::time::sleep(LOOK).await;
        spread(&outlet).await;
    }
}

/// Makes messages of what happened until now.
pub(super) async fn spread(outlet: &Outlet) {
    match outlet.store.read(sql::has_news) {
        Ok(false) => return,
        Ok(true) => {}
        Err(error) => return tracing::warn!(%error, "what happened could not be looked at for webhooks"),
    }
    let (now, low, ids) = (outlet.now(), outlet.config.stock_low, Ids::fresh());
    let write = outlet.store.write::<_, StoreError, _>(move |tx| tell(tx, now, low, ids.clone()));
    if let Err(error) = write.await {
        tracing::warn!(%error, "what happened could not be written down for webhooks");
    }
}

/// One thing to tell: its event, what it is about, and its queue.
struct Fact {
    event: Event,
    data: Value,
    queue: i64,
}

pub(super) fn tell(tx: &Tx<'_>, now: Instant, low: i64, mut ids: Ids) -> Result<(), StoreError> {
    let news = sql::news(tx, AT_ONCE)?;
    let Some(last) = news.last().map(|it| it.id) else { return Ok(()) };
    let mut facts = Vec::new();
    for it in &news {
        facts.extend(fact_of_order(tx, it)?);
    }
    facts.extend(low_stocks(tx, low, (&news, last))?);
    let targets: Vec<Target> = sql::targets(tx)?.into_iter().filter(|target| target.enabled).collect();
    for fact in facts {
        let payload = envelope(&ids.uuid(), fact.event.word(), now, &fact.data);
        for target in targets.iter().filter(|target| target.events.contains(&fact.event)) {
            let (owner, reference) = (target.id.number(), outbox::next_reference(tx, TOPIC)?);
            let queue = owner.saturating_mul(QUEUES).saturating_add(fact.queue);
            outbox::owe(tx, &Owed { topic: TOPIC, owner, queue, reference, payload: &payload, at: now })?;
        }
    }
    sql::forget(tx, last)
}

/// What is sent: the same text at each try, for the receiver tells repeats by its id.
pub(super) fn envelope(id: &str, event: &str, now: Instant, data: &Value) -> String {
    json!({"created_at": now.0, "data": data, "id": format!("evt_{id}"), "type": event}).to_string()
}

fn fact_of_order(db: &Db<'_>, it: &News) -> Result<Option<Fact>, StoreError> {
    let (Some(event), Some(order)) = (it.event, it.order) else { return Ok(None) };
    let Some(shown) = order_json(db, order)? else { return Ok(None) };
    let mut data = json!({"order": shown});
    if let Some(refund) = it.refund.map(|id| orders::refund(db, id)).transpose()?.flatten() {
        data["refund"] = json!({
            "id": refund.id(), "line": refund.line_id(), "money": refund.money().to_string(), "reason": refund.reason(),
            "refunded_at": refund.refunded_at().map(|at| at.0)
        });
    }
    Ok(Some(Fact { event, data, queue: order.0 }))
}

/// An order as targets see it: what was sold for how much, and nothing of who bought it.
fn order_json(db: &Db<'_>, id: OrderId) -> Result<Option<Value>, StoreError> {
    let Some(it) = orders::by_id(db, id)? else { return Ok(None) };
    let line = |line: &orders::Line| {
        json!({
            "id": line.id(), "item": line.item(), "price": (line.price() - line.discount()).to_string(),
            "quantity": line.quantity(), "status": line.status(), "title": line.title()
        })
    };
    let lines: Vec<Value> = orders::lines_of(db, id)?.iter().map(line).collect();
    Ok(Some(json!({
        "channel": it.channel().as_str(), "created_at": it.created_at().0, "id": it.id(), "lines": lines, "number": it.number(),
        "order_status": it.order_status(), "paid": it.paid().map(|paid| paid.to_string()),
        "paid_at": it.pay_time().map(|at| at.0), "pay_status": it.pay_status(), "pay_way": it.pay_way(),
        "shipping_status": it.shipping_status(), "total": it.cost().to_string()
    })))
}

/// The products whose stock has become low with these moves: it is now, and was not before them.
fn low_stocks(db: &Db<'_>, low: i64, (news, last): (&[News], i64)) -> Result<Vec<Fact>, StoreError> {
    let mut changes: BTreeMap<ProductId, i64> = BTreeMap::new();
    for (product, change) in news.iter().filter_map(|it| Some((it.product?, it.change))) {
        *changes.entry(product).or_default() += change;
    }
    let mut facts = Vec::new();
    for (id, change) in changes {
        let Some(product) = catalogue::product_of(db, id)?.filter(|it| it.kind.is_counted()) else { continue };
        // What moved after these news is told with those.
        let left = product.stock - sql::later_change(db, id, last)?;
        if left <= low && left - change > low {
            let data = json!({"product": {"id": id, "left": left, "name": product.name}});
            facts.push(Fact { event: Event::StockLow, data, queue: id.0 });
        }
    }
    Ok(facts)
}
