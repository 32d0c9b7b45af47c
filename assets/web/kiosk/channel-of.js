// The channels at the kiosk: each brings its shelf, its screens, its words and how its orders are made. The list of
// them is the server's registry (/web/kiosk/channels.js).

import { channels } from "/web/kiosk/channels.js";

export { wordsFor } from "/web/lib/words.js";
export { channels };

const of = (name) =>
  channels.flatMap((channel) => {
    const shelf = channel[name];
    return shelf ? [{ channel, shelf }] : [];
  });

/** The shelves on the first screen, each with its channel: those that stand first, then one of each channel. */
export const shelves = [...of("firstShelf"), ...of("shelf")];

const sellers = channels.filter(({ trade }) => trade);

/** The channel that sells an order. */
export const channelOf = (order) => sellers.find(({ name }) => name === order.trade) ?? sellers[0];

/** How an order is made, paid and shown. */
export const tradeOf = (order) => channelOf(order).trade;
