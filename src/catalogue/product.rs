//! What a shop sells: products, their parts, the attributes that a line may choose, dated prices, tier discounts.

use crate::clock::Instant;
use crate::ids::{
    AttributeId, BrandId, CategoryId, PartId, PriceId, ProductAttributeId, ProductGroupId, ProductId, StoreId, TierId,
};
use crate::money::Fen;
use crate::store::states;

/// `sale_state` of what can be bought; anything else is off sale.
pub const ON_SALE: i64 = 1;

states! {
    /// What a product is (docs/spec/roaming.md section 5, `typeid`).
    pub enum Kind {
        /// A data card: counted in pieces, each with a number of its own.
        Card = 1,
        /// Data traffic by the day.
        Traffic = 2,
        /// Call minutes.
        Voice = 3,
        /// Data and voice.
        TrafficAndVoice = 4,
        /// An exclusive number by the period.
        Number = 5,
        /// A thing that is counted in pieces and handed over as it is: an adapter, a map.
        Goods = 6,
        /// An activation code that a telephone loads: counted like pieces, shown and not handed over.
        Esim = 7,
    }
}

impl Kind {
    /// What people call it in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Traffic => "data",
            Self::Voice => "minutes",
            Self::TrafficAndVoice => "data and minutes",
            Self::Number => "phone number",
            Self::Goods => "goods",
            Self::Esim => "esim",
        }
    }

    const fn named(self) -> (i64, &'static str) {
        (self.number(), self.word())
    }

    /// All kinds with their numbers and words.
    pub const WORDS: [(i64, &'static str); 7] = [
        Self::Card.named(),
        Self::Traffic.named(),
        Self::Voice.named(),
        Self::TrafficAndVoice.named(),
        Self::Number.named(),
        Self::Goods.named(),
        Self::Esim.named(),
    ];

    /// Whether it is bought for days: a start needs an end.
    #[must_use]
    pub fn is_per_day(self) -> bool {
        matches!(self, Self::Traffic | Self::TrafficAndVoice | Self::Number)
    }

    /// Whether so many of it are left, and no more can be sold.
    #[must_use]
    pub fn is_counted(self) -> bool {
        self.is_in_pieces() || self == Self::Esim
    }

    /// Whether it lies in the store in pieces that are handed over or sent.
    #[must_use]
    pub fn is_in_pieces(self) -> bool {
        matches!(self, Self::Card | Self::Goods)
    }

    /// Whether it brings data, to be used with a card.
    #[must_use]
    pub fn is_data(self) -> bool {
        matches!(self, Self::Traffic | Self::TrafficAndVoice)
    }
}

/// A product without what depends on time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// Its second name.
    pub subname: String,
    /// What it is, for customers.
    pub description: String,
    /// Path of its picture.
    pub image: String,
    /// What it is, for the rules.
    pub kind: Kind,
    /// Category.
    pub category_id: CategoryId,
    /// Brand.
    pub brand_id: BrandId,
    /// Store.
    pub store_id: StoreId,
    /// Group.
    pub group_id: ProductGroupId,
    /// Days of one period.
    pub units: i64,
    /// Price to show; what is charged stands in [`Price`] rows.
    pub display_price: Fen,
    /// Whether it is a thing that is handed over or sent.
    pub is_real: bool,
    /// [`ON_SALE`], or off sale.
    pub sale_state: i64,
    /// Pieces left; of an eSIM the codes that nobody has.
    pub stock: i64,
    /// Pieces sold.
    pub sell_count: i64,
    /// Days that bought minutes last, -1 for 365.
    pub validity: i64,
    /// Whether it was taken out of the catalogue.
    pub deleted: bool,
    /// Its place among those of its category.
    pub sort: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed.
    pub modified_at: Instant,
}

impl Product {
    /// Whether it is handed over or sent. What lies in pieces is, and an eSIM is not, whatever its row says.
    fn is_thing(&self) -> bool {
        self.kind.is_in_pieces() || (self.is_real && self.kind != Kind::Esim)
    }

    /// Whether it can be bought.
    #[must_use]
    pub fn is_on_sale(&self) -> bool {
        self.sale_state == ON_SALE && !self.deleted
    }
}

/// A part of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Id of the entry.
    pub id: PartId,
    /// The package.
    pub package_id: ProductId,
    /// What is in it.
    pub product_id: ProductId,
}

/// What products are sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// The category that it lies in; 0 for none.
    pub parent_id: CategoryId,
    /// Its name.
    pub name: String,
    /// What it is, for customers.
    pub description: String,
    /// Path of its picture.
    pub logo: String,
    /// Its place among all as text.
    pub path: String,
    /// Its place in lists.
    pub sort: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed.
    pub modified_at: Instant,
}

/// Who makes products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// What it is, for customers.
    pub description: String,
    /// Path of its picture.
    pub logo: String,
    /// Its place in lists.
    pub sort: i64,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed.
    pub modified_at: Instant,
}

/// Who sells products.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Its id.
    pub id: StoreId,
    /// Its name.
    pub name: String,
    /// What it is, for customers.
    pub description: String,
    /// Its introduction.
    pub intro: String,
    /// Where it is.
    pub location: String,
    /// Path of its picture.
    pub logo: String,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed.
    pub modified_at: Instant,
}

/// An attribute that lines of a product may choose: one row a preset, or one row for free input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Id of the row.
    pub id: ProductAttributeId,
    /// The product.
    pub product_id: ProductId,
    /// Id of the attribute itself.
    pub attribute_id: AttributeId,
    /// Its name, for people.
    pub name: String,
    /// Its parameter's name.
    pub varname: String,
    /// checkbox, datetime, number, boolean.
    pub kind: String,
    /// Values to choose from, as shown.
    pub presets: String,
    /// The preset of this row, empty for free input.
    pub value: String,
    /// Surcharge as shown, `+5.0`.
    pub surcharge: String,
    /// Whether `product_gets` shows it.
    pub listed: bool,
}

/// A dated price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Its id.
    pub id: PriceId,
    /// The product.
    pub product_id: ProductId,
    /// The price of one day, period, minute or piece.
    pub price: Fen,
    /// First valid instant.
    pub effect_at: Instant,
    /// Last valid second.
    pub failure_at: Option<Instant>,
}

/// A discount from so many pieces, days, periods or minutes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// Its id.
    pub id: TierId,
    /// The product.
    pub product_id: ProductId,
    /// From how many on, inclusive.
    pub threshold: i64,
    /// What is left to pay of a hundred.
    pub percent: i64,
    /// First valid instant.
    pub effect_at: Instant,
    /// Last valid second.
    pub failure_at: Option<Instant>,
}

/// Whether a dated row is valid at an instant; both ends count, to the second.
#[must_use]
pub fn is_valid(effect_at: Instant, failure_at: Option<Instant>, at: Instant) -> bool {
    effect_at <= at && !is_over(failure_at, at)
}

/// Whether a dated row has ended: its last second counts to its end.
#[must_use]
pub fn is_over(failure_at: Option<Instant>, at: Instant) -> bool {
    failure_at.is_some_and(|end| at.second() > end)
}

/// A product with all that a line's price depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The product itself.
    pub product: Product,
    /// What is in it, if it is a package, in the package's order.
    pub parts: Vec<Product>,
    /// The attributes that its lines may choose: its own, or those of its parts.
    pub attributes: Vec<Attribute>,
    /// Prices of it and its parts.
    pub prices: Vec<Price>,
    /// Its own tier discounts.
    pub tiers: Vec<Tier>,
}

impl Sheet {
    /// The product itself, or its parts where it is a package.
    #[must_use]
    pub fn components(&self) -> &[Product] {
        if self.parts.is_empty() { std::slice::from_ref(&self.product) } else { &self.parts }
    }

    /// Whether a line of it holds exclusive numbers.
    #[must_use]
    pub fn has_number(&self) -> bool {
        self.components().iter().any(|part| part.kind == Kind::Number)
    }

    /// Whether a line of it brings data.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.components().iter().any(|part| part.kind.is_data())
    }

    /// Whether a line of it is for days.
    #[must_use]
    pub fn is_per_day(&self) -> bool {
        self.components().iter().any(|part| part.kind.is_per_day())
    }

    /// Whether a line of it is for a thing that is handed over or sent: it is real itself, or something in it is
    /// (docs/spec/roaming.md section 8).
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.product.is_thing() || self.components().iter().any(Product::is_thing)
    }

    /// The price of a product in it that is valid at an instant: of several the one that began last.
    #[must_use]
    pub fn price_at(&self, product: ProductId, at: Instant) -> Option<Fen> {
        let valid =
            self.prices.iter().filter(|row| row.product_id == product && is_valid(row.effect_at, row.failure_at, at));
        valid.max_by_key(|row| (row.effect_at, row.id)).map(|row| row.price)
    }

    /// What is left to pay of a hundred by the highest tier that so much reaches: of several with one threshold the one that began
    /// last.
    #[must_use]
    pub fn tier_percent(&self, measure: i64, at: Instant) -> i64 {
        let reached =
            self.tiers.iter().filter(|tier| tier.threshold <= measure && is_valid(tier.effect_at, tier.failure_at, at));
        reached.max_by_key(|tier| (tier.threshold, tier.effect_at, tier.id)).map_or(100, |tier| tier.percent)
    }

    /// The parts that lie in the store in pieces.
    pub fn in_pieces(&self) -> impl Iterator<Item = &Product> {
        self.components().iter().filter(|part| part.kind.is_in_pieces())
    }

    /// Whether a line of it gets activation codes.
    #[must_use]
    pub fn has_esim(&self) -> bool {
        self.components().iter().any(|part| part.kind == Kind::Esim)
    }

    /// The parts that are counted in stock.
    pub fn counted(&self) -> impl Iterator<Item = &Product> {
        self.components().iter().filter(|part| part.kind.is_counted())
    }

    /// Whether each piece of a line comes with a data card.
    #[must_use]
    pub fn has_card(&self) -> bool {
        self.components().iter().any(|part| part.kind == Kind::Card)
    }
}
