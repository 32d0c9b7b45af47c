//! The list of orders: those of every channel, by what people say of them.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::{OPERATORS, bad, failed, ok};
use crate::accounts;
use crate::channels::{self, ALL};
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::AccountId;
use crate::orders::{self, ChannelName, Line, Order, OrderFilter, Reaches, Sought, Stage};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::store::{Db, Page, StoreError};

/// Orders of one page of the list.
const SHOWN: i64 = 50;

/// `GET /api/pages/admin/orders?text=&from=&to=&state=&channel=&delivery=&way=&clerk=&page=`: a page of orders and how many there are.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn found(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    staff(outlet, request, &fields, OPERATORS)?;
    let page = fields.number::<i64>("page").map_err(bad)?.unwrap_or(1).clamp(1, 1_000_000);
    let filter = wanted(outlet, &fields)?;
    let shown = outlet.store.read(|db| shown(db, &filter, page, outlet.config.zone)).map_err(failed)?;
    Ok(ok(&shown))
}

/// What a query narrows the list to.
///
/// # Errors
/// 400 for what is no filter.
pub(super) fn wanted(outlet: &Outlet, fields: &Fields) -> Result<OrderFilter, Reply> {
    let channel = channel(outlet, given(fields, "channel"))?;
    let mut sought = Sought::read(fields.text("text").unwrap_or_default());
    if let Some(sought) = &mut sought {
        let part = sought.phone.as_ref().or(sought.name.as_ref()).cloned();
        if let Some(part) = part {
            sought.known = outlet.store.read(|db| known(db, &part)).map_err(failed)?;
        }
    }
    Ok(OrderFilter {
        from: day(fields, "from", outlet.config.zone)?,
        to: day(fields, "to", outlet.config.zone)?,
        channel,
        stage: word(fields, "state", Stage::from_word)?,
        reaches: word(fields, "delivery", Reaches::from_word)?,
        way: fields.number("way").map_err(bad)?,
        clerk: fields.number("clerk").map_err(bad)?,
        sought,
    })
}

fn given<'f>(fields: &'f Fields, name: &str) -> Option<&'f str> {
    fields.text(name).map(str::trim).filter(|text| !text.is_empty())
}

fn channel(outlet: &Outlet, name: Option<&str>) -> Result<Option<ChannelName>, Reply> {
    let Some(name) = name else { return Ok(None) };
    let known = outlet.store.read(orders::channels).map_err(failed)?;
    let found = known.into_iter().find(|it| it.as_str() == name);
    found.map(Some).ok_or_else(|| bad(BadField("there is no such channel".to_owned())))
}

/// A business date.
pub(super) fn day(fields: &Fields, name: &str, zone: Zone) -> Result<Option<String>, Reply> {
    let Some(text) = given(fields, name) else { return Ok(None) };
    zone.parse_date(text).ok_or_else(|| bad(BadField(format!("{name} is a date, yyyy-mm-dd"))))?;
    Ok(Some(text.to_owned()))
}

fn word<T>(fields: &Fields, name: &str, of: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Reply> {
    let Some(text) = given(fields, name) else { return Ok(None) };
    of(text).map(Some).ok_or_else(|| bad(BadField(format!("{name} is none of its words"))))
}

/// Orders that channels know by a part of a name or of a telephone.
fn known(db: &Db<'_>, part: &str) -> Result<Vec<crate::ids::OrderId>, StoreError> {
    let mut found = Vec::new();
    for channel in ALL {
        found.extend(channel.desk.called(db, part)?);
    }
    Ok(found)
}

fn shown(db: &Db<'_>, filter: &OrderFilter, page: i64, zone: Zone) -> Result<Value, StoreError> {
    let part = Page { size: SHOWN, offset: (page - 1) * SHOWN };
    let (rows, total) = orders::filtered(db, filter, part)?;
    let rows = Rows::read(db, rows)?;
    let shapes: Vec<_> = rows.orders.iter().map(|order| rows.shape(order, zone)).collect();
    Ok(json!({"orders": shapes, "page": page, "size": SHOWN, "total": total}))
}

/// Some orders with what a list shows beside each.
pub(super) struct Rows {
    pub(super) orders: Vec<Order>,
    phones: HashMap<AccountId, String>,
    names: HashMap<AccountId, String>,
    clerks: HashMap<crate::ids::OrderId, AccountId>,
    lines: Vec<Line>,
}

impl Rows {
    pub(super) fn read(db: &Db<'_>, rows: Vec<Order>) -> Result<Self, StoreError> {
        let owners: Vec<AccountId> = rows.iter().map(Order::account_id).collect();
        let phones = if owners.is_empty() { Vec::new() } else { accounts::sql::phones_of(db, &owners)? };
        let ids: Vec<_> = rows.iter().map(Order::id).collect();
        let clerks: HashMap<_, _> = orders::clerks_of(db, &ids)?.into_iter().collect();
        let people: Vec<AccountId> = owners.into_iter().chain(clerks.values().copied()).collect();
        Ok(Self {
            // The phone that an account logs in with comes first.
            phones: phones.into_iter().rev().collect(),
            names: accounts::sql::usernames(db, &people)?.into_iter().collect(),
            clerks,
            lines: orders::lines_of_all(db, &rows)?,
            orders: rows,
        })
    }

    pub(super) fn phone(&self, order: &Order) -> Option<&String> {
        self.phones.get(&order.account_id())
    }

    pub(super) fn customer(&self, order: &Order) -> Option<&String> {
        self.names.get(&order.account_id())
    }

    pub(super) fn clerk(&self, order: &Order) -> Option<&String> {
        self.clerks.get(&order.id()).and_then(|clerk| self.names.get(clerk))
    }

    /// The order's own lines.
    pub(super) fn goods(&self, order: &Order) -> impl Iterator<Item = &Line> {
        // They lie by order.
        let id = order.id();
        let from = self.lines.partition_point(|line| line.order_id() < id);
        self.lines[from..].iter().take_while(move |line| line.order_id() == id)
    }

    fn shape(&self, order: &Order, zone: Zone) -> Value {
        let goods: Vec<_> =
            self.goods(order).map(|line| json!({"quantity": line.quantity(), "title": line.title()})).collect();
        json!({
            "channel": order.channel().as_str(),
            "clerk": self.clerk(order),
            "created": zone.text(order.created_at()),
            "customer": self.customer(order),
            "due": order.due(),
            "goods": goods,
            "id": order.id(),
            "number": order.number(),
            "order_status": order.order_status(),
            "pay_status": order.pay_status(),
            "phone": self.phone(order),
            "pick_up": order.obtain_voucher(),
            "shipping_status": order.shipping_status(),
            "way": order.pay_way(),
        })
    }
}

/// `GET /api/pages/admin/filters`: whom of the staff and which ways of paying lists can be narrowed to.
pub(super) fn filters(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { choices(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn choices(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    staff(outlet, request, &query(request)?, OPERATORS)?;
    let read = outlet.store.read(|db| Ok::<_, StoreError>((accounts::sql::staff_names(db)?, channels::way_names(db)?)));
    let (clerks, ways) = read.map_err(failed)?;
    let clerks: Vec<_> = clerks.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    let ways: Vec<_> = ways.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    Ok(ok(&json!({"clerks": clerks, "ways": ways})))
}
