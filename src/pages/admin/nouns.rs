//! What can be made by hand: each kind of table with a form, its columns, and what a cell of them may be.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{OPERATORS, ok};
use crate::accounts::Role;
use crate::http::{Handled, Reply, Request};
use crate::outlet::Outlet;
use crate::pages::staff::{query, staff};
use crate::tables::End;
use crate::transfer::{self, Column, Form, Kind, Need, Type, Who};

/// `GET /api/pages/admin/nouns`: the kinds that the caller may see, in the order of the registry.
pub(super) fn list(outlet: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { all(&outlet, &request).unwrap_or_else(|refused| refused) })
}

fn all(outlet: &Outlet, request: &Request) -> Result<Reply, Reply> {
    let role = staff(outlet, request, &query(request)?, OPERATORS)?.role;
    let nouns: Vec<_> = transfer::kinds().filter_map(|kind| Some(shape(kind, kind.form?, role))).collect();
    Ok(ok(&json!({"nouns": nouns})))
}

/// Whether somebody of a role may change the rows of a form.
pub(super) fn may_change(form: Form, role: Role) -> bool {
    match form.who {
        Who::Operators => true,
        Who::Admins => role == Role::Admin,
        Who::Elsewhere => false,
    }
}

fn shape(kind: &Kind, form: Form, role: Role) -> Value {
    let columns: Vec<_> = kind.columns.iter().map(|it| column(kind, form, it)).collect();
    let end = match form.end {
        End::Says(..) => "says",
        End::At(_) => "at",
        End::Goes => "goes",
    };
    let back = match form.end {
        End::Says(column, _, lives) => json!({column: lives}),
        End::At(_) | End::Goes => Value::Null,
    };
    json!({
        "back": back, "change": may_change(form, role), "columns": columns, "elsewhere": form.who == Who::Elsewhere, "end": end, "list": form.list, "name": kind.name,
        "table": kind.table, "within": form.within
    })
}

fn column(kind: &Kind, form: Form, it: &Column) -> Value {
    let is_key = kind.key.contains(&it.stored);
    let is_number = is_key && kind.counter.is_some() && it.stored == "id";
    let is_clock = matches!(it.need, Need::OrNow | Need::Touched);
    let is_stock = kind.stock.is_some_and(|stock| stock.column == it.stored);
    let (least, most) = match it.holds {
        Type::Number(least, most) => (json!(least), json!(most)),
        _ => (Value::Null, Value::Null),
    };
    let of = match it.holds {
        Type::Row(table) => {
            transfer::kinds().find(|kind| kind.table == table && kind.form.is_some()).map(|kind| kind.name)
        }
        _ => None,
    };
    let holds = if of.is_none() && matches!(it.holds, Type::Row(_)) { "number" } else { control(it.holds) };
    json!({
        "default": usual(it), "fixed": is_key || is_stock || !it.is_kept, "hidden": is_number || is_clock || form.hidden.contains(&it.name),
        "holds": holds, "key": is_key, "least": least, "most": most, "name": it.name, "of": of, "options": options(it.holds), "told": it.is_told,
        "required": is_required(it)
    })
}

/// Whether a form needs something in it: an empty text is one.
fn is_required(it: &Column) -> bool {
    let may_be_empty =
        matches!(it.holds, Type::Text | Type::Picture) || matches!(it.need, Need::Nullable | Need::OrText(""));
    !may_be_empty
}

/// What a new row's field begins with.
fn usual(it: &Column) -> String {
    match it.need {
        Need::OrNumber(fen) if it.holds == Type::Money => crate::money::Fen(fen).to_string(),
        Need::OrNumber(number) => number.to_string(),
        Need::OrText(text) => text.to_owned(),
        Need::Required | Need::Nullable | Need::OrNow | Need::Touched => String::new(),
    }
}

/// The sort of field that a form shows for a type.
fn control(holds: Type) -> &'static str {
    match holds {
        Type::Picture => "picture",
        Type::Text | Type::Words => "lines",
        Type::OneOf(_) | Type::Choice(_) | Type::Synonym(_) => "choice",
        Type::Row(_) => "row",
        Type::Id | Type::Number(..) => "number",
        Type::Money => "money",
        Type::Percent => "percent",
        Type::Time => "time",
        Type::Day | Type::Birthday => "day",
        Type::Boolean => "truth",
        _ => "line",
    }
}

/// What may be chosen: the cell, and the word for it.
fn options(holds: Type) -> Vec<(String, String)> {
    match holds {
        Type::OneOf(words) => words.iter().map(|word| ((*word).to_owned(), (*word).to_owned())).collect(),
        Type::Choice(all) => all.iter().map(|(number, word)| (number.to_string(), (*word).to_owned())).collect(),
        Type::Synonym(all) => all.words.iter().map(|(word, kept)| ((*word).to_owned(), (*kept).to_owned())).collect(),
        _ => Vec::new(),
    }
}
