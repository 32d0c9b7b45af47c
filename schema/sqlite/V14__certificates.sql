-- The numbers of travellers' papers are sealed, as the visitors of ticket orders are. The program seals the numbers that stand in
-- clear when it starts, as only it has the key.

alter table tour_certificates add column cert_no_sealed blob; -- sealed; null while the number stands in cert_no, which is empty after

-- The staff's list of a batch's coupons, and how many it has.
create index tour_coupons_by_batch on tour_coupons (batch_id, id);
