-- What the manager's page gave of the settings. A file, the environment and flags win over it. A secret is sealed; of others the value
-- stands there as it would in a file.

create table settings (
    name text not null,                 -- section.name
    value text,
    value_sealed blob,
    constraint settings_pk primary key (name),
    constraint settings_either_ck check ((value is null) <> (value_sealed is null))
) strict, without rowid;
