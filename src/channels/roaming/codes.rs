//! Which failure of a rule of the roaming shop has which code of `docs/spec/roaming.md` section 6. The numbers and their texts are
//! in `staff_api::codes`, which the other services share; here is what this channel adds, in the order of the document.

use super::{
    card_trips, cart, counter, datacards, fulfilment, orders, people_changes, personal_devices, refunds, staff,
    vouchers,
};
use crate::catalogue;
use crate::staff_api::codes::{self, Fault};

impl From<cart::LineError> for Fault {
    fn from(error: cart::LineError) -> Self {
        match error {
            cart::LineError::Parameter => codes::PARAMETER,
            cart::LineError::NotOnSale => codes::NOT_ON_SALE,
            cart::LineError::Store(error) => error.into(),
        }
    }
}

impl From<datacards::BindError> for Fault {
    fn from(error: datacards::BindError) -> Self {
        match error {
            datacards::BindError::Unknown | datacards::BindError::TooMany => codes::NO_CARD,
            datacards::BindError::Taken => codes::CARD_TAKEN,
            datacards::BindError::Store(error) => error.into(),
        }
    }
}

impl From<personal_devices::BindError> for Fault {
    fn from(error: personal_devices::BindError) -> Self {
        match error {
            personal_devices::BindError::Unknown => codes::NO_DEVICE,
            personal_devices::BindError::Store(error) => error.into(),
        }
    }
}

impl From<card_trips::TieError> for Fault {
    fn from(error: card_trips::TieError) -> Self {
        match error {
            card_trips::TieError::UnknownCard => codes::NO_CARD,
            card_trips::TieError::UnknownLine => codes::NO_LINE,
            card_trips::TieError::LineHasCard => codes::LINE_BOUND,
            card_trips::TieError::CardBusy => codes::CARD_BUSY,
            card_trips::TieError::Store(error) => error.into(),
        }
    }
}

impl From<fulfilment::TakeError> for Fault {
    fn from(error: fulfilment::TakeError) -> Self {
        match error {
            fulfilment::TakeError::NoCards => codes::NO_CARDS_LEFT,
            fulfilment::TakeError::NoStock => codes::NO_STOCK,
            fulfilment::TakeError::NoNumber => codes::NO_NUMBER,
            fulfilment::TakeError::UnknownCard => codes::NO_CARD,
            fulfilment::TakeError::CardBusy => codes::CARD_BUSY,
            fulfilment::TakeError::Store(error) => error.into(),
        }
    }
}

impl From<orders::submit::SubmitError> for Fault {
    fn from(error: orders::submit::SubmitError) -> Self {
        match error {
            orders::submit::SubmitError::OtherContent => codes::PARAMETER,
            orders::submit::SubmitError::Line(error) => error.into(),
            orders::submit::SubmitError::Take(error) => error.into(),
            orders::submit::SubmitError::Delivery(error) => error.into(),
            orders::submit::SubmitError::Store(error) => error.into(),
        }
    }
}

impl From<orders::lines::SetError> for Fault {
    fn from(error: orders::lines::SetError) -> Self {
        match error {
            orders::lines::SetError::UnknownLine => codes::NO_LINE,
            orders::lines::SetError::TooMany => codes::PARAMETER,
            orders::lines::SetError::Order(error) => error.into(),
            orders::lines::SetError::Take(error) => error.into(),
            orders::lines::SetError::Store(error) => error.into(),
        }
    }
}

impl From<orders::delivery::DeliveryError> for Fault {
    fn from(error: orders::delivery::DeliveryError) -> Self {
        match error {
            orders::delivery::DeliveryError::UnknownPlace => codes::PARAMETER,
            orders::delivery::DeliveryError::Order(error) => error.into(),
            orders::delivery::DeliveryError::Store(error) => error.into(),
        }
    }
}

impl From<orders::paying::PayingError> for Fault {
    fn from(error: orders::paying::PayingError) -> Self {
        match error {
            orders::paying::PayingError::UnknownWay => codes::PARAMETER,
            orders::paying::PayingError::Changed => codes::ORDER_STATE,
            orders::paying::PayingError::Card(error) => error.into(),
            orders::paying::PayingError::Order(error) => error.into(),
            orders::paying::PayingError::Store(error) => error.into(),
        }
    }
}

impl From<refunds::RefundError> for Fault {
    fn from(error: refunds::RefundError) -> Self {
        match error {
            refunds::RefundError::UnknownReason => codes::PARAMETER,
            refunds::RefundError::UnknownLine => codes::NO_LINE,
            refunds::RefundError::Unknown => codes::NO_REFUND,
            refunds::RefundError::NotYours => codes::NOT_YOUR_REFUND,
            refunds::RefundError::Order(error) => error.into(),
            refunds::RefundError::Store(error) => error.into(),
        }
    }
}

impl From<vouchers::discount::DiscountError> for Fault {
    fn from(error: vouchers::discount::DiscountError) -> Self {
        match error {
            vouchers::discount::DiscountError::Unknown => codes::NO_VOUCHER,
            vouchers::discount::DiscountError::Used => codes::VOUCHER_USED,
            vouchers::discount::DiscountError::Unfit => codes::VOUCHER_VOID,
            vouchers::discount::DiscountError::Order(error) => error.into(),
            vouchers::discount::DiscountError::Store(error) => error.into(),
        }
    }
}

impl From<vouchers::redeem_codes::CodeError> for Fault {
    fn from(error: vouchers::redeem_codes::CodeError) -> Self {
        match error {
            vouchers::redeem_codes::CodeError::Parameter => codes::PARAMETER,
            vouchers::redeem_codes::CodeError::UnknownTemplate => codes::NO_VOUCHER,
            vouchers::redeem_codes::CodeError::Taken
            | vouchers::redeem_codes::CodeError::Gift(vouchers::gifts::GiftError::Used) => codes::CODE_TAKEN,
            vouchers::redeem_codes::CodeError::UnknownCode => codes::NO_CODE,
            vouchers::redeem_codes::CodeError::NoNumber => codes::NO_NUMBER,
            vouchers::redeem_codes::CodeError::Gift(vouchers::gifts::GiftError::Over) => codes::VOUCHER_VOID,
            vouchers::redeem_codes::CodeError::Gift(vouchers::gifts::GiftError::NoPiece) => codes::LINE_BOUND,
            vouchers::redeem_codes::CodeError::Gift(vouchers::gifts::GiftError::Store(error))
            | vouchers::redeem_codes::CodeError::Store(error) => error.into(),
        }
    }
}

impl From<counter::CounterError> for Fault {
    fn from(error: counter::CounterError) -> Self {
        match error {
            counter::CounterError::Unknown => codes::NO_VOUCHER,
            counter::CounterError::Used => codes::VOUCHER_USED,
            counter::CounterError::Void => codes::VOUCHER_VOID,
            counter::CounterError::State => codes::ORDER_STATE,
            counter::CounterError::NoCards => codes::NO_CARDS_LEFT,
            counter::CounterError::Store(error) => error.into(),
        }
    }
}

impl From<people_changes::LinkError> for Fault {
    fn from(error: people_changes::LinkError) -> Self {
        match error {
            people_changes::LinkError::Linked => codes::LINKED,
            people_changes::LinkError::OtherLinked => codes::NOT_LINKABLE,
            people_changes::LinkError::Store(error) => error.into(),
        }
    }
}

impl From<staff::stock::StockError> for Fault {
    fn from(error: staff::stock::StockError) -> Self {
        match error {
            staff::stock::StockError::IdTaken | staff::stock::StockError::NoId | staff::stock::StockError::State => {
                codes::PARAMETER
            }
            staff::stock::StockError::Store(error) => error.into(),
        }
    }
}

impl From<staff::devices::DeviceError> for Fault {
    fn from(error: staff::devices::DeviceError) -> Self {
        match error {
            staff::devices::DeviceError::TooMany => codes::NO_DEVICE,
            staff::devices::DeviceError::Unusable => codes::PARAMETER,
            staff::devices::DeviceError::Store(error) => error.into(),
        }
    }
}

impl From<staff::channels::ChannelError> for Fault {
    fn from(error: staff::channels::ChannelError) -> Self {
        match error {
            staff::channels::ChannelError::UnknownDevice => codes::NO_DEVICE,
            staff::channels::ChannelError::Unusable => codes::PARAMETER,
            staff::channels::ChannelError::Store(error) => error.into(),
        }
    }
}

impl From<staff::handover::HandOverError> for Fault {
    fn from(error: staff::handover::HandOverError) -> Self {
        match error {
            staff::handover::HandOverError::UnknownCard => codes::NO_CARD,
            staff::handover::HandOverError::NothingNeedsIt => codes::LINE_BOUND,
            staff::handover::HandOverError::CardBusy => codes::CARD_BUSY,
            staff::handover::HandOverError::Order(error) => error.into(),
            staff::handover::HandOverError::Store(error) => error.into(),
        }
    }
}

impl From<staff::usage::UsageError> for Fault {
    fn from(error: staff::usage::UsageError) -> Self {
        match error {
            staff::usage::UsageError::UnknownAccount => codes::NO_ACCOUNT,
            staff::usage::UsageError::OtherCall => codes::PARAMETER,
            staff::usage::UsageError::Store(error) => error.into(),
        }
    }
}

impl From<catalogue::PriceError> for Fault {
    fn from(error: catalogue::PriceError) -> Self {
        match error {
            catalogue::PriceError::Unknown | catalogue::PriceError::EndsBefore => codes::PARAMETER,
            catalogue::PriceError::Store(error) => error.into(),
        }
    }
}
