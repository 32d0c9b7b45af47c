-- What the back office writes down: where each data card went and whose calls were recorded, and indexes to look by time.

-- Append-only: every change of a data card's state.
create table card_moves (
    id integer not null,
    at integer not null,
    card_id integer not null,
    from_state text,                    -- null when the card came into the house
    to_state text not null,
    account_id integer,                 -- whose the card is afterwards
    line_id integer,                    -- the order line that it was handed over with
    actor_id integer not null,          -- who did it: a staff account or the customer, 0 for a rule
    constraint card_moves_pk primary key (id),
    constraint card_moves_card_fk foreign key (card_id) references data_cards (id)
) strict;

create index card_moves_by_card on card_moves (card_id, id);
create index card_moves_by_state on card_moves (to_state, at);

-- The same call record twice is one.
create unique index voice_usage_by_reference on voice_usage (reference) where reference is not null;

create index vouchers_by_use on vouchers (used_at) where used_at is not null;
create index trips_by_payment on trips (paid, id);
