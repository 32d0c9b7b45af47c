//! Countries and usual regions that the program knows by itself: what they are called, how that is typed, which flag they have.
//!
//! `countries.csv` has the officially assigned codes of ISO 3166-1 with the names that mainland China's travel trade uses;
//! `regions.csv` the regions that travel plans are usually sold for, each with the countries that such plans usually have. They are what
//! an owner begins with: what is shown stands in the rows.

use std::sync::LazyLock;

use super::{Reach, called};

/// Names of one place stand side by side.
const BETWEEN: char = '|';
/// Places whose flag the set of flags does not have, or has in a form that an outlet of the mainland does not show.
const WITHOUT_FLAG: [&str; 1] = ["TW"];
/// Regions with a flag.
const REGIONS_WITH_FLAG: [&str; 1] = ["EUROPE"];

/// A country or region that the program knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Two letters of ISO 3166-1, or a region's code.
    pub code: String,
    /// A country or a region.
    pub reach: Reach,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// The syllables of its Chinese name, with blanks between.
    pub pinyin: String,
    /// Other names of it, and cities by which people know it.
    pub others: Vec<String>,
    /// The codes of a region's usual countries.
    pub countries: Vec<String>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let countries = rows(include_str!("countries.csv"), Reach::Country);
    countries.into_iter().chain(rows(include_str!("regions.csv"), Reach::Region)).collect()
});

fn rows(file: &'static str, reach: Reach) -> Vec<Known> {
    let rows = csv::ReaderBuilder::new().has_headers(false).from_reader(file.as_bytes()).into_records();
    rows.filter_map(Result::ok).map(|row| place(&row, reach)).collect()
}

fn place(row: &csv::StringRecord, reach: Reach) -> Known {
    let cell = |column: usize| row.get(column).unwrap_or_default();
    let several = |column: usize, between: char| -> Vec<String> {
        cell(column).split(between).filter(|it| !it.is_empty()).map(str::to_owned).collect()
    };
    Known {
        code: cell(0).to_owned(),
        reach,
        zh: cell(1).to_owned(),
        en: cell(2).to_owned(),
        pinyin: cell(3).to_owned(),
        others: several(4, BETWEEN),
        countries: several(5, ' '),
    }
}

/// All of them: the countries by code, then the regions.
#[must_use]
pub fn known() -> &'static [Known] {
    &KNOWN
}

/// The one of a code.
#[must_use]
pub fn known_by_code(code: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.code == code)
}

/// The one that somebody calls so.
#[must_use]
pub fn known_by_name(name: &str) -> Option<&'static Known> {
    let name = called(name);
    KNOWN.iter().find(|known| known.names().any(|it| called(it) == name))
}

impl Known {
    /// All its names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        [self.zh.as_str(), self.en.as_str()].into_iter().chain(self.others.iter().map(String::as_str))
    }

    /// Path of its flag, if there is one.
    #[must_use]
    pub fn flag(&self) -> Option<String> {
        let has_flag = match self.reach {
            Reach::Country => !WITHOUT_FLAG.contains(&self.code.as_str()),
            Reach::Region => REGIONS_WITH_FLAG.contains(&self.code.as_str()),
        };
        has_flag.then(|| format!("images/flags/{}.svg", self.code.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_country_of_the_list_has_two_letters_two_names_and_its_syllables() {
        let countries: Vec<_> = known().iter().filter(|it| it.reach == Reach::Country).collect();
        assert_eq!(countries.len(), 249, "ISO 3166-1 has so many officially assigned codes");
        for it in countries {
            assert!(it.code.len() == 2 && it.code.bytes().all(|byte| byte.is_ascii_uppercase()), "{it:?}");
            let signs = it.zh.chars().filter(|letter| letter.is_alphabetic()).count();
            assert_eq!(it.pinyin.split(' ').count(), signs, "a syllable for each sign: {it:?}");
            assert!(!it.en.is_empty() && it.countries.is_empty(), "{it:?}");
        }
    }

    #[test]
    fn every_region_has_a_longer_code_and_countries_of_the_list() {
        let regions: Vec<_> = known().iter().filter(|it| it.reach == Reach::Region).collect();
        assert!(regions.len() >= 10, "{}", regions.len());
        for it in regions {
            assert!(it.code.len() > 2, "{it:?}");
            let is_country = |code: &String| known_by_code(code).is_some_and(|it| it.reach == Reach::Country);
            assert!(it.countries.iter().all(is_country), "{it:?}");
        }
    }

    #[test]
    fn no_two_have_one_code_and_no_name_leads_to_two() {
        let codes: HashSet<_> = known().iter().map(|it| &it.code).collect();
        assert_eq!(codes.len(), known().len());
        for it in known() {
            for name in it.names() {
                assert_eq!(known_by_name(name).map(|it| &it.code), Some(&it.code), "{name}");
            }
        }
    }

    #[test]
    fn every_flag_that_is_named_is_there_and_every_one_that_is_there_is_named() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/images/flags");
        let there: HashSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| format!("images/flags/{}", file.unwrap().file_name().display()))
            .collect();
        let named: HashSet<String> = known().iter().filter_map(Known::flag).collect();
        assert_eq!(named, there);
    }

    #[test]
    fn a_place_is_known_by_any_of_its_names() {
        for (name, code) in
            [("香港", "HK"), ("macao", "MO"), ("阿拉伯联合酋长国", "AE"), (" 欧洲 ", "EUROPE"), ("uk", "GB")]
        {
            assert_eq!(known_by_name(name).map(|it| it.code.as_str()), Some(code), "{name}");
        }
        assert_eq!(known_by_name("亚特兰蒂斯"), None);
    }
}
