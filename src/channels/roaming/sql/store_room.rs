//! Statements of data cards, the pool's numbers and voucher templates, as lists for the eye.

use crate::channels::roaming::cards::CardState;
use crate::channels::roaming::ids::{CardId, TemplateId};
use crate::channels::roaming::vouchers::TemplateKind;
use crate::clock::Instant;
use crate::ids::OrderId;
use crate::money::Fen;
use crate::store::{Db, Page, StoreError, params};

/// A data card and whose it is.
pub struct Card {
    /// Its id.
    pub id: CardId,
    /// Its number.
    pub iccid: String,
    /// Where it is.
    pub state: CardState,
    /// The user name of whose it is.
    pub holder: Option<String>,
    /// The order that it is with.
    pub order_id: Option<OrderId>,
}

/// How many cards are in each state.
pub fn card_states(db: &Db<'_>) -> Result<Vec<(CardState, i64)>, StoreError> {
    let sql = "select state, count(*) from data_cards group by state order by state";
    db.rows(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// A page of the cards of a state, or of all for the empty text, whose iccid begins so, by id.
pub fn cards(db: &Db<'_>, (state, prefix): (&str, &str), page: Page) -> Result<Vec<Card>, StoreError> {
    let sql = "select c.id, c.iccid, c.state, a.username, l.order_id
        from data_cards c
        left join accounts a on a.id = c.account_id
        left join order_lines l on l.id = c.line_id
        where (?1 = '' or c.state = ?1) and substr(c.iccid, 1, length(?2)) = ?2
        order by c.id
        limit ?3 offset ?4";
    db.rows(sql, params![state, prefix, page.size, page.offset], |row| {
        Ok(Card { id: row.get(0)?, iccid: row.get(1)?, state: row.get(2)?, holder: row.get(3)?, order_id: row.get(4)? })
    })
}

/// A number of the pool.
pub struct PoolNumber {
    /// The number.
    pub phone: String,
    /// A device that has it.
    pub device: String,
}

/// The numbers of the pool, each once.
pub fn pool_numbers(db: &Db<'_>, most: i64) -> Result<Vec<PoolNumber>, StoreError> {
    let sql = "select c.phone, min(d.hostname)
        from pool_channels c
        join pool_devices d on d.id = c.device_id
        group by c.phone
        order by c.phone
        limit ?1";
    db.rows(sql, [most], |row| Ok(PoolNumber { phone: row.get(0)?, device: row.get(1)? }))
}

/// A span in which somebody has a number.
pub struct Hold {
    /// The number.
    pub phone: String,
    /// The user name of who has it.
    pub holder: String,
    /// The order that it is with.
    pub order_id: Option<OrderId>,
    /// First instant.
    pub starts_at: Instant,
    /// Last instant.
    pub ends_at: Instant,
}

/// Who has numbers from a moment on: by orders and by codes.
pub fn holds(db: &Db<'_>, from: Instant, most: i64) -> Result<Vec<Hold>, StoreError> {
    let sql = "select held.phone, a.username, held.order_id, held.starts_at, held.ends_at
        from (
            select phone, account_id, order_id, starts_at, ends_at from number_holds where ends_at >= ?1
            union all
            select phone, account_id, null, starts_at, ends_at from service_grants
            where phone is not null and ends_at >= ?1
        ) held
        join accounts a on a.id = held.account_id
        order by held.phone, held.starts_at
        limit ?2";
    db.rows(sql, [from.0, most], |row| {
        Ok(Hold {
            phone: row.get(0)?,
            holder: row.get(1)?,
            order_id: row.get(2)?,
            starts_at: Instant(row.get(3)?),
            ends_at: Instant(row.get(4)?),
        })
    })
}

/// A voucher template and how many vouchers were made of it.
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its name.
    pub name: String,
    /// What its vouchers do.
    pub kind: TemplateKind,
    /// What one is worth.
    pub money: Fen,
    /// First valid instant.
    pub effect_at: Option<Instant>,
    /// Last valid instant.
    pub failure_at: Option<Instant>,
    /// Vouchers that were made of it.
    pub made: i64,
    /// Codes that nobody has redeemed.
    pub open: i64,
    /// Vouchers that were used.
    pub used: i64,
}

/// All voucher templates by id.
pub fn templates(db: &Db<'_>) -> Result<Vec<Template>, StoreError> {
    let sql = "select t.id, t.name, t.kind, t.money, t.effect_at, t.failure_at,
            coalesce(v.made, 0), coalesce(v.open, 0), coalesce(v.used, 0)
        from voucher_templates t
        left join (
            select template_id, count(*) as made,
                sum(case when account_id = -1 then 1 else 0 end) as open,
                sum(case when used_at is null then 0 else 1 end) as used
            from vouchers
            group by template_id
        ) v on v.template_id = t.id
        order by t.id";
    db.rows(sql, [], |row| {
        Ok(Template {
            id: row.get(0)?,
            name: row.get(1)?,
            kind: row.get(2)?,
            money: Fen(row.get(3)?),
            effect_at: row.get::<_, Option<i64>>(4)?.map(Instant),
            failure_at: row.get::<_, Option<i64>>(5)?.map(Instant),
            made: row.get(6)?,
            open: row.get(7)?,
            used: row.get(8)?,
        })
    })
}
