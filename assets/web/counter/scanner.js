// Tells the keys of a keyboard scanner from those of a hand. It knows no page and no clock: the keys bring their times,
// and `scan-watch.js` does what is decided here.
//
// A SCAN is a run of characters whose keys come less than 150 ms after one another and that Enter or Tab ends in the
// same pace; in a field that wants scans, or where the scanner was learnt to send nothing, 200 ms of silence end it.
// Shift is a key of the run, because a scanner that sends a capital presses it. A key that is held down and repeats,
// Backspace, an arrow and every shortcut come from a hand: the run begins anew.
//
// A HAND types a key in 120 to 300 ms, a fast one in 80; so the pace alone does not tell a hurried hand from a slow
// scanner (70 to 110 ms). What tells them apart besides, in this order:
// 1. The learnt prefix: what begins with it is a scan wherever it is typed.
// 2. A pace that no hand has: half of all gaps are at most 50 ms, over six keys.
// 3. What has the focus, and with it what typing would be for:
//    - nothing that takes text (a button, the page): three keys and Enter are a scan, because nobody writes there. A
//      hand that only presses Enter has typed nothing before it. From six keys on, Enter may come half a second late.
//    - a field that wants scans: from six keys on. A hand's number is searched for as well; it makes no difference but
//      that what stood in the field before goes, and that is wanted of a scan alone (see 4).
//    - an amount: what reads as an amount is one, at a hand's pace: up to nine digits with their point. A card's number
//      (19 digits), a voucher or letters are no amount, however slowly they come.
//    - any other text: no blank, at least half of it digits, nine keys, or six that nobody rests on (see 4): a sentence
//      is none of that.
//    - a secret (password, PIN): only the pace of 2. Nothing of it is ever shown.
// 4. How long a key is down: a hand rests 60 to 130 ms on it, a scanner a few. It decides where the other signs leave
//    both possible: in texts, for three to five keys on a button, in the search, and for silence at the end.
// A short code of a slow scanner in an amount's field stays an amount: a prefix, learnt once, mends that.
//
// LAYOUTS: a scanner types the keys of a layout, mostly the American one, and the computer reads them by its own. The
// test code shows which of both readings is right: what the keys mean here (`key`), or where they lie (`code`). Where
// an input method swallows a key, its place is all that is known of it. Caps lock turns a scanner's letters round; they
// are turned back, and the page says that it is on.

/** Keys of one scan come within this time of one another. */
export const LONGEST_GAP_MS = 150;
/** In a field that wants scans so long a silence ends one. */
export const SILENCE_MS = 200;
/** Outside of fields Enter may be so late: it must not press what has the focus. */
const LATE_ENTER_MS = 500;
/** Half of a scanner's gaps are shorter, never half of a hand's. */
const FASTEST_HAND_MS = 50;
/** A hand rests longer on a key. */
const SHORTEST_HOLD_MS = 45;
const SHORTEST_SCAN = 6;
const SHORTEST_NOWHERE = 3;
const SHORTEST_IN_TEXT = 9;

const AMOUNT = /^\d{1,7}([.,]\d{0,2})?$/;
const SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/; // What some scanners put before a code to say of what kind it is (AIM).
const MODIFIERS = new Set(["Shift", "CapsLock", "NumLock", "AltGraph"]);
const UNREAD = new Set(["Process", "Dead", "Unidentified"]); // An input method has taken the key.

// What lies on the other keys of the American layout, without shift and with it.
const AMERICAN = {
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Backquote: "`~",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
};
const OVER_DIGITS = ")!@#$%^&*(";

/** What a device has learnt of its scanner; nothing yet. */
export const UNLEARNT = Object.freeze({ prefix: "", suffix: "", end: "unknown", reads: "key" });

/** @typedef {"nowhere" | "scan" | "amount" | "text" | "secret"} Focus What has the focus, see above. */
/**
 * @typedef {{
 *   prefix: string, suffix: string, end: "Enter" | "Tab" | "silence" | "unknown", reads: "key" | "code",
 * }} Learnt
 */
/**
 * @typedef {{
 *   key: string, code: string, at: number, shift?: boolean, caps?: boolean, repeat?: boolean, shortcut?: boolean,
 *   focus: Focus,
 * }} Key A key that goes down; `at` in milliseconds of any clock that only goes on.
 */
/** @typedef {{ keys: string, codes: string, end: string, caps: boolean }} Scan In both readings, and what ended it. */

/** The character of a key's place on the American layout, null for none. */
function american({ code, shift, caps }) {
  const upper = Boolean(shift) !== Boolean(caps);
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return upper ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return shift ? OVER_DIGITS[Number(digit)] : digit;
  const padded = /^Numpad(\d)$/.exec(code)?.[1];
  return padded ?? AMERICAN[code]?.[shift ? 1 : 0] ?? null;
}

/** Both readings of a key that stands for a character, null for any other key. */
function readings(key) {
  const place = american({ ...key, caps: false });
  if (UNREAD.has(key.key)) return place === null ? null : { key: place, code: place };
  if ([...key.key].length !== 1) return null;
  const isLetter = key.key.toLowerCase() !== key.key.toUpperCase();
  const turned = key.shift ? key.key.toUpperCase() : key.key.toLowerCase();
  const read = isLetter && key.caps ? turned : key.key;
  return { key: read, code: place ?? read };
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

/** A run without keys. */
const nothing = () => ({ keys: "", codes: "", at: -Infinity, gaps: [], holds: [], focus: "nowhere", caps: false });

/** Whether a run is a scanner's; `end` is what follows it. */
function isScan(run, end, learnt) {
  const text = learnt.reads === "code" ? run.codes : run.keys;
  const { length } = text;
  if (learnt.prefix !== "" && length > learnt.prefix.length && text.startsWith(learnt.prefix)) return true;
  const isFast = length >= SHORTEST_SCAN && median(run.gaps) <= FASTEST_HAND_MS;
  if (isFast) return true;
  const isHeldKnown = run.holds.length * 2 >= length;
  const isHeld = isHeldKnown && median(run.holds) >= SHORTEST_HOLD_MS;
  if (end === "silence" && (!isHeldKnown || isHeld)) return false;
  switch (run.focus) {
    case "nowhere":
      return length >= (isHeld ? SHORTEST_SCAN : SHORTEST_NOWHERE);
    case "scan":
      return length >= SHORTEST_SCAN && !isHeld;
    case "amount":
      return length >= SHORTEST_SCAN && !AMOUNT.test(text);
    case "text":
      return length >= (isHeldKnown ? SHORTEST_SCAN : SHORTEST_IN_TEXT) && !isHeld && isCode(text);
    default:
      return false;
  }
}

const isCode = (text) => !/\s/.test(text) && text.replace(/\D/g, "").length * 2 >= text.length;

/**
 * Watches keys. `down` tells what a key that goes down is: `scan` where it ended one, `isTaken` where the page must not
 * have it.
 * @param {() => Learnt} learnt what the device has learnt, asked at each end
 */
export function recogniser(learnt = () => UNLEARNT) {
  let run = nothing();
  let ended = -Infinity; // When the last scan ended: some scanners send Enter and Tab, or a second Enter.
  const pressed = new Map();

  const end = (how, at) => {
    /** @type {Scan} */
    const scan = { keys: run.keys, codes: run.codes, end: how, caps: run.caps };
    const is = run.keys.length > 0 && isScan(run, how, learnt());
    run = nothing();
    if (is) ended = at;
    return is ? scan : null;
  };
  /** @param {Key} key */
  const closing = (key) => {
    const late = run.focus === "nowhere" && run.keys.length >= SHORTEST_SCAN ? LATE_ENTER_MS : LONGEST_GAP_MS;
    const isOne = key.at - run.at < late;
    const isSecond = run.keys.length === 0 && key.at - ended < LONGEST_GAP_MS;
    const scan = isOne ? end(key.key, key.at) : null;
    run = nothing();
    return { scan, isTaken: Boolean(scan) || isSecond };
  };
  /** @param {Key} key */
  const character = (key, read) => {
    const goesOn = key.at - run.at < LONGEST_GAP_MS;
    if (!goesOn) run = { ...nothing(), focus: key.focus };
    const { keys, gaps } = run;
    const isInside = key.focus === "nowhere" && /\S/.test(keys);
    if (keys !== "") gaps.push(key.at - run.at);
    pressed.set(key.code || key.key, key.at);
    run = { ...run, keys: keys + read.key, codes: run.codes + read.code, at: key.at, caps: Boolean(key.caps) };
    // A blank inside of a code would press the button that has the focus.
    return { scan: null, isTaken: isInside && read.key === " " };
  };
  return {
    /** @param {Key} key */
    down(key) {
      const isPlain = !key.shortcut && !key.repeat;
      if (isPlain && MODIFIERS.has(key.key)) {
        if (key.at - run.at < LONGEST_GAP_MS) run.at = key.at;
        return { scan: null, isTaken: false };
      }
      if (isPlain && (key.key === "Enter" || key.key === "Tab")) return closing(key);
      const read = isPlain ? readings(key) : null;
      if (read) return character(key, read);
      run = nothing();
      return { scan: null, isTaken: false };
    },
    /** A key goes up: how long it was down tells a hand. */
    up({ key, code, at }) {
      const name = code || key;
      if (pressed.has(name)) run.holds.push(at - pressed.get(name));
      pressed.delete(name);
    },
    /** Nothing has come for `SILENCE_MS`; answers the scan that this ends, if it ends one. */
    silence() {
      const { end: ends } = learnt();
      const mayEnd = ends === "silence" || (ends === "unknown" && run.focus === "scan");
      return mayEnd ? end("silence", run.at + SILENCE_MS) : null;
    },
  };
}

/**
 * What a scan says, without what the scanner puts around it.
 * @param {Scan} scan
 * @param {Learnt} learnt
 */
export function textOf(scan, { prefix, suffix, reads }) {
  let text = reads === "code" ? scan.codes : scan.keys;
  if (prefix !== "" && text.startsWith(prefix)) text = text.slice(prefix.length);
  if (suffix !== "" && text.endsWith(suffix)) text = text.slice(0, -suffix.length);
  return text.replace(SYMBOLOGY, "").trim();
}

/**
 * What the scan of the test code shows of a scanner; null where it is in neither reading.
 * @param {Scan} scan
 * @param {string} code what the test code says
 * @returns {Learnt | null}
 */
export function learn(scan, code) {
  for (const reads of /** @type {const} */ (["key", "code"])) {
    const text = reads === "code" ? scan.codes : scan.keys;
    const at = text.indexOf(code);
    if (at < 0) continue;
    const prefix = text.slice(0, at).replace(SYMBOLOGY, ""); // It says of what kind this code is; others differ.
    const end = /** @type {Learnt["end"]} */ (scan.end);
    return { prefix, suffix: text.slice(at + code.length), end, reads };
  }
  return null;
}
