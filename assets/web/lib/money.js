// Money is counted in hundredths (fen), as whole numbers. The services send it as a JSON number with at most two
// decimals; its shortest text, which is what `String` gives, is the very text that was sent, so nothing is rounded on
// the way.

/** @typedef {number} Fen Hundredths of a yuan, always whole. */

/**
 * Hundredths of a text or a JSON number like 390.64; nothing is 0.
 * @param {string | number | null | undefined} value
 * @returns {Fen}
 */
export function fenOf(value) {
  const [, sign, whole, decimals = ""] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(value ?? 0)) ?? [];
  if (whole === undefined) throw new TypeError(`${value} is no amount of money`);
  const fen = Number(whole) * 100 + Number(decimals.padEnd(2, "0"));
  return sign ? -fen : fen;
}

/**
 * Hundredths as a text with two decimals.
 * @param {Fen} fen
 */
export function moneyText(fen) {
  const digits = String(Math.abs(fen)).padStart(3, "0");
  return `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * The sum of texts of money, as a text.
 * @param {string[]} texts
 */
export const sumOf = (texts) => moneyText(texts.reduce((sum, text) => sum + fenOf(text), 0));
