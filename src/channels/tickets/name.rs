//! What the order book calls this channel.

use crate::orders::ChannelName;

/// The name of this channel's orders.
pub const NAME: ChannelName = ChannelName::new("ticket");
