//! A channel that was added with one folder, one line of the registry and one migration sells like the others.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Uri};
use serde_json::{Value, json};

use super::{open_routes, outlet};
use crate::accounts::{Origin, open_session};
use crate::channels::{desk_of, ferry};
use crate::check::{self, Checkup};
use crate::clock::Clock;
use crate::config::Config;
use crate::http::Request;
use crate::ids::{AccountId, LineId, OrderId};
use crate::orders::{self, COUNTER, Order, OrderStatus, Settlement, ShippingStatus, till};
use crate::outlet::{Opened, Outlet, Router};
use crate::payments::Gateways;
use crate::staff_api::codes::Fault;
use crate::store::testing::{NOW, TestStore};
use crate::store::{Reader, StoreError};

/// The demonstration's customer.
const TRAVELLER: AccountId = AccountId(3716);
/// Somebody at the counter.
const CLERK: AccountId = AccountId(101);

/// The clerk's session.
const SESSION: &str = "a-session-at-the-pier";

/// A demonstration that was migrated for the ferry.
struct Harbour {
    outlet: Arc<Outlet>,
    router: Arc<Router>,
    runtime: tokio::runtime::Runtime,
    _folder: TestStore,
}

impl Harbour {
    fn new() -> Self {
        let test = TestStore::with_demo();
        test.write(|tx| Ok(tx.run(ferry::MIGRATION, [])?)).unwrap();
        let config = Config::load(None, &[]).unwrap();
        let gateways = Gateways::new(&config, true, "a key of the sandbox".to_owned()).unwrap();
        let store = test.store.clone();
        let outlet =
            outlet(Opened { config: config.into(), clock: Clock::started_at(NOW), store, gateways, demo: true });
        let router = open_routes(&outlet).unwrap();
        let now = outlet.now();
        outlet.store.write_blocking(move |tx| open_session(tx, CLERK, SESSION, now, &Origin::default())).unwrap();
        Self { outlet, router, runtime: tokio::runtime::Runtime::new().unwrap(), _folder: test }
    }

    fn post(&self, path: &str, form: &str) -> (u16, Value) {
        let sent = self.outlet.deliver(path, "application/x-www-form-urlencoded", form.to_owned());
        let reply = self.runtime.block_on(sent);
        (reply.status.as_u16(), serde_json::from_slice(&reply.body).unwrap_or_default())
    }

    /// What a browser is answered that asks for an address.
    fn get(&self, path: &'static str) -> (u16, String) {
        let request = Request {
            method: Method::GET,
            uri: Uri::from_static(path),
            tidy: None,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            spooled: None,
            peer: IpAddr::V4(Ipv4Addr::LOCALHOST),
            scheme: None,
            id: String::new(),
        };
        let reply = self.runtime.block_on(self.router.answer(Arc::clone(&self.outlet), request));
        (reply.status.as_u16(), String::from_utf8(reply.body.to_vec()).unwrap())
    }

    fn order(&self, seats: i64) -> OrderId {
        let (status, made) = self.post("/ferry/order", &format!("account={TRAVELLER}&seats={seats}"));
        assert_eq!(status, 201, "{made}");
        OrderId(made["id"].as_i64().unwrap())
    }

    fn read(&self, id: OrderId) -> Order {
        self.outlet.store.read(|db| orders::by_id(db, id)).unwrap().unwrap()
    }

    /// Pays an order in cash at the counter.
    fn pay(&self, id: OrderId) {
        let (terms, order) = (self.outlet.terms(), self.read(id));
        let amount = order.due();
        let money = Settlement {
            order_id: id,
            way: COUNTER,
            trade_no: format!("slip {id}"),
            amount,
            actor: CLERK,
            tendered: None,
        };
        let take = self.outlet.store.write_blocking(move |tx| desk_of(&order).take_cash(tx, &terms, &order, &money));
        take.unwrap();
    }

    /// What the counter's page is answered when its clerk sends a form.
    fn at_the_counter(&self, action: &str, form: &str) -> Value {
        let (status, answer) =
            self.post(&format!("/api/pages/counter/{action}"), &format!("sessionid={SESSION}&{form}"));
        assert_eq!(status, 200, "{action}: {answer}");
        answer["order"].clone()
    }

    fn hand_over(&self, id: OrderId) -> Result<(), Fault> {
        let (terms, order) = (self.outlet.terms(), self.read(id));
        self.outlet.store.write_blocking(move |tx| desk_of(&order).hand_over(tx, &terms, CLERK, &order))
    }

    /// What `outpost check` says of a rule.
    fn checked(&self, rule: &str) -> Vec<String> {
        let folder = self.outlet.store.folder().to_owned();
        let reader = Reader::open_with_key(&folder).unwrap();
        let config = Config::load(None, &[]);
        let checkup = Checkup { folder, reader, has_key: true, settings_file: None, config, serving: true };
        let mut found = Vec::new();
        check::examine(&checkup, |line| found.extend((line.name == rule).then(|| line.to_string())));
        found
    }
}

#[test]
fn a_sixth_channel_sells_is_paid_hands_over_cancels_and_stands_in_the_reports() {
    let harbour = Harbour::new();
    let (sailed, missed) = (harbour.order(2), harbour.order(3));
    assert!(harbour.hand_over(sailed).is_err(), "nobody goes on board unpaid");
    harbour.pay(sailed);
    harbour.hand_over(sailed).unwrap();
    assert_eq!(harbour.read(sailed).shipping_status(), ShippingStatus::Received);
    assert_eq!(harbour.post("/ferry/cancel", &format!("id={missed}")).0, 200);
    assert_eq!(harbour.read(missed).order_status(), OrderStatus::Cancelled);
    assert_eq!(harbour.post("/ferry/cancel", &format!("id={sailed}")).0, 409, "what is paid is refunded");
    assert_eq!(harbour.post("/ferry/order", "account=3716&seats=41").0, 400);

    let today = harbour.outlet.terms().business_date();
    let till = harbour.outlet.store.read(|db| till::till(db, &today, &today)).unwrap();
    let (name, sum) = till.by_channel().pop().unwrap();
    assert_eq!((name.as_str(), sum.orders, sum.ended, sum.paid.0), ("ferry", 1, 1, 9000));
    let rule = "no more seats of the ferry are sold than it has";
    assert_eq!(harbour.checked(rule), [format!("ok     {rule}: yes")]);
}

#[test]
fn the_counter_gives_a_sixth_channel_s_order_back_as_a_whole_and_the_rules_see_it_oversold() {
    let harbour = Harbour::new();
    let (first, second) = (harbour.order(40), harbour.order(1));
    let rule = "no more seats of the ferry are sold than it has";
    let told = harbour.checked(rule);
    assert!(told[0].contains(&format!("not for order {second}")), "{told:?}");
    harbour.pay(first);
    let order = harbour.read(first);
    let terms = harbour.outlet.terms();
    let look = |lines: &[LineId]| {
        harbour.outlet.store.read(|db| desk_of(&order).quote_refund(db, &terms, &order, lines)).map(|money| money.0)
    };
    assert_eq!(look(&[]), Ok(180_000));
    assert_eq!(look(&[LineId(1)]).unwrap_err().no, 1307, "a seat alone does not go back");
    let names = harbour.outlet.store.read(orders::channels).unwrap();
    assert_eq!(names.last(), Some(&ferry::FERRY));
    let unknown: Result<_, StoreError> = harbour.outlet.store.read(|db| orders::by_number(db, ferry::FERRY, "0"));
    assert_eq!((unknown, harbour.read(second).channel()), (Ok(None), ferry::FERRY));
}

#[test]
fn a_sixth_channel_is_served_at_the_counter_by_what_its_own_folder_says() {
    let harbour = Harbour::new();
    let (id, missed) = (harbour.order(2), harbour.order(1));
    let paid = harbour.at_the_counter("cash", &format!("orderid={id}&amount=90.00&reference=slip"));
    let shown = (&paid["channel"], &paid["state"], &paid["seats"], &paid["lines"][0]["title"]);
    assert_eq!(shown, (&json!("ferry"), &json!("paid"), &json!(2), &json!("A seat on the ferry")));
    assert_eq!(paid["actions"], json!(["deal", "refund"]), "who has paid goes on board, or wants the money back");
    let sailed = harbour.at_the_counter("deal", &format!("orderid={id}"));
    assert_eq!((&sailed["state"], &sailed["actions"]), (&json!("received"), &json!(["refund"])));
    let cancelled = harbour.at_the_counter("cancel", &format!("orderid={missed}"));
    assert_eq!((&cancelled["state"], &cancelled["actions"]), (&json!("cancelled"), &json!([])));
}

#[test]
fn the_pages_learn_of_a_sixth_channel_from_the_registry_and_get_its_modules_from_its_folder() {
    let harbour = Harbour::new();
    for page in ["/web/counter/channels.js", "/web/kiosk/channels.js", "/web/admin/channels.js"] {
        let (status, list) = harbour.get(page);
        let module = page.replace("/web/", "/web/channels/ferry/pages/").replace("/channels.js", ".js");
        assert_eq!((status, list.contains(&format!("\"{module}\""))), (200, true), "{list}");
        assert!(list.contains("name: \"ferry\""), "{list}");
    }
    let (status, module) = harbour.get("/web/channels/ferry/pages/counter.js");
    assert!(status == 200 && module.contains("export const channel"), "{module}");
    let (status, picture) = harbour.get("/web/channels/ferry/pages/shelf.svg");
    assert!(status == 200 && picture.starts_with("<svg"), "{picture}");
    assert_eq!(harbour.get("/web/channels/ferry/pages/api.toml").0, 404, "what no page needs is not given away");

    harbour.order(3);
    let window: Value = serde_json::from_str(&harbour.get("/api/pages/window").1).unwrap();
    assert_eq!(window["ferries"][0]["left"], 37, "the kiosk's shelf shows what is left");
}
