//! Payments that customers refused, or a provider did. No notice tells a shop of it, so this is for a hint on the kiosk's screen
//! alone: it changes no order, and a restart forgets it.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Orders that are remembered; more than a counter has customers who pay at the same time.
const MOST: usize = 200;

/// How often the payment of an order was refused, by the order's number, the latest last.
#[derive(Default)]
pub struct Refusals {
    by_number: Mutex<VecDeque<(String, u32)>>,
}

impl Refusals {
    /// Counts one more.
    pub fn note(&self, number: &str) {
        let mut known = self.by_number.lock().unwrap_or_else(PoisonError::into_inner);
        let place = known.iter().position(|(of, _)| of == number);
        let before = place.and_then(|place| known.remove(place)).map_or(0, |(_, count)| count);
        if known.len() == MOST {
            known.pop_front();
        }
        known.push_back((number.to_owned(), before.saturating_add(1)));
    }

    /// How often it was refused; 0 also for an order that was forgotten.
    #[must_use]
    pub fn of(&self, number: &str) -> u32 {
        let known = self.by_number.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(of, _)| of == number).map_or(0, |(_, count)| *count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_counted_by_order() {
        let refusals = Refusals::default();
        for number in ["6", "7", "6"] {
            refusals.note(number);
        }
        assert_eq!(["6", "7", "8"].map(|number| refusals.of(number)), [2, 1, 0]);
    }

    #[test]
    fn only_so_many_orders_are_remembered() {
        let refusals = Refusals::default();
        refusals.note("first");
        for number in 0..MOST {
            refusals.note(&number.to_string());
        }
        assert_eq!((refusals.of("first"), refusals.of("0")), (0, 1));
        assert_eq!(refusals.by_number.lock().unwrap().len(), MOST);
    }
}
