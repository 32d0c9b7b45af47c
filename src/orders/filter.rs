//! The staff's list of orders, narrowed in many ways at once, with its true total.

use super::sql::filter as sql;
use super::{ChannelName, Order};
use crate::ids::{AccountId, OrderId, PayWayId};
use crate::store::{Db, Page, StoreError, words};
use crate::text;

/// Characters of a number from which on a part of it is looked for; a shorter text is a whole number or an id.
const PART_OF_A_NUMBER: usize = 4;
/// Digits from which on a part of a telephone is looked for.
const PART_OF_A_PHONE: usize = 3;

words! {
    /// How far orders are, as people ask for it; each order is in one of them.
    pub enum Stage {
        /// Nobody has paid it, or somebody is paying.
        Unpaid = "unpaid",
        /// Paid, and still to be handed over or sent.
        ToHandOver = "to-hand-over",
        /// With its carrier.
        Shipped = "shipped",
        /// With its customer.
        Received = "received",
        /// Cancelled or ended without money.
        Cancelled = "cancelled",
        /// All its money went back.
        Refunded = "refunded",
    }

    /// How an order reaches its customer.
    pub enum Reaches {
        /// Fetched at an outlet.
        PickUp = "pick-up",
        /// Brought by a carrier.
        Courier = "courier",
        /// Nothing is brought or fetched, or nobody has said how.
        None = "none",
    }
}

/// What an order may be called by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// The number or the id, without blanks.
    pub number: String,
    /// Whether a part of a number may be meant.
    pub number_part: bool,
    /// Digits of a telephone.
    pub phone: Option<String>,
    /// A part of a name.
    pub name: Option<String>,
    /// Orders that a channel knows by what it alone keeps.
    pub known: Vec<OrderId>,
}

impl Sought {
    /// What somebody typed: full-width digits, blanks, dashes and China's prefix are read as they are meant. `None` for nothing.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let (number, name) = (text::plain(typed), typed.trim());
        if number.is_empty() {
            return None;
        }
        let phone = text::phone(typed);
        let is_phone = phone.len() >= PART_OF_A_PHONE && phone.bytes().all(|byte| byte.is_ascii_digit());
        let is_name = name.chars().any(char::is_alphabetic);
        Some(Self {
            number_part: number.chars().count() >= PART_OF_A_NUMBER,
            number,
            phone: is_phone.then_some(phone),
            name: is_name.then(|| name.to_owned()),
            known: Vec::new(),
        })
    }
}

/// Which orders the staff wants to see; what is not said does not narrow.
#[derive(Clone, Debug, Default)]
pub struct OrderFilter {
    /// From this business date on.
    pub from: Option<String>,
    /// Up to this business date.
    pub to: Option<String>,
    /// Of this channel.
    pub channel: Option<ChannelName>,
    /// How far they are.
    pub stage: Option<Stage>,
    /// How they reach their customer.
    pub reaches: Option<Reaches>,
    /// Paid in this way, or to be.
    pub way: Option<PayWayId>,
    /// With which this account of the staff had to do: it took or gave back money, or the trail tells of it.
    pub clerk: Option<AccountId>,
    /// Called by this.
    pub sought: Option<Sought>,
}

/// A page of the orders, the newest first, and how many they are on all pages.
pub fn filtered(db: &Db<'_>, filter: &OrderFilter, page: Page) -> Result<(Vec<Order>, i64), StoreError> {
    if sql::is_whole(filter) {
        return Ok((sql::newest(db, page)?, sql::count_all(db)?));
    }
    let all = filtered_ids(db, filter)?;
    let (offset, size) = (place(page.offset), place(page.size));
    let shown: Vec<OrderId> = all.iter().copied().skip(offset).take(size).collect();
    let mut orders = super::by_ids(db, &shown)?;
    orders.sort_by_key(|order| std::cmp::Reverse(order.id));
    Ok((orders, i64::try_from(all.len()).unwrap_or(i64::MAX)))
}

/// The newest orders that are called by a part of a number, of a name or of a telephone, at most so many, and how many there are. Four digits
/// are the end of a telephone as long as one ends like that.
pub fn called_by_part(db: &Db<'_>, sought: &Sought, most: i64) -> Result<(Vec<Order>, i64), StoreError> {
    let mut ids = sql::ids_of_part(db, sought)?;
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    ids.dedup();
    let total = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    ids.truncate(place(most));
    let mut orders = super::by_ids(db, &ids)?;
    orders.sort_by_key(|order| std::cmp::Reverse(order.id));
    Ok((orders, total))
}

fn place(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// The ids of all of them, the newest first.
pub fn filtered_ids(db: &Db<'_>, filter: &OrderFilter) -> Result<Vec<OrderId>, StoreError> {
    let mut ids = sql::ids(db, filter)?;
    ids.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    Ok(ids)
}

/// Who of the staff had to do with some orders' money: the one who did last, by order.
pub fn clerks_of(db: &Db<'_>, orders: &[OrderId]) -> Result<Vec<(OrderId, AccountId)>, StoreError> {
    if orders.is_empty() { Ok(Vec::new()) } else { sql::clerks(db, orders) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_as_they_mean_it() {
        let read = |typed: &str| {
            let it = Sought::read(typed).unwrap();
            (it.number, it.number_part, it.phone, it.name)
        };
        let digits = |text: &str| (text.to_owned(), true, Some(text.to_owned()), None);
        assert_eq!(read("８０ ００"), digits("8000"));
        assert_eq!(read("+86 138-0013-8000").2.as_deref(), Some("13800138000"));
        assert_eq!(read("2026 1101 0000 01"), digits("20261101000001"));
        assert_eq!(read("12"), ("12".to_owned(), false, None, None), "two digits are an id");
        assert_eq!(read(" 李 雷 "), ("李雷".to_owned(), false, None, Some("李 雷".to_owned())));
        assert_eq!(Sought::read(" \u{3000}"), None);
    }
}
