-- Tax: rates, what each order was taxed by, receipts that are numbered without gaps, invoices, and the accounts of the journal. Money is
-- fen, a rate is hundredths of a per cent: 1300 is 13 %.

create table tax_rates (
    id integer not null,
    name text not null,
    rate integer not null,
    ended integer not null default 0,   -- counts for no new order any more
    constraint tax_rates_pk primary key (id),
    constraint tax_rates_rate_known check (rate between 0 and 10000),
    constraint tax_rates_ended_is_bool check (ended in (0, 1))
) strict;

-- What is taxed by which rate where no product says it: a channel, or the fee of a delivery.
create table tax_defaults (
    id integer not null,
    what text not null,                 -- the name of a channel, or delivery
    rate_id integer not null,
    constraint tax_defaults_pk primary key (id),
    constraint tax_defaults_what_unique unique (what),
    constraint tax_defaults_rate_fk foreign key (rate_id) references tax_rates (id)
) strict;

alter table products add column tax_rate_id integer references tax_rates (id);

-- As V27, with the new column.
drop trigger products_update_digest;
create trigger products_update_digest after update of id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units, display_price, is_real, sale_state, sell_count, validity, deleted, created_at, modified_at, barcode, sort, tax_rate_id on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

-- By what a line was taxed when it was made, and how much of that is charged on top of its price.
alter table order_lines add column tax_rate integer;
alter table order_lines add column tax integer not null default 0;

alter table orders add column tax integer not null default 0;          -- the sum of the lines' tax on top
alter table orders add column fee_tax_rate integer;                     -- of the delivery
alter table orders add column fee_tax_added integer not null default 0; -- whether that is charged on top of the fee

-- A till numbers its receipts without gaps.
create table receipt_series (
    id integer not null,
    name text not null,                 -- online, counter, or the name of an enrolled counter
    prefix text not null,               -- what its numbers begin with
    last integer not null,              -- the last number that was given
    constraint receipt_series_pk primary key (id),
    constraint receipt_series_name_unique unique (name),
    constraint receipt_series_prefix_unique unique (prefix)
) strict;

-- One for each move of money, made in its transaction.
create table receipts (
    id integer not null,
    series_id integer not null,
    number integer not null,
    at integer not null,
    business_date text not null,
    kind text not null,
    move_id integer not null,
    order_id integer,                   -- null for money into a wallet
    refund_id integer,
    gross integer not null,             -- that of the move: out is negative
    tax integer not null,               -- of it
    untaxed integer not null,           -- the part of gross that no rate counts for
    fiscal_state text not null default 'none',
    fiscal_number text,                 -- what somebody outside calls it: a fapiao number
    fiscal_signature text,
    fiscal_at integer,
    fiscal_by integer,
    constraint receipts_pk primary key (id),
    constraint receipts_number_unique unique (series_id, number),
    constraint receipts_move_unique unique (move_id),
    constraint receipts_series_fk foreign key (series_id) references receipt_series (id),
    constraint receipts_move_fk foreign key (move_id) references money_moves (id),
    constraint receipts_kind_known check (kind in ('sale', 'refund', 'deposit', 'deposit back', 'top-up')),
    constraint receipts_fiscal_state_known check (fiscal_state in ('none', 'waiting', 'done')),
    constraint receipts_done_has_number check ((fiscal_state = 'done') = (fiscal_number is not null))
) strict;

create index receipts_by_order on receipts (order_id) where order_id is not null;
create index receipts_by_day on receipts (business_date, kind, gross, tax, untaxed);
create index receipts_waiting on receipts (id) where fiscal_state = 'waiting';
create index receipts_done on receipts (id) where fiscal_state = 'done';
create unique index receipts_by_fiscal_number on receipts (fiscal_number) where fiscal_number is not null;

-- The parts of a receipt where any is taxed: its lines, and the delivery.
create table receipt_taxes (
    receipt_id integer not null,
    place integer not null,
    line_id integer,                    -- null for the delivery
    rate integer,                       -- null for what no rate counts for
    gross integer not null,
    tax integer not null,
    kind text not null,                 -- of the receipt: the report adds up from the index
    business_date text not null,
    constraint receipt_taxes_pk primary key (receipt_id, place),
    constraint receipt_taxes_receipt_fk foreign key (receipt_id) references receipts (id)
) strict, without rowid;

create index receipt_taxes_by_day on receipt_taxes (business_date, kind, rate, gross, tax);

create table invoices (
    id integer not null,
    number integer not null,            -- without gaps, of each kind
    kind text not null,
    at integer not null,
    business_date text not null,
    order_id integer not null,
    voids integer,                      -- the invoice that a credit note takes back
    voided_by integer,                  -- the credit note that took this one back
    title text not null,                -- whom it is for
    tax_no text not null,
    note text not null,
    gross integer not null,             -- of a credit note negative
    tax integer not null,
    actor_id integer not null,
    constraint invoices_pk primary key (id),
    constraint invoices_number_unique unique (kind, number),
    constraint invoices_kind_known check (kind in ('invoice', 'credit note')),
    constraint invoices_order_fk foreign key (order_id) references orders (id),
    constraint invoices_voids_fk foreign key (voids) references invoices (id)
) strict;

-- An order has one invoice that counts.
create unique index invoices_one_alive on invoices (order_id) where kind = 'invoice' and voided_by is null;
create index invoices_by_order on invoices (order_id, id);

create table invoice_lines (
    invoice_id integer not null,
    place integer not null,
    title text not null,
    quantity integer not null,
    rate integer,
    gross integer not null,
    tax integer not null,
    constraint invoice_lines_pk primary key (invoice_id, place),
    constraint invoice_lines_invoice_fk foreign key (invoice_id) references invoices (id)
) strict, without rowid;

-- Where the journal books what: the most exact row counts, and without one the program's own.
create table ledger_accounts (
    id integer not null,
    what text not null,
    detail text not null default '',    -- a way of paying, a channel, a rate; empty for all
    account text not null,
    name text not null,
    constraint ledger_accounts_pk primary key (id),
    constraint ledger_accounts_unique unique (what, detail)
) strict;

create trigger receipts_insert_digest after insert on receipts
when new.id <= (select upto from digests_made where of = 22)
begin
    insert into digests_due (of, a, b) values (22, new.id, 0) on conflict do nothing;
end;

create trigger receipts_update_digest after update on receipts
when new.id <= (select upto from digests_made where of = 22)
begin
    insert into digests_due (of, a, b) values (22, new.id, 0) on conflict do nothing;
end;

create trigger receipts_delete_digest after delete on receipts
when old.id <= (select upto from digests_made where of = 22)
begin
    insert into digests_due (of, a, b) values (22, old.id, 0) on conflict do nothing;
end;

create trigger receipt_taxes_insert_digest after insert on receipt_taxes
when new.receipt_id <= (select upto from digests_made where of = 23)
begin
    insert into digests_due (of, a, b) values (23, new.receipt_id, new.place) on conflict do nothing;
end;

create trigger receipt_taxes_update_digest after update on receipt_taxes
when new.receipt_id <= (select upto from digests_made where of = 23)
begin
    insert into digests_due (of, a, b) values (23, new.receipt_id, new.place) on conflict do nothing;
end;

create trigger receipt_taxes_delete_digest after delete on receipt_taxes
when old.receipt_id <= (select upto from digests_made where of = 23)
begin
    insert into digests_due (of, a, b) values (23, old.receipt_id, old.place) on conflict do nothing;
end;

create trigger invoices_insert_digest after insert on invoices
when new.id <= (select upto from digests_made where of = 24)
begin
    insert into digests_due (of, a, b) values (24, new.id, 0) on conflict do nothing;
end;

create trigger invoices_update_digest after update on invoices
when new.id <= (select upto from digests_made where of = 24)
begin
    insert into digests_due (of, a, b) values (24, new.id, 0) on conflict do nothing;
end;

create trigger invoices_delete_digest after delete on invoices
when old.id <= (select upto from digests_made where of = 24)
begin
    insert into digests_due (of, a, b) values (24, old.id, 0) on conflict do nothing;
end;

create trigger invoice_lines_insert_digest after insert on invoice_lines
when new.invoice_id <= (select upto from digests_made where of = 25)
begin
    insert into digests_due (of, a, b) values (25, new.invoice_id, new.place) on conflict do nothing;
end;

create trigger invoice_lines_update_digest after update on invoice_lines
when new.invoice_id <= (select upto from digests_made where of = 25)
begin
    insert into digests_due (of, a, b) values (25, new.invoice_id, new.place) on conflict do nothing;
end;

create trigger invoice_lines_delete_digest after delete on invoice_lines
when old.invoice_id <= (select upto from digests_made where of = 25)
begin
    insert into digests_due (of, a, b) values (25, old.invoice_id, old.place) on conflict do nothing;
end;
