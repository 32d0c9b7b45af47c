//! `contact_list`, `contact_set`, `contact_delete`: who travels, and with which papers.
//!
//! Numbers of papers are personal data: they are shown in full to their owner alone, masked to partners, and never logged.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use super::input;
use super::person::{Certificate, CertificateKind, Contact};
use super::selection;
use super::service::{Asker, Call, Outcome, Papers};
use super::sql::{papers as papers_sql, people as sql};
use super::tree::Tree;
use super::wire;
use crate::channels::tours::ids::{CertificateId, ContactId};
use crate::clock::{Instant, calendar_day};
use crate::http::{BadField, Fields};
use crate::ids::AccountId;
use crate::orders::Terms;
use crate::store::{Db, StoreError, Tx};
use crate::tables::kind::NO_BIRTHDAY;
use crate::text::{is_phone, phone};

/// Contacts that one account keeps.
const MOST: usize = 100;

/// The first year that a traveller can be born in: nobody is older.
const EARLIEST_BIRTH: i32 = 1850;

/// Why a contact cannot be set or deleted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// The account has no such contact.
    #[error("there is no such contact")]
    Unknown,
    /// The account keeps as many as it may.
    #[error("the account has too many contacts")]
    TooMany,
    /// It would lack what it must have, or hold what it must not.
    #[error(transparent)]
    Unusable(#[from] BadField),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The contacts that an asker may see, with papers as the asker may see them.
pub fn of(db: &Db<'_>, asker: Asker) -> Result<Vec<Contact>, StoreError> {
    let mut contacts = sql::contacts(db, asker.account)?;
    if asker.papers == Papers::Masked {
        contacts.iter_mut().for_each(Contact::mask);
    }
    Ok(contacts)
}

impl Contact {
    fn mask(&mut self) {
        for certificate in &mut self.certificates {
            certificate.number = masked(&certificate.number);
        }
    }
}

/// A number of which at most four letters at each end are left, and never more than half of it.
fn masked(number: &str) -> String {
    let letters = number.chars().count();
    let shown = (letters / 4).min(4);
    let hide = |(place, letter)| if place < shown || place >= letters - shown { letter } else { '*' };
    number.chars().enumerate().map(hide).collect()
}

/// `contact_list`.
///
/// # Errors
/// 300001.
pub async fn list(call: &Call) -> Outcome {
    let asker = call.asker()?;
    let found = call.outlet.store.read(|db| of(db, asker))?;
    Ok(wire::contacts(&found, call.terms.zone))
}

/// `contact_set`: a new contact, or with `pid` other values for one; fields that are not sent keep theirs. `certs` is a JSON list
/// of `{cert_type, cert_no}`, one of a kind; where it is sent it stands for all papers of the contact.
///
/// # Errors
/// 300001 for a contact that is not the user's, values that make no sense, and one too many.
pub async fn set(call: &Call) -> Outcome {
    let asker = call.asker()?;
    let id = call.fields.number::<ContactId>("pid")?.filter(|id| id.number() != 0);
    let (terms, fields) = (call.terms, call.fields.clone());
    let papers = papers(&fields)?;
    let save = move |tx: &Tx<'_>| save(tx, &terms, asker.account, id, &fields, papers.as_deref());
    let mut shown = call.outlet.store.write(save).await?;
    if asker.papers == Papers::Masked {
        shown.mask();
    }
    Ok(wire::contact(&shown, call.terms.zone))
}

/// `contact_delete`.
///
/// # Errors
/// 300001 for a contact that is not the user's.
pub async fn delete(call: &Call) -> Outcome {
    let account = call.asker()?.account;
    let id = call.fields.required_number::<ContactId>("pid")?;
    let hide = move |tx: &Tx<'_>| {
        if sql::hide_contact(tx, account, id)? { Ok(()) } else { Err(ContactError::Unknown) }
    };
    call.outlet.store.write(hide).await?;
    Ok(Tree::Object(Vec::new()))
}

fn own(db: &Db<'_>, account: AccountId, id: ContactId) -> Result<Contact, ContactError> {
    sql::contacts(db, account)?.into_iter().find(|contact| contact.id == id).ok_or(ContactError::Unknown)
}

fn blank(account: AccountId, now: Instant) -> Contact {
    Contact {
        id: ContactId(0),
        account_id: account,
        name: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        phone_num: String::new(),
        sex: 0,
        birthday: NO_BIRTHDAY.to_owned(),
        nationality: 0,
        created_at: now,
        identity: String::new(),
        certificates: Vec::new(),
    }
}

fn read(fields: &Fields, mut contact: Contact, today: NaiveDate) -> Result<Contact, BadField> {
    input::put(&mut contact.name, fields, "name", 60)?;
    input::put(&mut contact.first_name, fields, "first_name", 60)?;
    input::put(&mut contact.last_name, fields, "last_name", 60)?;
    if let Some(text) = input::text(fields, "phone_num", 30)? {
        contact.phone_num = readable_phone(&text)?;
    }
    input::put_number(&mut contact.sex, fields, "sex")?;
    input::put_number(&mut contact.nationality, fields, "nationality")?;
    input::put(&mut contact.identity, fields, "identity", 60)?;
    if let Some(text) = fields.text("birthday") {
        contact.birthday = birthday(text.trim(), today)?;
    }
    if contact.name.is_empty() || contact.sex > 2 {
        return Err(BadField("the contact has no name or no known sex".to_owned()));
    }
    Ok(contact)
}

/// A phone as everybody reads them, or none.
fn readable_phone(text: &str) -> Result<String, BadField> {
    let phone = phone(text);
    let is_right = phone.is_empty() || is_phone(&phone);
    is_right.then_some(phone).ok_or_else(|| BadField("phone_num is no phone".to_owned()))
}

/// A birthday is a day of the calendar, not an instant of a service: most are before 1970, none is after today.
fn birthday(text: &str, today: NaiveDate) -> Result<String, BadField> {
    if text == NO_BIRTHDAY {
        return Ok(text.to_owned());
    }
    let day = calendar_day(text).filter(|day| day.year() >= EARLIEST_BIRTH && *day <= today);
    day.map(|day| day.to_string()).ok_or_else(|| BadField("nobody was born on that day".to_owned()))
}

/// `certs`; `None` where it is not sent.
fn papers(fields: &Fields) -> Result<Option<Vec<Certificate>>, BadField> {
    let bad = || BadField("certs is no list of papers".to_owned());
    let Some(text) = fields.text("certs") else { return Ok(None) };
    let Ok(Value::Array(entries)) = serde_json::from_str(text) else { return Err(bad()) };
    let mut papers: Vec<Certificate> = Vec::new();
    for entry in &entries {
        let paper = paper(entry).ok_or_else(bad)?;
        if papers.iter().any(|other| other.kind == paper.kind) {
            return Err(bad());
        }
        papers.push(paper);
    }
    Ok(Some(papers))
}

/// A number with asterisks is one that was shown masked: taking it would lose the real one.
fn paper(entry: &Value) -> Option<Certificate> {
    let entry = entry.as_object()?;
    let kind = CertificateKind::from_number(selection::text(entry, "cert_type")?.trim().parse().ok()?)?;
    let number = selection::text(entry, "cert_no")?.trim().to_owned();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '(' | ')' | '-' | '/');
    let fits = number.len() <= 32 && number.chars().all(plain);
    fits.then_some(Certificate { id: CertificateId(0), kind, number })
}

/// Makes or changes a contact from what is there now, so that two changes at once both count.
fn save(
    tx: &Tx<'_>,
    terms: &Terms,
    account: AccountId,
    id: Option<ContactId>,
    fields: &Fields,
    papers: Option<&[Certificate]>,
) -> Result<Contact, ContactError> {
    let known = match id {
        Some(id) => own(tx, account, id)?,
        None if sql::contacts(tx, account)?.len() >= MOST => return Err(ContactError::TooMany),
        None => blank(account, terms.now),
    };
    let mut contact = read(fields, known, terms.zone.date(terms.now))?;
    if id.is_none() {
        contact.id = ContactId::next(tx)?;
    }
    sql::put_contact(tx, &contact)?;
    if let Some(papers) = papers {
        replace_papers(tx, &mut contact, papers)?;
    }
    Ok(contact)
}

/// Makes `papers` all that a contact has; one of a known kind keeps its id.
fn replace_papers(tx: &Tx<'_>, contact: &mut Contact, papers: &[Certificate]) -> Result<(), StoreError> {
    for old in &contact.certificates {
        if !papers.iter().any(|paper| paper.kind == old.kind) {
            papers_sql::delete(tx, contact.id, old.id)?;
        }
    }
    let mut written = Vec::with_capacity(papers.len());
    for paper in papers {
        let known = contact.certificates.iter().find(|old| old.kind == paper.kind).map(|old| old.id);
        let id = known.map_or_else(|| CertificateId::next(tx), Ok)?;
        let paper = Certificate { id, ..paper.clone() };
        papers_sql::put(tx, contact.id, &paper)?;
        written.push(paper);
    }
    written.sort_by_key(|paper| paper.id);
    contact.certificates = written;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_length_and_at_most_half_of_its_letters() {
        for (number, shown) in [
            ("999999199001010111", "9999**********0111"),
            ("E12345678", "E1*****78"),
            ("1234", "1**4"),
            ("123", "***"),
            ("证件号码", "证**码"),
            ("", ""),
        ] {
            assert_eq!(masked(number), shown);
        }
    }

    #[test]
    fn papers_are_read_one_of_a_kind_and_never_masked_ones() {
        let read = |text: &str| {
            let mut fields = Fields::default();
            fields.set("certs", text);
            papers(&fields).ok().flatten().map(|papers| papers.len())
        };
        assert_eq!(
            read(r#"[{"cert_type":1,"cert_no":"99999919900101000X"},{"cert_type":"4","cert_no":"E1"}]"#),
            Some(2)
        );
        assert_eq!(read("[]"), Some(0));
        for text in [
            r#"[{"cert_type":1,"cert_no":"9999**********0111"}]"#,
            r#"[{"cert_type":1,"cert_no":"1"},{"cert_type":1,"cert_no":"2"}]"#,
            r#"[{"cert_type":9,"cert_no":"1"}]"#,
            r#"[{"cert_type":1}]"#,
            "[1]",
            "{}",
            "[",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
