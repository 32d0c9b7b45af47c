//! What the ticket room keeps sealed.

use crate::store::Sealed;

/// The keys of customers with where they want to be told, and who comes with an order.
pub const SEALED: &[Sealed] = &[
    Sealed {
        name: "keys and callback addresses of ticket partners",
        statement: "select 'ticket_customers/' || id || '/session_key' as place, session_key as sealed
            from ticket_customers where session_key is not null
            union all
            select 'ticket_customers/' || id || '/password_digest', password_digest
            from ticket_customers where password_digest is not null
            union all
            select 'ticket_customers/' || id || '/replay_url', replay_url
            from ticket_customers where replay_url is not null",
    },
    Sealed {
        name: "visitors of ticket orders",
        statement: "select 'ticket_orders/' || order_id || '/visitors' as place, visitors as sealed
            from ticket_orders where visitors is not null",
    },
];
