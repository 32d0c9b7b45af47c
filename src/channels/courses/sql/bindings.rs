//! Statements of `WeChat` accounts that redeem for a school.

use crate::channels::courses::wire::WeixinBinding;
use crate::clock::Instant;
use crate::store::{Db, StoreError, Tx, params};

/// The binding of a `WeChat` account whose admin still redeems for the school.
pub fn of_weixin(db: &Db<'_>, weixin_account: &str) -> Result<Option<WeixinBinding>, StoreError> {
    let sql = "select b.id, b.organisation_id, b.admin_id, b.weixin_account, b.nickname, b.avatar
        from weixin_bindings b
        join organisation_staff s on s.account_id = b.admin_id and s.organisation_id = b.organisation_id
        where b.weixin_account = ?1";
    db.row(sql, [weixin_account], |row| {
        Ok(WeixinBinding {
            id: row.get(0)?,
            organization_id: row.get(1)?,
            admin_id: row.get(2)?,
            weixin_account: row.get(3)?,
            weixin_nickname: row.get(4)?,
            weixin_avatar: row.get(5)?,
        })
    })
}

/// Writes a binding down; an old one of the same `WeChat` account, whose admin has left the school, makes room.
pub fn insert(tx: &Tx<'_>, binding: &WeixinBinding, at: Instant) -> Result<(), StoreError> {
    tx.run("delete from weixin_bindings where weixin_account = ?1", [&binding.weixin_account])?;
    tx.run_one(
        "insert into weixin_bindings (id, organisation_id, admin_id, weixin_account, nickname, avatar, bound_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            binding.id,
            binding.organization_id,
            binding.admin_id,
            binding.weixin_account,
            binding.weixin_nickname,
            binding.weixin_avatar,
            at.0,
        ],
    )
}
