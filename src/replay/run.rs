//! Sends a recording's exchanges one after another and compares the answers.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::compare::{Comparison, Difference, Kind};
use super::hawk;
use super::json::Node;
use super::names::Names;
use super::own_demo::OwnDemo;
use super::recording::{Exchange, Recording, text_of};
use super::request::Request;
use super::send::{Base, Reply};
use crate::clock::{Clock, Instant, Zone};
use crate::random::Ids;

/// The outlet that is asked.
#[derive(Clone, Debug)]
pub enum Place {
    /// One that runs, by its address, `http://host:port`.
    Running(String),
    /// A demonstration of the replay's own, by the executable that can be one.
    OwnDemo(PathBuf),
}

/// What a replay must be told about the recording.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'t> {
    /// The time zone of its times.
    pub zone: Zone,
    /// Passwords of the accounts that ask, by name. In a demonstration an account's password is `demo-` and its name, unless one
    /// stands here.
    pub passwords: &'t BTreeMap<String, String>,
}

/// What came of one exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same answer.
    Exact,
    /// The same answer but for decimals of numbers.
    Decimals(Vec<String>),
    /// Everything that was recorded, and more beside it.
    More(Vec<String>),
    /// Another answer, and where.
    Differs(Vec<String>),
    /// Sent, and no answer was written down to compare with; what came was no failure.
    Sent,
}

/// How many exchanges there were and what came of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The same answers.
    pub exact: usize,
    /// The same but for decimals.
    pub decimals: usize,
    /// All that was recorded, and more.
    pub more: usize,
    /// Other answers.
    pub differs: usize,
    /// Nothing to compare with.
    pub sent: usize,
}

impl Outcome {
    /// How many answers were compared.
    #[must_use]
    pub fn compared(&self) -> usize {
        self.exact + self.decimals + self.more + self.differs
    }

    fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Exact => self.exact += 1,
            Verdict::Decimals(_) => self.decimals += 1,
            Verdict::More(_) => self.more += 1,
            Verdict::Differs(_) => self.differs += 1,
            Verdict::Sent => self.sent += 1,
        }
    }
}

/// Why a replay could not go on: the outlet cannot be started or reached, or an account cannot log in.
#[derive(Debug, thiserror::Error)]
#[error("Line {line}, {exchange}: {why}")]
pub struct ReplayError {
    line: usize,
    exchange: String,
    why: String,
}

/// Sends all exchanges in their order and tells of each.
///
/// # Errors
/// [`ReplayError`]: nothing after it is sent.
pub async fn run(
    recording: &Recording,
    place: &Place,
    terms: Terms<'_>,
    tell: &mut dyn FnMut(&Exchange, &Verdict, &Reply),
) -> Result<Outcome, ReplayError> {
    send_all(recording, &mut Replay::new(place, terms), tell).await
}

/// Sends all exchanges to two outlets and tells how the second one's answers differ from the first one's; what was recorded only
/// gives the requests.
///
/// # Errors
/// As of [`run`].
pub async fn beside(
    recording: &Recording,
    places: (&Place, &Place),
    terms: Terms<'_>,
    tell: &mut dyn FnMut(&Exchange, &Verdict, &Reply),
) -> Result<Outcome, ReplayError> {
    let (before, after) = (Replay::new(places.0, terms), Replay::new(places.1, terms));
    send_all(recording, &mut Beside { before, after, names: Names::default() }, tell).await
}

/// Who sends an exchange and knows what its answer should be.
trait Judge {
    async fn exchange(&mut self, exchange: &Exchange) -> Result<(Verdict, Reply), String>;
}

async fn send_all(
    recording: &Recording,
    judge: &mut impl Judge,
    tell: &mut dyn FnMut(&Exchange, &Verdict, &Reply),
) -> Result<Outcome, ReplayError> {
    let mut outcome = Outcome::default();
    for exchange in &recording.0 {
        let failed = |why| ReplayError { line: exchange.line, exchange: exchange.name(), why };
        let (verdict, reply) = judge.exchange(exchange).await.map_err(failed)?;
        outcome.count(&verdict);
        tell(exchange, &verdict, &reply);
    }
    Ok(outcome)
}

/// Two outlets that are asked the same; the second one's answers are compared with the first one's.
struct Beside<'r> {
    before: Replay<'r>,
    after: Replay<'r>,
    names: Names,
}

impl Judge for Beside<'_> {
    async fn exchange(&mut self, exchange: &Exchange) -> Result<(Verdict, Reply), String> {
        let (_, old) = self.before.exchange(exchange).await?;
        let (_, new) = self.after.exchange(exchange).await?;
        if exchange.fresh.is_some() {
            self.names = Names::default();
        }
        let mut comparison = Comparison { names: &mut self.names, zone: self.after.zone, shift: 0, found: Vec::new() };
        comparison.replies(&old, &new);
        Ok((verdict(comparison.found), new))
    }
}

/// One outlet that is asked; its answers are compared with the recorded ones.
struct Replay<'r> {
    place: &'r Place,
    zone: Zone,
    passwords: &'r BTreeMap<String, String>,
    clock: Clock,
    ids: Ids,
    names: Names,
    kept: HashMap<String, String>,
    /// Session and account id of each account that asks.
    sessions: HashMap<String, (String, String)>,
    base: Option<Base>,
    demo: Option<OwnDemo>,
    /// The recorded time at which the clock stands.
    time: Option<String>,
}

impl Judge for Replay<'_> {
    async fn exchange(&mut self, exchange: &Exchange) -> Result<(Verdict, Reply), String> {
        let base = self.outlet(exchange)?;
        self.log_in(&base, exchange).await?;
        let request = self.put(exchange, &base);
        let reply = base.send(&request).await.map_err(|error| error.to_string())?;
        self.keep(exchange, &reply);
        let Some(recorded) = &exchange.answer else {
            let failed = (reply.status >= 500).then(|| format!("status {}", reply.status));
            return Ok((failed.map_or(Verdict::Sent, |what| Verdict::Differs(vec![what])), reply));
        };
        Ok((verdict(self.compare(exchange, recorded, &reply)), reply))
    }
}

impl<'r> Replay<'r> {
    fn new(place: &'r Place, terms: Terms<'r>) -> Self {
        Self {
            place,
            zone: terms.zone,
            passwords: terms.passwords,
            clock: Clock::machine(),
            ids: Ids::fresh(),
            names: Names::default(),
            kept: HashMap::new(),
            sessions: HashMap::new(),
            base: None,
            demo: None,
            time: None,
        }
    }

    /// The outlet for an exchange, at its time.
    fn outlet(&mut self, exchange: &Exchange) -> Result<Base, String> {
        if exchange.fresh.is_some() {
            (self.names, self.kept) = (Names::default(), HashMap::new());
            self.sessions.clear();
            self.demo = None;
        }
        match self.place {
            Place::Running(url) => {
                let wrong = || format!("{url:?} is no address of an outlet; write it like http://127.0.0.1:8050.");
                self.base = Some(Base::parse(url).ok_or_else(wrong)?);
            }
            Place::OwnDemo(executable) => {
                let preset = exchange.fresh.as_ref().and_then(|fresh| fresh.preset.clone());
                let folder = || std::env::temp_dir().join(format!("outpost-replay-{}", Ids::fresh().uuid()));
                let demo = self.demo.get_or_insert_with(|| OwnDemo::new(executable, folder(), preset));
                let now = self.zone.text(self.clock.now());
                let time = exchange.at.as_deref().or(self.time.as_deref()).unwrap_or(&now).to_owned();
                if let Some(base) = demo.at(&time)? {
                    self.base = Some(base);
                    // Sessions have an end, and the clock may have gone far.
                    self.sessions.clear();
                }
                self.time = Some(time);
            }
        }
        self.base.clone().ok_or_else(|| "there is no outlet to ask".to_owned())
    }

    /// Has the account's session stand for the recorded one.
    async fn log_in(&mut self, base: &Base, exchange: &Exchange) -> Result<(), String> {
        let Some(name) = &exchange.who else { return Ok(()) };
        if !self.sessions.contains_key(name) {
            let session = self.session(base, name).await?;
            self.sessions.insert(name.clone(), session);
        }
        let (session, account) = &self.sessions[name];
        for recorded in exchange.request.values("sessionid") {
            self.names.learn("sessionid", &recorded, session);
        }
        for recorded in exchange.request.values("userid").iter().filter(|recorded| !recorded.is_empty()) {
            self.names.learn("userid", recorded, account);
        }
        Ok(())
    }

    async fn session(&self, base: &Base, name: &str) -> Result<(String, String), String> {
        let usual = format!("demo-{name}");
        let password = self.passwords.get(name).unwrap_or(&usual);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("username", name)
            .append_pair("password", password)
            .finish();
        let headers = vec![("Content-Type".to_owned(), "application/x-www-form-urlencoded".to_owned())];
        let request = Request::new("POST".to_owned(), "/uc/services/login", headers, form.into_bytes());
        let reply = base.send(&request).await.map_err(|error| error.to_string())?;
        let node = Node::read(&text_of(&reply.body));
        let part = |key| node.as_ref().and_then(|node| Some(node.get(key)?.scalar()?.to_owned()));
        match (part("sessionid"), part("userid")) {
            (Some(session), Some(account)) if !session.is_empty() => Ok((session, account)),
            _ => Err(format!("{name} cannot log in; give the password as --login {name}=PASSWORD.")),
        }
    }

    /// The request as it is put to this outlet.
    fn put(&mut self, exchange: &Exchange, base: &Base) -> Request {
        let mut request = exchange.request.translated(&self.names);
        for (name, value) in &self.kept {
            let mark = format!("{{{{{name}}}}}");
            let bare = format!("%7B%7B{name}%7D%7D");
            request.target = request.target.replace(&mark, value).replace(&bare, value);
            for (_, header) in &mut request.headers {
                *header = header.replace(&mark, value);
            }
            if let Ok(text) = std::str::from_utf8(&request.body) {
                request.body = text.replace(&mark, value).into_bytes();
            }
        }
        if let Some((id, key)) = &exchange.hawk {
            let at = self.outlet_now(exchange).unix_seconds();
            let nonce = self.ids.uuid();
            if let Some(value) = hawk::header(&request, base, (id, key), (at, &nonce)) {
                request.headers.push(("Authorization".to_owned(), value));
            }
        }
        request
    }

    fn keep(&mut self, exchange: &Exchange, reply: &Reply) {
        let Some(node) = Node::read(&text_of(&reply.body)) else { return };
        for (name, keys) in &exchange.keeps {
            let found = keys.iter().try_fold(&node, |node, key| node.get(key));
            if let Some(value) = found.and_then(Node::scalar) {
                self.kept.insert(name.clone(), value.to_owned());
            }
        }
    }

    /// The outlet's clock: that of its demonstration, or the machine's.
    fn outlet_now(&self, exchange: &Exchange) -> Instant {
        let recorded = exchange.at.as_deref().or(self.time.as_deref()).and_then(|at| self.zone.parse_text(at));
        match self.place {
            Place::OwnDemo(_) => recorded.unwrap_or_else(|| self.clock.now()),
            Place::Running(_) => self.clock.now(),
        }
    }

    fn compare(&mut self, exchange: &Exchange, recorded: &str, reply: &Reply) -> Vec<Difference> {
        let then = exchange.at.as_deref().and_then(|at| self.zone.parse_text(at));
        let shift = then.map_or(0, |then| self.outlet_now(exchange).since(then));
        let mut comparison = Comparison { names: &mut self.names, zone: self.zone, shift, found: Vec::new() };
        if let Some(status) = exchange.status.filter(|status| *status != reply.status) {
            comparison.found.push(Difference::of_status(status, reply.status));
        }
        if exchange.is_shape {
            comparison.shapes(recorded, &text_of(&reply.body));
        } else {
            comparison.bodies(recorded, &text_of(&reply.body));
        }
        comparison.found
    }
}

fn verdict(found: Vec<Difference>) -> Verdict {
    let farthest = found.iter().map(|difference| difference.kind).max();
    let lines: Vec<String> = found.into_iter().map(|it| format!("{}: {}", it.place, it.what)).collect();
    match farthest {
        None => Verdict::Exact,
        Some(Kind::Decimals) => Verdict::Decimals(lines),
        Some(Kind::More) => Verdict::More(lines),
        Some(Kind::Other) => Verdict::Differs(lines),
    }
}
