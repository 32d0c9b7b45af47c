-- The secret keys of data cards. The columns of old were texts that nothing was ever written to; a sealed key is bytes, bound
-- to its table, row and column.

alter table data_cards drop column ki;
alter table data_cards drop column ki_hk;
alter table data_cards add column ki blob;      -- sealed, see store::seal; null for none
alter table data_cards add column ki_hk blob;   -- sealed; the key of a dual card's second number
