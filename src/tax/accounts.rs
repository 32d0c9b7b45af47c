//! Where the journal books what. An owner names accounts as the bookkeeper wants them; what nobody has named has an account of the
//! common chart (企业会计准则应用指南, the numbers that small shops use).

use std::collections::BTreeMap;

use super::sql;
use crate::store::{Db, StoreError, words};

words! {
    /// What an account is for.
    pub enum What {
        /// Cash in the drawer.
        Cash = "cash",
        /// Money that a provider holds; the detail is the number of the way of paying.
        Provider = "provider",
        /// What customers have in wallets.
        Wallets = "wallets",
        /// Money that came for an order that could not take it, until it goes back.
        Deposits = "deposits",
        /// Money that fits no order, until somebody says what became of it.
        Suspense = "suspense",
        /// What was sold; the detail is a channel, or `delivery`.
        Sales = "sales",
        /// Tax that is owed; the detail is a rate such as `13%`.
        Tax = "tax",
    }
}

/// An account of the bookkeeper.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Its number.
    pub number: String,
    /// Its name.
    pub name: String,
}

impl What {
    /// The account that counts where nobody has named one.
    fn usual(self) -> Account {
        let (number, name) = match self {
            Self::Cash => ("1001", "库存现金"),
            Self::Provider => ("1012", "其他货币资金"),
            Self::Wallets => ("2204", "合同负债"),
            Self::Deposits => ("2241", "其他应付款"),
            Self::Suspense => ("2241.99", "其他应付款—待查款项"),
            Self::Sales => ("6001", "主营业务收入"),
            Self::Tax => ("2221", "应交税费—应交增值税"),
        };
        Account { number: number.to_owned(), name: name.to_owned() }
    }
}

/// All accounts that an owner has named.
#[derive(Clone, Debug, Default)]
pub struct AccountMap(BTreeMap<(String, String), Account>);

impl AccountMap {
    /// Reads them.
    pub fn read(db: &Db<'_>) -> Result<Self, StoreError> {
        Ok(Self(sql::accounts(db)?.into_iter().map(|(what, detail, account)| ((what, detail), account)).collect()))
    }

    /// The account for something: that of the detail, else that of all, else the usual one.
    #[must_use]
    pub fn of(&self, what: What, detail: &str) -> Account {
        let named = |detail: &str| self.0.get(&(what.word().to_owned(), detail.to_owned()));
        named(detail).or_else(|| named("")).cloned().unwrap_or_else(|| what.usual())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_exact_account_counts_and_without_one_the_usual() {
        let account = |number: &str| Account { number: number.to_owned(), name: "x".to_owned() };
        let row = |detail: &str, number| (("sales".to_owned(), detail.to_owned()), account(number));
        let map = AccountMap([row("", "1"), row("tour", "2")].into());
        assert_eq!(map.of(What::Sales, "tour").number, "2");
        assert_eq!(map.of(What::Sales, "lease").number, "1");
        assert_eq!(map.of(What::Cash, "").number, "1001");
    }
}
