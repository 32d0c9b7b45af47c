//! What the rest of the house knows of a channel.

use std::future::Future;
use std::pin::Pin;

use serde_json::Value;

use super::desk::{Desk, WholeOrders};
use super::till::{TillPart, TillSpan};
use crate::clock::{Instant, Zone};
use crate::ids::PayWayId;
use crate::orders::{ChannelName, Fulfilment, Terms};
use crate::outbox::Topic;
use crate::outlet::{Handler, Outlet, Refusal, Route};
use crate::payments::NoticePath;
use crate::store::{Basis, Db, Level, Rule, Sealed, StoreError, Tx};
use crate::tables::Kind;

/// Work that is done beside the requests.
pub type Work = for<'o> fn(&'o Outlet) -> Pin<Box<dyn Future<Output = ()> + Send + 'o>>;

/// What a channel shows to people without an account: its name in the answer of `/api/pages/window`, and what is on sale now.
pub struct Window {
    /// The name.
    pub name: &'static str,
    /// What is on sale, as the page shows it; money is text with two decimals.
    pub on_sale: fn(&Db<'_>, &Terms) -> Result<Vec<Value>, StoreError>,
}

/// Reads the names of ways of paying, by number.
pub type WayNames = fn(&Db<'_>) -> Result<Vec<(PayWayId, String)>, StoreError>;

/// Pictures that a channel draws itself, below the pictures' addresses.
pub struct Pictures {
    /// Whether a path names one.
    pub names: fn(&str) -> bool,
    /// Answers it.
    pub show: Handler,
}

/// Numbers of a channel that its page modules share with it: an object of `lib/constants.js`.
pub struct Numbers {
    /// The object's name.
    pub name: &'static str,
    /// What the numbers are.
    pub about: &'static str,
    /// Each number by its name.
    pub numbers: &'static [(&'static str, i64)],
}

/// A file of a channel's page modules.
pub struct PageFile {
    /// Its address below `/web/channels/`: its path below `src/channels`.
    pub path: &'static str,
    /// The file.
    pub text: &'static str,
}

/// The files of a channel's folder `pages`. A page imports the one that has its name: `counter.js`, `kiosk.js`, `admin.js`; these import
/// the others.
macro_rules! page_files {
    ($folder:literal: $($file:literal),* $(,)?) => {
        &[$($crate::channels::PageFile {
            path: concat!($folder, "/pages/", $file),
            text: include_str!(concat!("pages/", $file)),
        }),*]
    };
}

pub(crate) use page_files;

/// A channel: one value, in its folder's `mod.rs`, that says all that others ask of it. What it does not name is as [`Channel::new`]
/// has it.
pub struct Channel {
    /// What the order book calls it.
    pub name: ChannelName,
    /// Whether what its lines name are products of the catalogue.
    pub sells_products: bool,
    /// What its orders hand over and give back.
    pub fulfilment: &'static dyn Fulfilment,
    /// Its own API, the notices of payments that come to addresses of its own, and what its page modules call.
    pub routes: fn() -> Vec<Route>,
    /// What the staff calls, below `/om/services`.
    pub staff_calls: &'static [&'static [Route]],
    /// What callers are told of its routes and of its staff calls: the text of an `api.toml` each.
    pub texts: &'static [&'static str],
    /// How it words what the door refuses below its addresses.
    pub refusal: Option<Refusal>,
    /// Bytes of a body that addresses which begin so take, where it is not what the recorded services take.
    pub bodies: &'static [(&'static str, usize)],
    /// What its addresses begin with where they may be written in any letter case.
    pub any_case: &'static [&'static str],
    /// Where the providers tell of its orders' money, if not where the shop's notices go.
    pub notice_paths: &'static [NoticePath],
    /// What must hold in its tables, for `outpost check`.
    pub rules: &'static [Rule],
    /// Its sealed columns.
    pub sealed: &'static [Sealed],
    /// The tables that it keeps something ready of.
    pub bases: &'static [&'static Basis],
    /// What it has left, for `/metrics`.
    pub levels: &'static [Level],
    /// What its partners are owed to be told, for the outbox.
    pub topics: &'static [&'static dyn Topic],
    /// Its tables as files, in the order in which they can be imported.
    pub tables: &'static [&'static [Kind]],
    /// What it puts on the pages.
    pub pages: &'static [PageFile],
    /// The numbers that these share with it.
    pub numbers: &'static [Numbers],
    /// The pictures that it draws.
    pub pictures: Option<Pictures>,
    /// The names of the ways of paying that it keeps, by number.
    pub way_names: WayNames,
    /// What it adds to the till report.
    pub till: fn(&Db<'_>, &TillSpan) -> Result<TillPart, StoreError>,
    /// What it shows in the kiosk's window.
    pub window: Option<Window>,
    /// How its orders are served at the counter.
    pub desk: &'static dyn Desk,
    /// What is done before the first request.
    pub begin: fn(&Outlet),
    /// What is done now and then while the outlet serves: it looks first, and writes only when there is something to write.
    pub regular_work: Work,
    /// What is done after the last request.
    pub end: Work,
    /// What a demonstration needs besides the rows of its files.
    pub open_demo: fn(&Tx<'_>, Zone, Instant) -> Result<(), StoreError>,
}

impl Channel {
    /// A channel without an API and without tables, whose orders are served as a whole.
    #[must_use]
    pub const fn new(name: ChannelName, fulfilment: &'static dyn Fulfilment) -> Self {
        Self {
            name,
            sells_products: false,
            fulfilment,
            routes: Vec::new,
            staff_calls: &[],
            texts: &[],
            refusal: None,
            bodies: &[],
            any_case: &[],
            notice_paths: &[],
            rules: &[],
            sealed: &[],
            bases: &[],
            levels: &[],
            topics: &[],
            tables: &[],
            pages: &[],
            numbers: &[],
            pictures: None,
            way_names: |_| Ok(Vec::new()),
            till: |_, _| Ok(TillPart::default()),
            window: None,
            desk: &WholeOrders,
            begin: |_| {},
            regular_work: |_| Box::pin(async {}),
            end: |_| Box::pin(async {}),
            open_demo: |_, _, _| Ok(()),
        }
    }
}
