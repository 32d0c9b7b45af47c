//! Receipts: the list, as a file, and one of them as it stands on paper.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::{SHOWN, leaves, page, reader};
use crate::channels;
use crate::clock::Zone;
use crate::http::{BadField, Fields, Handled, Reply, Request};
use crate::ids::ReceiptId;
use crate::orders::receipts::{self, FiscalState, Receipt, ReceiptFilter, ReceiptKind};
use crate::outlet::Outlet;
use crate::pages::admin::leaving::{Language, NoFile, format_named};
use crate::pages::admin::orders::day;
use crate::pages::admin::{bad, failed, ok};
use crate::pages::receipts as shapes;
use crate::pages::staff::{query, refusal};
use crate::pages::till::way_name;
use crate::store::{Page, Store, StoreError};
use crate::tables::sheet::{Format, Sheet, Shown};

/// Receipts that are in memory at a time.
const AT_ONCE: i64 = 500;
/// Receipts of one file.
const MAX_ROWS: i64 = 200_000;

/// The heads of the columns: [中文, English].
const HEADS: [[&str; 2]; 12] = [
    ["收据编号", "Receipt"],
    ["时间", "Time"],
    ["营业日", "Business day"],
    ["类型", "Kind"],
    ["订单号", "Order"],
    ["渠道", "Channel"],
    ["付款方式", "Way of paying"],
    ["含税金额", "Gross"],
    ["不含税金额", "Net"],
    ["税额", "Tax"],
    ["税务号码", "Fiscal number"],
    ["签名", "Signature"],
];

/// What a receipt is for: [中文, English].
pub(super) const fn kind_name(kind: ReceiptKind) -> [&'static str; 2] {
    match kind {
        ReceiptKind::Sale => ["销售", "Sale"],
        ReceiptKind::Refund => ["退款", "Refund"],
        ReceiptKind::Deposit => ["无法入单的款项", "Deposit"],
        ReceiptKind::DepositBack => ["退回款项", "Deposit back"],
        ReceiptKind::TopUp => ["钱包充值", "Wallet top-up"],
    }
}

/// `GET /api/pages/admin/receipts?from=&to=&kind=&fiscal=&text=&page=`: a page of them; with `format` and `language` all of them as a
/// file.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { found(&outlet, &request).await.unwrap_or_else(|refused| refused) })
}

async fn found(outlet: &Arc<Outlet>, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    let actor = reader(outlet, request, &fields)?.id;
    let zone = outlet.config.zone;
    let filter = wanted(&fields, zone)?;
    let language = Language::of(&fields).0;
    if let Some(format) = format_named(&fields)? {
        let write = move |store: &Store, format| written(store, &filter, (format, language), zone);
        return leaves(outlet, actor, ("receipts", format), write).await;
    }
    let number = page(&fields)?;
    let part = Page { size: SHOWN, offset: (number - 1) * SHOWN };
    let read = outlet.store.read(|db| {
        let (rows, total) = (receipts::list(db, &filter, part)?, receipts::count(db, &filter)?);
        Ok::<_, StoreError>((rows, total, channels::way_names(db)?))
    });
    let (rows, total, names) = read.map_err(failed)?;
    let row = |it: &Receipt| {
        let mut shape = shapes::shape(it, zone);
        shape["way"] = way_name(&names, it.way).into();
        shape
    };
    let rows: Vec<Value> = rows.iter().map(row).collect();
    Ok(ok(&json!({"page": number, "receipts": rows, "size": SHOWN, "total": total})))
}

fn wanted(fields: &Fields, zone: Zone) -> Result<ReceiptFilter, Reply> {
    let given = |name: &str| fields.text(name).map(str::trim).filter(|text| !text.is_empty());
    let none = |name: &str| bad(BadField(format!("{name} is none of its words")));
    let kind = given("kind").map(|word| ReceiptKind::from_word(word).ok_or_else(|| none("kind"))).transpose()?;
    let fiscal = given("fiscal").map(|word| FiscalState::from_word(word).ok_or_else(|| none("fiscal"))).transpose()?;
    let (from, to) = (day(fields, "from", zone)?, day(fields, "to", zone)?);
    Ok(ReceiptFilter { from, to, kind, fiscal, sought: given("text").map(str::to_owned) })
}

fn written(
    store: &Store,
    filter: &ReceiptFilter,
    (format, language): (Format, usize),
    zone: Zone,
) -> Result<Sheet, NoFile> {
    store.read(|db| {
        if receipts::count(db, filter)? > MAX_ROWS {
            return Err(NoFile::TooMany);
        }
        let names = channels::way_names(db)?;
        let mut sheet = Sheet::begin(format, &HEADS.map(|head| head[language]))?;
        let mut offset = 0;
        loop {
            let some = receipts::list(db, filter, Page { size: AT_ONCE, offset })?;
            if some.is_empty() {
                return Ok(sheet);
            }
            for it in &some {
                sheet.row(&cells(it, &way_name(&names, it.way), language, zone))?;
            }
            offset += AT_ONCE;
        }
    })
}

fn cells(it: &Receipt, way: &str, language: usize, zone: Zone) -> Vec<Shown> {
    vec![
        Shown::Text(it.text.clone()),
        Shown::Text(zone.text(it.at)),
        Shown::Text(it.business_date.clone()),
        Shown::from(kind_name(it.kind)[language]),
        Shown::from(it.order_number.clone()),
        Shown::from(it.channel.clone()),
        Shown::from(way),
        Shown::Money(it.gross),
        Shown::Money(it.gross - it.tax),
        Shown::Money(it.tax),
        Shown::from(it.fiscal_number.clone()),
        Shown::from(it.fiscal_signature.clone()),
    ]
}

/// `GET /api/pages/admin/receipt?id=`: one with its parts, and what stands on its paper.
pub(super) fn one(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { shown(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn shown(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let fields = query(request)?;
    reader(outlet, request, &fields)?;
    let id = fields.required_number::<ReceiptId>("id").map_err(bad)?;
    let zone = outlet.config.zone;
    let read = outlet.store.read(|db| {
        let Some(it) = receipts::by_id(db, id)? else { return Ok(None) };
        let mut shape = shapes::with_rates(db, &it, zone)?;
        shape["way"] = way_name(&channels::way_names(db)?, it.way).into();
        let part = |(part, title): &(receipts::Part, Option<String>)| {
            json!({
                "gross": part.gross.to_string(), "rate": part.rate.map(crate::tax::Rate::percent), "tax": part.tax.to_string(),
                "title": title
            })
        };
        let parts: Vec<Value> = receipts::parts_of(db, id)?.iter().map(part).collect();
        Ok::<_, StoreError>(Some(json!({"parts": parts, "receipt": shape})))
    });
    let found = read.map_err(failed)?;
    let mut body = found.ok_or_else(|| refusal(StatusCode::NOT_FOUND, "there is no such receipt"))?;
    body["shop"] = shop(outlet);
    Ok(ok(&body))
}

/// What papers say of the shop.
pub(super) fn shop(outlet: &Outlet) -> Value {
    let config = &outlet.config;
    json!({
        "address": config.text("receipt.address"), "heading": config.text("receipt.heading"), "name": config.outlet_name,
        "note": config.text("receipt.note"), "tax_id": config.text("receipt.tax_id")
    })
}
