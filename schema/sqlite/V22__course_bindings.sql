-- WeChat accounts that redeem course vouchers for a school (docs/spec/courses.md section 7).
create table weixin_bindings (
    id integer not null,
    organisation_id integer not null,   -- the one school that it redeems for
    admin_id integer not null,          -- whose WeChat account it is: a staff account of the school
    weixin_account text not null,
    nickname text not null default '',
    avatar text not null default '',    -- the address of a picture
    bound_at integer not null,
    constraint weixin_bindings_pk primary key (id),
    constraint weixin_bindings_account_unique unique (weixin_account),
    constraint weixin_bindings_organisation_fk foreign key (organisation_id) references organisations (id),
    constraint weixin_bindings_admin_fk foreign key (admin_id) references accounts (id) on delete cascade
) strict;
