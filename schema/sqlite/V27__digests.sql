-- Damage is seen: a digest of each row of orders, money and goods.
--
-- A flipped bit in a row is no fault that SQLite could know of: the page is as whole as before. The program makes the digests when it
-- has nothing else to do; `upto` is the key up to which a table's rows have one. The triggers note which of those were changed since, so
-- a new order costs them a look and no write. They need nothing of the program: any tool may change the tables. `of` is the
-- number of the table in the program's list (0: a digest of the tables' columns), `a` and `b` are the row's key. Stock is left out: each
-- sale changes it, and the ledger vouches for it.

create table row_digests (
    of integer not null,
    a integer not null,
    b integer not null,
    digest integer not null,
    constraint row_digests_pk primary key (of, a, b)
) strict, without rowid;

create table digests_due (
    of integer not null,
    a integer not null,
    b integer not null,
    constraint digests_due_pk primary key (of, a, b)
) strict, without rowid;

create table digests_made (
    of integer not null,
    upto integer not null,
    constraint digests_made_pk primary key (of)
) strict;

create trigger orders_insert_digest after insert on orders
when new.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, new.id, 0) on conflict do nothing;
end;

create trigger orders_update_digest after update on orders
when new.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, new.id, 0) on conflict do nothing;
end;

create trigger orders_delete_digest after delete on orders
when old.id <= (select upto from digests_made where of = 1)
begin
    insert into digests_due (of, a, b) values (1, old.id, 0) on conflict do nothing;
end;

create trigger order_lines_insert_digest after insert on order_lines
when new.order_id <= (select upto from digests_made where of = 2)
begin
    insert into digests_due (of, a, b) values (2, new.order_id, new.id) on conflict do nothing;
end;

create trigger order_lines_update_digest after update on order_lines
when new.order_id <= (select upto from digests_made where of = 2)
begin
    insert into digests_due (of, a, b) values (2, new.order_id, new.id) on conflict do nothing;
end;

create trigger order_lines_delete_digest after delete on order_lines
when old.order_id <= (select upto from digests_made where of = 2)
begin
    insert into digests_due (of, a, b) values (2, old.order_id, old.id) on conflict do nothing;
end;

create trigger money_moves_insert_digest after insert on money_moves
when new.id <= (select upto from digests_made where of = 3)
begin
    insert into digests_due (of, a, b) values (3, new.id, 0) on conflict do nothing;
end;

create trigger money_moves_update_digest after update on money_moves
when new.id <= (select upto from digests_made where of = 3)
begin
    insert into digests_due (of, a, b) values (3, new.id, 0) on conflict do nothing;
end;

create trigger money_moves_delete_digest after delete on money_moves
when old.id <= (select upto from digests_made where of = 3)
begin
    insert into digests_due (of, a, b) values (3, old.id, 0) on conflict do nothing;
end;

create trigger refunds_insert_digest after insert on refunds
when new.id <= (select upto from digests_made where of = 4)
begin
    insert into digests_due (of, a, b) values (4, new.id, 0) on conflict do nothing;
end;

create trigger refunds_update_digest after update on refunds
when new.id <= (select upto from digests_made where of = 4)
begin
    insert into digests_due (of, a, b) values (4, new.id, 0) on conflict do nothing;
end;

create trigger refunds_delete_digest after delete on refunds
when old.id <= (select upto from digests_made where of = 4)
begin
    insert into digests_due (of, a, b) values (4, old.id, 0) on conflict do nothing;
end;

create trigger stock_moves_insert_digest after insert on stock_moves
when new.id <= (select upto from digests_made where of = 5)
begin
    insert into digests_due (of, a, b) values (5, new.id, 0) on conflict do nothing;
end;

create trigger stock_moves_update_digest after update on stock_moves
when new.id <= (select upto from digests_made where of = 5)
begin
    insert into digests_due (of, a, b) values (5, new.id, 0) on conflict do nothing;
end;

create trigger stock_moves_delete_digest after delete on stock_moves
when old.id <= (select upto from digests_made where of = 5)
begin
    insert into digests_due (of, a, b) values (5, old.id, 0) on conflict do nothing;
end;

create trigger wallets_insert_digest after insert on wallets
when new.account_id <= (select upto from digests_made where of = 6)
begin
    insert into digests_due (of, a, b) values (6, new.account_id, 0) on conflict do nothing;
end;

create trigger wallets_update_digest after update on wallets
when new.account_id <= (select upto from digests_made where of = 6)
begin
    insert into digests_due (of, a, b) values (6, new.account_id, 0) on conflict do nothing;
end;

create trigger wallets_delete_digest after delete on wallets
when old.account_id <= (select upto from digests_made where of = 6)
begin
    insert into digests_due (of, a, b) values (6, old.account_id, 0) on conflict do nothing;
end;

create trigger credit_accounts_insert_digest after insert on credit_accounts
when new.account_id <= (select upto from digests_made where of = 7)
begin
    insert into digests_due (of, a, b) values (7, new.account_id, 0) on conflict do nothing;
end;

create trigger credit_accounts_update_digest after update on credit_accounts
when new.account_id <= (select upto from digests_made where of = 7)
begin
    insert into digests_due (of, a, b) values (7, new.account_id, 0) on conflict do nothing;
end;

create trigger credit_accounts_delete_digest after delete on credit_accounts
when old.account_id <= (select upto from digests_made where of = 7)
begin
    insert into digests_due (of, a, b) values (7, old.account_id, 0) on conflict do nothing;
end;

create trigger products_insert_digest after insert on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

create trigger products_update_digest after update of id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units, display_price, is_real, sale_state, sell_count, validity, deleted, created_at, modified_at on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

create trigger products_delete_digest after delete on products
when old.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, old.id, 0) on conflict do nothing;
end;

create trigger prices_insert_digest after insert on prices
when new.id <= (select upto from digests_made where of = 9)
begin
    insert into digests_due (of, a, b) values (9, new.id, 0) on conflict do nothing;
end;

create trigger prices_update_digest after update on prices
when new.id <= (select upto from digests_made where of = 9)
begin
    insert into digests_due (of, a, b) values (9, new.id, 0) on conflict do nothing;
end;

create trigger prices_delete_digest after delete on prices
when old.id <= (select upto from digests_made where of = 9)
begin
    insert into digests_due (of, a, b) values (9, old.id, 0) on conflict do nothing;
end;
