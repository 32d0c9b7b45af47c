//! What the roaming shop keeps sealed.

use crate::store::Sealed;

/// The keys of data cards, and activation codes.
pub const SEALED: &[Sealed] = &[
    Sealed {
        name: "keys of data cards",
        statement: "select 'data_cards/' || id || '/ki' as place, ki as sealed from data_cards where ki is not null
            union all
            select 'data_cards/' || id || '/ki_hk', ki_hk from data_cards where ki_hk is not null",
    },
    Sealed {
        name: "activation codes of eSIMs",
        statement: "select 'esims/' || id || '/code' as place, code as sealed from esims where code is not null
            union all
            select 'esims/' || id || '/confirmation', confirmation from esims where confirmation is not null",
    },
];
