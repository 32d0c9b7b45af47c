-- Lists of orders and of the audit trail that are narrowed in many ways, and what the staff writes beside an order.

-- With all that the list of orders is narrowed by: what is asked for is found and counted here, and no order is read for it.
drop index orders_by_business_date;
create index orders_by_business_date on orders (business_date, channel, order_status, pay_status, payable, id, shipping_status, pay_way,
    obtain_voucher, number);

-- What somebody of the staff took or gave back; a provider's notice is nobody's.
create index money_moves_by_actor on money_moves (actor_id, order_id) where actor_id > 0;

-- People say the last four digits of their telephone.
create index accounts_by_end_of_phone on accounts (substr(phone, -4)) where phone is not null;
create index account_phones_by_end on account_phones (substr(phone, -4));

-- A part of a name is looked for in the names alone.
create index addresses_by_consignee on addresses (consignee, mobile);
create index tour_orders_by_receiver on tour_orders (receiver, mobile);
create index course_orders_by_mobile on course_orders (mobile);

-- With all that the trail is narrowed by.
create index audit_trail_listed on audit_trail (at, actor_id, action, object);

-- What somebody of the staff wrote about an order. It is never changed and never taken away.
create table order_notes (
    id integer not null,
    order_id integer not null,
    at integer not null,
    actor_id integer not null,          -- the staff account
    note text not null,
    client_ref text,                    -- made by the page: the same one twice is the same note
    constraint order_notes_pk primary key (id),
    constraint order_notes_ref_unique unique (order_id, client_ref),
    constraint order_notes_order_fk foreign key (order_id) references orders (id),
    constraint order_notes_actor_fk foreign key (actor_id) references accounts (id)
) strict;
