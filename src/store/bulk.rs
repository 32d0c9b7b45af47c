//! Whole tables, whatever they are of: used to move an outlet as a whole, never by rules.

use std::path::Path;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use super::{Db, StoreError, Vault, digests, migrations};

/// A table of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<String>,
    /// The columns of its primary key.
    key: Vec<String>,
    /// Tables that its rows name.
    names: Vec<String>,
}

/// One value of a row, in the kinds that every database has.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value.
    Nothing,
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// Tables that the schema's triggers fill as the rows of others come.
const NOTED: [&str; 1] = ["orders_out_of_time"];

/// All tables but the migrations' own, the rows' digests, what triggers note of the rows, and those of tools like Litestream (`_litestream_seq`), each behind those
/// that its rows name.
pub fn tables(db: &Db<'_>) -> Result<Vec<Table>, StoreError> {
    let sql = r"select name from sqlite_schema
        where type = 'table' and name not like 'sqlite%' and name not like '\_%' escape '\'
            and name <> 'refinery_schema_history'
        order by name";
    let mut names: Vec<String> = db.rows(sql, [], |row| row.get(0))?;
    names.retain(|name| !digests::OWN.contains(&name.as_str()) && !NOTED.contains(&name.as_str()));
    let mut waiting = names.into_iter().map(|name| table(db, name)).collect::<Result<Vec<_>, _>>()?;
    let mut sorted: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_there = |name: &String| sorted.iter().any(|table| table.name == *name);
        let ready =
            waiting.iter().position(|table| table.names.iter().all(|name| *name == table.name || is_there(name)));
        // Tables that name each other in a ring have no order; none of ours do, and loading does not need one.
        sorted.push(waiting.remove(ready.unwrap_or(0)));
    }
    Ok(sorted)
}

/// The schema version of a database.
pub fn schema_of(db: &Db<'_>) -> Result<i64, StoreError> {
    db.number("select max(version) from refinery_schema_history", [])
}

fn table(db: &Db<'_>, name: String) -> Result<Table, StoreError> {
    let columns = db.rows("select name from pragma_table_info(?1) order by cid", [&name], |row| row.get(0))?;
    let key = db.rows("select name from pragma_table_info(?1) where pk > 0 order by pk", [&name], |row| row.get(0))?;
    let names =
        db.rows("select distinct \"table\" from pragma_foreign_key_list(?1) order by 1", [&name], |row| row.get(0))?;
    Ok(Table { name, columns, key, names })
}

/// Hands over all rows of a table, by key.
///
/// # Errors
/// What `visit` returns, or a [`StoreError`].
pub fn each_row<E: From<StoreError>>(
    db: &Db<'_>,
    table: &Table,
    mut visit: impl FnMut(Vec<Cell>) -> Result<(), E>,
) -> Result<(), E> {
    let sql = format!("select {} from \"{}\" order by {}", quoted(&table.columns), table.name, quoted(&table.key));
    db.each(&sql, [], |row| visit(cells(row, table.columns.len())?))
}

fn cells(row: &Row<'_>, count: usize) -> Result<Vec<Cell>, StoreError> {
    let cell = |place| {
        Ok(match row.get_ref(place)? {
            ValueRef::Null => Cell::Nothing,
            ValueRef::Integer(number) => Cell::Number(number),
            ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
            ValueRef::Real(_) => return Err(StoreError::Other("a column holds a fraction, which none may".to_owned())),
        })
    };
    (0..count).map(cell).collect()
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
}

/// A new database that is being filled. It is of no use until [`Loading::finish`] has said that it is whole.
pub struct Loading {
    connection: Connection,
    vault: Vault,
}

impl Loading {
    /// Makes the tables of a schema version in an empty file.
    ///
    /// # Errors
    /// A sentence: a schema that this program does not know, or a file that cannot be written.
    pub fn begin(file: &Path, schema: i64) -> Result<Self, String> {
        let failed = |error: rusqlite::Error| StoreError::from(error).sentence("The new database cannot be made");
        let mut connection = Connection::open(file).map_err(failed)?;
        migrations::create_at(&mut connection, schema)?;
        // Rows come table by table, and all rules are looked at when all are there.
        let settings =
            "pragma foreign_keys = off; pragma synchronous = off; pragma cache_size = -8000; begin immediate;";
        connection.execute_batch(settings).map_err(failed)?;
        connection.set_prepared_statement_cache_capacity(8);
        Ok(Self { connection, vault: Vault::without_key() })
    }

    /// Gives a look at what is there.
    pub fn db(&self) -> Db<'_> {
        Db::new(&self.connection, &self.vault)
    }

    /// Empties a table: migrations may have put rows there.
    pub fn clear(&self, table: &Table) -> Result<(), StoreError> {
        self.connection.execute(&format!("delete from \"{}\"", table.name), [])?;
        Ok(())
    }

    /// Adds a row; its cells are those of `columns`, which are columns of the table.
    ///
    /// # Errors
    /// A [`StoreError`], `Constraint` for a row that the table refuses.
    pub fn put(&self, table: &Table, columns: &[String], cells: Vec<Cell>) -> Result<(), StoreError> {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let sql = format!("insert into \"{}\" ({}) values ({})", table.name, quoted(columns), places.join(", "));
        let values = cells.into_iter().map(|cell| match cell {
            Cell::Nothing => Value::Null,
            Cell::Number(number) => Value::Integer(number),
            Cell::Text(text) => Value::Text(text),
            Cell::Bytes(bytes) => Value::Blob(bytes),
        });
        self.connection.prepare_cached(&sql)?.execute(params_from_iter(values))?;
        Ok(())
    }

    /// Commits; the file is then looked over with [`inspect`](super::inspect).
    pub fn finish(self) -> Result<(), StoreError> {
        self.connection.execute_batch("commit")?;
        self.connection.close().map_err(|(_, error)| error.into())
    }
}
