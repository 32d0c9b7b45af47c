//! What rooms remember between requests, and of the database.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One value of each type that a room asks for, made at the first question. So a room keeps what it must remember in a type of its
/// own, and whoever holds this need not know the room.
#[derive(Default)]
pub struct Memories {
    by_type: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Memories {
    /// The value of a type.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut by_type = self.by_type.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = by_type.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        // It is filed under its type, so it is always one of that type.
        Arc::clone(kept).downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_one_memory_that_all_who_ask_share() {
        let memories = Memories::default();
        memories.get::<Mutex<Vec<u8>>>().lock().unwrap().push(1);
        memories.get::<Mutex<Vec<u8>>>().lock().unwrap().push(2);
        assert_eq!(*memories.get::<Mutex<Vec<u8>>>().lock().unwrap(), [1, 2]);
        assert!(memories.get::<Mutex<Vec<u16>>>().lock().unwrap().is_empty());
    }
}
