//! Ids that this channel alone knows.

use crate::store::ids;

ids! {
    /// A package, `product_id` on the wire.
    pub PackageId of "tour_packages";

    /// What a package offers: a room, a flight, a seat; the wire names it by its keys of the suppliers' systems.
    pub OfferId of "tour_offers";

    /// What happens on each day of a package, `trip_id` on the wire.
    pub TripId of "tour_trips";

    /// One thing that happens on a day, `info_id` on the wire.
    pub TripEventId of "tour_trip_events";

    /// Somebody who travels, `pid` on the wire.
    pub ContactId of "tour_contacts";

    /// A traveller's passport or other paper.
    pub CertificateId of "tour_certificates";

    /// Where papers and tickets are sent, `address_id` on the wire.
    pub AddressId of "tour_addresses";

    /// Coupons of one kind, made together.
    pub BatchId of "tour_coupon_batches";

    /// A coupon.
    pub CouponId of "tour_coupons";

    /// A platform that asks for its own customers with a key.
    pub PartnerId of "tour_partners";

    /// A partner's app that signs its calls.
    pub AppId of "tour_apps";
}

impl OfferId {
    /// What a line has that buys it.
    #[must_use]
    pub const fn item(self) -> crate::ids::ItemId {
        crate::ids::ItemId(self.0)
    }
}
