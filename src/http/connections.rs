//! Who is in at the door: so many connections at a time, so many of one address, and who is asked to leave when places run out.
//!
//! A connection costs a place from its first byte on, whether it says anything or not. So whoever says nothing gives the place up
//! first: the connections that wait for a request, then those that dawdle over a body or do not take their answer. Nobody leaves
//! while a request is worked on. A proxy that the settings trust brings everybody, so its address is counted for nothing.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::timeout;

use crate::config::ServerLimits;
use crate::networks::household;

/// Of how many places one may be waited for by somebody at the door.
const PLACES_TO_A_WAITER: usize = 4;

/// What a connection is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    /// It waits for a request, or for the rest of its head.
    Idle,
    /// It waits for a body.
    Reading,
    /// A request is worked on.
    Working,
    /// The client takes its answer.
    Answering,
}

/// How urgently somebody was asked to leave.
const STAYS: u8 = 0;
const LEAVES_WHEN_IDLE: u8 = 1;
const LEAVES_NOW: u8 = 2;

/// One connection.
pub(super) struct Guest {
    address: Option<IpAddr>,
    phase: AtomicU8,
    /// When it came to its phase, in the order of all that happens here.
    since: AtomicU64,
    leaving: AtomicU8,
    call: Notify,
    door: Arc<Connections>,
}

/// Everybody who is in.
pub(super) struct Connections {
    most: usize,
    of_one_address: usize,
    trusted: crate::networks::Networks,
    guests: Mutex<Guests>,
    ticks: AtomicU64,
    waiting: AtomicUsize,
    changed: Notify,
}

#[derive(Default)]
struct Guests {
    by_id: HashMap<u64, Arc<Guest>>,
    /// Of those that stay.
    by_address: HashMap<IpAddr, usize>,
    staying: usize,
}

/// A place that is given back when it is dropped.
pub(super) struct Place {
    id: u64,
    pub(super) guest: Arc<Guest>,
}

impl Connections {
    pub(super) fn new(limits: &ServerLimits) -> Arc<Self> {
        Arc::new(Self {
            most: limits.connections,
            of_one_address: limits.address_connections,
            trusted: limits.trusted_proxies.clone(),
            guests: Mutex::default(),
            ticks: AtomicU64::new(0),
            waiting: AtomicUsize::new(0),
            changed: Notify::new(),
        })
    }

    /// A place for somebody, perhaps that of another who is asked to leave; nothing while everybody works.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let address = (!self.trusted.contains(peer)).then(|| household(peer));
        let mut guests = self.lock();
        if guests.of(address) >= self.of_one_address && !guests.make_room(|guest| guest.address == address, address) {
            return None;
        }
        if guests.staying >= self.most && !guests.make_room(|_| true, address) {
            return None;
        }
        let id = self.tick();
        let guest = Arc::new(Guest {
            address,
            phase: AtomicU8::new(Phase::Idle as u8),
            since: AtomicU64::new(id),
            leaving: AtomicU8::new(STAYS),
            call: Notify::new(),
            door: Arc::clone(self),
        });
        guests.by_id.insert(id, Arc::clone(&guest));
        guests.count(address);
        Some(Place { id, guest })
    }

    /// As [`Connections::enter`], waiting for a while where nobody can leave; nothing when it takes too long or too many wait.
    pub(super) async fn enter_within(self: &Arc<Self>, peer: IpAddr, patience: Duration) -> Option<Place> {
        if let Some(place) = self.enter(peer) {
            return Some(place);
        }
        let _waiter = Waiter::new(&self.waiting, (self.most / PLACES_TO_A_WAITER).max(1))?;
        let wait = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                // From here on no change is missed.
                changed.as_mut().enable();
                if let Some(place) = self.enter(peer) {
                    return place;
                }
                changed.await;
            }
        };
        timeout(patience, wait).await.ok()
    }

    /// Asks somebody to leave because the machine has no more sockets; whether there was anybody.
    pub(super) fn make_room(&self) -> bool {
        self.lock().make_room(|_| true, None)
    }

    /// Waits until nobody is in.
    pub(super) async fn all_gone(&self) {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if self.lock().by_id.is_empty() {
                return;
            }
            changed.await;
        }
    }

    fn tick(&self) -> u64 {
        self.ticks.fetch_add(1, Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Guests {
    fn of(&self, address: Option<IpAddr>) -> usize {
        address.and_then(|address| self.by_address.get(&address)).copied().unwrap_or(0)
    }

    fn count(&mut self, address: Option<IpAddr>) {
        self.staying += 1;
        if let Some(address) = address {
            *self.by_address.entry(address).or_insert(0) += 1;
        }
    }

    fn uncount(&mut self, address: Option<IpAddr>) {
        self.staying = self.staying.saturating_sub(1);
        if let Some(address) = address
            && let Some(count) = self.by_address.get_mut(&address)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
    }

    /// Asks one of those that fit to leave: somebody who waits for a request, of the address that has most places, the longest
    /// first; else somebody who dawdles, of an address that has more places than `newcomer` has, or of the newcomer's own.
    fn make_room(&mut self, fits: impl Fn(&Guest) -> bool, newcomer: Option<IpAddr>) -> bool {
        let own = self.of(newcomer);
        let staying = self.by_id.values().filter(|guest| guest.leaving() == STAYS && fits(guest));
        let candidate = |guest: &Arc<Guest>| {
            let places = self.of(guest.address);
            let has_more = guest.address == newcomer || places > own;
            let urgency = match guest.phase() {
                Phase::Idle => LEAVES_WHEN_IDLE,
                Phase::Reading | Phase::Answering if has_more => LEAVES_NOW,
                _ => return None,
            };
            let order = (urgency, usize::MAX - places, guest.since.load(Ordering::Relaxed));
            Some((order, Arc::clone(guest)))
        };
        let Some((order, guest)) = staying.filter_map(candidate).min_by_key(|(order, _)| *order) else { return false };
        guest.leaving.store(order.0, Ordering::Relaxed);
        guest.call.notify_one();
        self.uncount(guest.address);
        true
    }
}

impl Guest {
    pub(super) fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Idle,
            1 => Phase::Reading,
            2 => Phase::Working,
            _ => Phase::Answering,
        }
    }

    /// Notes what the connection is at from now on.
    pub(super) fn comes_to(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
        self.since.store(self.door.tick(), Ordering::Relaxed);
        if self.leaving() != STAYS {
            self.call.notify_one();
        } else if phase != Phase::Working && self.door.waiting.load(Ordering::Relaxed) > 0 {
            self.door.changed.notify_waiters();
        }
    }

    /// What was written has left: whoever was taking an answer waits for a request again.
    pub(super) fn has_flushed(&self) {
        if self.phase() == Phase::Answering {
            self.comes_to(Phase::Idle);
        }
    }

    /// Ends when this guest was asked to leave and may.
    pub(super) async fn asked_to_leave(&self) {
        loop {
            match (self.leaving(), self.phase()) {
                (LEAVES_WHEN_IDLE, Phase::Idle) | (LEAVES_NOW, Phase::Idle | Phase::Reading | Phase::Answering) => {
                    return;
                }
                _ => self.call.notified().await,
            }
        }
    }

    fn leaving(&self) -> u8 {
        self.leaving.load(Ordering::Relaxed)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut guests = self.guest.door.lock();
        if guests.by_id.remove(&self.id).is_some() && self.guest.leaving() == STAYS {
            guests.uncount(self.guest.address);
        }
        drop(guests);
        self.guest.door.changed.notify_waiters();
    }
}

/// Somebody who waits for a place, counted.
struct Waiter<'c>(&'c AtomicUsize);

impl<'c> Waiter<'c> {
    fn new(waiting: &'c AtomicUsize, most: usize) -> Option<Self> {
        let waiter = Self(waiting);
        // One too many is counted for a moment and leaves again with its drop.
        (waiting.fetch_add(1, Ordering::Relaxed) < most).then_some(waiter)
    }
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(most: usize, of_one_address: usize) -> Arc<Connections> {
        let trusted_proxies = crate::networks::Networks::parse("10.0.0.1").unwrap();
        Connections::new(&ServerLimits {
            connections: most,
            address_connections: of_one_address,
            trusted_proxies,
            ..ServerLimits::default()
        })
    }

    fn ip(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    fn leaves(place: &Place) -> bool {
        place.guest.leaving() != STAYS
    }

    #[test]
    fn the_one_that_has_waited_longest_leaves_first_and_whoever_works_stays() {
        let door = door(3, 3);
        let places: Vec<_> = (1..=3).map(|last| door.enter(ip(last)).unwrap()).collect();
        places[0].guest.comes_to(Phase::Working);
        let fourth = door.enter(ip(4)).unwrap();
        assert_eq!([0, 1, 2].map(|at| leaves(&places[at])), [false, true, false]);
        for place in [&places[2], &fourth] {
            place.guest.comes_to(Phase::Working);
        }
        assert!(door.enter(ip(5)).is_none(), "everybody works");
        drop(places);
        assert!(door.enter(ip(5)).is_some());
    }

    #[test]
    fn an_address_at_its_limit_makes_room_for_its_own_and_takes_nobody_else_s_place() {
        let door = door(4, 2);
        let honest = door.enter(ip(1)).unwrap();
        let greedy: Vec<_> = (0..2).map(|_| door.enter(ip(2)).unwrap()).collect();
        let third = door.enter(ip(2)).unwrap();
        assert_eq!((leaves(&honest), leaves(&greedy[0]), leaves(&greedy[1])), (false, true, false));
        for place in [&greedy[1], &third] {
            place.guest.comes_to(Phase::Working);
        }
        assert!(door.enter(ip(2)).is_none());
        // The twin: through a trusted proxy everybody comes, so nothing is counted for it.
        let proxied: Vec<_> = (0..3).map(|_| door.enter(IpAddr::from([10, 0, 0, 1]))).collect();
        assert!(proxied.iter().all(Option::is_some));
    }

    #[test]
    fn whoever_dawdles_leaves_for_somebody_with_fewer_places() {
        let door = door(3, 3);
        let slow: Vec<_> = (0..3).map(|_| door.enter(ip(1)).unwrap()).collect();
        for place in &slow {
            place.guest.comes_to(Phase::Reading);
        }
        let honest = door.enter(ip(2)).unwrap();
        assert!(leaves(&slow[0]) && !leaves(&slow[1]));
        honest.guest.comes_to(Phase::Reading);
        assert!(!leaves(&honest));
    }

    #[tokio::test]
    async fn whoever_is_asked_to_leave_does_so_when_the_work_is_done() {
        let door = door(1, 1);
        let place = door.enter(ip(1)).unwrap();
        let _next = door.enter(ip(2)).unwrap();
        place.guest.comes_to(Phase::Working);
        assert!(timeout(Duration::from_millis(20), place.guest.asked_to_leave()).await.is_err());
        place.guest.comes_to(Phase::Answering);
        assert!(timeout(Duration::from_millis(20), place.guest.asked_to_leave()).await.is_err());
        place.guest.has_flushed();
        place.guest.asked_to_leave().await;
    }

    #[tokio::test]
    async fn a_place_that_becomes_free_goes_to_whoever_waits() {
        let door = door(1, 1);
        let place = door.enter(ip(1)).unwrap();
        place.guest.comes_to(Phase::Working);
        let waiting = tokio::spawn({
            let door = Arc::clone(&door);
            async move { door.enter_within(ip(2), Duration::from_mins(1)).await.is_some() }
        });
        tokio::task::yield_now().await;
        assert!(door.enter_within(ip(3), Duration::from_mins(1)).await.is_none(), "one may wait for one place");
        drop(place);
        assert!(waiting.await.unwrap());
    }
}
