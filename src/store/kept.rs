//! A bounded memory of things that were made of the database, each with the stamp of what it rests on.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{PoisonError, RwLock};

use super::stamp::Stamp;

/// Things that one memory keeps at most, unless it is said otherwise.
const ENTRIES: usize = 512;
/// Bytes that they may have together.
const BYTES: usize = 1024 * 1024;
/// The share of all bytes that one thing may have.
const SHARE: usize = 4;

/// What was made, by what was asked. Whatever strangers ask, it stays within its bounds: when it is full, it begins anew.
pub struct Kept<K, V> {
    entries: RwLock<Entries<K, V>>,
    most: usize,
    most_bytes: usize,
}

struct Entries<K, V> {
    by_key: HashMap<K, Entry<V>>,
    bytes: usize,
}

struct Entry<V> {
    stamp: Stamp,
    value: V,
    bytes: usize,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self::bounded(ENTRIES, BYTES)
    }
}

impl<K, V> Kept<K, V> {
    /// A memory of at most so many things, of at most so many bytes together.
    #[must_use]
    pub fn bounded(most: usize, most_bytes: usize) -> Self {
        Self { entries: RwLock::new(Entries { by_key: HashMap::new(), bytes: 0 }), most, most_bytes }
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    /// What was made for a key when its basis had this stamp.
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q, stamp: Stamp) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        entries.by_key.get(key).filter(|entry| entry.stamp == stamp).map(|entry| entry.value.clone())
    }

    /// Keeps what was made for a key. The stamp was asked for **before** the database was read: a change that came between the two
    /// then makes it old at once.
    pub fn put(&self, key: K, stamp: Stamp, value: V, bytes: usize) {
        if bytes > self.most_bytes / SHARE {
            return;
        }
        let mut entries = self.entries.write().unwrap_or_else(PoisonError::into_inner);
        let known = entries.by_key.get(&key).map(|entry| entry.bytes);
        let is_full = known.is_none() && entries.by_key.len() >= self.most;
        let others = entries.bytes - known.unwrap_or(0);
        if is_full || others + bytes > self.most_bytes {
            entries.by_key.clear();
            entries.bytes = bytes;
        } else {
            entries.bytes = others + bytes;
        }
        entries.by_key.insert(key, Entry { stamp, value, bytes });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(kept: &Kept<u32, u32>) -> (usize, usize) {
        let entries = kept.entries.read().unwrap();
        (entries.by_key.len(), entries.bytes)
    }

    #[test]
    fn a_thing_is_found_under_the_stamp_that_it_was_made_under_and_no_other() {
        let kept = Kept::default();
        kept.put(1, Stamp::of(7), 10, 1);
        assert_eq!(
            (kept.get(&1, Stamp::of(7)), kept.get(&1, Stamp::of(8)), kept.get(&2, Stamp::of(7))),
            (Some(10), None, None)
        );
        kept.put(1, Stamp::of(8), 11, 1);
        assert_eq!((kept.get(&1, Stamp::of(7)), kept.get(&1, Stamp::of(8))), (None, Some(11)));
    }

    #[test]
    fn endless_different_questions_do_not_make_it_larger_than_its_bounds() {
        let kept = Kept::bounded(10, 1000);
        for key in 0..1000 {
            kept.put(key, Stamp::of(1), key, 30);
            let (entries, bytes) = size(&kept);
            assert!(entries <= 10 && bytes <= 1000 && bytes == entries * 30, "{entries} of {bytes} bytes");
            assert_eq!(kept.get(&key, Stamp::of(1)), Some(key), "the newest is there");
        }
        let kept = Kept::bounded(1000, 1000);
        for key in 0..1000 {
            kept.put(key % 50, Stamp::of(u64::from(key)), key, 30 + key as usize % 7);
            assert!(size(&kept).1 <= 1000);
        }
        kept.put(5000, Stamp::of(1), 0, 251);
        assert_eq!(kept.get(&5000, Stamp::of(1)), None, "one thing does not take the place of all others");
    }
}
