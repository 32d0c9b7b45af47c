// The channels at the kiosk: each brings its shelf, its screens, its words and how its orders are made. The list of
// them is the server's registry (/web/kiosk/channels.js).

import { channels } from "/web/kiosk/channels.js";

export { wordsFor } from "/web/lib/words.js";
export { channels };

/** Those with a shelf on the first screen. */
export const shelves = channels.filter(({ shelf }) => shelf);

const sellers = channels.filter(({ trade }) => trade);

/** The channel that sells an order. */
export const channelOf = (order) => sellers.find(({ name }) => name === order.trade) ?? sellers[0];

/** How an order is made, paid and shown. */
export const tradeOf = (order) => channelOf(order).trade;
