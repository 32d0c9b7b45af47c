//! What holds between ticket orders, their deals and the order book.

use crate::channels::tickets::customers::CustomerKind;
use crate::channels::tickets::states::Status;
use crate::orders::{OrderStatus, PayStatus};
use crate::store::{Rule, statement};

/// The tickets' rules. The outlet as a customer is that of `own_outlet`; orders of an earlier system that were imported for it stand on
/// its own account, and their money in other books.
pub const RULES: &[Rule] = &[
    Rule {
        name: "every ticket order of the book has its ticket part",
        broken_by: "select 'order ' || o.number
            from orders o
            where o.channel = 'ticket' and not exists (select 1 from ticket_orders t where t.order_id = o.id)
            order by o.number",
        remedy: "restore a backup, or close the order by hand",
    },
    Rule {
        name: "a cancelled ticket order is closed for its customer too",
        broken_by: statement!(
            "select 'order ' || o.number
            from orders o
            join ticket_orders t on t.order_id = o.id
            where o.order_status = {cancelled} and t.status <> '{closed}'
            order by o.number",
            cancelled = OrderStatus::Cancelled,
            closed = Status::Closed,
        ),
        remedy: "look at the order's entries in the audit trail and close it",
    },
    Rule {
        name: "no more tickets were handed over than were ordered",
        broken_by: "select 'order ' || o.number
            from ticket_deals d
            join orders o on o.id = d.order_id
            left join order_lines l on l.order_id = d.order_id and l.id = d.line_id
            where l.id is null or d.quantity > l.quantity
            order by o.number",
        remedy: "compare the order with its slip and with the tickets that are gone",
    },
    Rule {
        name: "tickets that the outlet sold leave it paid",
        broken_by: statement!(
            "select 'order ' || o.number
            from ticket_orders t
            join ticket_customers c on c.id = t.customer_id
            join orders o on o.id = t.order_id
            where c.kind = {website} and c.code = 'OUTPOST' and t.status in ('{dealt}', '{rebated}', '{cash}') and o.pay_status <> {paid}
                and o.account_id <> coalesce(c.account_id, 0)
            order by o.number",
            website = CustomerKind::OfficialWebsite,
            paid = PayStatus::Paid,
            dealt = Status::Dealt,
            rebated = Status::DealtWithRebate,
            cash = Status::PaidCash,
        ),
        remedy: "compare the order with the till report and the provider's statement of account",
    },
    Rule {
        name: "what ticket customers are owed to be told happened",
        broken_by: "select 'message ' || m.id
            from outbox m
            where m.topic = 'ticket_event'
                and not exists (select 1 from ticket_events e where e.order_id = m.queue and e.id = m.reference)
            order by m.id",
        remedy: "restore a backup: the outbox was changed from outside",
    },
    Rule {
        name: "tickets that go back were handed over",
        broken_by: "select 'order ' || o.number
            from ticket_refunds r
            join orders o on o.id = r.order_id
            where r.place > (select coalesce(sum(l.quantity), 0) from order_lines l where l.order_id = r.order_id)
            order by o.number",
        remedy: "compare the order with its tickets that came back",
    },
    Rule {
        name: "a ticket order that waits for its refund knows what it was",
        broken_by: statement!(
            "select 'order ' || o.number
            from ticket_orders t
            join orders o on o.id = t.order_id
            where t.status in ('{requested}', '{refunding}') and t.refund_from is null
            order by o.number",
            requested = Status::RefundRequested,
            refunding = Status::Refunding,
        ),
        remedy: "look at the order's entries in the audit trail",
    },
    Rule {
        name: "handed over tickets have their days",
        broken_by: "select 'order ' || o.number
            from ticket_deals d
            join orders o on o.id = d.order_id
            where d.quantity <> (
                select coalesce(max(h.quantity), 0) from ticket_handings h where h.order_id = d.order_id and h.line_id = d.line_id
            )
            order by o.number",
        remedy: "hand the order over again by ticket-deals with the number that left the house",
    },
];
