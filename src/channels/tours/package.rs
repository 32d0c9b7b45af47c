//! What a tour package is: its terms, what it offers, and on which days.
//!
//! Plain values, read by the room's statements and judged by its rules; nothing outside the room names them but the
//! statements of its imports.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use crate::channels::tours::ids::{OfferId, PackageId};
use crate::clock::Instant;
use crate::money::Fen;
use crate::store::states;

states! {
    /// What a package is, `type` on the wire.
    pub enum PackageKind {
        /// A trip to somewhere near.
        Nearby = 1,
        /// A long journey.
        Long = 2,
    }
}

/// A tour package.
#[expect(clippy::struct_excessive_bools, reason = "each is a column that the document has as a truth of its own")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `product_id` and `aid` on the wire.
    pub id: PackageId,
    /// Its name.
    pub title: String,
    /// One more line.
    pub sub_title: String,
    /// Path of a picture.
    pub banner: String,
    /// What it is.
    pub kind: PackageKind,
    /// Region that it starts from.
    pub city_id: i64,
    /// Region that it goes to.
    pub destination_id: i64,
    /// Its name.
    pub destination: String,
    /// `cat_id` on the wire.
    pub cat_id: i64,
    /// 1 normal, 2 exclusive, 3 special.
    pub activity_type: i64,
    /// `is_official` on the wire.
    pub is_official: bool,
    /// `ticket_type` on the wire.
    pub ticket_type: i64,
    /// Shown struck through, never charged.
    pub market_price: Fen,
    /// Accepted kinds of papers, a comma list.
    pub certificate_types: String,
    /// Whether the order form asks for an e-mail address.
    pub email_needed: bool,
    /// Whether it must be given then.
    pub email_required: bool,
    /// Whether the order form asks for a `WeChat` name.
    pub weixin_needed: bool,
    /// Whether it must be given then.
    pub weixin_required: bool,
    /// Days before the travel date at which selling ends.
    pub lead_days: i64,
    /// Whether it is sold at all.
    pub enabled: bool,
    /// Orders that were not given back.
    pub sold: i64,
}

impl Package {
    /// The accepted kinds of papers.
    pub fn certificates(&self) -> impl Iterator<Item = &str> {
        self.certificate_types.split(',').map(str::trim).filter(|kind| !kind.is_empty())
    }

    /// The first travel date that can be had, which is as many days ahead as selling ends before it.
    #[must_use]
    pub fn earliest(&self, today: NaiveDate) -> Option<NaiveDate> {
        today.checked_add_days(Days::new(u64::try_from(self.lead_days).unwrap_or(0)))
    }
}

/// What kind of thing an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OfferKind {
    /// A room, sold by the night.
    Hotel,
    /// A combination of flights, sold by the seat.
    Flight,
    /// Admission.
    Scenery,
    /// Insurance.
    Insurance,
    /// A car.
    Car,
    /// Anything else.
    Other,
    /// A seat of a group package, at the price of an adult.
    Seat,
    /// The price of a child in a group; it takes a seat like anybody.
    Child,
    /// The supplement for a room of one's own in a group.
    Single,
}

impl OfferKind {
    /// All kinds, in the order of the request's fields.
    pub const ALL: [Self; 9] = [
        Self::Hotel,
        Self::Flight,
        Self::Scenery,
        Self::Insurance,
        Self::Car,
        Self::Other,
        Self::Seat,
        Self::Child,
        Self::Single,
    ];

    /// The name in the store and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hotel => "hotel",
            Self::Flight => "flight",
            Self::Scenery => "scenery",
            Self::Insurance => "insurance",
            Self::Car => "car",
            Self::Other => "other",
            Self::Seat => "seat",
            Self::Child => "child",
            Self::Single => "single",
        }
    }

    /// The kind of a name; the store knows no others.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.name() == name).unwrap_or(Self::Other)
    }
}

/// How the wire names an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OfferKey {
    /// `product_id`.
    pub product_id: i64,
    /// `sell_id`.
    pub sell_id: i64,
    /// `supplier_id`.
    pub supplier_id: i64,
}

/// One thing that a package offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// What it is.
    pub kind: OfferKind,
    /// How the wire names it; of a flight `product_id` is `combo_id`.
    pub key: OfferKey,
    /// Its name.
    pub name: String,
}

/// An offer on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// A night, a seat or a piece.
    pub price: Fen,
    /// Pieces that nobody holds.
    pub free: i64,
}

/// What orders hold that counts against the stock of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// All of it: what is not free by this count cannot be taken.
    All,
    /// Not that of unpaid orders whose time is over at that instant: a submit clears them away before it says sold out, so a
    /// look must not say it either.
    OfLiving(Instant),
}

/// The cheapest seat and the cheapest room of a day, of those that are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lowest {
    /// A seat of a flight.
    pub seat: Option<Fen>,
    /// A night of a room.
    pub night: Option<Fen>,
}

impl Lowest {
    /// What a day costs from; `None` for one that cannot be had: it takes a seat, and a room where the package has any at all.
    #[must_use]
    pub fn price(self, has_rooms: bool) -> Option<Fen> {
        let night = if has_rooms { self.night? } else { Fen::ZERO };
        Some(self.seat? + night)
    }
}

/// A package with its offers and as much of their calendar as a request needs.
#[derive(Clone, Debug)]
pub struct PackageOffers {
    /// The package.
    pub package: Package,
    /// What it offers, by id.
    pub offers: Vec<Offer>,
    /// The days on which offers exist.
    pub days: HashMap<(OfferId, NaiveDate), Day>,
}

impl PackageOffers {
    /// The offer that the wire calls so.
    #[must_use]
    pub fn offer(&self, kind: OfferKind, key: OfferKey) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.kind == kind && offer.key == key)
    }

    /// The flight of a combination's number.
    #[must_use]
    pub fn flight(&self, combo: i64) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.kind == OfferKind::Flight && offer.key.product_id == combo)
    }

    /// The first offer of a kind; a group package has one of each of its kinds.
    #[must_use]
    pub fn of_kind(&self, kind: OfferKind) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.kind == kind)
    }

    /// Whether it is a group package: it sells seats.
    #[must_use]
    pub fn is_group(&self) -> bool {
        self.has(OfferKind::Seat)
    }

    /// Whether there is any offer of a kind, on whatever days.
    #[must_use]
    pub fn has(&self, kind: OfferKind) -> bool {
        self.offers.iter().any(|offer| offer.kind == kind)
    }

    /// An offer on a day, if it exists then.
    #[must_use]
    pub fn day(&self, offer: &Offer, day: NaiveDate) -> Option<Day> {
        self.days.get(&(offer.id, day)).copied()
    }
}
