//! What holds between the calendar and its holds.

use crate::store::Rule;

/// The tours' rules.
pub const RULES: &[Rule] = &[Rule {
    name: "what is taken of a tour's day is what orders hold of it",
    broken_by: "select 'offer ' || c.offer_id || ' on ' || c.day
            from tour_calendar c
            where c.taken <> (
                select coalesce(sum(h.quantity), 0)
                from tour_holds h
                where h.offer_id = c.offer_id and h.day = c.day and h.released_at is null
            )
            order by c.offer_id, c.day",
    remedy: "count the day's orders and restore a backup if the calendar was changed from outside",
}];
