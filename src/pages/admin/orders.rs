//! The list of orders: those of every channel, by what people say of them.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, ok};
use crate::accounts;
use crate::clock::Zone;
use crate::http::{Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::{self, ChannelName, Line, Order, OrderQuery, OrderSort, OrderStates};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::store::{Db, Page, StoreError};
use crate::text::{self, is_mobile};

/// Orders of one page of the list.
const SHOWN: usize = 50;
/// One more is read, which tells whether there is a next page.
const READ: i64 = 51;
/// Accounts that one phone may belong to.
const MAX_ACCOUNTS: i64 = 50;

/// What is looked for.
struct OrderFilter {
    /// A number, an id or a phone; empty for all.
    text: String,
    pay_status: Option<i64>,
    channel: Option<ChannelName>,
    page: i64,
}

/// `GET /api/pages/admin/orders?text=&pay_status=&channel=&page=`: a page of orders and whether there are more.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn found(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let channel = fields.text("channel").filter(|name| !name.is_empty());
    let known = outlet.store.read(orders::channels).map_err(failed)?;
    let wanted = OrderFilter {
        text: fields.text("text").unwrap_or_default().trim().to_owned(),
        pay_status: fields.number("pay_status").map_err(bad)?,
        channel: channel.and_then(|name| known.into_iter().find(|it| it.as_str() == name)),
        page: fields.number::<i64>("page").map_err(bad)?.unwrap_or(1).clamp(1, 1_000_000),
    };
    let shown = outlet.store.read(|db| page(db, &wanted, outlet.config.zone)).map_err(failed)?;
    Ok(ok(&shown))
}

fn page(db: &Db<'_>, wanted: &OrderFilter, zone: Zone) -> Result<Value, StoreError> {
    let offset = (wanted.page - 1) * (READ - 1);
    let mut rows =
        if wanted.text.is_empty() { orders::orders(db, &newest(wanted, offset))? } else { called(db, wanted, offset)? };
    let more = rows.len() > SHOWN;
    rows.truncate(SHOWN);
    let accounts: Vec<AccountId> = rows.iter().map(Order::account_id).collect();
    let phones = if accounts.is_empty() { Vec::new() } else { accounts::sql::phones_of(db, &accounts)? };
    // The phone that an account logs in with comes first.
    let phones: HashMap<AccountId, String> = phones.into_iter().rev().collect();
    let lines = orders::lines_of_all(db, &rows)?;
    let shapes: Vec<_> = rows.iter().map(|order| shape(order, phones.get(&order.account_id()), &lines, zone)).collect();
    Ok(json!({"more": more, "orders": shapes}))
}

fn newest(wanted: &OrderFilter, offset: i64) -> OrderQuery {
    OrderQuery {
        channel: wanted.channel,
        account: None,
        states: wanted.pay_status.map_or(OrderStates::Any, OrderStates::Pay),
        sort: OrderSort::NewestFirst,
        page: Page { size: READ, offset },
    }
}

/// Orders that a text may mean: of a phone, or of a number or an id.
fn called(db: &Db<'_>, wanted: &OrderFilter, offset: i64) -> Result<Vec<Order>, StoreError> {
    let phone = text::phone(&wanted.text);
    let mut found = if is_mobile(&phone) {
        let accounts = accounts::sql::with_phone(db, &phone, MAX_ACCOUNTS)?;
        orders::desk::of_accounts(db, &accounts, offset + READ)?
    } else {
        orders::desk::of_number_or_id(db, &wanted.text)?
    };
    if found.is_empty() {
        found = orders::desk::of_number_or_id(db, &text::plain(&wanted.text))?;
    }
    found.retain(|order| wanted.pay_status.is_none_or(|it| it == order.pay_status().number()));
    found.retain(|order| wanted.channel.is_none_or(|it| it == order.channel()));
    found.drain(..found.len().min(usize::try_from(offset).unwrap_or(usize::MAX)));
    Ok(found)
}

fn shape(order: &Order, phone: Option<&String>, lines: &[Line], zone: Zone) -> Value {
    let own = lines.iter().filter(|line| line.order_id() == order.id());
    let goods: Vec<_> = own.map(|line| json!({"quantity": line.quantity(), "title": line.title()})).collect();
    json!({
        "channel": order.channel().as_str(),
        "created": zone.text(order.created_at()),
        "due": order.due(),
        "goods": goods,
        "id": order.id(),
        "number": order.number(),
        "order_status": order.order_status(),
        "pay_status": order.pay_status(),
        "phone": phone,
        "shipping_status": order.shipping_status(),
    })
}
