//! Outpost from outside: the real executable on a port of its own in a folder of its own, one module for each promise.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod support;

mod accounts;
mod admin_page;
mod appliance;
mod back_office;
mod backup;
mod calling_off;
mod check;
mod clients;
mod commands;
mod contract;
mod counter;
mod counter_page;
mod counter_trades;
mod courses;
mod documents;
mod door;
mod door_limits;
mod durability;
mod expiry;
mod first_sale;
mod fuzzing;
mod gateways;
mod heals;
mod house;
mod install;
mod journey;
mod kiosk_tickets;
mod leases;
mod litestream;
mod malformed;
mod million;
mod operation;
mod packages;
mod pages;
mod power_cut;
mod recorded;
mod refunds;
mod repeats;
mod replay;
mod rights;
mod sandbox;
mod secrets;
mod service;
mod shop;
mod shop_rules;
mod specification;
mod spreadsheets;
mod storefront;
mod tickets;
mod tours;
mod trail;
mod transfer;
