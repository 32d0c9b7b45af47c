//! Which orders a list shows; the order book reads them.

/// Ids of one page of an account's orders: ?1 account, ?2 page size, ?3 offset. Closed ones are not listed; newest first by
/// the whole second, the lower id first within one (roaming.md section 0.7).
pub(in crate::roaming) const PAGE: &str = "select id from orders
    where account_id = ?1 and channel = 'roaming' and order_status <> 5
    order by created_at / 1000 desc, id
    limit ?2 offset ?3";

/// The order of that page.
pub(in crate::roaming) const PAGE_SORT: &str = "created_at / 1000 desc, id";
