//! The secret keys of data cards (`ki`, `ki_hk`): kept sealed and answered to nobody.
//!
//! Whoever knows a card's key can copy the card. A key comes in with `datacard_set` or a file, and leaves with a copy of the
//! whole outlet alone, sealed as it is.

use std::ops::RangeInclusive;

use super::sql::cards as sql;
use crate::channels::roaming::ids::CardId;
use crate::store::{StoreError, Tx};

/// Letters of a key.
const KEY_LENGTH: RangeInclusive<usize> = 1..=128;
const KI: &str = "ki";
const KI_HK: &str = "ki_hk";

/// The keys of a card as they are brought. It has no `Debug`, so that no log can show them.
#[derive(Clone, Default)]
pub struct CardKeys {
    ki: Option<String>,
    ki_hk: Option<String>,
}

/// Whether a key that a card has already is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// It stays (docs/spec/roaming.md section 10: a repeated iccid fills blanks alone).
    Stays,
    /// The new one takes its place.
    IsReplaced,
}

impl CardKeys {
    /// Keys out of texts; none where one of them cannot be a key: blanks, control characters, other letters than ASCII's.
    #[must_use]
    pub fn read(ki: Option<&str>, ki_hk: Option<&str>) -> Option<Self> {
        let read = |text: Option<&str>| match text.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) if !is_key(text) => None,
            text => Some(text.map(str::to_owned)),
        };
        Some(Self { ki: read(ki)?, ki_hk: read(ki_hk)? })
    }
}

fn is_key(text: &str) -> bool {
    KEY_LENGTH.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Keeps a card's keys, sealed; the names of those that were kept.
pub fn keep(tx: &Tx<'_>, card: CardId, keys: &CardKeys, known: Known) -> Result<Vec<&'static str>, StoreError> {
    let mut kept = Vec::new();
    for (column, key) in [(KI, &keys.ki), (KI_HK, &keys.ki_hk)] {
        let Some(key) = key else { continue };
        let sealed = tx.vault().seal(&place(card, column), key.as_bytes())?;
        let set = match known {
            Known::Stays => sql::fill_key(tx, card, column, &sealed)?,
            Known::IsReplaced => sql::set_key(tx, card, column, &sealed)?,
        };
        if set {
            kept.push(column);
        }
    }
    Ok(kept)
}

/// Takes a row of a file in: keys of a card that is known by its iccid. False where there is no such card.
pub fn take_row(tx: &Tx<'_>, iccid: &str, keys: &CardKeys) -> Result<bool, StoreError> {
    let Some(card) = sql::by_iccid(tx, iccid)? else { return Ok(false) };
    keep(tx, card.id, keys, Known::IsReplaced)?;
    Ok(true)
}

/// The place that a key is sealed for.
fn place(card: CardId, column: &str) -> String {
    format!("data_cards/{card}/{column}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Db;
    use crate::store::testing::TestStore;

    const CARD: CardId = CardId(210_101);

    fn keys(ki: &str, ki_hk: Option<&str>) -> CardKeys {
        CardKeys::read(Some(ki), ki_hk).unwrap()
    }

    fn keep_of(test: &TestStore, new: CardKeys, known: Known) -> Vec<&'static str> {
        test.write(move |tx| Ok(keep(tx, CARD, &new, known)?)).unwrap()
    }

    fn sealed(db: &Db<'_>, column: &str) -> Vec<u8> {
        db.row(&format!("select {column} from data_cards where id = ?1"), [CARD], |row| row.get(0)).unwrap().unwrap()
    }

    fn opened(test: &TestStore, column: &str) -> Option<String> {
        test.store
            .read::<_, StoreError>(|db| Ok(db.vault().unseal(&place(CARD, column), &sealed(db, column))))
            .unwrap()
            .map(|key| String::from_utf8(key).unwrap())
    }

    #[test]
    fn a_key_is_sealed_for_its_card_and_column() {
        let test = TestStore::with_demo();
        assert_eq!(keep_of(&test, keys("A0B1", Some("C2D3")), Known::Stays), ["ki", "ki_hk"]);
        assert_eq!((opened(&test, "ki").as_deref(), opened(&test, "ki_hk").as_deref()), (Some("A0B1"), Some("C2D3")));
        test.store
            .read::<_, StoreError>(|db| {
                assert_eq!(db.vault().unseal(&place(CARD, "ki_hk"), &sealed(db, "ki")), None, "another column");
                assert_eq!(
                    db.vault().unseal(&place(CardId(CARD.number() + 1), "ki"), &sealed(db, "ki")),
                    None,
                    "another card"
                );
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn a_known_key_stays_unless_a_file_replaces_it() {
        let test = TestStore::with_demo();
        keep_of(&test, keys("first", None), Known::Stays);
        assert_eq!(keep_of(&test, keys("second", Some("blank")), Known::Stays), ["ki_hk"]);
        assert_eq!(opened(&test, "ki").as_deref(), Some("first"));
        assert_eq!(keep_of(&test, keys("third", None), Known::IsReplaced), ["ki"]);
        assert_eq!((opened(&test, "ki").as_deref(), opened(&test, "ki_hk").as_deref()), (Some("third"), Some("blank")));
    }

    #[test]
    fn what_cannot_be_a_key_is_refused() {
        for text in ["a b", "键", "a\u{7}b", &"0".repeat(129)] {
            assert!(CardKeys::read(Some(text), None).is_none() && CardKeys::read(None, Some(text)).is_none(), "{text}");
        }
        assert!(CardKeys::read(Some(" "), Some("")).is_some_and(|keys| keys.ki.is_none() && keys.ki_hk.is_none()));
    }
}
