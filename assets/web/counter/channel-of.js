// The channels at the counter: what each shows of its orders, and which things besides orders it knows. The list of
// them is the server's registry (/web/counter/channels.js).

import { channels } from "/web/counter/channels.js";
import { wordsFor } from "/web/lib/words.js";

export { channels, wordsFor };

/** @typedef {import("/types/channels.d.ts").CounterChannel} CounterChannel */

/** @type {CounterChannel} A channel that says nothing of itself. */
const PLAIN = {};

/**
 * The channel of the order book's name for it.
 * @param {string} name
 * @returns {CounterChannel}
 */
export const channelOf = (name) => channels.find((it) => it.name === name) ?? PLAIN;

/**
 * What the badge of an order says of its channel; nothing for the one whose orders are the usual ones.
 * @param {Record<string, any>} words
 * @param {string} name
 */
export function captionOf(words, name) {
  const channel = channelOf(name);
  return channel.isUsual ? null : (wordsFor(words, channel).caption ?? name);
}
