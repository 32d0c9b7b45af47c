//! Malformed requests from a seed.
//!
//! A request that must change nothing needs a fault that its service cannot overlook: either the whole of it is unusable
//! (bad HTTP, broken JSON, text that is no UTF-8), or every parameter that the service needs is, or one of a [`Recipe`]'s.

use outpost::outlet::Router;

use crate::support::{Visitor, encode};

/// A request and what is wrong with it.
pub struct Malformed {
    pub what: &'static str,
    pub bytes: Vec<u8>,
}

/// A service that changes the store, with parameters that it takes. The first ones (`needed`) it cannot do without.
#[derive(Clone, Copy)]
struct Recipe {
    path: &'static str,
    needed: &'static [(&'static str, &'static str)],
    /// Parameters that must be numbers or dates where they are given.
    typed: &'static [(&'static str, &'static str)],
}

const RECIPES: &[Recipe] = &[
    Recipe { path: "/uc/services/cart_set", needed: &[("productid", "1")], typed: &[("quantity", "2")] },
    Recipe {
        path: "/uc/services/order_submit",
        needed: &[("productid", "2"), ("failure_datetime", "2016-07-27 23:59:59")],
        typed: &[("quantity", "1"), ("effect_datetime", "2016-07-20 00:00:00")],
    },
    Recipe {
        path: "/uc/services/order_submit",
        needed: &[("productid", "3")],
        typed: &[("quantity", "1"), ("call_duration", "40")],
    },
    Recipe { path: "/uc/services/order_submit", needed: &[("cartids", "1")], typed: &[] },
    Recipe {
        path: "/uc/services/orderdetail_set",
        needed: &[("orderid", "4"), ("productid", "1")],
        typed: &[("quantity", "1")],
    },
    Recipe { path: "/uc/services/order_cancel", needed: &[("orderid", "4")], typed: &[] },
    Recipe { path: "/uc/services/order_confirm", needed: &[("orderid", "4")], typed: &[] },
    Recipe { path: "/uc/services/order_received", needed: &[("orderid", "4")], typed: &[] },
    Recipe {
        path: "/uc/services/order_shipping",
        needed: &[("orderid", "4"), ("shipping_id", "1"), ("shipping_address", "4")],
        typed: &[("obtainvoucher", "false")],
    },
    Recipe {
        path: "/uc/services/order_shipping",
        needed: &[
            ("orderid", "4"),
            ("obtainvoucher", "true"),
            ("outletid", "2"),
            ("obtaintime", "2016-07-20 10:30:00"),
        ],
        typed: &[],
    },
    Recipe { path: "/uc/services/order_paying", needed: &[("orderid", "4"), ("payid", "2")], typed: &[] },
    Recipe {
        path: "/uc/services/order_invoice",
        needed: &[("orderid", "4"), ("receipt", "true"), ("inv_payee", "x"), ("inv_content", "x")],
        typed: &[],
    },
    Recipe {
        path: "/uc/services/address_set",
        needed: &[("consignee", "x"), ("mobile", "13800138000"), ("province", "31"), ("city", "383"), ("address", "x")],
        typed: &[("district", "3233"), ("country", "1")],
    },
    Recipe { path: "/uc/services/evoucher_discount", needed: &[("orderid", "4"), ("evoucherid", "10")], typed: &[] },
    Recipe { path: "/uc/services/cardtraffic_bind", needed: &[("orderdetailid", "6"), ("simid", "x")], typed: &[] },
    Recipe {
        path: "/om/services/prdunitprice_set",
        needed: &[("productid", "1"), ("effect_datetime", "2016-08-01 00:00:00")],
        typed: &[("price", "49.00"), ("failure_datetime", "2016-08-31 23:59:59")],
    },
    Recipe {
        path: "/om/services/prddiscount_set",
        needed: &[("productid", "1"), ("effect_datetime", "2016-08-01 00:00:00")],
        typed: &[("quantity", "20"), ("discount", "90")],
    },
    Recipe { path: "/om/services/evouchersn_generate", needed: &[("evoucherid", "2")], typed: &[("quantity", "3")] },
    Recipe {
        path: "/om/services/account_create",
        needed: &[("companyid", "1"), ("roleid", "1")],
        typed: &[("quantity", "2")],
    },
    Recipe { path: "/uc/services/cart_delete", needed: &[("cartids", "1")], typed: &[] },
    Recipe { path: "/uc/services/datacard_bind", needed: &[("datacardid", "210001")], typed: &[] },
    Recipe {
        path: "/om/services/order_paid",
        needed: &[("orderid", "5"), ("payvoucher", "slip"), ("amount", "4.00")],
        typed: &[],
    },
];

/// Values that are no number, no date and no id anywhere.
const RUBBISH: &[&str] = &[
    "",
    " ",
    "abc",
    "1.5.2",
    "0x1F",
    "1e400",
    "NaN",
    "--1",
    "1;2",
    "'; drop table orders; --",
    "９９",
    "null",
    "{}",
    "[[1]]",
    "99999999999999999999999999",
    "-99999999999999999999999",
    "2016-02-30 00:00:00",
    "2016-07-06T14:44:34Z",
    "💥",
    "\u{202e}1",
    "9223372036854775808",
    "../../etc/passwd",
    "%s%n",
    "${7*7}",
    "<script>",
    "true false",
];

/// Numbers of the right kind that no service can do anything with.
const HUGE: &[&str] = &["9223372036854775807", "-9223372036854775808", "-1", "4611686018427387904", "999999999999999"];

/// Every parameter name that a service may ask for, so that rubbish in all of them reaches each.
const NAMES: &[&str] = &[
    "userid",
    "orderid",
    "orderdetailid",
    "productid",
    "cartid",
    "cartids",
    "client_ref",
    "lines",
    "quantity",
    "effect_datetime",
    "failure_datetime",
    "call_duration",
    "simid",
    "phone",
    "areaname",
    "address_id",
    "addrid",
    "province",
    "city",
    "district",
    "country",
    "mobile",
    "shipping_id",
    "shipping_address",
    "outletid",
    "obtaintime",
    "payid",
    "amount",
    "datacardid",
    "evoucherid",
    "evoucher_sn",
    "checkid",
    "refundid",
    "reasonid",
    "pageindex",
    "pagesize",
    "pid",
    "type",
    "categoryid",
    "productids",
    "terminaltype",
    "shippingid",
    "groupid",
    "out_trade_no",
    "trade_no",
    "total_fee",
    "uid",
    "id",
    "order_id",
    "page",
    "limit",
    "num",
    "package_id",
    "start_date",
    "end_date",
    "coupon_id",
    "offer_id",
    "organization_id",
    "iccid",
    "devid",
    "chans",
    "evoucher",
    "trafficid",
];

/// Makes requests.
pub struct Generator {
    address: String,
    paths: Vec<String>,
    customer: String,
    staff: String,
}

impl Generator {
    /// A generator for all routes of a server.
    pub fn new(router: &Router, address: &str, customer: &Visitor, staff: &Visitor) -> Self {
        let path = |route: &outpost::outlet::Route| {
            let parts = route.path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
            parts.collect::<Vec<_>>().join("/")
        };
        let credentials = |visitor: &Visitor| format!("userid={}&sessionid={}", visitor.userid, visitor.sessionid);
        Self {
            address: address.to_owned(),
            paths: router.routes().iter().map(path).collect(),
            customer: credentials(customer),
            staff: credentials(staff),
        }
    }

    /// The recipes as they are meant to be sent.
    pub fn well_formed(&self) -> impl Iterator<Item = Vec<u8>> {
        RECIPES.iter().map(|recipe| {
            let fields = [recipe.needed, recipe.typed].concat();
            self.post(recipe.path, FORM, self.signed(recipe.path, &encode(&fields)).as_bytes())
        })
    }

    /// The request of a seed.
    pub fn request(&self, seed: u64) -> Malformed {
        let mut dice = Dice(seed);
        let (what, bytes) = match dice.below(16) {
            0 => ("text that is no UTF-8", self.bad_text(&mut dice)),
            1 => ("broken JSON", self.broken_json(&mut dice)),
            2 | 3 => ("wrong types in JSON", self.wrong_types(&mut dice)),
            4 | 5 => ("rubbish in every parameter", self.rubbish(&mut dice)),
            6 => ("a missing parameter", self.missing(&mut dice)),
            7 => ("one unusable parameter", self.unusable(&mut dice)),
            8 => ("a repeated parameter whose last value is rubbish", self.repeated(&mut dice)),
            9 => ("too much", self.too_much(&mut dice)),
            10 => ("half a request", self.half(&mut dice)),
            11 => ("a bad request line", self.bad_line(&mut dice)),
            12 => ("deep nesting", self.deep(&mut dice)),
            13 => ("giant or broken headers", self.bad_headers(&mut dice)),
            14 => ("a body of another length or kind", self.bad_body(&mut dice)),
            _ => ("a strange path", self.bad_path(&mut dice)),
        };
        Malformed { what, bytes }
    }

    fn path(&self, dice: &mut Dice) -> &str {
        &self.paths[dice.below(self.paths.len())]
    }

    /// A form with a session that may call the path.
    fn signed(&self, path: &str, form: &str) -> String {
        let who = if path.starts_with("/om/") { &self.staff } else { &self.customer };
        format!("{who}&{form}")
    }

    /// A form with a session, for any path but the one that would rightly end it.
    fn signed_safely(&self, path: &str, form: &str) -> String {
        if path.ends_with("/logout") || path.ends_with("/freeze") { form.to_owned() } else { self.signed(path, form) }
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
        self.whole("POST", path, &[("Content-Type", kind)], body)
    }

    fn whole(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let lines: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n{}\r\n",
            self.address,
            body.len(),
            lines.concat()
        );
        [head.as_bytes(), body].concat()
    }

    fn bad_text(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice);
        let bad: &[u8] =
            dice.choose(&[&b"%ff%fe"[..], b"\xff", b"%00", b"%c3%28", b"\xe4\xb8", b"a\x00b", b"%ed%a0%80"]);
        let mut body = self.signed(path, "orderid=1&productid=").into_bytes();
        body.extend_from_slice(bad);
        if dice.below(4) == 0 {
            body.extend_from_slice(b"&quantity=1");
        }
        self.post(path, dice.choose(&[FORM, JSON, "text/plain", ""]), &body)
    }

    fn broken_json(&self, dice: &mut Dice) -> Vec<u8> {
        let whole = r#"{"orderid":1,"productid":"1","cart":{"productid":1,"quantity":2},"cartids":[1,2]}"#;
        let text = match dice.below(6) {
            0 => whole[..=dice.below(whole.len() - 2)].to_owned(),
            1 => whole.replace(':', "="),
            2 => format!("{whole}}}"),
            3 => whole.replace('1', "01"),
            4 => dice
                .choose(&["[]", "7", "\"text\"", "nul", "{\"a\":}", "{'a':1}", "{\"a\":\"\\ud800\"}", "\u{feff}{}x"])
                .to_string(),
            _ => whole.replace("\"1\"", "\"\u{1}\""),
        };
        let path = self.path(dice).to_owned();
        self.post(&format!("{path}?{}", self.signed(&path, "")), JSON, text.as_bytes())
    }

    fn wrong_types(&self, dice: &mut Dice) -> Vec<u8> {
        const VALUES: &[&str] = &[
            "[]",
            "{}",
            "[[1]]",
            "{\"a\":1}",
            "1e999",
            "-1e-999",
            "1.5",
            "\"\"",
            "\"abc\"",
            "123456789012345678901234567890",
            "[\"x\"]",
            "[1.5]",
        ];
        let path = self.path(dice).to_owned();
        let mut members: Vec<_> = NAMES.iter().map(|name| format!("\"{name}\":{}", dice.choose(VALUES))).collect();
        members.push(format!(
            "\"cart\":{}",
            dice.choose(&["[]", "7", "\"x\"", "{\"productid\":[]}", "{\"quantity\":{}}"])
        ));
        let target = format!("{path}?{}", self.signed_safely(&path, ""));
        self.post(&target, JSON, format!("{{{}}}", members.join(",")).as_bytes())
    }

    fn rubbish(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice).to_owned();
        // What is blank counts as missing, and some services can do without.
        let value = |dice: &mut Dice| dice.choose(&RUBBISH[2..]);
        let fields: Vec<_> = NAMES[1..].iter().map(|name| (*name, value(dice))).collect();
        let form = self.signed_safely(&path, &encode(&fields));
        if dice.below(2) == 0 {
            self.post(&path, FORM, form.as_bytes())
        } else {
            self.whole("GET", &format!("{path}?{form}"), &[], b"")
        }
    }

    fn missing(&self, dice: &mut Dice) -> Vec<u8> {
        let recipe = dice.choose(RECIPES);
        let mut fields = [recipe.needed, recipe.typed].concat();
        fields.remove(dice.below(recipe.needed.len()));
        self.post(recipe.path, FORM, self.signed(recipe.path, &encode(&fields)).as_bytes())
    }

    /// A recipe in which one parameter that must be a number or a date is none.
    fn unusable(&self, dice: &mut Dice) -> Vec<u8> {
        let (path, fields) = Self::spoilt(dice);
        self.post(path, FORM, self.signed(path, &encode(&fields)).as_bytes())
    }

    fn spoilt(dice: &mut Dice) -> (&'static str, Vec<(&'static str, &'static str)>) {
        let recipe = dice.choose(RECIPES);
        let mut fields = [recipe.needed, recipe.typed].concat();
        let typed =
            |(_, value): &(&str, &str)| value.starts_with(|first: char| first.is_ascii_digit()) && value.len() != 11;
        let places: Vec<usize> = (0..fields.len()).filter(|place| typed(&fields[*place])).collect();
        if places.is_empty() {
            fields.clear();
        } else {
            let place = dice.choose(&places);
            let huge = dice.below(3) == 0 && fields[place].0 != "datacardid";
            fields[place].1 = dice.choose(if huge { HUGE } else { &RUBBISH[2..] });
        }
        (recipe.path, fields)
    }

    fn repeated(&self, dice: &mut Dice) -> Vec<u8> {
        let (path, fields) = Self::spoilt(dice);
        let good: Vec<_> = fields.iter().map(|(name, _)| (*name, "1")).collect();
        self.post(path, FORM, self.signed(path, &format!("{}&{}", encode(&good), encode(&fields))).as_bytes())
    }

    fn too_much(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice).to_owned();
        let start = self.signed(&path, "orderid=1");
        match dice.below(12) {
            0 => self.post(&path, FORM, format!("{start}&x={}", "y".repeat(1_100_000)).as_bytes()),
            1..=4 => self.post(&path, FORM, format!("{start}&x={}", "y".repeat(200_001)).as_bytes()),
            5..=8 => self.post(&path, FORM, format!("{start}{}", "&a=1&b=2".repeat(600)).as_bytes()),
            _ => self.whole("GET", &format!("{path}?{start}&x={}", "y".repeat(70_000)), &[], b""),
        }
    }

    /// The beginning of a request that would be taken, and then the end of the connection as far as it was announced.
    fn half(&self, dice: &mut Dice) -> Vec<u8> {
        let whole = self.well_formed().nth(dice.below(RECIPES.len())).unwrap();
        let cut = 1 + dice.below(whole.len() - 1);
        whole[..cut].to_vec()
    }

    fn bad_line(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice);
        let line = match dice.below(12) {
            0 => format!("GET {path}"),
            1 => format!("GET {path} HTTP/9.9"),
            2 => format!("get  {path}  HTTP/1.1"),
            3 => format!("GET {path} extra words HTTP/1.1"),
            4 => format!("{} {path} HTTP/1.1", "G".repeat(5000)),
            5 => "\u{0}\u{1}\u{2}\u{3}".to_owned(),
            6 => format!("GET {path}\0 HTTP/1.1"),
            7 => format!("G\u{e9}T {path} HTTP/1.1"),
            8 => "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{fc}\u{3}\u{3}".to_owned(),
            9 => "PRI * HTTP/2.0".to_owned(),
            10 => format!("CONNECT {path}:443 HTTP/1.1"),
            _ => format!("GET http://[::1 {path} HTTP/1.1"),
        };
        format!("{line}\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).into_bytes()
    }

    fn deep(&self, dice: &mut Dice) -> Vec<u8> {
        let depth = [200, 5_000, 60_000][dice.below(3)];
        let (open, close) = dice.choose(&[("[", "]"), ("{\"a\":", "}")]);
        let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
        let nested = if dice.below(2) == 0 { nested } else { format!("{{\"cart\":{nested}}}") };
        let path = self.path(dice).to_owned();
        self.post(&format!("{path}?{}", self.signed(&path, "")), JSON, nested.as_bytes())
    }

    fn bad_headers(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice).to_owned();
        let giant = "h".repeat(80_000);
        let many: Vec<_> = (0..300).map(|number| format!("X-{number}: {number}\r\n")).collect();
        let lines = match dice.below(9) {
            0 => format!("X-Giant: {giant}\r\n"),
            1 => many.concat(),
            2 => "No colon at all\r\n".to_owned(),
            3 => "X-Nul: a\0b\r\n".to_owned(),
            4 => "Content-Length: -1\r\n".to_owned(),
            5 => "Content-Length: 5\r\nContent-Length: 6\r\n".to_owned(),
            6 => "Content-Length: 99999999999999999999\r\n".to_owned(),
            7 => "Authorization: Basic !!!!\r\nCookie: \u{1}\r\n".to_owned(),
            _ => " folded: line\r\nX : blank\r\n".to_owned(),
        };
        format!("POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{lines}\r\n", self.address).into_bytes()
    }

    fn bad_body(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice).to_owned();
        let chunked = |body: &str| {
            let lines = "Transfer-Encoding: chunked\r\nConnection: close";
            format!("POST {path} HTTP/1.1\r\nHost: {}\r\n{lines}\r\n\r\n{body}", self.address).into_bytes()
        };
        match dice.below(8) {
            0 => chunked("zz\r\nabc\r\n0\r\n\r\n"),
            1 => chunked("ffffffffffffffff1\r\n"),
            2 => chunked("5\r\nabc\r\n"),
            3 => self.post(&path, "multipart/form-data", b"--x\r\n\r\n"),
            4 => self.post(&path, "multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nv"),
            5 => self.post(
                &path,
                "multipart/form-data; boundary=x",
                b"--x\r\nContent-Disposition: form-data; name=\"orderid\"; filename=\"f\"\r\n\r\nv\r\n--x--\r\n",
            ),
            6 => self.post(&path, "text/xml", b"<xml><a><![CDATA[</a></xml>"),
            _ => self.post(&path, "application/json; charset=\u{ff}", b"{\"a\":\"\xff\"}"),
        }
    }

    fn bad_path(&self, dice: &mut Dice) -> Vec<u8> {
        let path = self.path(dice).to_owned();
        let target = match dice.below(8) {
            0 => format!("{path}/%zz"),
            1 => format!("/../..{path}"),
            2 => format!("{path}%00"),
            3 => format!("/{}", "a/".repeat(5000)),
            4 => format!("{path}?{}", "&=&=%".repeat(300)),
            5 => format!("{path}\u{7f}"),
            6 => "*".to_owned(),
            _ => format!("//{path}?orderid=%ff"),
        };
        self.whole(
            dice.choose(&["GET", "POST", "PUT", "DELETE", "PATCH", "BREW"]),
            &target,
            &[("Content-Type", FORM)],
            b"",
        )
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";

/// A small generator of numbers (splitmix64): the same seed throws the same numbers.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap();
        usize::try_from(self.next() % limit).unwrap()
    }

    fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}
