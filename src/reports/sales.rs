//! Reports of money: the bookings of two spans added up by keys.

use std::collections::HashMap;

use super::key::{By, Key};
use super::span::{Span, Spans};
use super::sums::Sums;
use crate::catalogue::{self, Goal, Goals};
use crate::channels::ALL;
use crate::channels::page::destinations::goals;
use crate::clock::calendar_day;
use crate::ids::{CategoryId, LineId, ProductId};
use crate::money::Fen;
use crate::orders::{self, Booked, ChannelName, Share, Terms, What, booked};
use crate::store::{Db, StoreError};

/// A row: what it is of, and its sums in both spans.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Of the span that is asked for.
    pub now: Sums,
    /// Of the one before.
    pub before: Sums,
}

/// A report of money.
#[derive(Clone, Debug)]
pub struct Report {
    /// What it is looked at by.
    pub by: By,
    /// Its days.
    pub spans: Spans,
    /// All of it. An order with several rows is one order here.
    pub total: Row,
    /// Its rows: in the order of time, or what brought most first.
    pub rows: Vec<(Key, Row)>,
    /// What things were called when they were sold last.
    pub titles: HashMap<Key, String>,
    /// The reasons that rows name by their places.
    pub reasons: Vec<String>,
    /// The names of destinations.
    pub goals: Option<Goals>,
}

/// Reads a report.
pub fn report(db: &Db<'_>, terms: &Terms, by: By, spans: Spans) -> Result<Report, StoreError> {
    let mut adding = Adding::begin(db, terms, by)?;
    for (span, part) in [(spans.now, Part::Now), (spans.before, Part::Before)] {
        let (from, to) = span.texts();
        booked(db, terms, (&from, &to), |it, shares| adding.add(span, part, it, shares))?;
    }
    adding.finish(db, spans)
}

#[derive(Clone, Copy)]
enum Part {
    Now,
    Before,
}

impl Part {
    const fn of(self, row: &mut Row) -> &mut Sums {
        match self {
            Self::Now => &mut row.now,
            Self::Before => &mut row.before,
        }
    }
}

/// A report in the making.
struct Adding<'t> {
    by: By,
    terms: &'t Terms,
    shop: Vec<ChannelName>,
    categories: HashMap<ProductId, CategoryId>,
    goals: Option<Goals>,
    reasons: Vec<String>,
    total: Row,
    rows: HashMap<Key, Row>,
    /// The newest line of each thing.
    newest: HashMap<Key, LineId>,
    /// The day that was met last, by its text.
    day: (String, i64),
    /// Keys of one booking.
    seen: Vec<Key>,
}

impl<'t> Adding<'t> {
    fn begin(db: &Db<'_>, terms: &'t Terms, by: By) -> Result<Self, StoreError> {
        let categories = if by == By::Category { catalogue::categories_of_products(db)? } else { Vec::new() };
        Ok(Self {
            by,
            terms,
            shop: ALL.iter().filter(|channel| channel.sells_products).map(|channel| channel.name).collect(),
            categories: categories.into_iter().collect(),
            goals: if by == By::Destination { Some(goals(db)?) } else { None },
            reasons: Vec::new(),
            total: Row::default(),
            rows: HashMap::new(),
            newest: HashMap::new(),
            day: (String::new(), 0),
            seen: Vec::new(),
        })
    }

    fn add(&mut self, span: Span, part: Part, it: &Booked<'_>, shares: &[(Share<'_>, Fen)]) {
        let whole = sums(it, it.amount, shares.iter().map(|(share, _)| pieces(share)).sum());
        *part.of(&mut self.total) += whole;
        if self.by.is_of_lines() {
            self.add_lines(part, it, shares);
        } else if let Some(key) = self.key(span, it) {
            *part.of(self.rows.entry(key).or_default()) += whole;
        }
    }

    /// Each thing has its part of the money; a booking is counted once for each of its rows.
    fn add_lines(&mut self, part: Part, it: &Booked<'_>, shares: &[(Share<'_>, Fen)]) {
        self.seen.clear();
        for (share, amount) in shares {
            let key = self.key_of(it, share);
            let mut own = sums(it, *amount, pieces(share));
            if self.seen.contains(&key) {
                (own.orders, own.returns) = (0, 0);
            } else {
                self.seen.push(key);
            }
            *part.of(self.rows.entry(key).or_default()) += own;
        }
    }

    /// The row of a booking as a whole.
    fn key(&mut self, span: Span, it: &Booked<'_>) -> Option<Key> {
        Some(match self.by {
            By::Day => Key::Day(self.day(span, it.date)),
            By::Hour => self.hour(it),
            By::Channel => Key::Channel(it.channel),
            By::Clerk => Key::Clerk(it.clerk),
            By::Way => it.way.map_or(Key::NoMoney, Key::Way),
            By::RefundClerk if it.what.is_refund() => Key::Clerk(it.clerk),
            By::RefundReason => match it.what {
                What::Refund(reason) => self.reason(reason.trim()),
                What::LateRefund => Key::NoGoods,
                What::Sale | What::Void | What::Late => return None,
            },
            _ => return None,
        })
    }

    fn day(&mut self, span: Span, date: &str) -> i64 {
        if self.day.0 != date {
            let day = calendar_day(date).unwrap_or(span.from);
            self.day = (date.to_owned(), day.to_epoch_days().into());
        }
        self.day.1 - i64::from(span.from.to_epoch_days())
    }

    /// Hours stand as they follow each other in a business day.
    fn hour(&self, it: &Booked<'_>) -> Key {
        let hour = i64::from(self.terms.zone.hour(it.at));
        Key::Hour((hour - self.terms.cutoff_minutes.div_euclid(60)).rem_euclid(24), hour)
    }

    fn reason(&mut self, reason: &str) -> Key {
        let known = self.reasons.iter().position(|known| known == reason);
        Key::Reason(known.unwrap_or_else(|| {
            self.reasons.push(reason.to_owned());
            self.reasons.len() - 1
        }))
    }

    /// The row of a part of a booking.
    fn key_of(&mut self, it: &Booked<'_>, share: &Share<'_>) -> Key {
        let Share::Line { id, item, area, .. } = *share else {
            return if *share == Share::Delivery { Key::Delivery } else { Key::NoGoods };
        };
        let product = self.shop.contains(&it.channel).then(|| item.product());
        match (self.by, product) {
            (By::Category, Some(product)) => {
                self.categories.get(&product).map_or(Key::Channel(it.channel), |category| Key::Category(*category))
            }
            (By::Category, None) => Key::Channel(it.channel),
            (By::Destination, product) => {
                let goal = product.zip(self.goals.as_ref()).map(|(product, goals)| goals.of(product, area));
                Key::Goal(goal.unwrap_or(Goal::Nowhere))
            }
            _ => {
                let key = Key::Item(it.channel, item);
                let newest = self.newest.entry(key).or_insert(id);
                *newest = id.max(*newest);
                key
            }
        }
    }

    fn finish(mut self, db: &Db<'_>, spans: Spans) -> Result<Report, StoreError> {
        let by_line: HashMap<LineId, Key> = self.newest.drain().map(|(key, line)| (line, key)).collect();
        let lines: Vec<LineId> = by_line.keys().copied().collect();
        let titles = orders::titles(db, &lines)?.into_iter();
        let titles = titles.filter_map(|(line, title)| Some((*by_line.get(&line)?, title))).collect();
        let mut rows: Vec<(Key, Row)> = self.rows.into_iter().collect();
        if self.by.is_of_refunds() {
            rows.retain(|(_, row)| row.now.returns > 0 || row.before.returns > 0);
            rows.sort_by_key(|(key, row)| (-row.now.refunds.0, -row.before.refunds.0, *key));
        } else if self.by.is_of_time() {
            rows.sort_by_key(|(key, _)| *key);
        } else {
            rows.sort_by_key(|(key, row)| (-row.now.net().0, -row.before.net().0, *key));
        }
        let (by, total, reasons, goals) = (self.by, self.total, self.reasons, self.goals);
        Ok(Report { by, spans, total, rows, titles, reasons, goals })
    }
}

const fn pieces(share: &Share<'_>) -> i64 {
    match share {
        Share::Line { pieces, .. } => *pieces,
        Share::Delivery | Share::Nothing => 0,
    }
}

fn sums(it: &Booked<'_>, amount: Fen, pieces: i64) -> Sums {
    if it.what.is_refund() {
        return Sums { returns: 1, refunds: amount, ..Sums::default() };
    }
    if it.what == What::Void {
        return Sums { orders: -1, pieces: -pieces, sales: -amount, ..Sums::default() };
    }
    Sums { orders: i64::from(it.what == What::Sale), pieces, sales: amount, ..Sums::default() }
}
