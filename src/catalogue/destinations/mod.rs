//! Where travellers go: countries, and regions of several, what is sold for each, and what a plan brings.
//!
//! A product goes where one of the areas that its lines may choose is called like a destination, and where somebody has put it
//! besides; what goes to a region goes to each of its countries. The areas stay rows of the attributes, as the services tell them.

mod goal;
mod going;
pub(super) mod intake;
mod known;
mod pinyin;
pub(super) mod tables;

use std::collections::{BTreeMap, HashSet};

use super::sql::destinations as sql;
use crate::ids::{DestinationId, PlanId, ProductId};
use crate::store::{Basis, Columns, Db, StoreError, states};
pub use goal::{Goal, Goals};
pub use going::{Sold, areas_to_nowhere};
pub use known::{Known, known, known_by_code, known_by_name};

/// What is told of destinations besides the shelf and besides what they are called in other languages.
pub static DESTINATIONS: Basis = Basis {
    name: "destinations",
    tables: &[
        ("destinations", Columns::All),
        ("destination_countries", Columns::All),
        ("product_destinations", Columns::All),
        ("plans", Columns::All),
    ],
};

states! {
    /// How far a destination reaches.
    pub enum Reach {
        /// One country, or a part of one that has letters of its own in ISO 3166-1.
        Country = 0,
        /// Several countries together.
        Region = 1,
    }

    /// What the data of a plan is counted in.
    pub enum DataUnit {
        /// Megabytes.
        Megabytes = 0,
        /// Gigabytes.
        Gigabytes = 1,
    }

    /// What the data of a plan is for.
    pub enum DataPer {
        /// The whole plan.
        Plan = 0,
        /// Each of its days.
        Day = 1,
        /// It has no limit.
        Unlimited = 2,
    }
}

/// What a destination is called in the languages of customers, where somebody has said it besides its own name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// In Chinese.
    pub zh: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// A destination as its row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Its id.
    pub id: DestinationId,
    /// Two letters of ISO 3166-1, or a region's own code.
    pub code: String,
    /// A country or a region.
    pub reach: Reach,
    /// Its name in the language of the rows.
    pub name: String,
    /// Its syllables, where somebody has written them down.
    pub pinyin: String,
    /// What it is called besides, with commas between.
    pub other_names: String,
    /// Path of the owner's picture; empty for none.
    pub image: String,
}

/// A destination with all that finds it and all that is sold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its row.
    pub row: Destination,
    /// Its name in Chinese, as far as anybody knows it.
    pub zh: String,
    /// Its name in English, as far as anybody knows it.
    pub en: String,
    /// What else people type to find it.
    pub others: Vec<String>,
    /// Its Chinese name in Latin letters.
    pub typed: String,
    /// The first letters of the syllables.
    pub initials: String,
    /// Path of its picture or flag; empty for one whose name stands for it.
    pub image: String,
    /// The countries that a region has.
    pub countries: Vec<DestinationId>,
    /// What is on sale for it: what is for it alone first, then what it has through a region.
    pub sold: Vec<Sold>,
}

/// What a product brings a traveller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// The product.
    pub product: ProductId,
    /// Days that it runs; the customer chooses them where there are none.
    pub days: Option<i64>,
    /// Of data, in `unit`.
    pub amount: Option<i64>,
    /// What the amount is counted in.
    pub unit: DataUnit,
    /// What the amount is for.
    pub per: DataPer,
    /// Such as `5G`.
    pub speed: String,
    /// Whose network it is.
    pub network: String,
    /// Days from the purchase within which it must be started.
    pub start_within: Option<i64>,
}

/// The destinations in use, in their order, and the plans of what is on sale; `said` has the names in other languages.
pub fn destinations(db: &Db<'_>, said: &BTreeMap<DestinationId, Said>) -> Result<(Vec<Place>, Vec<Plan>), StoreError> {
    let rows = sql::destinations(db)?;
    let going = going::Going::of(db, &rows, said)?;
    let place = |row: Destination| going.place(row, said);
    Ok((rows.into_iter().map(place).collect(), sql::plans(db)?))
}

impl Destination {
    /// What the program knows of it by its code.
    fn known(&self) -> Option<&'static Known> {
        known_by_code(&self.code).filter(|known| known.reach == self.reach)
    }

    /// Its names in Chinese and English: what somebody has said, the row's own where it is in that language, what the program knows,
    /// and where all of that is missing the row's own after all.
    fn names(&self, said: Option<&Said>) -> (String, String) {
        let known = self.known();
        let own = |is_meant: bool| Some(self.name.clone()).filter(|name| is_chinese(name) == is_meant);
        let zh = said.and_then(|it| it.zh.clone()).or_else(|| own(true)).or_else(|| known.map(|it| it.zh.clone()));
        let en = said.and_then(|it| it.en.clone()).or_else(|| own(false)).or_else(|| known.map(|it| it.en.clone()));
        (zh.unwrap_or_else(|| self.name.clone()), en.unwrap_or_else(|| self.name.clone()))
    }

    /// What it is called besides: by its owner, and by everybody.
    fn others(&self) -> Vec<String> {
        let own = self.other_names.split([',', '，', '、', ';', '；']).map(str::trim);
        let known = self.known().into_iter().flat_map(|it| it.others.iter().map(String::as_str));
        let known_names = self.known().into_iter().flat_map(|it| [it.zh.as_str(), it.en.as_str()]);
        let mut seen = HashSet::new();
        let all = own.chain(known).chain(known_names).filter(|name| !name.is_empty() && seen.insert(called(name)));
        all.map(str::to_owned).collect()
    }

    /// The syllables of its Chinese name: as they were written down, as they are known, or as each sign is read as a rule.
    fn syllables(&self, zh: &str) -> String {
        let known = || self.known().filter(|it| it.zh == zh).map(|it| it.pinyin.clone());
        let own = Some(self.pinyin.trim()).filter(|it| !it.is_empty()).map(str::to_owned);
        own.or_else(known).unwrap_or_else(|| pinyin::syllables(zh))
    }

    /// Path of what is shown of it: the owner's picture, or the flag.
    fn picture(&self) -> String {
        if !self.image.is_empty() {
            return self.image.clone();
        }
        self.known().and_then(Known::flag).unwrap_or_default()
    }
}

/// Letters of a code that is made of a name.
const LETTERS: usize = 12;

/// A region's code that may be made of a name: its Chinese signs as they are typed, in capitals.
#[must_use]
pub fn code_of_name(name: &str) -> String {
    let typed = pinyin::typed(&pinyin::syllables(name)).0;
    let code: String = typed.chars().filter(char::is_ascii_alphanumeric).take(LETTERS).collect();
    // Two letters are a country's.
    let code = if code.len() > 2 { code } else { format!("area{code}") };
    code.to_uppercase()
}

/// A name as it is compared: small letters, no blanks at its ends.
fn called(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Whether a name is written in Chinese signs.
fn is_chinese(name: &str) -> bool {
    name.chars().any(|letter| ('\u{2e80}'..='\u{9fff}').contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, reach: Reach, name: &str) -> Destination {
        Destination {
            id: DestinationId(1),
            code: code.to_owned(),
            reach,
            name: name.to_owned(),
            pinyin: String::new(),
            other_names: "東瀛，Nippon".to_owned(),
            image: String::new(),
        }
    }

    #[test]
    fn a_country_is_called_in_both_languages_whichever_its_row_is_in() {
        let japan = |name| row("JP", Reach::Country, name).names(None);
        assert_eq!(japan("日本"), ("日本".to_owned(), "Japan".to_owned()));
        assert_eq!(japan("Nihon"), ("日本".to_owned(), "Nihon".to_owned()));
        let said = Said { zh: None, en: Some("Land of Japan".to_owned()) };
        assert_eq!(row("JP", Reach::Country, "日本").names(Some(&said)).1, "Land of Japan");
        let own = row("XISLES", Reach::Region, "海岛").names(None);
        assert_eq!(own, ("海岛".to_owned(), "海岛".to_owned()), "nobody knows its English name");
    }

    #[test]
    fn pinyin_is_the_owner_s_or_the_known_one_or_what_the_signs_are_read_as() {
        let honduras = row("HN", Reach::Country, "洪都拉斯");
        assert_eq!(honduras.syllables("洪都拉斯"), "hong du la si", "and not dou, as the sign is read as a rule");
        let own = Destination { pinyin: " chong qing ".to_owned(), ..row("XCITY", Reach::Region, "重庆") };
        assert_eq!(own.syllables("重庆"), "chong qing");
        assert_eq!(row("XISLES", Reach::Region, "海岛").syllables("海岛"), "hai dao");
    }

    #[test]
    fn other_names_are_the_owner_s_and_everybody_s() {
        let others = row("JP", Reach::Country, "日本国").others();
        for name in ["東瀛", "Nippon", "东京", "Tokyo", "日本", "Japan"] {
            assert!(others.iter().any(|it| it == name), "{name}: {others:?}");
        }
    }

    #[test]
    fn a_country_has_its_flag_until_its_owner_gives_a_picture() {
        let japan = row("JP", Reach::Country, "日本");
        assert_eq!(japan.picture(), "images/flags/jp.svg");
        assert_eq!(Destination { image: "images/own/a.png".to_owned(), ..japan }.picture(), "images/own/a.png");
        assert_eq!(row("XISLES", Reach::Region, "海岛").picture(), "");
    }

    #[test]
    fn a_code_is_made_of_a_name() {
        let made = ["海岛", "美加", "阿", "Bali & Lombok", "··"].map(code_of_name);
        assert_eq!(made, ["HAIDAO", "MEIJIA", "AREAA", "BALILOMBOK", "AREA"].map(str::to_owned));
    }
}
