//! Rows of the back office's search, and of its lists of trips (docs/spec/roaming.md sections 13 and 15).

use serde::Serialize;

use crate::catalogue::Kind;
use crate::channels::roaming::areas::{CardKind, CardTypes};
use crate::channels::roaming::ids::{CardId, TripId};
use crate::channels::roaming::sql::search::{self, ShipTo};
use crate::channels::roaming::sql::traffic::Traffic;
use crate::clock::Zone;
use crate::ids::{AccountId, AddressId, LineId, OrderId};
use crate::money::Fen;
use crate::orders::{OrderStatus, PayStatus, ShippingStatus};
use crate::store;

/// The result of `order_search`.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Found<'f> {
    pub(in crate::channels::roaming) orders: Vec<Row<'f>>,
    pub(in crate::channels::roaming) totalcount: i64,
}

/// A line with what its order says: `id` is the line's, `orderid` a text, `usit_price` the order's price (recorded names).
#[derive(Serialize)]
pub(in crate::channels::roaming) struct Row<'r> {
    #[serde(skip_serializing_if = "Option::is_none")]
    areaname: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call_duration: Option<i64>,
    createtime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exclusive_number: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    id: LineId,
    order_status: OrderStatus,
    orderid: &'r str,
    pay_status: PayStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay_voucher: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<&'r str>,
    prd_name: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    prd_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ship_address: Option<ShipAddress<'r>>,
    shipping_status: ShippingStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    shipping_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'r str>,
    userid: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    userinfo: Option<&'r str>,
    usit_price: Fen,
}

/// Where an order is sent, its regions by name.
#[derive(Serialize)]
struct ShipAddress<'a> {
    address: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    consignee: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    district: Option<&'a str>,
    id: AddressId,
    mobile: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    province: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zipcode: Option<&'a str>,
}

fn ship_address(it: &ShipTo) -> ShipAddress<'_> {
    ShipAddress {
        address: &it.address,
        city: it.city.as_deref(),
        consignee: &it.consignee,
        district: it.district.as_deref(),
        id: it.id,
        mobile: &it.mobile,
        province: it.province.as_deref(),
        zipcode: it.zipcode.as_deref(),
    }
}

/// What a product's kind is called.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Card => "数据卡",
        Kind::Traffic => "数据流量",
        Kind::Voice => "语音时长",
        Kind::TrafficAndVoice => "流量+语音",
        Kind::Number => "专属号码",
        Kind::Goods => "商品",
        Kind::Esim => "eSIM",
    }
}

pub(in crate::channels::roaming) fn row(it: &search::Found, zone: Zone) -> Row<'_> {
    Row {
        areaname: it.area.as_deref(),
        call_duration: it.minutes,
        createtime: zone.text(it.created_at),
        effect_datetime: it.starts_at.map(|at| zone.text(at)),
        exclusive_number: it.number.as_deref(),
        failure_datetime: it.ends_at.map(|at| zone.text(at)),
        id: it.line_id,
        order_status: it.order_status,
        orderid: &it.order_number,
        pay_status: it.pay_status,
        pay_time: it.pay_time.map(|at| zone.text(at)),
        pay_voucher: it.pay_ref.as_deref(),
        payment: it.pay_way_name.as_deref(),
        prd_name: &it.title,
        prd_type: it.product_kind.and_then(Kind::from_number).map(kind_name),
        ship_address: it.ship_to.as_ref().map(ship_address),
        shipping_status: it.shipping_status,
        shipping_time: it.shipped_at.map(|at| zone.text(at)),
        source: it.source.as_deref(),
        userid: it.account_id,
        userinfo: it.phone.as_deref(),
        usit_price: it.price,
    }
}

/// A trip as the store room sees it.
#[derive(Serialize)]
pub(in crate::channels::roaming) struct TrafficRow<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    areaname: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    datacardid: Option<CardId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure_datetime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    iccid: Option<&'t str>,
    id: TripId,
    #[serde(skip_serializing_if = "Option::is_none")]
    imsi: Option<&'t str>,
    orderdetailid: LineId,
    orderid: OrderId,
    status: Status,
    #[serde(rename = "type")]
    kind: CardKind,
    userid: AccountId,
    #[serde(skip_serializing_if = "Option::is_none")]
    userphone: Option<&'t str>,
}

/// A trip's status: a number in one list, a text in the other (recorded).
#[derive(Serialize)]
#[serde(untagged)]
enum Status {
    Number(i64),
    Text(&'static str),
}

/// A row of `datatraffic_gets`: `type` is the card type of its area, and of a dual card the number of that type is used
/// (docs/spec/roaming.md sections 10 and 15).
pub(in crate::channels::roaming) fn traffic<'t>(it: &'t Traffic, types: &CardTypes, zone: Zone) -> TrafficRow<'t> {
    let trip = &it.trip;
    let kind = types.get(trip.area.as_deref());
    let second = it.imsi_hk.as_deref().filter(|_| it.card_kind == Some(CardKind::Dual) && kind == CardKind::HongKong);
    TrafficRow {
        areaname: trip.area.as_deref(),
        datacardid: trip.card_id,
        effect_datetime: trip.starts_at.map(|at| zone.text(at)),
        failure_datetime: trip.ends_at.map(|at| zone.text(at)),
        iccid: trip.iccid.as_deref(),
        id: trip.id,
        imsi: second.or(it.imsi.as_deref()),
        orderdetailid: trip.line_id,
        orderid: trip.order_id,
        status: Status::Number(i64::from(trip.paid)),
        kind,
        userid: trip.account_id,
        userphone: None,
    }
}

/// A row of `datacard_gets`: the customer's phone beside it, the status in words. Cancelled trips are deleted, so that the
/// third word of the recorded list is never needed.
pub(in crate::channels::roaming) fn traffic_with_phone<'t>(
    it: &'t Traffic,
    types: &CardTypes,
    zone: Zone,
) -> TrafficRow<'t> {
    let status = Status::Text(if it.trip.paid { "已确认" } else { "未确认" });
    TrafficRow { status, userphone: it.phone.as_deref(), ..traffic(it, types, zone) }
}

/// A page that says which it is, in the form of the recorded client's library.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::channels::roaming) struct Page<'p> {
    content: Vec<TrafficRow<'p>>,
    first: bool,
    last: bool,
    number: i64,
    number_of_elements: usize,
    size: i64,
    total_elements: i64,
    total_pages: i64,
}

/// The page at an offset of a list of so many.
pub(in crate::channels::roaming) fn page(content: Vec<TrafficRow<'_>>, part: store::Page, total: i64) -> Page<'_> {
    let store::Page { size, offset } = part;
    let (number, pages) = (offset / size, total.saturating_add(size - 1) / size);
    Page {
        first: number == 0,
        last: number + 1 >= pages,
        number,
        number_of_elements: content.len(),
        size,
        total_elements: total,
        total_pages: pages,
        content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_whether_it_is_the_first_and_the_last() {
        for (offset, total, first, last, pages) in
            [(0, 0, true, true, 0), (0, 10, true, true, 1), (0, 11, true, false, 2), (10, 11, false, true, 2)]
        {
            let page = page(Vec::new(), store::Page { size: 10, offset }, total);
            assert_eq!((page.first, page.last, page.total_pages), (first, last, pages), "{offset} of {total}");
        }
    }
}
