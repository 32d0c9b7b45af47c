-- Damage is seen: a chain through the audit trail.

-- The SHA-256 of the entry and of the link before it, in hexadecimal; null in entries that an older program wrote.
alter table audit_trail add column link text;
