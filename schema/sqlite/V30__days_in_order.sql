-- Orders of a day one after the other. Without the id the index went on with the account, so that each new order was put somewhere in the
-- middle of its day, and each commit of many orders wrote a page for each of them.
drop index orders_by_business_date;
create index orders_by_business_date on orders (business_date, channel, order_status, pay_status, payable, id);
