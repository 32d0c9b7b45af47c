//! The one order book of all channels: orders and their lines, payments, stock moves, the audit trail.
//!
//! Every API sells through here, so that the till report, the refunds and the audit trail know one kind of order. What a channel
//! takes and gives back besides money (numbers, cards, rooms, seats) is behind [`Fulfilment`], one implementation a channel.
//! Functions here are rules over a transaction; they know neither HTTP nor any API's codes.

mod actor;
mod book;
mod booked;
mod caps;
mod changes;
mod channel;
pub mod desk;
mod edit;
mod figures;
mod filter;
mod hold;
mod idempotency;
mod line;
#[cfg(test)]
mod list_tests;
mod money_move;
mod notes;
mod notices;
mod order;
mod parts;
mod pending_refunds;
mod prints;
mod query;
pub mod receipts;
mod refund;
mod refund_allocation;
mod refunds;
mod returned_goods;
mod settle;
mod sql;
mod states;
mod status;
pub mod till;
mod trail;
mod transitions;
mod unmatched;
mod void;

pub use actor::{Actor, Change, Deed};
pub use book::{
    NewLine, NewOrder, add_line, begin, by_out_trade_no, known, lines_of, open, own_order, place, remove_line,
    replace_line, save_line,
};
pub use booked::{Booked, Share, What, booked, pieces_gone, titles};
pub use caps::{Cap, Caps};
pub use channel::{ChannelName, Fulfilment, Fulfilments};
pub use edit::edit;
pub use figures::{OrderCount, counts_of, ever_made, newest_money};
pub use filter::{OrderFilter, Reaches, Sought, Stage, called_by_part, clerks_of, filtered, filtered_ids};
pub use hold::{
    ReclaimError, clear_overdue, could_be_paid, end_holds_of_the_future, holds_of_the_future, next_overdue,
    reclaim_goods, release_goods, within_caps,
};
pub use idempotency::{
    IdempotencyError, IdempotencyKey, forget_old_idempotency_keys, has_old_idempotency_keys, run_once,
};
pub use line::Line;
pub use money_move::{COUNTER, CashPayment, MoneyMove, OWN_VOID_MS, TopUpMoney, WALLET};
pub use notes::{MAX_NOTE_LEN, OrderNote, add_note, notes_of};
pub use notices::settle_notice;
pub use order::{Order, OrderError, Scarce, Terms};
pub use parts::{Pieces, close_given_back, give_part_back};
pub use pending_refunds::{has_pending_refund, lines_with_pending_refund};
pub use prints::print_receipt;
pub use query::{
    OrderQuery, OrderSort, OrderStates, RefundItems, RefundQuery, by_ids, count_orders, items_of_refunds, lines_of_all,
    orders, refunds,
};
pub use refund::{Origin, PayBack, Refund, RefundRequest};
pub use refunds::{
    PaidBack, book_refund_notice, confirm_refund, may_go_back, pay_back, refund, reject_refund, request_refund,
    send_back, sent_by_hand,
};
pub use returned_goods::goods_arrived;
pub use settle::{Settled, Settlement, begin_paying, settle, settle_if_nothing_is_due, take_top_up};
pub use sql::chain::{Chain, chain};
pub use sql::ledger::{StockItem, audit, gave_back, stock_moved};
pub use sql::rules::RULES;
pub use sql::{by_client_ref, by_id, by_number, channels, content_of, line_owner, save};
pub use states::{
    cancel, cancel_without_money, confirm, editable, hand_over, hand_over_on_account, hide, receive, ship, take_back,
    unship,
};
pub use status::{LineStatus, OrderStatus, PayStatus, PayWay, RefundStatus, ReturnStatus, ShippingStatus};
pub use trail::{AuditEntry, TrailFilter, newest_deed, trail};
pub use unmatched::{Became, ProviderMoney, UnmatchedMoney, settle_unmatched, unmatched_money};
pub use void::{VoidError, cash_of, could_be_voided, void_cash};
