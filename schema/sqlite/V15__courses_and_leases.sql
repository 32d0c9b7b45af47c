-- What the back office of courses and leases looks things up by, and the name of the wallet among the ways of paying.

create index course_orders_by_offer on course_orders (offer_id, order_id);
create index offer_bindings_by_gift on offer_bindings (gift_package_id) where active = 1;
create index money_moves_by_wallet on money_moves (account_id, id) where way = 7;

-- Pages do not offer it and nobody can choose it: the lease API alone pays from wallets. Reports call it by this name.
insert into payment_ways (id, code, name, description, terminal, sort, enabled)
values (7, 'wallet', '钱包支付', '租用接口从预存的钱包扣款', 0, 7, 0)
on conflict do nothing;

insert into counters (name, next) values ('payment_ways', 8)
on conflict (name) do update set next = case when counters.next > 8 then counters.next else 8 end;
