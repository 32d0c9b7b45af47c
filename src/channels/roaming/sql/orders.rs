//! Which orders a list shows; the order book reads them.

/// Ids of one page of an account's orders: ?1 account, ?2 page size, ?3 offset. Closed ones are not listed; newest first by
/// the whole second, the lower id first within one (docs/spec/roaming.md section 0.7).
pub(in crate::channels::roaming) const PAGE: &str = "select id from orders
    where account_id = ?1 and channel = 'roaming' and order_status <> 5
    order by created_at / 1000 desc, id
    limit ?2 offset ?3";

/// The order of that page.
pub(in crate::channels::roaming) const PAGE_SORT: &str = "created_at / 1000 desc, id";

/// Ids of a page of paid orders that wait for a carrier: ?1 page size, ?2 offset.
pub(in crate::channels::roaming) const TO_SHIP: &str = "select id from orders
    where pay_status = 2 and shipping_status = 0 and order_status not in (2, 5) and channel = 'roaming'
        and carrier_id is not null
    order by id
    limit ?1 offset ?2";

/// Ids of a page of paid orders that wait to be picked up: ?1 page size, ?2 offset.
pub(in crate::channels::roaming) const TO_PICK_UP: &str = "select id from orders
    where pay_status = 2 and shipping_status = 0 and order_status not in (2, 5) and channel = 'roaming'
        and obtain_voucher = 1
    order by id
    limit ?1 offset ?2";
