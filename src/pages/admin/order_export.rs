//! The list of orders as a file: what the filters show, on all pages, as CSV or as a workbook.

use std::sync::Arc;

use super::OPERATORS;
use super::export::MAX_BYTES;
use super::leaving::{Language, NoFile, Written, format_of, leave};
use super::orders::{Rows, wanted};
use crate::channels;
use crate::clock::Zone;
use crate::http::{Handled, Reply, Request};
use crate::orders::{self, Order, OrderFilter, OrderStatus, PayStatus, ShippingStatus};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::store::Store;
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

/// `GET /api/pages/admin/order-export?format=&language=` and the filters of the list. 413 for more orders than one file holds.
pub(super) fn handle(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { answer(outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn answer(outlet: Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = staff(&outlet, request, &fields, OPERATORS)?.id;
    let file = ("orders", format_of(&fields)?);
    let (form, filter) = ((file.1, Language::of(&fields)), wanted(&outlet, &fields)?);
    let zone = outlet.config.zone;
    leave(&outlet, actor, file, move |store| write(store, &filter, form, zone)).await
}

fn write(
    store: &Store,
    filter: &OrderFilter,
    (format, language): (Format, Language),
    zone: Zone,
) -> Result<Written, NoFile> {
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
        Ok(Written::of_rows(ids.len(), sheet.finish()?))
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
