// The scanner of this device at the page: brings its keys to the recogniser, keeps them from buttons and forms, and
// puts fields back as they were before the scanner typed into them.

import { LONGEST_GAP_MS, recogniser, SILENCE_MS, textOf, UNLEARNT } from "/web/counter/scanner.js";
import { keep, recall } from "/web/lib/keep.js";
import { isCovered } from "/web/lib/over.js";
import { put } from "/web/lib/typing.js";

/** @typedef {import("/web/counter/scanner.js").Learnt} Learnt */
/** @typedef {import("/web/counter/scanner.js").Scan} Scan */

const KEPT = "counter.scanner";
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select";

/**
 * What this device has learnt of its scanner.
 * @returns {Learnt}
 */
export const learntHere = () => ({ ...UNLEARNT, ...recall(KEPT, {}, "localStorage") });

/**
 * Keeps it on this device; null forgets it.
 * @param {Learnt | null} learnt
 */
export const keepLearnt = (learnt) => keep(KEPT, learnt, "localStorage");

/** @type {((scan: Scan) => void) | null} Who gets all scans, as they came, instead of the desk. */
let learner = null;

/** Brings all scans to `learns`, wherever the focus is; returns a function that ends it. */
export function learnScans(learns) {
  learner = learns;
  return () => {
    learner = null;
  };
}

/** @returns {import("/web/counter/scanner.js").Focus} */
function focusOf(element) {
  if (learner || "scan" in (element?.dataset ?? {})) return "scan";
  if (!element?.matches?.(FIELDS) || element.matches("select")) return "nowhere";
  if (element.type === "password") return "secret";
  return element.inputMode === "decimal" || element.type === "number" ? "amount" : "text";
}

/**
 * Calls `scanned({ text, field })` for each scan; `field` is the one that wants it, null for the search. `capsLock` is
 * told whether caps lock is on. Returns a function that ends the watch.
 */
export function watchScanner(scanned, capsLock) {
  const watch = recogniser(learntHere);
  /** @type {Map<HTMLInputElement, string>} The fields of a run, and what each held before it. */
  let touched = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let lastAt = -Infinity;
  let isTakenSpace = false;

  const finish = (scan, target) => {
    for (const [field, value] of touched) putBack(field, value);
    touched = new Map();
    if (isCovered()) return; // Nobody is logged in: it must not get into the log-in, and there is nobody whose it is.
    if (learner) return learner(scan);
    const wants = target && "scan" in (target.dataset ?? {}) && !("search" in target.dataset) ? target : null;
    scanned({ text: textOf(scan, learntHere()), field: wants });
  };
  const typed = (event) => {
    capsLock(Boolean(event.getModifierState?.("CapsLock")));
    clearTimeout(timer);
    const { target, timeStamp: at } = event;
    if (at - lastAt >= LONGEST_GAP_MS) touched = new Map();
    if (event.key !== "Enter") lastAt = at;
    if (target.matches?.(FIELDS) && !touched.has(target)) touched.set(target, target.value);
    const { scan, isTaken } = watch.down({
      at,
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      caps: event.getModifierState?.("CapsLock"),
      repeat: event.repeat,
      shortcut: event.altKey !== event.ctrlKey || event.metaKey, // AltGr is both, and types.
      focus: focusOf(target),
    });
    isTakenSpace = isTaken && event.key === " ";
    if (isTaken) {
      event.preventDefault(); // It presses no button, sends no form and leaves no field.
      event.stopPropagation();
    }
    if (scan) return finish(scan, target);
    timer = setTimeout(() => {
      const silent = watch.silence();
      if (silent) finish(silent, target);
    }, SILENCE_MS);
  };
  const left = (event) => {
    watch.up({ key: event.key, code: event.code, at: event.timeStamp });
    if (isTakenSpace && event.key === " ") event.preventDefault();
  };
  document.addEventListener("keydown", typed, true);
  document.addEventListener("keyup", left, true);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("keydown", typed, true);
    document.removeEventListener("keyup", left, true);
  };
}

/** A field gets back what it held, and its page hears of it. */
function putBack(field, value) {
  if (!field.isConnected || field.value === value) return;
  put(field, value);
  if (field.matches("select")) field.dispatchEvent(new Event("change", { bubbles: true }));
}
