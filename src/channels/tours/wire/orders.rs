//! The shapes of orders, in the style of the recorded ones. Money is a text with two decimals.

use crate::channels::tours::ids::ContactId;
use crate::channels::tours::orders::TourOrder;
use crate::channels::tours::tree::Tree;
use crate::clock::{Instant, Zone};
use crate::orders::{Line, Order};

/// `data` of a submit (docs/spec/tours.md section 5).
pub fn submitted(order: &Order, pay_url: &str) -> Tree {
    Tree::Object(vec![
        ("order_id", Tree::text(order.id())),
        ("order_sn", Tree::text(order.number())),
        ("order_status", Tree::text(order.order_status())),
        ("total_money", Tree::text(order.cost())),
        ("coupon_money", Tree::text(order.voucher_amount())),
        ("pay_url", Tree::text(pay_url)),
    ])
}

/// `data` of a cancel.
pub fn cancelled(order: &Order) -> Tree {
    Tree::Object(vec![
        ("order_id", Tree::text(order.id())),
        ("order_sn", Tree::text(order.number())),
        ("order_status", Tree::text(order.order_status())),
    ])
}

/// `data` of an order's detail.
pub fn detail(
    order: &Order,
    tour: &TourOrder,
    lines: &[Line],
    travellers: &[(ContactId, String)],
    pay_url: &str,
    zone: Zone,
) -> Tree {
    let traveller =
        |(id, name): &(ContactId, String)| Tree::Object(vec![("pid", Tree::text(id)), ("name", Tree::text(name))]);
    let mut members = row(order, Some(tour), zone);
    members.extend([
        ("receiver", Tree::text(&tour.receiver)),
        ("mobile", Tree::text(&tour.mobile)),
        ("email", Tree::text(&tour.email)),
        ("weixin", Tree::text(&tour.weixin)),
        ("address", Tree::text(&tour.address)),
        ("inv_type", Tree::text(tour.wishes.inv_type)),
        ("inv_content", Tree::text(&tour.wishes.inv_content)),
        ("postscript", Tree::text(&tour.wishes.postscript)),
        ("bed_require", Tree::text(&tour.wishes.bed_require)),
        ("play_time", Tree::text(&tour.wishes.play_time)),
        ("shipping_method", Tree::text(tour.wishes.shipping_method)),
        ("goods", Tree::list(lines, |line| goods(line, zone))),
        ("travellers", Tree::list(travellers, traveller)),
        ("pay_url", Tree::text(pay_url)),
    ]);
    Tree::Object(members)
}

/// `data` of the list of orders.
pub fn list(orders: &[Order], tours: &[TourOrder], count: i64, page: (i64, i64), zone: Zone) -> Tree {
    let shape = |order: &Order| {
        let tour = tours.iter().find(|tour| tour.order_id == order.id());
        Tree::Object(row(order, tour, zone))
    };
    Tree::Object(vec![("list", Tree::list(orders, shape)), ("page", super::catalogue::page(count, page))])
}

/// What list and detail show alike.
fn row(order: &Order, tour: Option<&TourOrder>, zone: Zone) -> Vec<(&'static str, Tree)> {
    let time = |at: Option<Instant>| Tree::text(at.map_or_else(|| super::NO_TIME.to_owned(), |at| zone.text(at)));
    let number = |of: fn(&TourOrder) -> i64| Tree::text(tour.map_or(0, of));
    let text = |of: fn(&TourOrder) -> &str| Tree::text(tour.map_or("", of));
    vec![
        ("order_id", Tree::text(order.id())),
        ("order_sn", Tree::text(order.number())),
        ("client_order_no", Tree::text(order.client_ref().unwrap_or_default())),
        ("uid", Tree::text(order.account_id())),
        ("order_status", Tree::text(order.order_status())),
        ("pay_status", Tree::text(order.pay_status())),
        ("product_id", number(|tour| tour.package_id.number())),
        ("date", text(|tour| &tour.travel_date)),
        ("adult_num", number(|tour| tour.adults)),
        ("child_num", number(|tour| tour.children)),
        ("total_money", Tree::text(order.cost())),
        ("coupon_money", Tree::text(order.voucher_amount())),
        ("pay_money", Tree::text(order.due())),
        ("coupon_sn", text(|tour| tour.coupon_sn.as_deref().unwrap_or_default())),
        ("ctime", time(Some(order.created_at()))),
        ("expire_time", time(order.expires_at())),
        ("pay_time", time(order.pay_time())),
    ]
}

fn goods(line: &Line, zone: Zone) -> Tree {
    let date = line.starts_at().map_or_else(String::new, |at| zone.date_text(at));
    Tree::Object(vec![
        ("goods_name", Tree::text(line.title())),
        ("date", Tree::text(date)),
        ("night_num", Tree::text(line.units())),
        ("num", Tree::text(line.quantity())),
        ("goods_price", Tree::text(line.unit_price())),
        ("money", Tree::text(line.price())),
    ])
}
