//! Statements of the travellers' papers. Their numbers are sealed, each for its own row.

use crate::channels::tours::ids::{CertificateId, ContactId};
use crate::channels::tours::person::{Certificate, CertificateKind};
use crate::ids::AccountId;
use crate::store::{Db, Row, RowResult, Sealed, StoreError, Tx, params};

const PAPER: &str = "c.id, c.cert_type, c.cert_no, c.cert_no_sealed, c.contact_id";

/// What is sealed here.
pub const SEALED: Sealed = Sealed {
    name: "numbers of travellers' papers",
    statement: "select 'tour_certificates/' || id || '/cert_no' as place, cert_no_sealed as sealed
        from tour_certificates where cert_no_sealed is not null",
};

fn place(id: CertificateId) -> String {
    format!("tour_certificates/{id}/cert_no")
}

/// A paper as it is kept.
pub struct Paper {
    /// Whose it is.
    pub contact: ContactId,
    /// Its id.
    pub id: CertificateId,
    /// What it is, `cert_type` on the wire.
    pub kind: CertificateKind,
    /// Its number; none where the key file does not open it.
    pub number: Option<String>,
}

/// One that is not sealed yet is read as it stands.
fn paper(db: &Db<'_>, row: &Row<'_>) -> RowResult<Paper> {
    let id: CertificateId = row.get(0)?;
    let number = match row.get::<_, Option<Vec<u8>>>(3)? {
        None => Some(row.get(2)?),
        Some(sealed) => db.vault().unseal(&place(id), &sealed).and_then(|text| String::from_utf8(text).ok()),
    };
    Ok(Paper { contact: row.get(4)?, id, kind: row.get(1)?, number })
}

/// The papers of an account's contacts that are not deleted, by id: the contact, and the paper. A number that cannot be opened is
/// empty; it was sealed with another key file and must be given anew.
pub fn of_account(db: &Db<'_>, account: AccountId) -> Result<Vec<(ContactId, Certificate)>, StoreError> {
    let sql = format!(
        "select {PAPER}
         from tour_contacts p
         join tour_certificates c on c.contact_id = p.id
         where p.account_id = ?1 and p.deleted = 0
         order by c.id"
    );
    db.rows(&sql, [account], |row| {
        let Paper { contact, id, kind, number } = paper(db, row)?;
        if number.is_none() {
            tracing::error!(
                paper = id.number(),
                "a paper's number was sealed with another key file: it must be given anew"
            );
        }
        Ok((contact, Certificate { id, kind, number: number.unwrap_or_default() }))
    })
}

/// Gives all papers out, by id.
///
/// # Errors
/// Those of `give`, or a [`StoreError`].
pub fn each<E: From<StoreError>>(db: &Db<'_>, mut give: impl FnMut(Paper) -> Result<(), E>) -> Result<(), E> {
    db.each(&format!("select {PAPER} from tour_certificates c order by c.id"), [], |row| {
        give(paper(db, row).map_err(StoreError::from)?)
    })
}

/// Writes a paper of a contact, new or changed; its number only sealed.
pub fn put(tx: &Tx<'_>, contact: ContactId, it: &Certificate) -> Result<(), StoreError> {
    let sealed = tx.vault().seal(&place(it.id), it.number.as_bytes())?;
    let sql =
        "insert into tour_certificates (id, contact_id, cert_type, cert_no, cert_no_sealed) values (?1, ?2, ?3, '', ?4)
        on conflict (id) do update set
            contact_id = excluded.contact_id, cert_type = excluded.cert_type, cert_no = excluded.cert_no,
            cert_no_sealed = excluded.cert_no_sealed";
    tx.run_one(sql, params![it.id, contact, it.kind, sealed])
}

/// Whether an older program has left a number in clear.
pub fn has_open(db: &Db<'_>) -> Result<bool, StoreError> {
    db.exists("select 1 from tour_certificates where cert_no_sealed is null", [])
}

/// Papers whose numbers stand in clear, with their contacts, at most so many.
pub fn open(db: &Db<'_>, most: i64) -> Result<Vec<(ContactId, Certificate)>, StoreError> {
    let sql = "select contact_id, id, cert_type, cert_no from tour_certificates where cert_no_sealed is null
        order by id limit ?1";
    db.rows(sql, [most], |row| {
        Ok((row.get(0)?, Certificate { id: row.get(1)?, kind: row.get(2)?, number: row.get(3)? }))
    })
}

/// Deletes a paper of a contact.
pub fn delete(tx: &Tx<'_>, contact: ContactId, id: CertificateId) -> Result<(), StoreError> {
    tx.run("delete from tour_certificates where contact_id = ?1 and id = ?2", params![contact, id]).map(|_| ())
}
