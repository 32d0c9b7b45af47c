//! The journal: what a span of business days did to the accounts, in entries whose debits are their credits.
//!
//! Each move of money of the ledger is an entry: the money's account on one side; sales, tax and what is owed to customers on the other.
//! Money that fits no order stands on an account of its own until somebody says what became of it; then the entry is taken back, because
//! whatever it was is booked where it belongs. Nothing is booked that is not in the till's report, so both have the same sums.

use crate::clock::Instant;
use crate::ids::PayWayId;
use crate::money::Fen;
use crate::orders::receipts::{self, BookedMove, ReceiptKind, SettledMoney};
use crate::orders::{COUNTER, WALLET};
use crate::store::{Db, StoreError};
use crate::tax::{Account, AccountMap, DELIVERY, Rate, What};

/// A line of an entry: one of its amounts is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    /// The account.
    pub account: Account,
    /// What it got.
    pub debit: Fen,
    /// What it gave.
    pub credit: Fen,
    /// What was sold is told with its rate.
    pub rate: Option<Rate>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The business day.
    pub date: String,
    /// The receipt, or the provider's number.
    pub paper: String,
    /// What people call the order.
    pub order: Option<String>,
    /// What it is, in Chinese and in English.
    pub text: [&'static str; 2],
    /// Its lines: debits are credits.
    pub lines: Vec<EntryLine>,
}

/// Which days, as texts and as instants: the first of the first day, and the first after the last.
#[derive(Clone, Debug)]
pub struct Span {
    /// The first business day.
    pub from: String,
    /// The last.
    pub to: String,
    /// When the first begins.
    pub begins: Instant,
    /// When the last has ended.
    pub ends: Instant,
}

/// The entries of a span, by day. `date_of` tells the business day of an instant.
pub fn journal(db: &Db<'_>, span: &Span, date_of: impl Fn(Instant) -> String) -> Result<Vec<Entry>, StoreError> {
    let map = AccountMap::read(db)?;
    let moves = receipts::moves(db, &span.from, &span.to)?;
    let mut entries: Vec<Entry> = moves.iter().map(|it| of_move(&map, it)).collect();
    for it in receipts::unmatched(db, (&span.from, &span.to), (span.begins, span.ends))? {
        entries.extend(of_unmatched(&map, span, &it, &date_of));
    }
    entries.sort_by(|one, other| one.date.cmp(&other.date));
    Ok(entries)
}

/// The account that money of a way lies on.
fn money_account(map: &AccountMap, way: PayWayId) -> Account {
    match way {
        COUNTER => map.of(What::Cash, ""),
        WALLET => map.of(What::Wallets, ""),
        other => map.of(What::Provider, &other.to_string()),
    }
}

/// An amount on the side that its sign says: a debit is positive.
fn line(account: Account, amount: Fen, rate: Option<Rate>) -> EntryLine {
    let (debit, credit) = if amount < Fen::ZERO { (Fen::ZERO, -amount) } else { (amount, Fen::ZERO) };
    EntryLine { account, debit, credit, rate }
}

fn of_move(map: &AccountMap, it: &BookedMove) -> Entry {
    let mut lines = vec![line(money_account(map, it.way), it.amount, None)];
    match it.kind {
        ReceiptKind::TopUp => lines.push(line(map.of(What::Wallets, ""), -it.amount, None)),
        ReceiptKind::Deposit | ReceiptKind::DepositBack => {
            lines.push(line(map.of(What::Deposits, ""), -it.amount, None));
        }
        ReceiptKind::Sale | ReceiptKind::Refund => lines.extend(sold(map, it)),
    }
    let text = match it.kind {
        ReceiptKind::Sale => ["销售", "Sale"],
        ReceiptKind::Refund => ["退款", "Refund"],
        ReceiptKind::Deposit => ["无法入单的款项", "Money that its order could not take"],
        ReceiptKind::DepositBack => ["退回无法入单的款项", "Such money went back"],
        ReceiptKind::TopUp => ["钱包充值", "Wallet top-up"],
    };
    Entry { date: it.date.clone(), paper: it.paper.clone(), order: it.order.clone(), text, lines }
}

/// Sales by what was sold and by rate, and the tax of each rate.
fn sold(map: &AccountMap, it: &BookedMove) -> Vec<EntryLine> {
    let mut sums: Vec<(bool, Option<Rate>, Fen, Fen)> = Vec::new();
    let told: Fen = it.parts.iter().map(|part| part.gross).sum();
    let rest = (it.amount != told).then_some((false, None, it.amount - told, Fen::ZERO));
    let parts = it.parts.iter().map(|part| (part.is_delivery, part.rate, part.gross, part.tax));
    for (is_delivery, rate, gross, tax) in parts.chain(rest) {
        match sums.iter_mut().find(|sum| (sum.0, sum.1) == (is_delivery, rate)) {
            Some(sum) => (sum.2, sum.3) = (sum.2 + gross, sum.3 + tax),
            None => sums.push((is_delivery, rate, gross, tax)),
        }
    }
    let mut lines = Vec::new();
    for (is_delivery, rate, gross, tax) in sums {
        let detail = if is_delivery { DELIVERY } else { &it.channel };
        lines.push(line(map.of(What::Sales, detail), tax - gross, rate));
        if let Some(rate) = rate.filter(|_| tax != Fen::ZERO) {
            lines.push(line(map.of(What::Tax, &format!("{}%", rate.percent())), -tax, Some(rate)));
        }
    }
    lines
}

/// Money that fits no order comes on its day, and is taken back on the day that somebody settled it.
fn of_unmatched(map: &AccountMap, span: &Span, it: &SettledMoney, date_of: &impl Fn(Instant) -> String) -> Vec<Entry> {
    let entry = |date: String, amount: Fen, text| Entry {
        date,
        paper: it.trade_no.clone(),
        order: None,
        text,
        lines: vec![line(money_account(map, it.way), amount, None), line(map.of(What::Suspense, ""), -amount, None)],
    };
    let in_span = |date: &String| (&span.from..=&span.to).contains(&date);
    let came = Some(it.date.clone()).filter(in_span);
    let settled = it.settled_at.map(date_of).filter(in_span);
    let came = came.map(|date| entry(date, it.amount, ["待查款项", "Money that fits no order"]));
    let settled =
        settled.map(|date| entry(date, -it.amount, ["待查款项已处理", "Money that fitted no order, settled"]));
    came.into_iter().chain(settled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::receipts::BookedPart;

    fn part(rate: i64, gross: i64, tax: i64, is_delivery: bool) -> BookedPart {
        BookedPart { is_delivery, rate: Rate::from_number(rate), gross: Fen(gross), tax: Fen(tax) }
    }

    fn balance(entry: &Entry) -> Fen {
        entry.lines.iter().map(|line| line.debit - line.credit).sum()
    }

    #[test]
    fn every_entry_balances_whichever_way_the_money_goes() {
        let kinds = [
            ReceiptKind::Sale,
            ReceiptKind::Refund,
            ReceiptKind::Deposit,
            ReceiptKind::DepositBack,
            ReceiptKind::TopUp,
        ];
        for (kind, sign) in kinds.into_iter().flat_map(|kind| [(kind, 1), (kind, -1)]) {
            for way in [COUNTER, WALLET, PayWayId(2)] {
                let parts = vec![
                    part(1300, sign * 1130, sign * 130, false),
                    part(600, sign * 106, sign * 6, true),
                    part(1300, sign * 113, sign * 13, false),
                ];
                let it = BookedMove {
                    date: "2026-11-21".to_owned(),
                    paper: "C0-00000001".to_owned(),
                    order: None,
                    channel: "roaming".to_owned(),
                    kind,
                    way,
                    amount: Fen(sign * 1400),
                    parts,
                };
                let entry = of_move(&AccountMap::default(), &it);
                assert_eq!(balance(&entry), Fen::ZERO, "{entry:?}");
                assert!(entry.lines.iter().all(|it| it.debit >= Fen::ZERO && it.credit >= Fen::ZERO));
            }
        }
    }

    #[test]
    fn a_sale_is_told_by_rate_and_what_no_part_explains_is_the_channels() {
        let it = BookedMove {
            date: "2026-11-21".to_owned(),
            paper: "C0-00000001".to_owned(),
            order: None,
            channel: "roaming".to_owned(),
            kind: ReceiptKind::Sale,
            way: COUNTER,
            amount: Fen(1236),
            parts: vec![part(1300, 1130, 130, false), part(600, 106, 6, true)],
        };
        let shown = |entry: &Entry| {
            let lines = entry.lines.iter().map(|it| (it.account.number.clone(), it.debit.0, it.credit.0));
            lines.collect::<Vec<_>>()
        };
        let row = |account: &str, debit, credit| (account.to_owned(), debit, credit);
        let wanted =
            [row("1001", 1236, 0), row("6001", 0, 1000), row("2221", 0, 130), row("6001", 0, 100), row("2221", 0, 6)];
        assert_eq!(shown(&of_move(&AccountMap::default(), &it)), wanted);
        let without = BookedMove { parts: Vec::new(), ..it };
        assert_eq!(shown(&of_move(&AccountMap::default(), &without)), [row("1001", 1236, 0), row("6001", 0, 1236)]);
    }
}
