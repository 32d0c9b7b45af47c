//! The transport of the recorded services, `/uc/services/*` and `/om/services/*` (docs/spec/roaming.md sections 0.1, 1, 2 and 6).
//!
//! [`service`] turns fields into a [`Call`] and an [`Answer`] into the envelope, [`codes`] is the table of error
//! numbers, and the other files are what many services need: pages, idempotency keys, money that the staff gives back.
//! Every channel's calls for the staff are a [`service_table!`]; nothing here knows a channel.

pub mod codes;
mod idempotency;
mod paging;
mod ready;
pub mod refunds;
mod sdk;
pub mod service;

pub use paging::{page_from_1, page_of};
pub use service::{Answer, Call, Echo, LIMITS, OnError, Outcome};

/// What callers are told of all services: the envelope, the codes, the session.
pub const API: &str = include_str!("api.toml");

/// A table of services: path, function, what it is for, and what differs from the rule in its answers.
macro_rules! service_table {
    ($($path:literal => $run:path, $echo:expr, $on_error:expr, $about:literal;)*) => {
        &[$($crate::http::Route {
            methods: "*",
            path: $path,
            about: $about,
            handler: |outlet, request| {
                const SERVICE: $crate::staff_api::service::Endpoint = $crate::staff_api::service::Endpoint {
                    run: |call| Box::pin($run(call)),
                    echo: $echo,
                    on_error: $on_error,
                };
                $crate::staff_api::service::answer(&SERVICE, outlet, request)
            },
        }),*]
    };
}

pub(crate) use service_table;
