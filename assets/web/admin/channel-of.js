// The channels on the manager's page: each brings its room, its stock, its words. The list of them is the server's
// registry (/web/admin/channels.js).

import { channels } from "/web/admin/channels.js";
import { wordsFor } from "/web/lib/words.js";

export { channels, wordsFor };

/**
 * The channel of the order book's name for it.
 * @param {string} name
 */
export const channelOf = (name) => channels.find((it) => it.name === name);

/**
 * What a channel is called.
 * @param {Record<string, any>} words
 * @param {string} name
 */
export const captionOf = (words, name) =>
  (channelOf(name) ? wordsFor(words, channelOf(name)).caption : name) || words.otherChannel;

/**
 * What the page, or a channel, calls something of a list: `actions` of the audit trail, `kinds` of tables.
 * @param {Record<string, any>} words
 * @param {"actions" | "kinds"} list
 * @param {string} name
 */
export const nameIn = (words, list, name) =>
  listsOf(words, list)
    .map((it) => it[name])
    .find(Boolean) ?? name;

/**
 * All names that the page and the channels have in a list.
 * @param {Record<string, any>} words
 * @param {"actions" | "kinds"} list
 */
export const namesIn = (words, list) => [...new Set(listsOf(words, list).flatMap(Object.keys))];

const listsOf = (words, list) =>
  [words, ...channels.map((channel) => channel.words?.[words.language])].map((it) => it?.[list] ?? {});
