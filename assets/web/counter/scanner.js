// A keyboard scanner types a number faster than any hand and ends with Enter, wherever the focus is.

import { isCovered } from "/web/lib/over.js";
import { put } from "/web/lib/typing.js";

const FASTEST_HAND_MS = 50;
const SHORTEST_SCAN = 6;

/** Fields marked `data-scan` want the number themselves. */
const wantsScans = (element) => Boolean(element?.dataset && "scan" in element.dataset);

/** Calls `scanned(text)` for each scan outside such a field; returns a function that ends the watch. */
export function watchScanner(scanned) {
  let burst = { text: "", at: -Infinity };
  const typed = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isCovered()) return;
    const isFast = event.timeStamp - burst.at <= FASTEST_HAND_MS;
    if (event.key.length === 1) {
      const field = event.target.matches?.("input, textarea") ? event.target : null;
      const begun = isFast ? burst : { text: "", field, value: field?.value };
      burst = { ...begun, text: begun.text + event.key, at: event.timeStamp };
      return;
    }
    if (event.key !== "Enter" || !isFast || burst.text.length < SHORTEST_SCAN) return;
    const { text, field, value } = burst;
    burst = { text: "", at: -Infinity };
    // A second scan takes the place of what stood in the field, it does not follow it; the field's own form sends it.
    if (wantsScans(event.target)) return put(event.target, text);
    event.preventDefault(); // It presses no button and sends no form.
    event.stopPropagation();
    if (field) put(field, value); // what it held before the scanner typed into it
    scanned(text.trim());
  };
  document.addEventListener("keydown", typed, true);
  return () => document.removeEventListener("keydown", typed, true);
}
