//! The outlet while it runs, as every handler gets it, and the facts about itself that the database remembers.
//!
//! [`Outlet`] holds what all rooms share: the settings, the clock, the store, who may log in, the payment providers. What one room
//! alone remembers is that room's own type, kept by [`Outlet::memory`]. Called by channels and pages; `app` puts it together.

mod demands;
mod first_run;
mod health;
mod limits;
mod settings;
pub(crate) mod sql;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::accounts::{self, Account, CodeBoard, Holder, LoginError, Logins, SessionUse, WeakPassword};
use crate::backup::{Plan, Schedule, Sealing};
use crate::clock::{Clock, Instant};
use crate::config::{Config, LiveConfig};
use crate::http::{self, Documented, Reply, Request, Requests};
use crate::orders::{Cap, Caps, Fulfilments, Terms};
use crate::payments::Gateways;
use crate::payments::sandbox::Host;
use crate::store::{Memories, Store};
use crate::tax::{TaxTerms, Till};

pub use first_run::{await_owner, awaits_owner, owner_has_come};
pub use settings::{Given, give_setting, given_settings, with_given};
pub use sql::{
    SEALED, demand_second_factor, demanded_roles, is_demo, is_open, is_unserved, keep_requests, kept_requests,
    make_token_key, mark_served, open_outlet, probe, sandbox_key, token_key,
};

/// A line of the route table, whose handler gets the outlet.
pub type Route = http::Route<Outlet>;
/// What answers a route.
pub type Handler = http::Handler<Outlet>;
/// How a room words what the door refuses below its addresses.
pub type Refusal = http::Refusal<Outlet>;
/// Finds the handler of a request.
pub type Router = http::Router<Outlet>;

/// What an outlet is put together from.
pub struct Opened {
    /// Settings in effect.
    pub config: LiveConfig,
    /// The outlet's clock.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// Payment providers.
    pub gateways: Gateways,
    /// Whether this is a demonstration.
    pub demo: bool,
}

/// The parts of a running outlet.
pub struct Outlet {
    /// Settings in effect.
    pub config: LiveConfig,
    /// The outlet's clock.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// Who may log in, and who must wait.
    pub logins: Logins,
    /// When sessions were used last.
    pub sessions: SessionUse,
    /// Check codes for the staff to read out, as long as no SMS gateway is there.
    pub codes: CodeBoard,
    /// Payment providers.
    pub gateways: Gateways,
    /// Backups that the outlet makes by itself, and how they are.
    pub backups: Schedule,
    /// Whether this is a demonstration.
    pub demo: bool,
    fulfilments: Fulfilments,
    memories: Memories,
    router: OnceLock<Arc<Router>>,
    damaged: AtomicBool,
}

impl Outlet {
    /// Puts an outlet together around an open store.
    #[must_use]
    pub fn new(opened: Opened, fulfilments: Fulfilments) -> Arc<Self> {
        let Opened { config, clock, store, gateways, demo } = opened;
        Arc::new(Self {
            logins: Logins::new(&config),
            sessions: SessionUse::default(),
            codes: CodeBoard::default(),
            gateways,
            backups: schedule(&config, &store, demo),
            demo,
            fulfilments,
            memories: Memories::default(),
            router: OnceLock::new(),
            damaged: AtomicBool::new(false),
            config,
            clock,
            store,
        })
    }

    /// The outlet's present.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// How the customer of a request reaches this server, without a slash at the end.
    #[must_use]
    pub fn base_url(&self, request: &Request) -> String {
        match self.config.public_url.as_str() {
            "" => {
                let scheme = request.scheme.unwrap_or_else(|| self.config.scheme());
                format!("{scheme}://{}", request.host().unwrap_or(&self.config.listen))
            }
            url => url.to_owned(),
        }
    }

    /// What the order book needs to know of the outlet, at this moment.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            now: self.now(),
            zone: self.config.zone,
            cutoff_minutes: self.config.cutoff_minutes,
            unpaid_ms: self.config.unpaid_ms,
            paying_ms: self.config.paying_ms,
            open_ms: self.config.open_ms,
            caps: self.caps(),
            fulfilments: self.fulfilments,
            tax: TaxTerms { added: self.config.tax.added, fiscal: self.config.tax.fiscal, till: Till::COUNTER },
        }
    }

    /// What customers may leave unpaid at once.
    fn caps(&self) -> Caps {
        let config = &self.config;
        Caps {
            walk_in: Cap { orders: config.walk_in_orders, pieces: config.walk_in_pieces },
            customer: Cap { orders: config.customer_orders, pieces: config.customer_pieces },
            address: Cap { orders: config.address_orders, pieces: config.address_pieces },
        }
    }

    /// What a room remembers between requests, in a type of its own: the same one at every call, empty after a start.
    #[must_use]
    pub fn memory<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.memories.get()
    }

    /// Gives the outlet its own routes, for notices that it sends to itself.
    pub fn set_router(&self, router: Arc<Router>) {
        // A second router would be a mistake of the program; the first one stays.
        let _ = self.router.set(router);
    }

    /// What the front door has answered; nothing before [`Outlet::set_router`].
    #[must_use]
    pub fn requests(&self) -> Option<&Requests> {
        self.router.get().map(|router| router.requests())
    }

    /// Delivers a request to this server itself, as if it had come through the door: the sandbox's notices.
    pub async fn deliver(self: &Arc<Self>, path: &str, content_type: &'static str, body: String) -> Reply {
        match self.router.get() {
            Some(router) => router.deliver(Arc::clone(self), path, content_type, body).await,
            None => Reply::busy(),
        }
    }

    /// The active account of a login name and its password, and the code of its second factor where it has one.
    ///
    /// # Errors
    /// [`LoginError`]; wrong passwords and unknown names count against the account and the caller's address.
    pub async fn log_in(
        &self,
        request: &Request,
        name: &str,
        (password, code): (&str, Option<&str>),
    ) -> Result<Account, LoginError> {
        let account = self.logins.log_in(&self.store, (request.caller(), self.now()), name, password).await?;
        self.check_second_factor(request, &account, code).await?;
        Ok(account)
    }

    /// Whether a caller has the second factor of an account, where it has one.
    ///
    /// # Errors
    /// [`LoginError`].
    pub async fn check_second_factor(
        &self,
        request: &Request,
        account: &Account,
        code: Option<&str>,
    ) -> Result<(), LoginError> {
        self.logins.check_second_factor(&self.store, (request.caller(), self.now()), account.id, code).await
    }

    /// Whether a password may be set for somebody. A demonstration, whose recorded clients choose short ones, takes every one.
    ///
    /// # Errors
    /// [`WeakPassword`].
    pub fn check_password(&self, password: &str, holder: Holder<'_>) -> Result<(), WeakPassword> {
        let is_ruled = self.config.password_rule.unwrap_or(!self.demo);
        if is_ruled { accounts::check_password(password, holder) } else { Ok(()) }
    }

    /// Records that the database file is damaged: `/readyz` says so from now on.
    pub fn mark_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }
}

impl Documented for Outlet {
    fn title(&self) -> &str {
        &self.config.outlet_name
    }

    fn router(&self) -> Option<&Router> {
        self.router.get().map(AsRef::as_ref)
    }
}

impl Host for Outlet {
    fn gateways(&self) -> &Gateways {
        &self.gateways
    }

    fn outlet_name(&self) -> &str {
        &self.config.outlet_name
    }

    fn now(&self) -> Instant {
        self.now()
    }

    async fn deliver(self: &Arc<Self>, path: &str, content_type: &'static str, body: String) -> Reply {
        Self::deliver(self, path, content_type, body).await
    }
}

/// A demonstration is made anew when it is lost: it spares the disk.
fn schedule(config: &Config, store: &Store, demo: bool) -> Schedule {
    let every_ms = if demo { 0 } else { config.backup_every_ms };
    let plan = Plan {
        folder: config.backup_folder(store.folder()),
        second: config.second_backup_folder(),
        every_ms,
        keep: config.backup_keep,
        sealing: Sealing::of(config),
    };
    Schedule::new(store.folder(), plan)
}
