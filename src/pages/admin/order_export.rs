//! The list of orders as a file: what the filters show, on all pages, as CSV or as a workbook.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::export::{MAX_BYTES, TURN};
use super::orders::{Rows, wanted};
use super::{OPERATORS, bad, failed};
use crate::channels;
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::orders::{self, Deed, Order, OrderFilter, OrderStatus, PayStatus, ShippingStatus};
use crate::outlet::Outlet;
use crate::pages::no_store;
use crate::pages::staff::{query, staff};
use crate::store::{Store, StoreError, Tx};
use crate::tables::sheet::{Format, Sheet, Shown};

/// Orders of one file: a workbook has a million rows, and a year of a busy outlet less than this.
const MAX_ROWS: usize = 200_000;
/// Orders that are in memory at a time.
const AT_ONCE: usize = 500;

/// The heads of the columns: [中文, English].
const HEADS: [[&str; 2]; 13] = [
    ["订单号", "Order"],
    ["渠道", "Channel"],
    ["创建时间", "Created"],
    ["商品", "Goods"],
    ["顾客", "Customer"],
    ["手机号", "Phone"],
    ["应付", "Due"],
    ["已付", "Paid"],
    ["付款", "Payment"],
    ["付款方式", "Way of paying"],
    ["取货方式", "Delivery"],
    ["交付", "Handed over"],
    ["经手人", "Clerk"],
];

/// A language of the file: its place in the pairs.
#[derive(Clone, Copy)]
struct Language(usize);

/// Why there is no file.
pub(super) enum NoFile {
    TooMany,
    Failed(String),
}

impl From<StoreError> for NoFile {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<std::io::Error> for NoFile {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// `GET /api/pages/admin/order-export?format=&language=` and the filters of the list. 413 for more orders than one file holds.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(&outlet, request, &fields, OPERATORS)?.id;
    let format = format_of(&fields)?;
    let language = Language(usize::from(fields.text("language") == Some("en")));
    let filter = wanted(&outlet, &fields)?;
    let turn = TURN.lock().await;
    let at = Arc::clone(&outlet);
    // A long read: not on the threads that serve everybody.
    let written = tokio::task::spawn_blocking(move || write(&at.store, &filter, (format, language), at.config.zone));
    let (rows, body) = written.await.map_err(|_| Reply::busy())?.map_err(NoFile::told)?;
    drop(turn);
    // The trail comes first: nothing leaves without a trace.
    let (now, after) = (outlet.now(), json!({"bytes": body.len(), "rows": rows}).to_string());
    let note = move |tx: &Tx<'_>| {
        orders::audit(tx, orders::Actor { now, id: actor }, Deed("export"), "orders", orders::Change::made(&after))
    };
    outlet.store.write(note).await.map_err(failed)?;
    Ok(file(format, "orders", body))
}

/// The format that a query names.
pub(super) fn format_of(fields: &Fields) -> Result<Format, Reply> {
    let format = Format::named(fields.text("format").unwrap_or("csv"));
    format.ok_or_else(|| bad(BadField("format is csv or xlsx".to_owned())))
}

/// A file for the browser's downloads.
pub(super) fn file(format: Format, name: &str, body: Vec<u8>) -> Reply {
    let reply = no_store(Reply::new(StatusCode::OK, format.content_type(), body));
    reply.attachment(&format!("{name}.{}", format.ending()))
}

fn write(
    store: &Store,
    filter: &OrderFilter,
    (format, language): (Format, Language),
    zone: Zone,
) -> Result<(usize, Vec<u8>), NoFile> {
    store.read(|db| {
        let ids = orders::filtered_ids(db, filter)?;
        if ids.len() > MAX_ROWS {
            return Err(NoFile::TooMany);
        }
        let ways = channels::way_names(db)?;
        let mut sheet = Sheet::begin(format, &HEADS.map(|head| head[language.0]))?;
        for some in ids.chunks(AT_ONCE) {
            let mut orders = orders::by_ids(db, some)?;
            orders.sort_by_key(|order| std::cmp::Reverse(order.id()));
            let rows = Rows::read(db, orders)?;
            for order in &rows.orders {
                let way = order.pay_way().map(|way| crate::pages::till::way_name(&ways, way));
                sheet.row(&cells(&rows, order, way, language, zone))?;
            }
            if sheet.size() > MAX_BYTES {
                return Err(NoFile::TooMany);
            }
        }
        Ok((ids.len(), sheet.finish()?))
    })
}

fn cells(rows: &Rows, order: &Order, way: Option<String>, language: Language, zone: Zone) -> Vec<Shown> {
    let goods: Vec<String> = rows.goods(order).map(|line| format!("{} × {}", line.title(), line.quantity())).collect();
    let text = |pair: [&str; 2]| Shown::from(pair[language.0]);
    vec![
        Shown::Text(order.number().to_owned()),
        Shown::from(order.channel().as_str()),
        Shown::Text(zone.text(order.created_at())),
        Shown::Text(goods.join("、")),
        Shown::from(rows.customer(order).cloned()),
        Shown::from(rows.phone(order).cloned()),
        Shown::Money(order.due()),
        order.paid().map_or(Shown::Nothing, Shown::Money),
        text(payment(order)),
        Shown::from(way),
        text(delivery(order)),
        text(handed_over(order)),
        Shown::from(rows.clerk(order).cloned()),
    ]
}

fn payment(order: &Order) -> [&'static str; 2] {
    match (order.pay_status(), order.order_status()) {
        (PayStatus::Refunded, _) => ["已退款", "Refunded"],
        (_, OrderStatus::Cancelled) => ["已取消", "Cancelled"],
        (_, OrderStatus::Closed) => ["已关闭", "Closed"],
        (PayStatus::Unpaid, _) => ["未付款", "Not paid"],
        (PayStatus::Paying, _) => ["付款中", "Paying"],
        (PayStatus::Paid, _) => ["已付款", "Paid"],
    }
}

fn delivery(order: &Order) -> [&'static str; 2] {
    match order.obtain_voucher() {
        Some(true) => ["自取", "Pick-up"],
        Some(false) => ["快递", "Courier"],
        None => ["", ""],
    }
}

fn handed_over(order: &Order) -> [&'static str; 2] {
    match order.shipping_status() {
        ShippingStatus::NotShipped => ["未交付", "Not yet"],
        ShippingStatus::Shipped => ["已发货", "Shipped"],
        ShippingStatus::Received => ["已收货", "Received"],
        ShippingStatus::Preparing => ["准备中", "Being packed"],
    }
}
