//! What holds in the roaming shop beyond constraints: exclusive numbers, trips, cards, codes.

use crate::catalogue::Kind;
use crate::channels::roaming::cards::CardState;
use crate::channels::roaming::esims::EsimState;
use crate::orders::{LineStatus, OrderStatus, PayStatus};
use crate::store::{Rule, statement};

/// The roaming shop's rules.
pub const RULES: &[Rule] = &[
    Rule {
        name: "a number has one holder at a time",
        broken_by: "select 'number ' || h.phone || ' of line ' || h.line_id
            from number_holds h
            where exists (
                select 1 from number_holds o
                where o.phone = h.phone and o.line_id < h.line_id
                    and ((o.starts_at < h.ends_at and o.ends_at > h.starts_at) or o.starts_at = h.starts_at)
            )
            order by h.line_id, h.phone",
        remedy: "give one of the two customers another number",
    },
    Rule {
        name: "held numbers belong to a line of a living order",
        broken_by: statement!(
            "select 'number ' || h.phone || ' of line ' || h.line_id
            from number_holds h
            join orders o on o.id = h.order_id
            left join order_lines l on l.order_id = h.order_id and l.id = h.line_id
            where o.order_status = {cancelled} or l.id is null
            order by h.line_id, h.phone",
            cancelled = OrderStatus::Cancelled,
        ),
        remedy: "cancel the order again on the counter's page, which lets go of the number",
    },
    Rule {
        name: "trips belong to a line of a living order",
        broken_by: statement!(
            "select 'trip ' || t.id
            from trips t
            join orders o on o.id = t.order_id
            left join order_lines l on l.order_id = t.order_id and l.id = t.line_id
            where o.order_status = {cancelled} or l.id is null
            order by t.id",
            cancelled = OrderStatus::Cancelled,
        ),
        remedy: "cancel the order again on the counter's page, which removes the trip",
    },
    Rule {
        name: "the roaming shop's lines name a product",
        broken_by: "select 'line ' || l.id || ' of order ' || l.order_id
            from order_lines l
            join orders o on o.id = l.order_id and o.channel = 'roaming'
            where not exists (select 1 from products p where p.id = l.item)
            order by l.order_id, l.id",
        remedy: "restore a backup from before the product was removed from outside",
    },
    Rule {
        // Who has a card may let go of it: it then waits outside for somebody, and its last move says so.
        name: "a card that left the counter has somebody who has it, or was let go of",
        broken_by: statement!(
            "select 'card ' || c.iccid
            from data_cards c
            where c.state in ({handed_over}, {owned}) and c.account_id is null
                and not exists (
                    select 1 from card_moves m
                    where m.id = (select max(last.id) from card_moves last where last.card_id = c.id)
                        and m.to_state = {handed_over} and m.account_id is null and c.state = {handed_over}
                )
            order by c.id",
            handed_over = CardState::HandedOver,
            owned = CardState::Owned,
        ),
        remedy: "find the card's order and hand it over again on the counter's page",
    },
    Rule {
        name: "an eSIM's stock is the codes that nobody has",
        broken_by: statement!(
            "select 'product ' || p.id
            from products p
            left join (
                select product_id, count(*) as codes from esims where state = {in_stock} group by product_id
            ) e on e.product_id = p.id
            where p.kind = {esim} and p.stock <> coalesce(e.codes, 0)
            order by p.id",
            in_stock = EsimState::InStock,
            esim = Kind::Esim,
        ),
        remedy: "restore a backup: codes or the stock were changed from outside",
    },
    Rule {
        name: "a code that is sold belongs to a line that holds it, and each line has as many as it bought",
        broken_by: statement!(
            "select 'esim ' || e.id
            from esims e
            left join order_lines l on l.id = e.line_id
            left join orders o on o.id = l.order_id
            where e.state = {sold} and (o.id is null or o.order_status in ({cancelled}, {closed}) or o.released_at is not null)
            union all
            select 'line ' || l.id
            from order_lines l
            join orders o on o.id = l.order_id and o.channel = 'roaming' and o.pay_status = {paid}
            join products p on p.id = l.item and p.kind = {esim}
            where l.status = {done}
                and l.quantity <> (select count(*) from esims e where e.line_id = l.id and e.state = {sold})
            order by 1",
            sold = EsimState::Sold,
            cancelled = OrderStatus::Cancelled,
            closed = OrderStatus::Closed,
            paid = PayStatus::Paid,
            esim = Kind::Esim,
            done = LineStatus::Done,
        ),
        remedy: "restore a backup: codes or orders were changed from outside",
    },
];
