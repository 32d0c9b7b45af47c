//! Activation codes as GSMA SGP.22 section 4.1 writes them:
//! `LPA:1$<server>$<matching id>[$[<object id of the server>][$1]]`, where the last `1` says that the telephone asks for a
//! confirmation code, too.

use std::ops::RangeInclusive;

/// Letters behind `LPA:` at most (SGP.22 section 4.1).
const MAX_LEN: usize = 255;
/// Letters of a host name and of one of its parts (RFC 1035).
const MAX_HOST_LEN: usize = 253;
const MAX_LABEL_LEN: usize = 63;
/// Letters of a confirmation code; the standard leaves its form to who gives it out.
const CONFIRMATION_LEN: RangeInclusive<usize> = 1..=64;
/// Letters of a matching id that people are shown, so that two codes can be told apart.
const SHOWN: usize = 4;

/// Why a text is no activation code, in words that repeat nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// It does not begin so.
    #[error("a code begins with LPA:1$")]
    Scheme,
    /// It is longer than a code may be, or has too many parts.
    #[error("a code has a server, a matching id, and at most two parts more, in 255 letters")]
    Shape,
    /// The server is no host name.
    #[error("the server, between the first two $, is no host name")]
    Server,
    /// There is no matching id, so that anybody could load what the server gives next; or it has other letters.
    #[error("the matching id, behind the second $, is not of capital letters, digits and hyphens")]
    MatchingId,
    /// The object id is none.
    #[error("the server's object id, behind the third $, is not of numbers with dots between")]
    ObjectId,
    /// The flag is something else than 1.
    #[error("the last part, which asks for a confirmation code, is 1 or is not there")]
    Flag,
    /// A confirmation code that nobody asks for, or that is none.
    #[error("a confirmation code is of 1 to 64 letters without blanks, and belongs to a code whose last part is 1")]
    Confirmation,
}

impl CodeFault {
    /// The same in one word, for which the pages have a text.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Shape => "shape",
            Self::Server => "server",
            Self::MatchingId => "matching id",
            Self::ObjectId => "object id",
            Self::Flag => "flag",
            Self::Confirmation => "confirmation",
        }
    }
}

/// A whole activation code. It has no `Debug`, so that no log can show it.
pub struct ActivationCode {
    text: String,
    server: String,
    matching_id: String,
    confirmation: Option<String>,
}

impl ActivationCode {
    /// Reads a code as it is printed, scanned or written in a file, with the confirmation code that goes with it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str, confirmation: &str) -> Result<Self, CodeFault> {
        let (text, confirmation) = (text.trim(), confirmation.trim());
        let body = text.strip_prefix("LPA:").filter(|body| body.starts_with("1$")).ok_or(CodeFault::Scheme)?;
        let parts: Vec<&str> = body.split('$').collect();
        if body.len() > MAX_LEN || !(3..=5).contains(&parts.len()) {
            return Err(CodeFault::Shape);
        }
        let part = |place: usize| parts.get(place).copied();
        let (server, matching_id) = (parts[1], parts[2]);
        let is_id = |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'-';
        if !is_host(server) {
            return Err(CodeFault::Server);
        }
        if matching_id.is_empty() || !matching_id.bytes().all(is_id) {
            return Err(CodeFault::MatchingId);
        }
        // An empty third part only stands before a fourth: delimiters are written where something follows.
        let is_good = |oid: &str| is_object_id(oid) || (oid.is_empty() && part(4).is_some());
        if !part(3).is_none_or(is_good) {
            return Err(CodeFault::ObjectId);
        }
        if part(4).is_some_and(|flag| flag != "1") {
            return Err(CodeFault::Flag);
        }
        let is_confirmation = CONFIRMATION_LEN.contains(&confirmation.len())
            && confirmation.bytes().all(|letter| letter.is_ascii_graphic());
        // Without one here the customer has it from the operator, as the flag says that one is needed.
        let belongs = confirmation.is_empty() || (is_confirmation && part(4).is_some());
        if !belongs {
            return Err(CodeFault::Confirmation);
        }
        Ok(Self {
            text: text.to_owned(),
            server: server.to_ascii_lowercase(),
            matching_id: matching_id.to_owned(),
            confirmation: Some(confirmation.to_owned()).filter(|code| !code.is_empty()),
        })
    }

    /// The code as a telephone takes it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the telephone asks for besides.
    #[must_use]
    pub fn confirmation(&self) -> Option<&str> {
        self.confirmation.as_deref()
    }

    /// Whether the telephone asks for a confirmation code.
    #[must_use]
    pub fn asks_for_confirmation(code: &str) -> bool {
        code.split('$').nth(4) == Some("1")
    }

    /// What makes it one and the same profile, however it is written: hosts have no letter case, and the rest is decoration.
    #[must_use]
    pub fn identity(&self) -> String {
        format!("{}${}", self.server, self.matching_id)
    }
}

/// What people who look after the stock see of a code: where it comes from, and its end.
#[must_use]
pub fn masked(code: &str) -> String {
    let mut parts = code.split('$').skip(1);
    let (server, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // Of a short id nothing is shown: what is left of it could be tried.
    let end = if id.len() >= 2 * SHOWN { id.get(id.len() - SHOWN..).unwrap_or_default() } else { "" };
    format!("{server} …{end}")
}

fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_LEN).contains(&label.len())
            && label.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= MAX_HOST_LEN && text.contains('.') && text.split('.').all(is_label)
}

fn is_object_id(text: &str) -> bool {
    let is_arc = |arc: &str| {
        !arc.is_empty() && arc.bytes().all(|digit| digit.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'))
    };
    let mut arcs = text.split('.');
    let first = arcs.next().is_some_and(|arc| matches!(arc, "0" | "1" | "2"));
    first && text.contains('.') && arcs.all(is_arc)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> Option<CodeFault> {
        ActivationCode::read(text, "").err()
    }

    #[test]
    fn a_code_is_read_as_the_standard_writes_it() {
        for text in [
            "LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815",
            "LPA:1$SMDP.GSMA.COM$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746",
            "LPA:1$SMDP.GSMA.COM$04386-AGYFT$$1",
            " LPA:1$smdp.example$A\r\n",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
        for text in ["LPA:1$SMDP.GSMA.COM$04386-AGYFT$$1", "LPA:1$SMDP.GSMA.COM$04386-AGYFT$1.3.6.1.4.1.31746$1"] {
            let code = ActivationCode::read(text, " 4711 ").ok().unwrap();
            assert_eq!((code.text(), code.confirmation()), (text, Some("4711")));
        }
    }

    #[test]
    fn what_is_none_is_refused_with_its_reason_and_nothing_of_it() {
        use CodeFault::{Confirmation, Flag, MatchingId, ObjectId, Scheme, Server, Shape};
        let long = format!("LPA:1$smdp.example${}", "A".repeat(250));
        for (text, reason) in [
            ("", Scheme),
            ("1$smdp.example$A", Scheme),
            ("lpa:1$smdp.example$A", Scheme),
            ("LPA:2$smdp.example$A", Scheme),
            ("LPA:1$smdp.example", Shape),
            ("LPA:1$smdp.example$A$1.3$1$x", Shape),
            (&long, Shape),
            ("LPA:1$$A", Server),
            ("LPA:1$smdp$A", Server),
            ("LPA:1$smdp..example$A", Server),
            ("LPA:1$-smdp.example$A", Server),
            ("LPA:1$smdp.example:443$A", Server),
            ("LPA:1$https://smdp.example$A", Server),
            ("LPA:1$smdp.example$", MatchingId),
            ("LPA:1$smdp.example$abc", MatchingId),
            ("LPA:1$smdp.example$A B", MatchingId),
            ("LPA:1$smdp.example$键", MatchingId),
            ("LPA:1$smdp.example$A$", ObjectId),
            ("LPA:1$smdp.example$A$3.1", ObjectId),
            ("LPA:1$smdp.example$A$1", ObjectId),
            ("LPA:1$smdp.example$A$1.03", ObjectId),
            ("LPA:1$smdp.example$A$$0", Flag),
            ("LPA:1$smdp.example$A$$", Flag),
        ] {
            assert_eq!(fault(text), Some(reason), "{text}");
        }
        assert_eq!(ActivationCode::read("LPA:1$smdp.example$A", "4711").err(), Some(Confirmation));
        assert_eq!(ActivationCode::read("LPA:1$smdp.example$A$$1", "47 11").err(), Some(Confirmation));
    }

    #[test]
    fn one_profile_is_the_same_however_its_code_is_written() {
        let identity = |text: &str| ActivationCode::read(text, "").ok().unwrap().identity();
        assert_eq!(identity("LPA:1$SMDP.Example$AB-1"), identity("LPA:1$smdp.example$AB-1$1.3.6"));
        assert_ne!(identity("LPA:1$smdp.example$AB-1"), identity("LPA:1$smdp.example$AB-2"));
    }

    #[test]
    fn people_see_the_end_of_a_code_and_nothing_of_a_short_one() {
        assert_eq!(masked("LPA:1$smdp.example$04386-AGYFT-A74Y8-3F815"), "smdp.example …F815");
        assert_eq!(masked("LPA:1$smdp.example$AB12"), "smdp.example …");
    }
}
