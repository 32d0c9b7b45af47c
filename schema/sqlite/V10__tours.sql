-- Tour packages: what they offer on which day, the travellers' papers, coupons, orders, partners. Money is fen.

create table tour_packages (
    id integer not null,                -- product_id and aid on the wire
    title text not null,
    sub_title text not null default '',
    banner text not null default '',    -- path of a picture
    kind integer not null,              -- type on the wire: 1 nearby, 2 long
    city_id integer not null,           -- where it starts
    destination_id integer not null,    -- the region it goes to
    destination text not null default '', -- its name
    cat_id integer not null default 0,
    activity_type integer not null default 1,   -- 1 normal, 2 exclusive, 3 special
    is_official integer not null default 0,
    ticket_type integer not null default 0,
    market_price integer not null default 0,    -- shown struck through, never charged
    certificate_types text not null default '1', -- accepted kinds of papers, a comma list of 1 to 8
    email_needed integer not null default 0,    -- email_status on the wire: asked for
    email_required integer not null default 0,  -- email_require on the wire: must be given where it is asked for
    weixin_needed integer not null default 0,
    weixin_required integer not null default 0,
    lead_days integer not null default 0,       -- days before the travel date at which selling ends
    enabled integer not null default 1,
    sold integer not null default 0,            -- orders that were not given back
    created_at integer not null,
    constraint tour_packages_pk primary key (id),
    constraint tour_packages_kind_known check (kind in (1, 2)),
    constraint tour_packages_activity_known check (activity_type between 1 and 3),
    constraint tour_packages_official_is_bool check (is_official in (0, 1)),
    constraint tour_packages_email_needed_is_bool check (email_needed in (0, 1)),
    constraint tour_packages_email_required_is_bool check (email_required in (0, 1)),
    constraint tour_packages_weixin_needed_is_bool check (weixin_needed in (0, 1)),
    constraint tour_packages_weixin_required_is_bool check (weixin_required in (0, 1)),
    constraint tour_packages_lead_days_fit check (lead_days between 0 and 366),
    constraint tour_packages_enabled_is_bool check (enabled in (0, 1)),
    constraint tour_packages_sold_not_negative check (sold >= 0)
) strict;

create table tour_offers (
    id integer not null,
    package_id integer not null,
    kind text not null,
    product_id integer not null,        -- combo_id of a flight
    sell_id integer not null,
    supplier_id integer not null,
    name text not null,
    price integer not null,             -- a night, a seat or a piece, on days that the calendar is opened for
    stock integer not null,             -- the same, pieces
    constraint tour_offers_pk primary key (id),
    constraint tour_offers_wire_unique unique (package_id, kind, product_id, sell_id, supplier_id),
    constraint tour_offers_package_fk foreign key (package_id) references tour_packages (id),
    constraint tour_offers_kind_known check (kind in ('hotel', 'flight', 'scenery', 'insurance', 'car', 'other')),
    constraint tour_offers_price_not_negative check (price >= 0),
    constraint tour_offers_stock_not_negative check (stock >= 0)
) strict;

-- A day without a row is a day on which the offer does not exist.
create table tour_calendar (
    offer_id integer not null,
    day text not null,                  -- yyyy-mm-dd, the outlet's local day; of a hotel the evening of the night
    price integer not null,
    stock integer not null,             -- all pieces of the day, sold or not
    taken integer not null default 0,   -- those that orders hold: the sum of the day's holds that were not given back
    constraint tour_calendar_pk primary key (offer_id, day),
    constraint tour_calendar_offer_fk foreign key (offer_id) references tour_offers (id),
    constraint tour_calendar_day_is_iso check (day like '____-__-__'),
    constraint tour_calendar_price_not_negative check (price >= 0),
    constraint tour_calendar_taken_fits check (taken between 0 and stock)
) strict, without rowid;

-- Append-only but for released_at: which order held what, and until when.
create table tour_holds (
    order_id integer not null,
    offer_id integer not null,
    day text not null,
    quantity integer not null,
    held_at integer not null,
    released_at integer,                -- null while the order holds it
    constraint tour_holds_pk primary key (order_id, offer_id, day),
    constraint tour_holds_order_fk foreign key (order_id) references orders (id),
    constraint tour_holds_day_fk foreign key (offer_id, day) references tour_calendar (offer_id, day),
    constraint tour_holds_quantity_positive check (quantity > 0)
) strict, without rowid;

create index tour_holds_by_day on tour_holds (offer_id, day);

create table tour_coupon_batches (
    id integer not null,
    name text not null,
    kind integer not null,              -- coupon_type on the wire: 1 voucher, 2 threshold coupon
    money integer not null,
    min_amount integer not null default 0,
    starts_at integer not null,
    ends_at integer not null,           -- the last instant at which it can be used
    tag text not null default '',
    plat_id integer not null default 0, -- 0 every platform
    plat text not null default '',
    limit_type integer not null default 0,
    activity_id integer not null default 0, -- 0 no activity
    use_limit integer not null default 0,
    constraint tour_coupon_batches_pk primary key (id),
    constraint tour_coupon_batches_kind_known check (kind in (1, 2)),
    constraint tour_coupon_batches_money_positive check (money > 0),
    constraint tour_coupon_batches_threshold_not_negative check (min_amount >= 0),
    constraint tour_coupon_batches_period_ordered check (starts_at <= ends_at)
) strict;

create table tour_coupons (
    id integer not null,
    batch_id integer not null,
    serial text not null,               -- coupon_sn on the wire, twelve letters and digits
    account_id integer,                 -- whose it is; null until somebody claims it
    order_id integer,                   -- the order that it was spent on
    used_at integer,
    constraint tour_coupons_pk primary key (id),
    constraint tour_coupons_serial_unique unique (serial),
    constraint tour_coupons_batch_fk foreign key (batch_id) references tour_coupon_batches (id),
    constraint tour_coupons_account_fk foreign key (account_id) references accounts (id),
    constraint tour_coupons_order_fk foreign key (order_id) references orders (id),
    constraint tour_coupons_used_whole check ((order_id is null) = (used_at is null))
) strict;

create index tour_coupons_by_account on tour_coupons (account_id, id);
create index tour_coupons_by_order on tour_coupons (order_id) where order_id is not null;

-- Not the shop's addresses: the tour clients number regions in a way of their own and send more fields, so a row here
-- could not satisfy the rules of the other table, nor the other way round.
create table tour_addresses (
    account_id integer not null,
    id integer not null,
    name text not null default '',      -- address_name on the wire: home, work
    receiver text not null,
    country integer not null default 1,
    province integer not null default 0, -- region numbers of the tour clients, kept as they came
    city integer not null default 0,
    area integer not null default 0,
    street integer not null default 0,
    address text not null,
    zipcode text not null default '',
    tel text not null default '',
    mobile text not null,
    email text not null default '',
    is_default integer not null default 0,
    created_at integer not null,
    province_name text not null default '',
    city_name text not null default '',
    deleted integer not null default 0, -- orders may still name it
    constraint tour_addresses_pk primary key (account_id, id),
    constraint tour_addresses_id_unique unique (id),
    constraint tour_addresses_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint tour_addresses_default_is_bool check (is_default in (0, 1)),
    constraint tour_addresses_deleted_is_bool check (deleted in (0, 1))
) strict, without rowid;

create unique index tour_addresses_one_default on tour_addresses (account_id) where is_default = 1 and deleted = 0;

create table tour_contacts (
    account_id integer not null,
    id integer not null,                -- pid on the wire
    name text not null,
    first_name text not null default '',
    last_name text not null default '',
    phone_num text not null default '',
    sex integer not null default 0,
    birthday text not null default '0000-00-00', -- yyyy-mm-dd; the default where it is not known
    nationality integer not null default 0,
    created_at integer not null,
    identity text not null default '',
    deleted integer not null default 0, -- orders may still name it
    constraint tour_contacts_pk primary key (account_id, id),
    constraint tour_contacts_id_unique unique (id),
    constraint tour_contacts_account_fk foreign key (account_id) references accounts (id) on delete cascade,
    constraint tour_contacts_sex_known check (sex between 0 and 2),
    constraint tour_contacts_deleted_is_bool check (deleted in (0, 1))
) strict, without rowid;

create table tour_certificates (
    id integer not null,
    contact_id integer not null,
    cert_type integer not null,         -- 1 identity card to 8, see tours.md section 2
    cert_no text not null,              -- personal data: shown in full to its owner alone
    constraint tour_certificates_pk primary key (id),
    constraint tour_certificates_kind_unique unique (contact_id, cert_type),
    constraint tour_certificates_contact_fk foreign key (contact_id) references tour_contacts (id) on delete cascade,
    constraint tour_certificates_kind_known check (cert_type between 1 and 8)
) strict;

-- What a tour order has beside the order book's row and lines.
create table tour_orders (
    order_id integer not null,
    package_id integer not null,
    travel_date text not null,          -- yyyy-mm-dd
    adults integer not null,
    children integer not null,
    content_hash blob not null,         -- sha-256 of what was ordered: a repeat must say the same
    coupon_sn text,
    receiver text not null,             -- as it was when the order was made
    mobile text not null,
    email text not null,
    weixin text not null,
    address text not null,              -- one line; empty where only a receiver was named
    constraint tour_orders_pk primary key (order_id),
    constraint tour_orders_order_fk foreign key (order_id) references orders (id),
    constraint tour_orders_package_fk foreign key (package_id) references tour_packages (id),
    constraint tour_orders_party_positive check (adults >= 0 and children >= 0 and adults + children > 0)
) strict;

create table tour_travellers (
    order_id integer not null,
    contact_id integer not null,
    constraint tour_travellers_pk primary key (order_id, contact_id),
    constraint tour_travellers_order_fk foreign key (order_id) references tour_orders (order_id),
    constraint tour_travellers_contact_fk foreign key (contact_id) references tour_contacts (id)
) strict, without rowid;

-- Other platforms that ask for their own customers.
create table tour_partners (
    id integer not null,
    name text not null,
    key_hash blob not null,             -- sha-256 of the appkey; the key itself is kept nowhere
    enabled integer not null default 1,
    created_at integer not null,
    constraint tour_partners_pk primary key (id),
    constraint tour_partners_name_unique unique (name),
    constraint tour_partners_key_unique unique (key_hash),
    constraint tour_partners_enabled_is_bool check (enabled in (0, 1))
) strict;

create table tour_partner_accounts (
    partner_id integer not null,
    account_id integer not null,        -- a customer that the partner may ask for
    constraint tour_partner_accounts_pk primary key (partner_id, account_id),
    constraint tour_partner_accounts_partner_fk foreign key (partner_id) references tour_partners (id),
    constraint tour_partner_accounts_account_fk foreign key (account_id) references accounts (id)
) strict, without rowid;
