//! What holds between course orders and their vouchers.

use crate::orders::PayStatus;
use crate::store::{Rule, statement};

/// The course room's rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "a paid course order has a voucher for each piece",
        broken_by: statement!(
            "select 'order ' || p.order_id
            from course_orders p
            join orders o on o.id = p.order_id
            where o.pay_status = {paid} and p.num <> (
                select count(*) from course_vouchers v where v.order_id = p.order_id and v.voided_at is null
            )
            order by p.order_id",
            paid = PayStatus::Paid,
        ),
        remedy: "give the order's money back (course_order_refund) and let the customer order again",
    },
    Rule {
        name: "course vouchers that can be redeemed are paid for",
        broken_by: statement!(
            "select 'voucher ' || v.id
            from course_vouchers v
            where v.used_at is null and v.voided_at is null
                and not exists (select 1 from orders o where o.id = v.order_id and o.pay_status = {paid})
            order by v.id",
            paid = PayStatus::Paid,
        ),
        remedy: "take the order's money at the counter, or restore a backup if the order was changed from outside",
    },
    Rule {
        name: "a course order counts its redeemed vouchers",
        broken_by: "select 'order ' || p.order_id
            from course_orders p
            where p.used <> (
                select count(*) from course_vouchers v where v.order_id = p.order_id and v.used_at is not null
            )
            order by p.order_id",
        remedy: "compare the order's vouchers with the school's list of its students",
    },
];
