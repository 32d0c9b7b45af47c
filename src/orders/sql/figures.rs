//! Statements of what reports count.

use crate::orders::{ChannelName, OrderCount};
use crate::store::{Db, StoreError};

pub(in crate::orders) fn counts_of(db: &Db<'_>, business_date: &str) -> Result<Vec<OrderCount>, StoreError> {
    let sql = "select channel, pay_status, count(*)
        from orders
        where business_date = ?1
        group by channel, pay_status
        order by channel, pay_status";
    db.rows(sql, [business_date], |row| {
        Ok(OrderCount {
            channel: ChannelName::new(&row.get::<_, String>(0)?),
            pay_status: row.get(1)?,
            count: row.get(2)?,
        })
    })
}
