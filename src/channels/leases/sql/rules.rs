//! What holds between wallets, top-ups and lease orders.

use crate::store::Rule;

/// The lease room's rules. Pay way 7 is the wallet ([`crate::orders::WALLET`]).
pub const RULES: &[Rule] = &[WALLETS];

/// A wallet is its top-ups minus its paid orders.
pub(in crate::channels::leases) const WALLETS: Rule = Rule {
    name: "a wallet is its top-ups minus its paid orders",
    broken_by: "select 'account ' || a.id
        from accounts a
        left join wallets w on w.account_id = a.id
        where coalesce(w.balance, 0) <>
            (select coalesce(sum(t.amount), 0) from wallet_top_ups t where t.account_id = a.id) -
            (select coalesce(sum(o.paid), 0)
             from lease_orders l
             join orders o on o.id = l.order_id
             where l.account_id = a.id and o.pay_way = 7 and l.released_at is null)
        order by a.id",
    remedy: "compare the account's top-ups with their receipts and its orders with the till report",
};
