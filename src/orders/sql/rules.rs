//! What holds between orders, their lines and the ledgers.

use crate::orders::{OrderStatus, PayStatus, RefundStatus};
use crate::store::{Rule, statement};

/// The order book's rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "an order's totals are those of its lines",
        broken_by: "select 'order ' || o.id
            from orders o
            where o.price <> (select coalesce(sum(l.unit_price * l.quantity), 0) from order_lines l where l.order_id = o.id)
                or o.discount <> (select coalesce(sum(l.discount), 0) from order_lines l where l.order_id = o.id)
                or o.tax <> (select coalesce(sum(l.tax), 0) from order_lines l where l.order_id = o.id)
            order by o.account_id, o.id",
        remedy: "compare the order with its slip and restore a backup if it was changed from outside",
    },
    Rule {
        name: "an order's paid money is that of the ledger",
        broken_by: "select 'order ' || o.id
            from orders o
            where coalesce(o.paid, 0) <> (
                    select coalesce(sum(m.amount), 0) from money_moves m where m.order_id = o.id and m.kind = 'payment'
                ) - (
                    select coalesce(sum(r.money), 0) from refunds r where r.order_id = o.id and r.origin = 'late payment'
                )
            order by o.account_id, o.id",
        remedy: "compare the order with the till report and the provider's statement of account",
    },
    Rule {
        name: "money is told of in its order's channel",
        broken_by: "select 'money ' || m.id
            from money_moves m
            left join orders o on o.id = m.order_id
            where coalesce(m.channel, '') <> coalesce(o.channel, '')
            order by m.id",
        remedy: "restore a backup if it was changed from outside",
    },
    Rule {
        name: "no order gave back more than came in",
        broken_by: "select 'order ' || m.order_id
            from money_moves m
            where m.order_id is not null
            group by m.order_id
            having sum(m.amount) < 0
            order by m.order_id",
        remedy: "compare the order's refunds with the provider's statement of account",
    },
    Rule {
        name: "a payment that was taken back is taken back whole",
        broken_by: "select 'money ' || v.id
            from money_moves v
            left join money_moves m on m.id = v.voids
            where v.kind = 'payment' and v.amount < 0
                and (
                    m.id is null or m.kind <> 'payment' or m.amount <> -v.amount or m.order_id <> v.order_id or m.way <> v.way
                )
            order by v.id",
        remedy: "compare the order with the till report and count the drawer",
    },
    Rule {
        name: "money that went back is that of the refunds",
        broken_by: statement!(
            "select 'order ' || o.id
            from orders o
            where (
                    select coalesce(sum(m.amount), 0) from money_moves m where m.order_id = o.id and m.kind = 'refund'
                ) + (
                    select coalesce(sum(r.money), 0) from refunds r where r.order_id = o.id and r.status = {went_back}
                ) <> 0
            order by o.account_id, o.id",
            went_back = RefundStatus::Refunded,
        ),
        remedy: "compare the order's refunds with the till report and the provider's statement of account",
    },
    Rule {
        name: "money that came in or went back has its order",
        broken_by: "select 'notice ' || m.id || ' of order number ' || m.number
            from unmatched_money m
            where m.settled_at is null
            order by m.id",
        remedy: "say on the manager's page what became of it",
    },
    Rule {
        name: "a paid order says how and when",
        broken_by: statement!(
            "select 'order ' || o.id
            from orders o
            where o.pay_status in ({paid}, {refunded}) and (o.pay_way is null or o.pay_time is null or o.paid is null)
            order by o.account_id, o.id",
            paid = PayStatus::Paid,
            refunded = PayStatus::Refunded,
        ),
        remedy: "look at the order's entries in the audit trail",
    },
    Rule {
        name: "orders name an address that is there",
        broken_by: "select 'order ' || o.id
            from orders o
            where o.address_id is not null and not exists (select 1 from addresses a where a.id = o.address_id)
            order by o.account_id, o.id",
        remedy: "ask the customer where the order is to go",
    },
    Rule {
        name: "an order that is paid or has ended waits for nothing",
        broken_by: statement!(
            "select 'order ' || o.id
            from orders o
            where (o.pay_status in ({paid}, {refunded}) or o.order_status in ({cancelled}, {closed}))
                and (o.expires_at is not null or o.holds_until is not null or o.released_at is not null)
            order by o.account_id, o.id",
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
            paid = PayStatus::Paid,
            refunded = PayStatus::Refunded,
        ),
        remedy: "restore a backup if the order was changed from outside",
    },
    Rule {
        name: "an order holds its goods or gave them back",
        broken_by: "select 'order ' || o.id
            from orders o
            where o.holds_until is not null and o.released_at is not null
            order by o.account_id, o.id",
        remedy: "restore a backup if the order was changed from outside",
    },
    Rule {
        name: "an order that was cancelled or gave its goods back holds no stock",
        broken_by: statement!(
            "select m.item_kind || ' ' || m.item
            from stock_moves m
            join orders o on o.id = m.order_id
            where o.order_status = {cancelled} or o.released_at is not null
            group by m.item_kind, m.item
            having sum(m.change) <> 0
            order by m.item_kind, m.item",
            cancelled = OrderStatus::Cancelled,
        ),
        remedy: "count the goods and set the stock on the admin's page",
    },
    Rule {
        name: "a move of money has its receipt",
        broken_by: "select 'money ' || m.id
            from money_moves m
            left join receipts r on r.move_id = m.id
            where m.id >= (select min(move_id) from receipts) and (r.id is null or r.gross <> m.amount)
            order by m.id",
        remedy: "compare the receipts with the till report and restore a backup if one was changed from outside",
    },
    Rule {
        name: "a till's receipts are numbered without gaps",
        broken_by: "select 'till ' || s.name
            from receipt_series s
            where s.last <> (select count(*) from receipts r where r.series_id = s.id)
                or s.last <> (select coalesce(max(r.number), 0) from receipts r where r.series_id = s.id)
            order by s.id",
        remedy: "restore a backup if one was taken out from outside",
    },
    Rule {
        name: "the parts of a receipt are its whole",
        broken_by: "select 'receipt ' || r.id
            from receipts r
            where r.gross <> r.untaxed
                    + (select coalesce(sum(t.gross), 0) from receipt_taxes t where t.receipt_id = r.id and t.rate is not null)
                or r.tax <> (select coalesce(sum(t.tax), 0) from receipt_taxes t where t.receipt_id = r.id)
            order by r.id",
        remedy: "compare it with the paper and restore a backup if it was changed from outside",
    },
    Rule {
        name: "no order gave back more tax than it took",
        broken_by: "select 'order ' || r.order_id
            from receipts r
            where r.kind in ('sale', 'refund')
            group by r.order_id
            having sum(r.tax) < 0
            order by r.order_id",
        remedy: "compare the order's receipts with one another",
    },
];
