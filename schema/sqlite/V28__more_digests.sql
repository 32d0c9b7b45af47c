-- Damage is seen in more rows: money that no order explains, and what the channels keep of money beside the order book. As V27.

create trigger unmatched_money_insert_digest after insert on unmatched_money
when new.id <= (select upto from digests_made where of = 10)
begin
    insert into digests_due (of, a, b) values (10, new.id, 0) on conflict do nothing;
end;

create trigger unmatched_money_update_digest after update on unmatched_money
when new.id <= (select upto from digests_made where of = 10)
begin
    insert into digests_due (of, a, b) values (10, new.id, 0) on conflict do nothing;
end;

create trigger unmatched_money_delete_digest after delete on unmatched_money
when old.id <= (select upto from digests_made where of = 10)
begin
    insert into digests_due (of, a, b) values (10, old.id, 0) on conflict do nothing;
end;

create trigger lease_orders_insert_digest after insert on lease_orders
when new.order_id <= (select upto from digests_made where of = 11)
begin
    insert into digests_due (of, a, b) values (11, new.order_id, 0) on conflict do nothing;
end;

create trigger lease_orders_update_digest after update on lease_orders
when new.order_id <= (select upto from digests_made where of = 11)
begin
    insert into digests_due (of, a, b) values (11, new.order_id, 0) on conflict do nothing;
end;

create trigger lease_orders_delete_digest after delete on lease_orders
when old.order_id <= (select upto from digests_made where of = 11)
begin
    insert into digests_due (of, a, b) values (11, old.order_id, 0) on conflict do nothing;
end;

create trigger flow_orders_insert_digest after insert on flow_orders
when new.id <= (select upto from digests_made where of = 12)
begin
    insert into digests_due (of, a, b) values (12, new.id, 0) on conflict do nothing;
end;

create trigger flow_orders_update_digest after update on flow_orders
when new.id <= (select upto from digests_made where of = 12)
begin
    insert into digests_due (of, a, b) values (12, new.id, 0) on conflict do nothing;
end;

create trigger flow_orders_delete_digest after delete on flow_orders
when old.id <= (select upto from digests_made where of = 12)
begin
    insert into digests_due (of, a, b) values (12, old.id, 0) on conflict do nothing;
end;

create trigger vouchers_insert_digest after insert on vouchers
when new.id <= (select upto from digests_made where of = 13)
begin
    insert into digests_due (of, a, b) values (13, new.id, 0) on conflict do nothing;
end;

create trigger vouchers_update_digest after update on vouchers
when new.id <= (select upto from digests_made where of = 13)
begin
    insert into digests_due (of, a, b) values (13, new.id, 0) on conflict do nothing;
end;

create trigger vouchers_delete_digest after delete on vouchers
when old.id <= (select upto from digests_made where of = 13)
begin
    insert into digests_due (of, a, b) values (13, old.id, 0) on conflict do nothing;
end;

create trigger service_grants_insert_digest after insert on service_grants
when new.id <= (select upto from digests_made where of = 14)
begin
    insert into digests_due (of, a, b) values (14, new.id, 0) on conflict do nothing;
end;

create trigger service_grants_update_digest after update on service_grants
when new.id <= (select upto from digests_made where of = 14)
begin
    insert into digests_due (of, a, b) values (14, new.id, 0) on conflict do nothing;
end;

create trigger service_grants_delete_digest after delete on service_grants
when old.id <= (select upto from digests_made where of = 14)
begin
    insert into digests_due (of, a, b) values (14, old.id, 0) on conflict do nothing;
end;

create trigger redeemed_gifts_insert_digest after insert on redeemed_gifts
when new.voucher_id <= (select upto from digests_made where of = 15)
begin
    insert into digests_due (of, a, b) values (15, new.voucher_id, 0) on conflict do nothing;
end;

create trigger redeemed_gifts_update_digest after update on redeemed_gifts
when new.voucher_id <= (select upto from digests_made where of = 15)
begin
    insert into digests_due (of, a, b) values (15, new.voucher_id, 0) on conflict do nothing;
end;

create trigger redeemed_gifts_delete_digest after delete on redeemed_gifts
when old.voucher_id <= (select upto from digests_made where of = 15)
begin
    insert into digests_due (of, a, b) values (15, old.voucher_id, 0) on conflict do nothing;
end;

create trigger course_orders_insert_digest after insert on course_orders
when new.order_id <= (select upto from digests_made where of = 16)
begin
    insert into digests_due (of, a, b) values (16, new.order_id, 0) on conflict do nothing;
end;

create trigger course_orders_update_digest after update on course_orders
when new.order_id <= (select upto from digests_made where of = 16)
begin
    insert into digests_due (of, a, b) values (16, new.order_id, 0) on conflict do nothing;
end;

create trigger course_orders_delete_digest after delete on course_orders
when old.order_id <= (select upto from digests_made where of = 16)
begin
    insert into digests_due (of, a, b) values (16, old.order_id, 0) on conflict do nothing;
end;

create trigger course_vouchers_insert_digest after insert on course_vouchers
when new.id <= (select upto from digests_made where of = 17)
begin
    insert into digests_due (of, a, b) values (17, new.id, 0) on conflict do nothing;
end;

create trigger course_vouchers_update_digest after update on course_vouchers
when new.id <= (select upto from digests_made where of = 17)
begin
    insert into digests_due (of, a, b) values (17, new.id, 0) on conflict do nothing;
end;

create trigger course_vouchers_delete_digest after delete on course_vouchers
when old.id <= (select upto from digests_made where of = 17)
begin
    insert into digests_due (of, a, b) values (17, old.id, 0) on conflict do nothing;
end;

create trigger tour_orders_insert_digest after insert on tour_orders
when new.order_id <= (select upto from digests_made where of = 18)
begin
    insert into digests_due (of, a, b) values (18, new.order_id, 0) on conflict do nothing;
end;

create trigger tour_orders_update_digest after update on tour_orders
when new.order_id <= (select upto from digests_made where of = 18)
begin
    insert into digests_due (of, a, b) values (18, new.order_id, 0) on conflict do nothing;
end;

create trigger tour_orders_delete_digest after delete on tour_orders
when old.order_id <= (select upto from digests_made where of = 18)
begin
    insert into digests_due (of, a, b) values (18, old.order_id, 0) on conflict do nothing;
end;

create trigger tour_coupons_insert_digest after insert on tour_coupons
when new.id <= (select upto from digests_made where of = 19)
begin
    insert into digests_due (of, a, b) values (19, new.id, 0) on conflict do nothing;
end;

create trigger tour_coupons_update_digest after update on tour_coupons
when new.id <= (select upto from digests_made where of = 19)
begin
    insert into digests_due (of, a, b) values (19, new.id, 0) on conflict do nothing;
end;

create trigger tour_coupons_delete_digest after delete on tour_coupons
when old.id <= (select upto from digests_made where of = 19)
begin
    insert into digests_due (of, a, b) values (19, old.id, 0) on conflict do nothing;
end;

create trigger ticket_orders_insert_digest after insert on ticket_orders
when new.order_id <= (select upto from digests_made where of = 20)
begin
    insert into digests_due (of, a, b) values (20, new.order_id, 0) on conflict do nothing;
end;

create trigger ticket_orders_update_digest after update on ticket_orders
when new.order_id <= (select upto from digests_made where of = 20)
begin
    insert into digests_due (of, a, b) values (20, new.order_id, 0) on conflict do nothing;
end;

create trigger ticket_orders_delete_digest after delete on ticket_orders
when old.order_id <= (select upto from digests_made where of = 20)
begin
    insert into digests_due (of, a, b) values (20, old.order_id, 0) on conflict do nothing;
end;

create trigger ticket_refunds_insert_digest after insert on ticket_refunds
when new.order_id <= (select upto from digests_made where of = 21)
begin
    insert into digests_due (of, a, b) values (21, new.order_id, new.place) on conflict do nothing;
end;

create trigger ticket_refunds_update_digest after update on ticket_refunds
when new.order_id <= (select upto from digests_made where of = 21)
begin
    insert into digests_due (of, a, b) values (21, new.order_id, new.place) on conflict do nothing;
end;

create trigger ticket_refunds_delete_digest after delete on ticket_refunds
when old.order_id <= (select upto from digests_made where of = 21)
begin
    insert into digests_due (of, a, b) values (21, old.order_id, old.place) on conflict do nothing;
end;
