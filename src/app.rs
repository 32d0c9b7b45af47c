//! The running outlet: what every handler is given.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::accounts::{CodeBoard, Passwords, SessionUse, Throttle};
use crate::backup::Schedule;
use crate::channels;
use crate::channels::roaming::{DeviceReports, VoucherDesk};
use crate::channels::tickets::ReplayMemory;
use crate::clock::{Clock, Instant};
use crate::config::Config;
use crate::http::{Reply, Request, Route, Router};
use crate::metrics::Requests;
use crate::orders::Terms;
use crate::pages::WalkIns;
use crate::payments::Gateways;
use crate::random::Ids;
use crate::store::Store;

/// The parts of a running outlet.
pub struct App {
    /// Settings in effect.
    pub config: Config,
    /// The outlet's clock.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// Password hashing, a few at a time.
    pub passwords: Passwords,
    /// When sessions were used last.
    pub sessions: SessionUse,
    /// Failed logins.
    pub throttle: Throttle,
    /// Check codes for the staff to read out, as long as no SMS gateway is there.
    pub codes: CodeBoard,
    /// Signed requests that came lately, so that none is taken twice.
    pub replays: ReplayMemory,
    /// What the roaming shop's vouchers remember between requests.
    pub vouchers: VoucherDesk,
    /// Walk-in accounts opened lately, by address.
    pub walk_ins: WalkIns,
    /// Pool devices that others than admins reported today.
    pub reports: DeviceReports,
    /// Payment providers.
    pub gateways: Gateways,
    /// Backups that the outlet makes by itself, and how they are.
    pub backups: Schedule,
    /// What the front door has answered.
    pub requests: Requests,
    /// Whether this is a demonstration.
    pub demo: bool,
    router: OnceLock<Arc<Router>>,
    damaged: AtomicBool,
    boot: String,
    numbered: AtomicU64,
}

impl App {
    /// Puts an outlet together around an open store.
    #[must_use]
    pub fn new(config: Config, clock: Clock, store: Store, gateways: Gateways, demo: bool) -> Arc<Self> {
        Arc::new(Self {
            passwords: Passwords::default(),
            sessions: SessionUse::default(),
            throttle: Throttle::default(),
            codes: CodeBoard::default(),
            replays: ReplayMemory::default(),
            vouchers: VoucherDesk::default(),
            walk_ins: WalkIns::default(),
            reports: DeviceReports::default(),
            gateways: gateways.with_notice_paths(channels::courses::NOTICE_PATHS),
            backups: schedule(&config, &store, demo),
            demo,
            router: OnceLock::new(),
            damaged: AtomicBool::new(false),
            boot: Ids::fresh().uuid()[..8].to_owned(),
            numbered: AtomicU64::new(0),
            requests: Requests::default(),
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
            "" => format!("{}://{}", self.config.scheme(), request.host().unwrap_or(&self.config.listen)),
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
        }
    }

    /// Gives the outlet its own routes, for notices that it sends to itself.
    pub fn set_router(&self, router: Arc<Router>) {
        // A second router would be a mistake of the program; the first one stays.
        let _ = self.router.set(router);
    }

    /// Every route of the house; none before [`App::set_router`].
    #[must_use]
    pub fn routes(&self) -> &[Route] {
        self.router.get().map_or(&[], |router| router.routes())
    }

    /// Delivers a request to this server itself, as if it had come through the door: the sandbox's notices.
    pub async fn deliver(self: &Arc<Self>, path: &str, content_type: &'static str, body: String) -> Reply {
        let Some((router, uri)) = self.router.get().zip(path.parse().ok()) else { return Reply::busy() };
        let mut headers = hyper::HeaderMap::new();
        headers.insert(hyper::header::CONTENT_TYPE, hyper::header::HeaderValue::from_static(content_type));
        let request = Request {
            method: hyper::Method::POST,
            uri,
            headers,
            body: body.into(),
            peer: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            id: self.request_id(),
        };
        router.answer(Arc::clone(self), request).await
    }

    /// A name for the next request: unique over restarts.
    #[must_use]
    pub fn request_id(&self) -> String {
        format!("{}-{}", self.boot, self.numbered.fetch_add(1, Ordering::Relaxed))
    }

    /// Records that the database file is damaged: `/readyz` says so from now on.
    pub fn mark_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
    }

    /// Whether the database file was found damaged.
    #[must_use]
    pub fn damaged(&self) -> bool {
        self.damaged.load(Ordering::Relaxed)
    }
}

/// A demonstration is made anew when it is lost: it spares the disk.
fn schedule(config: &Config, store: &Store, demo: bool) -> Schedule {
    let every_ms = if demo { 0 } else { config.backup_every_ms };
    Schedule::new(store.folder(), config.backup_folder(store.folder()), every_ms, config.backup_keep)
}
