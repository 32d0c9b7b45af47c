//! What a table looks like as a file: its name, its key, its columns.

use std::ops::RangeInclusive;

use super::cell::Value;
use super::form::{Advised, Form};
use super::rule::{RowRefused, RowRule};
use crate::clock::{Instant, Zone};
use crate::store::{Db, StoreError, Tx};

/// A table that can be imported.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The name at the command line and of its files.
    pub name: &'static str,
    /// The table that keeps it.
    pub table: &'static str,
    /// The stored columns that tell rows apart; a row that comes with a known key changes the one that is there.
    pub key: &'static [&'static str],
    /// The counter that numbers new rows; imports raise it above the ids that they bring.
    pub counter: Option<&'static str>,
    /// The column that is the sum of a ledger, if there is one.
    pub stock: Option<Stock>,
    /// What its room has to say about a row before it is written, if anything.
    pub rule: Option<RowRule>,
    /// Its columns, the key's among them.
    pub columns: &'static [Column],
    /// What takes a row in that is more than a row of the table; such a kind's columns are not the table's.
    pub taken_by: Option<TakeRow>,
    /// What gives the rows out where a file has not simply the table's.
    pub given_by: Option<GiveRows>,
    /// How its rows are made, changed and ended by hand, if they are.
    pub form: Option<Form>,
    /// What is worth a look before a change of a row is kept.
    pub advised: Option<Advised>,
    /// Whether its rows are as secret as passwords.
    pub is_secret: bool,
    /// Whether a file may name the same row more than once; then the last one counts.
    pub last_counts: bool,
}

/// Why a file was not written whole.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The store failed.
    #[error("the store cannot be read: {0}")]
    Store(#[from] StoreError),
    /// A value was sealed with another key file than the one that lies there.
    #[error("{0} is sealed, and outpost.key does not open it")]
    Sealed(&'static str),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// The same, as the writer of CSV says it.
    #[error("the file cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Takes a row in: its values in the order of the kind's columns, and the instant of the import.
pub type TakeRow = fn(&Tx<'_>, Zone, Instant, &[Value]) -> Result<(), RowRefused>;

/// Gives the rows of a file out, one after the other: their values in the order of the kind's columns.
pub type GiveRows = fn(&Db<'_>, &mut Taker<'_>) -> Result<(), ExportError>;

/// What takes a row that is given out.
pub type Taker<'t> = dyn FnMut(&[Value]) -> Result<(), ExportError> + 't;

/// A stored column whose value is the sum of the stock ledger's moves: an import that changes it writes a move.
#[derive(Clone, Copy, Debug)]
pub struct Stock {
    /// The stored column.
    pub column: &'static str,
    /// What the ledger calls such an item.
    pub item_kind: &'static str,
}

/// A column of a file.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// The stored column.
    pub stored: &'static str,
    /// What may stand in it.
    pub holds: Type,
    /// What becomes of a row that says nothing.
    pub need: Need,
    /// Whether the table keeps it; else it only says what else is to be done with a row.
    pub is_kept: bool,
    /// Whether customers read it, so that it may be said in other languages, too.
    pub is_told: bool,
    /// What its values mean, where that is not seen from them; for the documents.
    pub about: &'static str,
}

/// What may stand in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Any text, the empty one too.
    Text,
    /// The path of a picture, or an empty text.
    Picture,
    /// A text of one line that is not empty, blanks around it cut off: a name, a code.
    Word,
    /// The same with as many lines as it takes: a sentence, a description.
    Words,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// One of these, as its number or as its word; kept and given out as its number.
    Choice(&'static [(i64, &'static str)]),
    /// One of these words, of which several may mean the same; kept as the one that is filed.
    Synonym(&'static Vocabulary),
    /// A row's own number: whole, from 1 to what JSON readers keep exactly.
    Id,
    /// The number of a row of that table, which must be there.
    Row(&'static str),
    /// A whole number in a range, the ends included.
    Number(i64, i64),
    /// Yuan with at most two decimals and not negative; kept as fen.
    Money,
    /// Per cent from 0 to 100 with at most two decimals; kept as hundredths of one.
    Percent,
    /// Local `yyyy-MM-dd HH:mm:ss`, or `yyyy-MM-dd` for its first instant; kept as epoch milliseconds.
    Time,
    /// A local day, `yyyy-MM-dd`; kept as that text.
    Day,
    /// A day of any year, or `0000-00-00` for none; kept as that text.
    Birthday,
    /// 0, 1, true or false.
    Boolean,
    /// A mobile number of eleven digits.
    Mobile,
    /// A phone of any kind, kept as people dial it.
    Phone,
    /// A telephone number that is shown as it is printed.
    Telephone,
    /// A user name; one that is a mobile number is kept as such.
    Username,
    /// A number or code of somebody else's, of one line and kept as it is written, unless a spreadsheet has spoiled it.
    Reference,
    /// A data card's ICCID, in capitals.
    Iccid,
    /// Digits of a subscriber number, kept without what separates them.
    Digits,
    /// A code that people type, kept without what separates its letters.
    Code,
    /// An e-mail address.
    Email,
    /// A password's argon2id hash in PHC form; a password itself is refused and never shown again.
    PasswordHash,
    /// The SHA-256 of a key in hex; a key itself is refused and never shown again.
    KeyHash,
    /// An IP address, kept in its canonical form.
    Address,
}

/// Words of which several may mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Each word that may be written, and the one that is kept for it.
    pub words: &'static [(&'static str, &'static str)],
    /// What a cell of them is, for the sentence that refuses another.
    pub rule: &'static str,
}

impl Vocabulary {
    /// What is kept for a word.
    #[must_use]
    pub fn kept(&self, word: &str) -> Option<&'static str> {
        self.words.iter().find(|(written, _)| *written == word).map(|(_, kept)| *kept)
    }
}

/// What becomes of a row that says nothing about a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The file must have the column, and every row a value.
    Required,
    /// A row may have no value; without the column new rows have none and known rows keep theirs.
    Nullable,
    /// Without the column new rows get this number and known rows keep theirs; with it every row has a value.
    OrNumber(i64),
    /// As `OrNumber`, for texts.
    OrText(&'static str),
    /// As `OrNumber`, with the time of the import.
    OrNow,
    /// Without the column new and known rows get the time of the import.
    Touched,
}

/// A birthday that nobody has told.
pub const NO_BIRTHDAY: &str = "0000-00-00";
/// Enough for pieces, days and places in a list; far from where sums could overflow.
pub const MANY: i64 = 1_000_000_000;
/// The largest whole number that every JSON reader keeps exactly.
pub const LARGEST_ID: i64 = 9_007_199_254_740_991;

/// Kinds are written down as constants, a line for each column; these make the lines short.
impl Kind {
    /// A kind whose rows are told apart by `id` and numbered by the counter that is called like the table.
    #[must_use]
    pub const fn numbered(name: &'static str, table: &'static str, columns: &'static [Column]) -> Self {
        Self {
            name,
            table,
            key: &["id"],
            counter: Some(table),
            stock: None,
            rule: None,
            columns,
            taken_by: None,
            given_by: None,
            form: None,
            advised: None,
            is_secret: false,
            last_counts: false,
        }
    }

    /// The same kind with another key.
    #[must_use]
    pub const fn keyed_by(self, key: &'static [&'static str]) -> Self {
        Self { key, ..self }
    }

    /// The same kind, whose files may name a row more than once: figures that are written down by appending.
    #[must_use]
    pub const fn where_the_last_counts(self) -> Self {
        Self { last_counts: true, ..self }
    }

    /// The same kind without a counter: its rows have no number that the program gives.
    #[must_use]
    pub const fn without_counter(self) -> Self {
        Self { counter: None, ..self }
    }

    /// Whether its rows can leave as CSV by themselves: keys do not, nor rows that are only taken in.
    #[must_use]
    pub fn can_leave(&self) -> bool {
        !self.is_secret && self.can_be_written()
    }

    /// Whether its rows can leave as CSV if somebody asks for secrets in so many words.
    #[must_use]
    pub fn can_leave_as_secret(&self) -> bool {
        self.is_secret && self.can_be_written()
    }

    /// Whether its rows are kept in another shape than in files; some of them are sealed.
    #[must_use]
    pub fn is_kept_otherwise(&self) -> bool {
        self.given_by.is_some()
    }

    fn can_be_written(&self) -> bool {
        let has_form = self.taken_by.is_none() || self.given_by.is_some();
        has_form && self.columns.iter().all(|column| column.holds != Type::KeyHash)
    }

    /// The same kind, whose rows a room takes in by a function of its own.
    #[must_use]
    pub const fn taken_by(self, take: TakeRow) -> Self {
        Self { taken_by: Some(take), ..self }
    }

    /// The same kind, whose rows a room gives out by a function of its own.
    #[must_use]
    pub const fn given_by(self, give: GiveRows) -> Self {
        Self { given_by: Some(give), ..self }
    }

    /// The same kind, whose rows leave only where somebody asks for secrets.
    #[must_use]
    pub const fn with_secrets_alone(self) -> Self {
        Self { is_secret: true, ..self }
    }

    /// The same kind with a column that is kept in the stock ledger.
    #[must_use]
    pub const fn with_stock(self, column: &'static str, item_kind: &'static str) -> Self {
        Self { stock: Some(Stock { column, item_kind }), ..self }
    }

    /// The same kind, whose rows people make and change by hand.
    #[must_use]
    pub const fn with_form(self, form: Form) -> Self {
        Self { form: Some(form), ..self }
    }

    /// The same kind with what its room says before a change is kept.
    #[must_use]
    pub const fn advised_by(self, advised: Advised) -> Self {
        Self { advised: Some(advised), ..self }
    }

    /// The same kind with a rule of its room.
    #[must_use]
    pub const fn with_rule(self, rule: RowRule) -> Self {
        Self { rule: Some(rule), ..self }
    }

    /// The column of a name in the file.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Where a stored column stands among the columns.
    #[must_use]
    pub fn place_of(&self, stored: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.stored == stored)
    }
}

impl Column {
    const fn new(name: &'static str, holds: Type, need: Need) -> Self {
        Self { name, stored: name, holds, need, is_kept: true, is_told: false, about: "" }
    }

    /// The same column with a line for the documents.
    pub(crate) const fn about(self, about: &'static str) -> Self {
        Self { about, ..self }
    }

    /// The same column, which customers read.
    #[must_use]
    pub const fn told(self) -> Self {
        Self { is_told: true, ..self }
    }

    /// The same column, which no table keeps.
    pub(crate) const fn not_kept(self) -> Self {
        Self { is_kept: false, ..self }
    }

    /// The same column, stored under another name.
    #[must_use]
    pub const fn stored_as(self, stored: &'static str) -> Self {
        Self { stored, ..self }
    }
}

/// A column that the file must have.
#[must_use]
pub const fn required(name: &'static str, holds: Type) -> Column {
    Column::new(name, holds, Need::Required)
}

/// A column whose rows may have no value.
#[must_use]
pub const fn nullable(name: &'static str, holds: Type) -> Column {
    Column::new(name, holds, Need::Nullable)
}

/// A column that may be left out: new rows get this number then.
#[must_use]
pub const fn or_number(name: &'static str, holds: Type, number: i64) -> Column {
    Column::new(name, holds, Need::OrNumber(number))
}

/// A column that may be left out: new rows get this text then.
#[must_use]
pub const fn or_text(name: &'static str, holds: Type, text: &'static str) -> Column {
    Column::new(name, holds, Need::OrText(text))
}

/// A time that may be left out: new rows get that of the import.
#[must_use]
pub const fn or_now(name: &'static str) -> Column {
    Column::new(name, Type::Time, Need::OrNow)
}

/// A time that each import sets, unless the file says it.
#[must_use]
pub const fn touched(name: &'static str) -> Column {
    Column::new(name, Type::Time, Need::Touched)
}

impl Type {
    /// Whether it is kept as a text that somebody typed, which a spreadsheet might take for a formula.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(
            self,
            Self::Id
                | Self::Row(_)
                | Self::Number(..)
                | Self::Choice(_)
                | Self::Money
                | Self::Percent
                | Self::Time
                | Self::Boolean
                | Self::OneOf(_)
                | Self::Synonym(_)
        )
    }

    /// What a cell of this type is, for the sentence that refuses another.
    #[must_use]
    pub fn rule(self) -> String {
        let rule = match self {
            Self::Text => "a text",
            Self::Picture => "a picture's path, or an empty text",
            Self::Word => "a text of one line that is not empty",
            Self::Words => "a text that is not empty",
            Self::OneOf(words) => return format!("one of: {}", words.join(", ")),
            Self::Choice(all) => return choices(all),
            Self::Synonym(vocabulary) => vocabulary.rule,
            Self::Id => "a whole number above 0",
            Self::Row(table) => return format!("the number of a row that is in {table} already"),
            Self::Number(least, most) => return numbers(least..=most),
            Self::Percent => "per cent from 0 to 100 with at most two decimals, such as 13 or 6.5",
            Self::Money => "an amount in yuan with at most two decimals and not below 0, such as 60.5",
            Self::Time => "a local time such as 2016-07-06 14:44:34, or a day such as 2016-07-06",
            Self::Day => "a day such as 2016-07-06",
            Self::Birthday => "a day such as 1990-07-06, or 0000-00-00 for none",
            Self::Boolean => "0, 1, true or false",
            Self::Mobile => "a mobile number of eleven digits",
            Self::Phone | Self::Telephone => "a phone: digits, with a + before them or signs between them",
            Self::Iccid => {
                "a card number: 10 to 22 digits (0-9, A-F), as it is printed and not as a spreadsheet shortens it"
            }
            Self::Username => "a user name as people type it, not as a spreadsheet rewrites numbers",
            Self::Reference => {
                "a number or code of one line, as it was given and not as a spreadsheet rewrites it (1.2E+17, ' before it)"
            }
            Self::Digits => "a number of digits alone",
            Self::Code => "a code of letters and digits",
            Self::Email => "an e-mail address",
            Self::PasswordHash => "an argon2id hash that begins with $argon2id$, never a password itself",
            Self::KeyHash => "the SHA-256 of a key in 64 lower-case hex digits, never a key itself",
            Self::Address => "an IP address such as 198.51.100.7",
        };
        rule.to_owned()
    }
}

fn choices(all: &[(i64, &str)]) -> String {
    let named: Vec<String> = all.iter().map(|(number, word)| format!("{number} or {word}")).collect();
    format!("one of: {}", named.join(", "))
}

fn numbers(range: RangeInclusive<i64>) -> String {
    format!("a whole number from {} to {}", range.start(), range.end())
}
