-- Course vouchers: schools and what they teach, offers, the orders of the channel 'course', vouchers, gifts. Money is fen, whole
-- yuan throughout, because the wire has no decimals here.

create table organisations (
    id integer not null,
    name text not null,
    phone text,                         -- customer service, shown on vouchers
    constraint organisations_pk primary key (id)
) strict;

create table courses (
    id integer not null,
    organisation_id integer not null,   -- who teaches it
    name text not null,
    picture text not null default '',   -- courses_pic on the wire
    deleted integer not null default 0, -- a course that is gone keeps its row for the vouchers that name it
    constraint courses_pk primary key (id),
    constraint courses_organisation_fk foreign key (organisation_id) references organisations (id),
    constraint courses_deleted_is_bool check (deleted in (0, 1))
) strict;

create index courses_by_organisation on courses (organisation_id, id);

-- Who may redeem vouchers for whom.
create table organisation_staff (
    account_id integer not null,
    organisation_id integer not null,
    constraint organisation_staff_pk primary key (account_id, organisation_id),
    constraint organisation_staff_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint organisation_staff_organisation_fk foreign key (organisation_id) references organisations (id)
) strict, without rowid;

create table gift_packages (
    id integer not null,
    introduce text not null,            -- when it is given
    detail text not null,               -- what is given
    constraint gift_packages_pk primary key (id)
) strict;

-- What is sold: pay value, and the school takes it for rebate_value of the fee. rebate on the wire.
create table course_offers (
    id integer not null,
    name text not null,
    value integer not null,             -- what a voucher costs
    rebate_value integer not null,      -- what it pays for
    buy_from integer not null,
    buy_until integer not null,         -- the last instant, as all ends here
    use_from integer not null,
    use_until integer not null,
    use_condition text not null default '',
    use_method text not null default '',
    use_instruction text not null default '',
    active integer not null default 1,
    constraint course_offers_pk primary key (id),
    constraint course_offers_value_whole check (value > 0 and value % 100 = 0),
    constraint course_offers_rebate_value_whole check (rebate_value > 0 and rebate_value % 100 = 0),
    constraint course_offers_buying_in_order check (buy_from <= buy_until),
    constraint course_offers_use_in_order check (use_from <= use_until),
    constraint course_offers_active_is_bool check (active in (0, 1))
) strict;

create index course_offers_by_end on course_offers (use_until, id);

-- Which offer is sold for which course, and the gift that comes with it. Old bindings stay, switched off.
create table offer_bindings (
    id integer not null,
    course_id integer not null,
    offer_id integer not null,
    gift_package_id integer,            -- null for an offer without a gift
    active integer not null default 1,
    constraint offer_bindings_pk primary key (id),
    constraint offer_bindings_course_fk foreign key (course_id) references courses (id),
    constraint offer_bindings_offer_fk foreign key (offer_id) references course_offers (id),
    constraint offer_bindings_gift_fk foreign key (gift_package_id) references gift_packages (id),
    constraint offer_bindings_active_is_bool check (active in (0, 1))
) strict;

create unique index offer_bindings_one_active on offer_bindings (course_id, offer_id) where active = 1;

-- What an order of this channel has besides the order book: the offer as it was when it was ordered.
create table course_orders (
    account_id integer not null,
    order_id integer not null,
    course_id integer not null,
    offer_id integer not null,
    name text not null,                 -- of the offer
    mobile text not null,               -- of whom the school calls
    num integer not null,               -- how many vouchers it buys
    used integer not null default 0,    -- how many of them were redeemed
    value integer not null,             -- of one voucher
    rebate_value integer not null,
    code_seed text not null,            -- random; the promo codes are made of it when the order is paid
    enrolled_at integer,                -- when staff confirmed the enrolment
    hidden integer not null default 0,  -- taken out of the lists by staff
    constraint course_orders_pk primary key (account_id, order_id),
    constraint course_orders_order_unique unique (order_id),
    constraint course_orders_order_fk foreign key (order_id) references orders (id),
    constraint course_orders_course_fk foreign key (course_id) references courses (id),
    constraint course_orders_offer_fk foreign key (offer_id) references course_offers (id),
    constraint course_orders_num_fits check (num between 1 and 99),
    constraint course_orders_used_fits check (used between 0 and num),
    constraint course_orders_hidden_is_bool check (hidden in (0, 1))
) strict, without rowid;

create table course_vouchers (
    account_id integer not null,
    id integer not null,                -- user_rebate_id on the wire
    order_id integer not null,
    place integer not null,             -- 1 to num: the order shows its first voucher
    promo_code text not null,           -- what the school types in or scans
    used_at integer,
    used_by integer,                    -- the staff account that redeemed it
    voided_at integer,                  -- the order's money went back
    constraint course_vouchers_pk primary key (account_id, id),
    constraint course_vouchers_id_unique unique (id),
    constraint course_vouchers_place_unique unique (order_id, place),
    constraint course_vouchers_code_unique unique (promo_code),
    constraint course_vouchers_order_fk foreign key (account_id, order_id) references course_orders (account_id, order_id),
    constraint course_vouchers_used_or_void check (used_at is null or voided_at is null)
) strict, without rowid;

create table gift_claims (
    id integer not null,
    voucher_id integer not null,
    account_id integer not null,
    gift_package_id integer not null,
    name text not null,                 -- who gets it
    phone text not null,                -- phone_num on the wire
    address text not null,
    pictures text not null,             -- addresses of pictures that prove the enrolment; voucher on the wire
    status integer not null default 0,  -- check on the wire: 0 pending, 1 approved, 2 sent
    created_at integer not null,
    constraint gift_claims_pk primary key (id),
    constraint gift_claims_once unique (voucher_id),
    constraint gift_claims_voucher_fk foreign key (voucher_id) references course_vouchers (id),
    constraint gift_claims_gift_fk foreign key (gift_package_id) references gift_packages (id),
    constraint gift_claims_status_known check (status between 0 and 2)
) strict;

create index gift_claims_by_status on gift_claims (status, id);
