//! The numbers that the pages share with the server: states, ways of paying, roles and error codes, and those of each channel, as
//! `lib/constants.js`.
//!
//! The file lies in the repository, because the pages have no build step; a test below keeps it equal to the source. With
//! `UPDATE=1` in the environment that test writes it.

use std::fmt::Write as _;

use crate::accounts::{AccountStatus, Role};
use crate::catalogue::{Kind as ProductKind, ON_SALE};
use crate::channels;
use crate::orders::{COUNTER, OrderStatus, PayStatus, RefundStatus, ShippingStatus};
use crate::payments::Way;
use crate::staff_api::codes as code;

/// One object of the file: its name, what its numbers are, and each number by its name.
type Group = (&'static str, &'static str, Vec<(&'static str, i64)>);

/// The whole file.
#[must_use]
pub fn source() -> String {
    let mut text =
        "// Made from the server's source by a test of src/pages/constants.rs; to change it, change that.\n".to_owned();
    for (name, about, numbers) in groups() {
        let _ = write!(text, "\n/** {about} */\nexport const {name} = Object.freeze({{\n");
        for (number_name, number) in numbers {
            let _ = writeln!(text, "  {number_name}: {number},");
        }
        text.push_str("});\n");
    }
    text
}

fn groups() -> Vec<Group> {
    let mut all = vec![
        ("ORDER", "`order_status` of an order.", order_states()),
        ("PAYMENT", "`pay_status` of an order.", payment_states()),
        ("SHIPPING", "`shipping_status` of an order.", shipping_states()),
        ("REFUND", "`status` of a refund.", refund_states()),
        ("PAY_WAY", "`payid`: how an order is paid.", ways()),
        ("PRODUCT", "`typeid` of a product.", product_kinds()),
        ("ROLE", "`type` of an account.", roles()),
        ("STATE", "States that have one number each.", lone_states()),
        ("CODE", "`error_no` of the shop's and the staff's services.", error_codes()),
    ];
    let own = channels::ALL.iter().flat_map(|channel| channel.numbers);
    all.extend(own.map(|it| (it.name, it.about, it.numbers.to_vec())));
    all
}

fn order_states() -> Vec<(&'static str, i64)> {
    vec![
        ("UNCONFIRMED", OrderStatus::Unconfirmed.number()),
        ("CONFIRMED", OrderStatus::Confirmed.number()),
        ("CANCELLED", OrderStatus::Cancelled.number()),
        ("CLOSED", OrderStatus::Closed.number()),
    ]
}

fn payment_states() -> Vec<(&'static str, i64)> {
    vec![
        ("UNPAID", PayStatus::Unpaid.number()),
        ("PAYING", PayStatus::Paying.number()),
        ("PAID", PayStatus::Paid.number()),
        ("REFUNDED", PayStatus::Refunded.number()),
    ]
}

fn shipping_states() -> Vec<(&'static str, i64)> {
    vec![
        ("NOT_SHIPPED", ShippingStatus::NotShipped.number()),
        ("SHIPPED", ShippingStatus::Shipped.number()),
        ("RECEIVED", ShippingStatus::Received.number()),
        ("PREPARING", ShippingStatus::Preparing.number()),
    ]
}

fn refund_states() -> Vec<(&'static str, i64)> {
    vec![
        ("OPEN", RefundStatus::Open.number()),
        ("CONFIRMED", RefundStatus::Confirmed.number()),
        ("REJECTED", RefundStatus::Rejected.number()),
        ("REFUNDING", RefundStatus::Refunding.number()),
        ("REFUNDED", RefundStatus::Refunded.number()),
    ]
}

fn ways() -> Vec<(&'static str, i64)> {
    vec![
        ("COUNTER", COUNTER.number()),
        ("ALIPAY_WEB", Way::AlipayWeb.id().number()),
        ("ALIPAY_APP", Way::AlipayApp.id().number()),
        ("WECHAT", Way::WeChat.id().number()),
        ("CREDTRIP", Way::Credtrip.id().number()),
    ]
}

fn product_kinds() -> Vec<(&'static str, i64)> {
    vec![
        ("CARD", ProductKind::Card.number()),
        ("TRAFFIC", ProductKind::Traffic.number()),
        ("VOICE", ProductKind::Voice.number()),
        ("TRAFFIC_AND_VOICE", ProductKind::TrafficAndVoice.number()),
        ("NUMBER", ProductKind::Number.number()),
        ("GOODS", ProductKind::Goods.number()),
        ("ESIM", ProductKind::Esim.number()),
    ]
}

fn roles() -> Vec<(&'static str, i64)> {
    vec![
        ("CUSTOMER", Role::Customer.number()),
        ("CLERK", Role::Clerk.number()),
        ("EMPLOYEE", Role::Employee.number()),
        ("OPERATOR", Role::Operator.number()),
        ("ADMIN", Role::Admin.number()),
    ]
}

/// The account that works, and the product that can be bought.
fn lone_states() -> Vec<(&'static str, i64)> {
    vec![("ACCOUNT_ACTIVE", AccountStatus::Active.number()), ("PRODUCT_ON_SALE", ON_SALE)]
}

fn error_codes() -> Vec<(&'static str, i64)> {
    let all = [
        ("FIRST_PASSWORD", code::FIRST_PASSWORD),
        ("SECOND_FACTOR", code::SECOND_FACTOR),
        ("PARAMETER", code::PARAMETER),
        ("SESSION", code::SESSION),
        ("PRIVILEGE", code::PRIVILEGE),
        ("NO_ORDER", code::NO_ORDER),
        ("ORDER_STATE", code::ORDER_STATE),
    ];
    all.into_iter().map(|(name, fault)| (name, i64::from(fault.no))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_numbers_are_the_server_s() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/web/lib/constants.js");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, source()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(kept, source(), "UPDATE=1 cargo test the_pages_numbers writes lib/constants.js anew");
    }

    #[test]
    fn a_number_that_changed_would_be_seen() {
        assert!(source().contains("export const PAYMENT = Object.freeze({\n  UNPAID: 0,\n  PAYING: 1,\n  PAID: 2,\n"));
        assert!(!source().contains("PAID: 3"));
    }
}
