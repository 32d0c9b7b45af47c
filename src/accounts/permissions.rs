//! What somebody of the staff may do besides what the role says: given or taken for each account.

use super::sql::people as sql;
use super::{Account, Role};
use crate::ids::AccountId;
use crate::store::{Db, StoreError, Tx, words};

words! {
    /// A thing that is allowed to some and not to others, whatever their roles.
    pub enum Permission {
        /// Take something off a price when selling at the counter.
        Discount = "discount",
        /// Ask for a customer's money and, where the role decides on refunds, decide.
        Refund = "refund",
        /// Sell at the counter for another price than the list's.
        Price = "price",
        /// See what came in: the till report.
        Till = "till",
    }
}

impl Permission {
    /// What the role says where nobody has said anything of the account.
    #[must_use]
    pub const fn usual(self, role: Role) -> bool {
        match (self, role) {
            (_, Role::Operator | Role::Admin) | (Self::Refund, Role::Clerk) => true,
            (_, Role::Customer | Role::Clerk | Role::Employee) => false,
        }
    }
}

/// Whether somebody may do it. Admins may do everything.
pub fn may(db: &Db<'_>, account: &Account, permission: Permission) -> Result<bool, StoreError> {
    if account.role == Role::Admin {
        return Ok(true);
    }
    let said = sql::permission(db, account.id, permission)?;
    Ok(said.unwrap_or_else(|| permission.usual(account.role)))
}

/// All permissions of an account of this role, each with whether it is allowed.
pub fn permissions_of(db: &Db<'_>, account: AccountId, role: Role) -> Result<Vec<(Permission, bool)>, StoreError> {
    let said = sql::permissions(db, account)?;
    let allowed = |it: Permission| {
        let own = said.iter().find(|(known, _)| *known == it).map(|(_, allowed)| *allowed);
        role == Role::Admin || own.unwrap_or_else(|| it.usual(role))
    };
    Ok(Permission::ALL.iter().map(|it| (*it, allowed(*it))).collect())
}

/// Gives or takes a permission; what the role says anyhow is not written down.
pub fn set_permission(
    tx: &Tx<'_>,
    (account, role): (AccountId, Role),
    permission: Permission,
    allowed: bool,
) -> Result<(), StoreError> {
    if permission.usual(role) == allowed {
        sql::forget_permission(tx, account, permission)
    } else {
        sql::put_permission(tx, account, permission, allowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clerk_may_ask_for_refunds_and_operators_and_admins_may_all() {
        let of = |role| Permission::ALL.iter().filter(|it| it.usual(role)).copied().collect::<Vec<_>>();
        assert_eq!(of(Role::Clerk), [Permission::Refund]);
        assert_eq!((of(Role::Operator).len(), of(Role::Admin).len(), of(Role::Employee).len()), (4, 4, 0));
    }
}
