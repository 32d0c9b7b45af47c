//! What holds between invoices, their lines and their credit notes.

use crate::store::Rule;

/// The rules of the books.
pub const RULES: &[Rule] = &[
    Rule {
        name: "invoices are numbered without gaps",
        broken_by: "select kind || ' ' || max(number)
            from invoices
            group by kind
            having max(number) <> count(*)
            order by kind",
        remedy: "restore a backup if one was taken out from outside",
    },
    Rule {
        name: "an invoice is the sum of its lines",
        broken_by: "select 'invoice ' || i.id
            from invoices i
            where i.gross <> (select coalesce(sum(l.gross), 0) from invoice_lines l where l.invoice_id = i.id)
                or i.tax <> (select coalesce(sum(l.tax), 0) from invoice_lines l where l.invoice_id = i.id)
            order by i.id",
        remedy: "compare it with the paper and restore a backup if it was changed from outside",
    },
    Rule {
        name: "a credit note takes back what its invoice said",
        broken_by: "select 'invoice ' || i.id
            from invoices i
            left join invoices n on n.id = i.voided_by
            where i.voided_by is not null
                and (n.voids is not i.id or n.gross + i.gross <> 0 or n.tax + i.tax <> 0)
            order by i.id",
        remedy: "compare both with their papers and restore a backup if one was changed from outside",
    },
];
