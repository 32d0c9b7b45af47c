//! What holds between the calendar, its holds and the orders.

use crate::orders::OrderStatus;
use crate::store::{Rule, statement};

/// The tours' rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "what is taken of a tour's day is what orders hold of it",
        broken_by: "select 'offer ' || c.offer_id || ' on ' || c.day
            from tour_calendar c
            where c.taken <> (
                select coalesce(sum(h.quantity), 0)
                from tour_holds h
                where h.offer_id = c.offer_id and h.day = c.day and h.released_at is null
            )
            order by c.offer_id, c.day",
        remedy: "count the day's orders and restore a backup if the calendar was changed from outside",
    },
    Rule {
        name: "orders hold days and coupons while they live",
        broken_by: statement!(
            "select 'order ' || o.id
            from orders o
            where o.order_status in ({cancelled}, {closed}) and (
                    exists (select 1 from tour_holds h where h.order_id = o.id and h.released_at is null)
                    or exists (select 1 from tour_coupons c where c.order_id = o.id)
                )
                or o.order_status not in ({cancelled}, {closed})
                    and exists (select 1 from tour_holds h where h.order_id = o.id and h.released_at is not null)
            order by o.id",
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
        ),
        remedy: "restore a backup if the order was changed from outside",
    },
];
