// The sign before amounts, as the outlet's settings have it. A page reads it with everything else about the outlet
// before it shows an amount.

let sign = "¥";

/** The sign before amounts. */
export const symbol = () => sign;

/**
 * Takes the sign that the server says.
 * @param {string | undefined} said
 */
export function takeSymbol(said) {
  if (said) sign = said;
}
