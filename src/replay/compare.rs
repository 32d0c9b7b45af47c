//! Two answers side by side: the recorded one, and the one that came now.

use rust_decimal::Decimal;

use super::form;
use super::json::Node;
use super::names::{Names, class};
use super::recording::text_of;
use super::send::Reply;
use crate::clock::{Instant, Zone};

/// Milliseconds that an answer may take: instants that lie no further apart are the same moment.
const SAME_MOMENT: i64 = 5_000;

/// Where two answers differ, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The place in the answer, as in `$.result.order.price`.
    pub(super) place: String,
    /// What is different, for people.
    pub(super) what: String,
    /// How far apart the answers are here.
    pub(super) kind: Kind,
}

/// How far two answers are apart at a place, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The same number with other decimals.
    Decimals,
    /// Something beside what was recorded.
    More,
    /// Something else than what was recorded.
    Other,
}

impl Difference {
    /// Another status than the recorded one.
    pub(super) fn of_status(recorded: u16, now: u16) -> Self {
        Self { place: "status".to_owned(), what: format!("{recorded} recorded, {now} now"), kind: Kind::Other }
    }
}

/// What is needed to tell by meaning: the names of things, and both clocks.
pub(super) struct Comparison<'n> {
    pub(super) names: &'n mut Names,
    pub(super) zone: Zone,
    /// How far the clock now is ahead of the recorded one, in milliseconds.
    pub(super) shift: i64,
    pub(super) found: Vec<Difference>,
}

impl Comparison<'_> {
    /// Compares two bodies: JSON and forms by their parts, anything else as text.
    pub(super) fn bodies(&mut self, recorded: &str, now: &str) {
        let read = |text: &str| Node::read(text).or_else(|| form::read(text));
        match (read(recorded), read(now)) {
            (Some(recorded), Some(now)) => self.nodes("$", "", "", &recorded, &now),
            _ if recorded.trim() == now.trim() => {}
            _ => self.differ("$", format!("{} recorded, {} now", short(recorded), short(now))),
        }
    }

    /// Compares two whole answers: status, type and body.
    pub(super) fn replies(&mut self, before: &Reply, now: &Reply) {
        if before.status != now.status {
            self.found.push(Difference::of_status(before.status, now.status));
        }
        if before.content_type != now.content_type {
            self.differ("content-type", format!("{:?} recorded, {:?} now", before.content_type, now.content_type));
        }
        self.bodies(&text_of(&before.body), &text_of(&now.body));
    }

    /// Compares the shapes of two bodies: the kinds of values, and the keys with their order, of the first entry of each list.
    pub(super) fn shapes(&mut self, recorded: &str, now: &str) {
        match (Node::read(recorded), Node::read(now)) {
            (Some(recorded), Some(now)) => self.bodies(&shape(&recorded).to_string(), &shape(&now).to_string()),
            _ if tags(recorded) == tags(now) => {}
            _ => self.differ("$", format!("other elements: {} recorded, {} now", short(recorded), short(now))),
        }
    }

    fn differ(&mut self, place: &str, what: String) {
        self.note(place, what, Kind::Other);
    }

    fn note(&mut self, place: &str, what: String, kind: Kind) {
        self.found.push(Difference { place: place.to_owned(), what, kind });
    }

    fn nodes(&mut self, place: &str, parent: &str, key: &str, recorded: &Node, now: &Node) {
        match (recorded, now) {
            (Node::Object(recorded), Node::Object(now)) => self.objects(place, key, recorded, now),
            (Node::Array(recorded), Node::Array(now)) => {
                if recorded.len() != now.len() {
                    self.differ(place, format!("{} entries recorded, {} now", recorded.len(), now.len()));
                }
                for (at, (recorded, now)) in recorded.iter().zip(now).enumerate() {
                    self.nodes(&format!("{place}[{at}]"), parent, key, recorded, now);
                }
            }
            (Node::Text(_) | Node::Number(_) | Node::Word(_), Node::Text(_) | Node::Number(_) | Node::Word(_))
                if recorded.kind() == now.kind() =>
            {
                self.scalars(place, &class(parent, key), recorded, now);
            }
            _ => self.differ(place, format!("{} recorded, {} now", recorded.kind(), now.kind())),
        }
    }

    fn objects(&mut self, place: &str, name: &str, recorded: &[(String, Node)], now: &[(String, Node)]) {
        let has = |pairs: &[(String, Node)], key: &str| pairs.iter().any(|(known, _)| known == key);
        for (key, value) in recorded {
            let place = format!("{place}.{key}");
            match now.iter().find(|(known, _)| known == key) {
                Some((_, now)) => self.nodes(&place, name, key, value, now),
                None => self.differ(&place, format!("missing now, recorded {}", short(&value.to_string()))),
            }
        }
        for (key, value) in now.iter().filter(|(key, _)| !has(recorded, key)) {
            self.note(&format!("{place}.{key}"), format!("new: {}", short(&value.to_string())), Kind::More);
        }
        let order = |pairs: &[(String, Node)], other: &[(String, Node)]| {
            pairs.iter().map(|(key, _)| key.clone()).filter(|key| has(other, key)).collect::<Vec<_>>()
        };
        if order(recorded, now) != order(now, recorded) {
            self.differ(place, format!("the keys stand in another order: {}", order(now, recorded).join(", ")));
        }
    }

    fn scalars(&mut self, place: &str, class: &str, recorded: &Node, now: &Node) {
        let (before, after) = (recorded.scalar().unwrap_or_default(), now.scalar().unwrap_or_default());
        if recorded == now || self.is_same_by_meaning(class, before, after) {
            return;
        }
        let number = |text: &str| text.parse::<Decimal>().ok();
        let is_decimals =
            matches!(recorded, Node::Number(_)) && number(before).is_some() && number(before) == number(after);
        let what = format!("{} recorded, {} now", short(&recorded.to_string()), short(&now.to_string()));
        self.note(place, what, if is_decimals { Kind::Decimals } else { Kind::Other });
    }

    fn is_same_by_meaning(&mut self, class: &str, recorded: &str, now: &str) -> bool {
        if Names::are_assigned(class) && !recorded.is_empty() && recorded != "0" && now != "0" {
            return self.names.agree(class, recorded, now);
        }
        self.is_same_moment(recorded, now)
            || self.names.translate(recorded) == now
            || (class == "sign" && recorded.len() == now.len())
            || is_same_address(&self.names.translate(recorded), now)
    }

    fn is_same_moment(&self, recorded: &str, now: &str) -> bool {
        let read = |text: &str| match text.len() {
            19 => self.zone.parse_text(text),
            13 => text.parse().ok().map(Instant),
            10 => text.parse::<i64>().ok().map(|seconds| Instant(seconds.saturating_mul(1000))),
            _ => None,
        };
        let (Some(before), Some(after)) = (read(recorded), read(now)) else { return false };
        recorded.len() == now.len() && (after.since(before) - self.shift).abs() <= SAME_MOMENT
    }
}

/// Whether both are web addresses that differ in their hosts alone.
fn is_same_address(recorded: &str, now: &str) -> bool {
    let path = |text: &str| {
        let (scheme, rest) = text.split_once("://")?;
        matches!(scheme, "http" | "https").then(|| rest.find('/').map_or("", |at| &rest[at..]).to_owned())
    };
    matches!((path(recorded), path(now)), (Some(a), Some(b)) if a == b)
}

/// A value with nothing but its shape.
fn shape(node: &Node) -> Node {
    match node {
        Node::Object(pairs) => Node::Object(pairs.iter().map(|(key, value)| (key.clone(), shape(value))).collect()),
        Node::Array(items) => Node::Array(items.first().map(shape).into_iter().collect()),
        scalar => Node::Text(scalar.kind().to_owned()),
    }
}

/// The tags of XML in their order, each run of the same elements once, with the name spaces of the root.
fn tags(text: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for tag in text.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
        if !tag.starts_with('?') && !seen.iter().any(|known| known == tag) {
            seen.push(tag.to_owned());
        }
    }
    seen
}

/// The beginning of a long text.
fn short(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    text.chars().take(57).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(recorded: &str, now: &str) -> Vec<String> {
        let mut names = Names::default();
        let mut comparison = Comparison { names: &mut names, zone: Zone::china(), shift: 0, found: Vec::new() };
        comparison.bodies(recorded, now);
        comparison.found.into_iter().map(|it| format!("{}: {}", it.place, it.what)).collect()
    }

    #[test]
    fn what_an_outlet_draws_for_itself_is_compared_by_meaning() {
        let recorded = r#"{"order":{"createtime":"2016-06-15 18:57:52","id":6},"sessionid":"a"}"#;
        let now = r#"{"order":{"createtime":"2016-06-15 18:57:53","id":4},"sessionid":"b"}"#;
        assert!(compare(recorded, now).is_empty());
        let late = now.replace("18:57:53", "18:58:53");
        assert_eq!(compare(recorded, &late).len(), 1);
    }

    #[test]
    fn everything_else_is_compared_to_the_letter() {
        assert_eq!(compare(r#"{"price":50}"#, r#"{"price":50.00}"#), ["$.price: 50 recorded, 50.00 now"]);
        assert_eq!(compare(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), ["$: the keys stand in another order: b, a"]);
        assert_eq!(compare(r#"{"a":"1"}"#, r#"{"a":1}"#), ["$.a: a text recorded, a number now"]);
        assert_eq!(compare(r#"{"a":1}"#, r#"{"b":[1]}"#), ["$.a: missing now, recorded 1", "$.b: new: [1]"]);
        assert_eq!(compare(r#"{"id":1}"#, r#"{"id":2}"#).len(), 1, "a product's id is nobody's to draw");
    }
}
