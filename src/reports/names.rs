//! What the rows of a report are called.

use std::collections::{BTreeMap, HashMap};

use super::key::Key;
use super::sales::Report;
use crate::accounts;
use crate::catalogue::{self, Goal};
use crate::channels;
use crate::ids::{AccountId, CategoryId, PayWayId};
use crate::store::{Db, StoreError};

/// A row's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// What it is in one word: `delivery`, `no-goods`, `no-money`, `nobody`, `several`, `nowhere`, `no-reason`, `channel`; empty for what
    /// has a name of its own.
    pub word: &'static str,
    /// Its name in the language of the rows, or in Chinese.
    pub name: String,
    /// Its name in English where it has one.
    pub en: Option<String>,
    /// Its number or code: of a channel, a way, a clerk, a product.
    pub id: String,
}

impl Named {
    fn word(word: &'static str) -> Self {
        Self { word, name: String::new(), en: None, id: String::new() }
    }

    fn plain(name: impl Into<String>, id: impl ToString) -> Self {
        Self { word: "", name: name.into(), en: None, id: id.to_string() }
    }
}

/// All names that rows may need.
#[derive(Debug)]
pub struct Names {
    categories: HashMap<CategoryId, String>,
    clerks: HashMap<AccountId, String>,
    ways: BTreeMap<PayWayId, String>,
}

impl Names {
    /// Reads the names of a report's rows.
    pub fn read(db: &Db<'_>, report: &Report) -> Result<Self, StoreError> {
        let clerks = report.rows.iter().filter_map(|(key, _)| match key {
            Key::Clerk(id) if *id != AccountId::NOBODY => Some(*id),
            _ => None,
        });
        let clerks: Vec<AccountId> = clerks.collect();
        let has_categories = report.rows.iter().any(|(key, _)| matches!(key, Key::Category(_)));
        let categories = if has_categories { catalogue::categories(db)? } else { Vec::new() };
        Ok(Self {
            categories: categories.into_iter().map(|it| (it.id, it.name)).collect(),
            clerks: if clerks.is_empty() {
                HashMap::new()
            } else {
                accounts::sql::usernames(db, &clerks)?.into_iter().collect()
            },
            ways: channels::way_names(db)?,
        })
    }

    /// The name of a row.
    #[must_use]
    pub fn of(&self, report: &Report, key: Key) -> Named {
        match key {
            Key::Day(place) => {
                let days = u64::try_from(place).unwrap_or_default();
                let day = report.spans.now.from.checked_add_days(chrono::Days::new(days));
                let day = day.map(|day| day.to_string()).unwrap_or_default();
                Named::plain(day.clone(), day)
            }
            Key::Hour(_, hour) => Named::plain(format!("{hour:02}:00"), hour),
            Key::Channel(channel) => Named { id: channel.as_str().to_owned(), ..Named::word("channel") },
            Key::Clerk(AccountId::NOBODY) => Named::word("nobody"),
            Key::Clerk(id) => Named::plain(self.clerks.get(&id).cloned().unwrap_or_else(|| id.to_string()), id),
            Key::Way(way) => Named::plain(self.ways.get(&way).cloned().unwrap_or_default(), way),
            Key::NoMoney => Named::word("no-money"),
            Key::Item(channel, item) => {
                let id = format!("{}/{item}", channel.as_str());
                Named::plain(report.titles.get(&key).cloned().unwrap_or_else(|| id.clone()), id)
            }
            Key::Category(id) => Named::plain(self.categories.get(&id).cloned().unwrap_or_default(), id),
            Key::Goal(Goal::Place(id)) => {
                let (zh, en) =
                    report.goals.as_ref().and_then(|goals| goals.names.get(&id)).cloned().unwrap_or_default();
                Named { en: Some(en), ..Named::plain(zh, id) }
            }
            Key::Goal(Goal::Several) => Named::word("several"),
            Key::Goal(Goal::Nowhere) => Named::word("nowhere"),
            Key::Reason(at) => match report.reasons.get(at).filter(|reason| !reason.is_empty()) {
                Some(reason) => Named::plain(reason.clone(), ""),
                None => Named::word("no-reason"),
            },
            Key::Delivery => Named::word("delivery"),
            Key::NoGoods => Named::word("no-goods"),
        }
    }
}
