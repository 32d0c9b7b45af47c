// What a page remembers over a reload, as far as the browser lets it.

/** @typedef {"sessionStorage" | "localStorage"} Storage Until the tab is closed, or until the browser forgets. */

/**
 * Reads a value that was kept, or the fallback.
 * @param {string} name
 * @param {any} fallback
 * @param {Storage} storage
 */
export function recall(name, fallback, storage = "sessionStorage") {
  try {
    return JSON.parse(window[storage].getItem(`outpost.${name}`) ?? "null") ?? fallback;
  } catch {
    return fallback; // A locked-down kiosk may forbid storage; the page then forgets at a reload.
  }
}

/**
 * Keeps a value; null forgets it.
 * @param {string} name
 * @param {unknown} value
 * @param {Storage} storage
 */
export function keep(name, value, storage = "sessionStorage") {
  try {
    if (value === null) window[storage].removeItem(`outpost.${name}`);
    else window[storage].setItem(`outpost.${name}`, JSON.stringify(value));
  } catch {
    // See recall.
  }
}

/** A random name for an order, so that sending it twice is sending it once. Works outside secure contexts, too. */
export function freshName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
