// What is sold in the reader's language. The server has the outlet's texts; where one is missing, the row's own is
// shown. They are read with the shop, so that a text that was just written shows within a minute.

import { page } from "/web/lib/api.js";

/** @typedef {Record<string, Record<string, Record<string, [string, string]>>>} Kinds By kind, column and row. */

/** @type {{ alts: Record<string, string>, texts: Record<string, Kinds> }} */
let known = { alts: {}, texts: {} };

/** Reads all texts anew. */
export async function readTexts() {
  known = await page("texts");
}

/**
 * What a column of a row says in a language.
 * @param {string} language
 * @param {string} kind
 * @param {string} column
 * @param {number | string} id
 * @param {string} own What the row says itself.
 */
export const textOf = (language, kind, column, id, own) => known.texts[language]?.[kind]?.[column]?.[id]?.[1] ?? own;

/**
 * The same where only the row's own text is known, as an order's line has it.
 * @param {string} language
 * @param {string} kind
 * @param {string} column
 * @param {string} own
 */
export const textBy = (language, kind, column, own) =>
  Object.values(known.texts[language]?.[kind]?.[column] ?? {}).find(([said]) => said === own)?.[1] ?? own;

/**
 * The same where not even the kind is known, as at the counter, whose orders are of every channel.
 * @param {string} language
 * @param {string} own
 */
export function saidIn(language, own) {
  for (const columns of Object.values(known.texts[language] ?? {}))
    for (const rows of Object.values(columns))
      for (const [said, text] of Object.values(rows)) if (said === own) return text;
  return own;
}

/**
 * A function that captions a row by its name.
 * @param {string} kind
 * @param {string} column
 */
export const captioned =
  (kind, column = "name") =>
  /** @param {string} language @param {{ id: number | string, name: string }} row */
  (language, row) =>
    textOf(language, kind, column, row.id, row.name);

/**
 * The line below a row's name: what it says there in the reader's language or, where nobody has written that, the
 * outlet's own words, by which its people know the row.
 * @param {string} language
 * @param {string} kind
 * @param {string} column
 * @param {{ id: number | string, name: string, subname: string }} row
 * @param {string} caption What the name is in the language.
 * @returns {{ text: string, lang?: string }}
 */
export function belowOf(language, kind, column, row, caption) {
  const told = textOf(language, kind, column, row.id, "");
  return told ? { text: told } : { text: caption === row.name ? row.subname : row.name, lang: "zh-CN" };
}

/**
 * What a picture shows, for people who do not see it; nothing where nobody has said it.
 * @param {string} path
 */
export const altOf = (path) => known.alts[path] ?? "";
