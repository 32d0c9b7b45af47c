-- What reports ask for besides what was asked for before: what goods cost the outlet, and two rare sorts of rows that are found without
-- reading all others. An ordinary order stands in neither index.

-- What a piece costs the outlet, fen; null where nobody has said it. No customer sees it.
alter table products add column cost integer constraint products_cost_not_negative check (cost >= 0);

drop trigger products_update_digest;
create trigger products_update_digest after update of id, name, subname, description, image, kind, category_id, brand_id, store_id, group_id, units, display_price, is_real, sale_state, sell_count, validity, deleted, created_at, modified_at, barcode, sort, tax_rate_id, cost on products
when new.id <= (select upto from digests_made where of = 8)
begin
    insert into digests_due (of, a, b) values (8, new.id, 0) on conflict do nothing;
end;

-- Orders that were paid without money: vouchers covered them, or they cost nothing. No move of money tells of them.
create index orders_without_money on orders (business_date, id) where paid = 0;
-- Money that came for orders which had ended.
create index refunds_of_late_payments on refunds (order_id) where origin = 'late payment';
