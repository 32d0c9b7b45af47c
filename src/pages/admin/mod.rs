//! The manager's page (`/admin`) and what it needs besides the services: `/api/pages/admin/*`.
//!
//! Prices, discounts, cards, codes and refunds are changed through the back office's own services; here is what these do not
//! offer: rows made and changed by hand, stock, lists for the eye, staff accounts, imports with a preview, exports, backups, settings. Every call asks for
//! a session and its role first, and every change is written into the audit trail in the same transaction.

mod backups;
pub(super) mod books;
mod call;
mod destinations;
mod export;
mod first_steps;
mod import;
mod leaving;
mod nouns;
mod order;
mod order_change;
mod order_export;
mod orders;
mod people;
mod pictures;
mod product;
mod report;
mod report_export;
mod rows;
mod settings;
mod texts;
mod trail_export;
mod unmatched;
mod user;
mod webhooks;

use std::sync::Arc;

use super::failure::failed;
use crate::channels::page::{OPERATORS, shown as ok};
use call::{ADMINS, bad, form};

use crate::http::{Handled, Request, embedded};
use crate::outlet::{Outlet, Route};
pub(super) use import::{FILE_BYTES, may_send};
pub(super) use pictures::{FILE_BYTES as PICTURE_BYTES, may_send as may_send_picture};
pub(super) use rows::FORM_BYTES;
pub(super) use texts::FORM_BYTES as TEXT_BYTES;

/// Where files come in.
pub(super) const IMPORT: &str = "/api/pages/admin/import";
/// Where rows are changed by hand.
pub(super) const ROWS: &str = "/api/pages/admin/rows";

/// Where texts in other languages are written.
pub(super) const TEXTS: &str = "/api/pages/admin/texts";

/// Where pictures come in.
pub(super) const PICTURE: &str = "/api/pages/admin/picture";

/// The routes of the manager's page.
pub(super) const ROUTES: [Route; 36] = [
    Route { methods: "GET HEAD", path: "/admin", about: "The manager's page.", handler: page },
    Route {
        methods: "GET POST",
        path: "/api/pages/admin/first-steps",
        about: "How far a new outlet is; empty shelves filled with a template, for admins.",
        handler: first_steps::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/nouns",
        about: "What can be made by hand: kinds of tables with their columns, for operators.",
        handler: nouns::list,
    },
    Route {
        methods: "GET POST",
        path: ROWS,
        about: "Rows of a kind by text or state; rows made, changed and ended, for operators.",
        handler: rows::handle,
    },
    Route {
        methods: "GET POST",
        path: TEXTS,
        about: "What customers read in other languages, of every kind of table, for operators.",
        handler: texts::handle,
    },
    Route {
        methods: "POST",
        path: PICTURE,
        about: "A picture made small and kept, for operators.",
        handler: pictures::take,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/pictures",
        about: "The pictures, each with the rows that show it, for operators.",
        handler: pictures::list,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/picture-set",
        about: "Say what a picture shows, or take away one that no row shows, for operators.",
        handler: pictures::set,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/products",
        about: "Products by name or state, with their dated prices and discounts, for operators.",
        handler: product::list,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/destinations",
        about: "Where travellers go with what is sold, and which places the program knows besides, for operators.",
        handler: destinations::list,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/product-stock",
        about: "Set a product's stock to what was counted, with a reason, for operators.",
        handler: product::count,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/orders",
        about: "Orders of every channel, narrowed in many ways, the newest first, for operators.",
        handler: orders::list,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/filters",
        about: "Whom of the staff and which ways of paying lists can be narrowed to, for operators.",
        handler: orders::filters,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/order-export",
        about: "The orders that the filters show as CSV or as a workbook, for operators.",
        handler: order_export::handle,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/order-change",
        about: "Change an order's delivery, or take a shipment or a hand-over back, for operators.",
        handler: order_change::change,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/order-ways",
        about: "How an order may reach its customer, for operators.",
        handler: order_change::ways,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/order-slip",
        about: "What an order's slip shows, to be printed once more, for operators.",
        handler: order_change::slip,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/order",
        about: "An order at a glance, for operators.",
        handler: order::glance,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/audit-export",
        about: "The audit trail that the filters show as CSV or as a workbook, for admins.",
        handler: trail_export::handle,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/unmatched",
        about: "Say what became of money that fits no order, for operators.",
        handler: unmatched::settle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/users",
        about: "The staff, or the accounts of a name or phone, for admins.",
        handler: user::list,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/user",
        about: "Make an account of the staff, for admins.",
        handler: user::add,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/user-change",
        about: "Other names, another role, permissions of an account of the staff, for admins.",
        handler: people::change,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/user-status",
        about: "Disable or enable an account, or give it a new one-time password, for admins.",
        handler: user::change,
    },
    Route {
        methods: "GET POST",
        path: IMPORT,
        about: "Kinds of tables; a CSV file looked over or taken in, for admins.",
        handler: import::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/export",
        about: "A table as CSV, or the whole outlet as JSON lines, without secrets, for admins.",
        handler: export::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/backups",
        about: "The backups in the outlet's folder, for admins.",
        handler: backups::list,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/backup",
        about: "Make a backup now, or try one out, for admins.",
        handler: backups::act,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/backup-file",
        about: "A backup to keep elsewhere, for admins.",
        handler: backups::download,
    },
    Route {
        methods: "GET POST",
        path: "/api/pages/admin/settings",
        about: "The settings in effect without their secrets, and where each comes from; those that the page gives, for admins.",
        handler: settings::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/report",
        about: "What was sold and what went back in some days and those before, by what it is looked at, for operators.",
        handler: report::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/stock-report",
        about: "What lies in the store, what it is worth and what runs out, for operators.",
        handler: report::stock,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/report-export",
        about: "A report as CSV or as a workbook, for operators.",
        handler: report_export::handle,
    },
    Route {
        methods: "GET",
        path: "/api/pages/admin/webhooks",
        about: "Targets that are told of what happens, and what became of the messages, for admins.",
        handler: webhooks::list,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/webhook",
        about: "Name a target, change, try or end one, or give it a new secret, for admins.",
        handler: webhooks::set,
    },
    Route {
        methods: "POST",
        path: "/api/pages/admin/webhook-replay",
        about: "Send a message to its target once more, for admins.",
        handler: webhooks::replay,
    },
];

fn page(_: Arc<Outlet>, request: Request) -> Handled {
    Box::pin(async move { embedded::file(&request, "web/admin/index.html") })
}
