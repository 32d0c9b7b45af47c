//! What holds in the catalogue beyond constraints, and what it has left.

use crate::catalogue::Kind;
use crate::store::{Level, Rule, statement};

/// The catalogue's rules.
pub const RULES: &[Rule] = &[Rule {
    name: "a product's stock is the sum of its moves",
    broken_by: "select 'product ' || p.id
            from products p
            left join (select item, sum(change) as moved from stock_moves where item_kind = 'product' group by item) m
                on m.item = p.id
            where p.stock <> coalesce(m.moved, 0)
            order by p.id",
    remedy: "count the goods and set the stock on the admin's page",
}];

/// Pieces that are left. Numbers and minutes are let by the day and have none.
pub const LEVELS: &[Level] = &[Level {
    kind: "product",
    statement: statement!(
        "select cast(id as text), stock from products where deleted = 0 and kind in ({card}, {goods}, {esim}) order by id",
        card = Kind::Card,
        goods = Kind::Goods,
        esim = Kind::Esim,
    ),
}];
