//! What is leased: two kinds of addresses, three durations, five pools.

use crate::clock::DAY_MS;
use crate::ids::ItemId;
use crate::tables::Vocabulary;

/// A kind of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Static residential addresses, `isp_*` on the wire.
    Isp,
    /// Data-centre addresses, `static_ip_*` and `datacenter_*` on the wire.
    Datacenter,
}

impl Kind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Isp, Self::Datacenter];

    /// The name in the store and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Isp => "isp",
            Self::Datacenter => "datacenter",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Isp => "静态住宅IP",
            Self::Datacenter => "数据中心IP",
        }
    }

    /// The item number of its lines in the order book.
    #[must_use]
    pub fn item(self) -> ItemId {
        match self {
            Self::Isp => ItemId(1),
            Self::Datacenter => ItemId(2),
        }
    }
}

/// How long a lease lasts. A month is always 30 days (docs/spec/leases.md section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duration {
    /// 7 days.
    Week,
    /// 30 days.
    Month,
    /// 90 days.
    Quarter,
}

impl Duration {
    /// All of them, the shortest first.
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// Reads either product's word (docs/spec/leases.md section 1) or the store's.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        DURATION_WORDS.kept(word.trim()).and_then(Self::from_name)
    }

    /// The name in the store and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// The duration of a stored name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|duration| duration.name() == name)
    }

    /// The word of a product's own vocabulary.
    #[must_use]
    pub fn word(self, kind: Kind) -> &'static str {
        match (kind, self) {
            (Kind::Isp, Self::Week) => "weekly",
            (Kind::Isp, Self::Month) => "monthly",
            (Kind::Isp, Self::Quarter) => "quarterly",
            (Kind::Datacenter, Self::Week) => "week",
            (Kind::Datacenter, Self::Month) => "month",
            (Kind::Datacenter, Self::Quarter) => "season",
        }
    }

    /// Its days.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// Its milliseconds.
    #[must_use]
    pub fn ms(self) -> i64 {
        self.days() * DAY_MS
    }
}

/// The words of both products, and the store's for each.
pub const DURATION_WORDS: Vocabulary = Vocabulary {
    words: &[
        ("week", "week"),
        ("weekly", "week"),
        ("month", "month"),
        ("monthly", "month"),
        ("quarter", "quarter"),
        ("quarterly", "quarter"),
        ("season", "quarter"),
    ],
    rule: "one of: week, month, quarter (or weekly, monthly, quarterly, season)",
};

/// The pools, as clients and files name them (docs/spec/leases.md section 1).
pub const POOL_TAGS: &[&str] = &["渠道一", "渠道二", "渠道三", "渠道四", "渠道五"];

/// The pool of a tag.
#[must_use]
pub fn pool_tag(tag: &str) -> Option<&'static str> {
    POOL_TAGS.iter().copied().find(|known| *known == tag.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_vocabularies_mean_the_same_durations() {
        for duration in Duration::ALL {
            assert_eq!(Duration::from_name(duration.name()), Some(duration));
            for kind in Kind::ALL {
                assert_eq!(Duration::parse(duration.word(kind)), Some(duration));
            }
        }
        for word in ["daily", "yearly", "", "Week"] {
            assert_eq!(Duration::parse(word), None, "{word}");
        }
    }
}
