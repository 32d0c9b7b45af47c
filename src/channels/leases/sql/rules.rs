//! What holds between wallets, top-ups and lease orders.

use crate::orders::PayWay;
use crate::store::{Rule, statement};

/// The lease room's rules.
pub const RULES: &[Rule] = &[WALLETS, USAGE, WHITE_LISTS];

/// What an authentication account used is counted for the account that it belongs to.
const USAGE: Rule = Rule {
    name: "used traffic is counted for the owner of its authentication account",
    broken_by: "select 'account ' || u.account_id || ' on ' || u.day
        from lease_usage u
        left join lease_accounts s on s.id = u.sub_id and s.account_id = u.account_id
        where u.sub_id <> 0 and s.id is null
        order by u.account_id, u.day",
    remedy: "import the day's usage again with the right accounts",
};

/// No white list is longer than the API lets it grow.
const WHITE_LISTS: Rule = Rule {
    name: "no white list has more than 100 addresses",
    broken_by: "select 'account ' || account_id
        from lease_white_list
        group by account_id
        having count(*) > 100
        order by account_id",
    remedy: "ask the partner which addresses are still in use and delete the others",
};

/// A wallet is its top-ups minus its paid orders.
pub(in crate::channels::leases) const WALLETS: Rule = Rule {
    name: "a wallet is its top-ups minus its paid orders",
    broken_by: statement!(
        "select 'account ' || a.id
        from accounts a
        left join wallets w on w.account_id = a.id
        where coalesce(w.balance, 0) <>
            (select coalesce(sum(t.amount), 0) from wallet_top_ups t where t.account_id = a.id) -
            (select coalesce(sum(o.paid), 0)
             from lease_orders l
             join orders o on o.id = l.order_id
             where l.account_id = a.id and o.pay_way = {wallet} and l.released_at is null)
        order by a.id",
        wallet = PayWay::Wallet,
    ),
    remedy: "compare the account's top-ups with their receipts and its orders with the till report",
};
