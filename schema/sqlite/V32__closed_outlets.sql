-- An outlet that has closed is offered to nobody and stays where orders name it.

alter table outlets add column closed integer not null default 0 constraint outlets_closed_is_bool check (closed in (0, 1));
