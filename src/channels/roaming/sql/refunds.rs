//! Which refunds a list shows; the order book reads them.

use std::collections::HashSet;

use crate::store::{Db, StoreError, ToSql};

/// All refunds of an account: ?1.
pub(in crate::channels::roaming) const OF_ACCOUNT: &str = "select id from refunds where account_id = ?1";
/// Those of one of its orders: ?2.
pub(in crate::channels::roaming) const OF_ORDER: &str =
    "select id from refunds where account_id = ?1 and order_id = ?2";
/// Those of one line: ?2.
pub(in crate::channels::roaming) const OF_LINE: &str = "select id from refunds where account_id = ?1 and line_id = ?2";
/// Those of an order, whosever it is: ?1.
pub(in crate::channels::roaming) const OF_ANY_ORDER: &str = "select id from refunds where order_id = ?1";
/// One: ?1.
pub(in crate::channels::roaming) const ONE: &str = "?1";

/// Whether a refund `r` is for a thing that can be sent back: the line, or a line of the order, is real or has something real in
/// it, as `Sheet::is_real`.
const IS_REAL: &str = "exists (
    select 1 from order_lines l
    join orders o on o.id = l.order_id
    join products p on p.id = l.item
    where l.order_id = r.order_id and o.channel = 'roaming' and r.origin = 'request'
        and (r.line_id is null or l.id = r.line_id)
        and (p.kind = 1 or p.is_real = 1 or exists (
            select 1 from product_parts pp join products part on part.id = pp.product_id
            where pp.package_id = p.id and (part.kind = 1 or part.is_real = 1)
        ))
)";

/// Ids of one page of the refunds of a group and a status: ?1 status, ?2 page size, ?3 offset.
pub(in crate::channels::roaming) fn page(group: i64) -> String {
    let filter = match group {
        1 => format!("and {IS_REAL}"),
        2 => format!("and not {IS_REAL}"),
        _ => String::new(),
    };
    format!("select r.id from refunds r where r.status = ?1 {filter} order by r.id limit ?2 offset ?3")
}

/// Which of the refunds whose ids a statement gives are for things that can be sent back.
pub(in crate::channels::roaming) fn real_ones(
    db: &Db<'_>,
    ids: &str,
    params: &[&dyn ToSql],
) -> Result<HashSet<i64>, StoreError> {
    let sql = format!("select r.id from refunds r where r.id in ({ids}) and {IS_REAL} order by r.id");
    Ok(db.rows(&sql, params, |row| row.get(0))?.into_iter().collect())
}

/// The text of a reason to choose from.
pub(in crate::channels::roaming) fn reason(db: &Db<'_>, id: i64) -> Result<Option<String>, StoreError> {
    db.row("select reason from refund_reasons where id = ?1", [id], |row| row.get(0))
}
