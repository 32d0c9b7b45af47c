// The words of a page with those that a channel brings.

/** @typedef {Record<string, any>} Words The texts of a page in one language, which `language` names. */

/** @type {WeakMap<Words, Map<object, Words>>} */
const known = new WeakMap();

/**
 * The words of a page with a channel's own before them. What the channel says of refusals comes to what the page says.
 * @param {Words} words
 * @param {{ words?: Record<string, Words> } | undefined} channel
 * @returns {Words}
 */
export function wordsFor(words, channel) {
  const own = channel?.words?.[words.language];
  if (!channel || !own) return words;
  const before = known.get(words) ?? new Map();
  known.set(words, before);
  const merged = before.get(channel) ?? { ...words, ...own, refused: { ...words.refused, ...own.refused } };
  before.set(channel, merged);
  return merged;
}

/**
 * One list of texts out of several. A name that stands in two of them would take a button's word away from it.
 * @param {...Record<string, any>} lists
 */
export function together(...lists) {
  const names = lists.flatMap(Object.keys);
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice) throw new Error(`two texts are called ${twice}`);
  return Object.assign({}, ...lists);
}

/**
 * Two lists of names out of one whose names stand side by side: { name: [中文, English] }.
 * @param {Record<string, any[]>} pairs
 */
export const sides = (pairs) => [0, 1].map((place) => side(pairs, place));

/**
 * @param {Record<string, any[]>} pairs
 * @param {number} place
 */
const side = (pairs, place) => Object.fromEntries(Object.entries(pairs).map(([name, both]) => [name, both[place]]));

/**
 * The texts of two languages out of texts that stand side by side: [中文, English].
 * @param {Record<string, any[]>} pairs
 */
export const bothOf = (pairs) => ({ zh: side(pairs, 0), en: side(pairs, 1) });
