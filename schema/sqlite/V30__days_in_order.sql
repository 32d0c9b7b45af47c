-- Orders of a day one after the other. Without the id the index went on with the account, so that each new order was put somewhere in the
-- middle of its day, and each commit of many orders wrote a page for each of them.
drop index orders_by_business_date;
create index orders_by_business_date on orders (business_date, channel, order_status, pay_status, payable, id);

-- Sales are looked for by nobody, and most moves are sales.
drop index stock_moves_by_item;
create index stock_moves_but_sales on stock_moves (item_kind, item, order_id) where reason <> 'sold';

-- Open orders one after the other, too, for the caps on unpaid orders: by account, each order of a commit wrote a page of the index.
drop index orders_open_by_account;
create index orders_open on orders (id)
where pay_status in (0, 1) and order_status in (0, 1) and released_at is null;
