-- Unpaid orders give their scarce goods back after a while and stay open longer.

alter table orders add column holds_until integer;  -- the scarce goods of an unpaid order go back then; null when they did, or never will
alter table orders add column released_at integer;  -- when they went back; null while the order holds them

create index orders_by_hold on orders (holds_until) where holds_until is not null;

-- Until now an order ended when its goods went back, and one that was being paid never did. The order that a ticket customer
-- makes is for a day and still ends with its goods.
update orders set holds_until = expires_at where expires_at is not null;
update orders set holds_until = pay_time + 7200000
    where pay_status = 1 and order_status in (0, 1) and channel in ('roaming', 'tour', 'course', 'lease') and pay_time is not null;
update orders set expires_at = created_at + 1296000000 where holds_until is not null and channel <> 'ticket';
