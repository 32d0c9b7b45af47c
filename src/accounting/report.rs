//! The report of tax: sales and refunds of a span of business days by rate.

use std::collections::BTreeMap;

use crate::money::Fen;
use crate::orders::receipts::{self, ReceiptKind};
use crate::store::{Db, StoreError};
use crate::tax::Rate;

/// What came in, or went back, at a rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// With tax; what went back is negative.
    pub gross: Fen,
    /// The tax in it.
    pub tax: Fen,
}

/// A row of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByRate {
    /// What was paid for orders.
    pub sales: Amounts,
    /// What of that went back in these days.
    pub refunds: Amounts,
}

/// The rows by rate, the largest first; what no rate counts for is last.
pub type Report = Vec<(Option<Rate>, ByRate)>;

impl Amounts {
    /// Without the tax.
    #[must_use]
    pub fn net(self) -> Fen {
        self.gross - self.tax
    }

    fn add(&mut self, gross: Fen, tax: Fen) {
        (self.gross, self.tax) = (self.gross + gross, self.tax + tax);
    }
}

impl ByRate {
    /// Sales less refunds.
    #[must_use]
    pub fn total(self) -> Amounts {
        Amounts { gross: self.sales.gross + self.refunds.gross, tax: self.sales.tax + self.refunds.tax }
    }
}

/// All rows together.
#[must_use]
pub fn sum(report: &Report) -> ByRate {
    let mut all = ByRate::default();
    for (_, row) in report {
        all.sales.add(row.sales.gross, row.sales.tax);
        all.refunds.add(row.refunds.gross, row.refunds.tax);
    }
    all
}

/// The report of the business days `from` to `to`, both counted.
pub fn report(db: &Db<'_>, from: &str, to: &str) -> Result<Report, StoreError> {
    let sums = receipts::tax_sums(db, from, to)?.into_iter().chain(receipts::untaxed_sums(db, from, to)?);
    let mut rows: BTreeMap<Option<Rate>, ByRate> = BTreeMap::new();
    for it in sums {
        let row = rows.entry(it.rate).or_default();
        match it.kind {
            ReceiptKind::Sale => row.sales.add(it.gross, it.tax),
            _ => row.refunds.add(it.gross, it.tax),
        }
    }
    Ok(rows.into_iter().rev().collect())
}
