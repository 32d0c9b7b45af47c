//! Types of the domain that the store keeps as whole numbers: states, ids, and numbers written into the text of a statement.
//!
//! A state is declared once, by [`states!`], with the number that the wire and the store have for it. Statements bind it like
//! any other value, or carry its number in their text ([`statement!`]) where an index or a rule needs it there; the number
//! itself is written in the declaration alone.

/// What the macros below name of the database's crate, so that it is named in `store` alone.
pub use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};

/// Declares an enum whose variants have numbers: the one place that knows them. A number that no variant has is
/// [`super::StoreError`] when it is read.
macro_rules! states {
    ($(
        $(#[$about:meta])*
        pub enum $name:ident { $($(#[$variant_about:meta])* $variant:ident = $number:literal,)+ }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_about])* $variant = $number,)+ }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number on the wire and in the store.
            #[must_use]
            pub const fn number(self) -> i64 {
                self as i64
            }

            /// The state of a number, if it has one.
            #[must_use]
            pub fn from_number(number: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|state| state.number() == number)
            }

            /// The number as a statement's text has it.
            #[must_use]
            #[allow(dead_code, reason = "not every state stands in a statement's text")]
            pub const fn sql(self) -> &'static str {
                match self { $(Self::$variant => stringify!($number),)+ }
            }
        }

        $crate::store::typed::kept_as_number!($name);
    )+};
}

/// Binds, reads, shows and serialises a type by its `number` and `from_number`.
macro_rules! kept_as_number {
    ($name:ty) => {
        impl $crate::store::ToSql for $name {
            fn to_sql(&self) -> Result<$crate::store::typed::ToSqlOutput<'_>, $crate::store::RowError> {
                Ok(self.number().into())
            }
        }

        impl $crate::store::typed::FromSql for $name {
            fn column_result(value: $crate::store::typed::ValueRef<'_>) -> $crate::store::typed::FromSqlResult<Self> {
                let number = value.as_i64()?;
                Self::from_number(number).ok_or($crate::store::typed::FromSqlError::OutOfRange(number))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.number().fmt(f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.number())
            }
        }
    };
}

/// Declares an enum whose variants are kept as words: the one place that knows them. A word that no variant has is
/// [`super::StoreError`] when it is read.
macro_rules! words {
    ($(
        $(#[$about:meta])*
        pub enum $name:ident { $($(#[$variant_about:meta])* $variant:ident = $word:literal,)+ }
    )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_about])* $variant,)+ }

        impl $name {
            /// All of them, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Their words.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word on the wire and in the store.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// The variant of a word, if it has one.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.word() == word)
            }

            /// The word as a statement's text has it.
            #[must_use]
            #[allow(dead_code, reason = "not every word stands in a statement's text")]
            pub const fn sql(self) -> &'static str {
                match self { $(Self::$variant => concat!("'", $word, "'"),)+ }
            }
        }

        impl $crate::store::ToSql for $name {
            fn to_sql(&self) -> Result<$crate::store::typed::ToSqlOutput<'_>, $crate::store::RowError> {
                Ok(self.word().into())
            }
        }

        impl $crate::store::typed::FromSql for $name {
            fn column_result(value: $crate::store::typed::ValueRef<'_>) -> $crate::store::typed::FromSqlResult<Self> {
                Self::from_word(value.as_str()?).ok_or($crate::store::typed::FromSqlError::InvalidType)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    )+};
}

/// What every id is, for code that is the same for things of several kinds.
pub trait Id: Copy + PartialEq + std::fmt::Display + std::str::FromStr + serde::Serialize + Send + 'static {
    /// The id of a number that the store, a counter or the wire has.
    fn new(number: i64) -> Self;

    /// The number on the wire and in the store.
    fn number(self) -> i64;
}

/// Declares ids: whole numbers that name one thing each, with the counter that gives them. An id binds, reads, shows and
/// serialises as its number, and is read from a field as one.
macro_rules! ids {
    ($( $(#[$about:meta])* pub $name:ident $(of $counter:literal)?; )+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
        pub struct $name(pub i64);

        impl $name {
            $(
                /// The next one of its counter, which gives a number once, whatever becomes of the row.
                #[allow(dead_code, reason = "not every id is given in the program")]
                pub fn next(tx: &$crate::store::Tx<'_>) -> Result<Self, $crate::store::StoreError> {
                    tx.next_id($counter).map(Self)
                }
            )?

            /// The number on the wire and in the store.
            #[must_use]
            pub const fn number(self) -> i64 {
                self.0
            }

            const fn from_number(number: i64) -> Option<Self> {
                Some(Self(number))
            }
        }

        impl $crate::store::Id for $name {
            fn new(number: i64) -> Self {
                Self(number)
            }

            fn number(self) -> i64 {
                self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        $crate::store::typed::kept_as_number!($name);
    )+};
}

/// The text of a statement with the numbers of states in it, put together by the compiler:
/// `statement!("... where pay_status = {paid}", paid = PayStatus::Paid)`. A name that is not given does not compile.
macro_rules! statement {
    ($text:expr, $($name:ident = $state:expr),+ $(,)?) => {{
        const VALUES: &[(&str, &str)] = &[$((stringify!($name), $state.sql()),)+];
        const BYTES: [u8; $crate::store::typed::filled_length($text, VALUES)] =
            $crate::store::typed::filled($text, VALUES);
        const TEXT: &str = match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            Err(_) => panic!("a statement is text"),
        };
        TEXT
    }};
}

pub(crate) use {ids, kept_as_number, statement, states, words};

/// How long a text is with its names filled in.
#[must_use]
pub const fn filled_length(text: &str, values: &[(&str, &str)]) -> usize {
    let (bytes, mut at, mut length) = (text.as_bytes(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let (name, value) = values[named(bytes, at + 1, values)];
            at += name.len() + 2;
            length += value.len();
        } else {
            at += 1;
            length += 1;
        }
    }
    length
}

/// A text with its names filled in; `N` is its [`filled_length`].
#[must_use]
pub const fn filled<const N: usize>(text: &str, values: &[(&str, &str)]) -> [u8; N] {
    let (bytes, mut at, mut length, mut out) = (text.as_bytes(), 0, 0, [0; N]);
    while at < bytes.len() {
        if bytes[at] == b'{' {
            let (name, value) = values[named(bytes, at + 1, values)];
            let (value, mut place) = (value.as_bytes(), 0);
            while place < value.len() {
                out[length] = value[place];
                (length, place) = (length + 1, place + 1);
            }
            at += name.len() + 2;
        } else {
            out[length] = bytes[at];
            (at, length) = (at + 1, length + 1);
        }
    }
    out
}

/// Which of the names stands at a place of a text, up to its closing brace.
#[allow(clippy::panic, reason = "it runs in the compiler, which stops there")]
const fn named(text: &[u8], at: usize, values: &[(&str, &str)]) -> usize {
    let mut which = 0;
    while which < values.len() {
        let (name, mut same) = (values[which].0.as_bytes(), 0);
        while same < name.len() && at + same < text.len() && text[at + same] == name[same] {
            same += 1;
        }
        if same == name.len() && at + same < text.len() && text[at + same] == b'}' {
            return which;
        }
        which += 1;
    }
    panic!("a statement names a state that is not given")
}

#[cfg(test)]
mod tests {
    states! {
        /// Of a lamp.
        pub enum Lamp {
            /// Dark.
            Off = 0,
            /// Bright.
            On = 7,
        }
    }

    #[test]
    fn a_state_has_its_number_everywhere() {
        assert_eq!((Lamp::On.number(), Lamp::On.sql(), Lamp::from_number(7)), (7, "7", Some(Lamp::On)));
        assert_eq!(Lamp::from_number(3), None);
        assert_eq!(serde_json::to_string(&Lamp::ALL).unwrap(), "[0,7]");
    }

    #[test]
    fn a_statement_is_filled_in_by_the_compiler() {
        const DARK: &str = statement!("select {off} where s in ({off}, {on})", on = Lamp::On, off = Lamp::Off);
        assert_eq!(DARK, "select 0 where s in (0, 7)");
    }

    words! {
        /// Of a door.
        pub enum Door {
            /// Nobody comes in.
            Shut = "shut",
            /// Somebody may.
            Ajar = "on the latch",
        }
    }

    #[test]
    fn a_word_is_itself_everywhere() {
        const SHUT: &str = statement!("select 1 where d = {shut}", shut = Door::Shut);
        assert_eq!((SHUT, Door::WORDS), ("select 1 where d = 'shut'", &["shut", "on the latch"][..]));
        assert_eq!((Door::from_word("shut"), Door::from_word("Shut")), (Some(Door::Shut), None));
        assert_eq!(serde_json::to_string(Door::ALL).unwrap(), r#"["shut","on the latch"]"#);
    }
}
