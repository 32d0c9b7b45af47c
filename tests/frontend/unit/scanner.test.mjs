// The recogniser of scans, with made-up keys and times: no browser, no clock, and the same chance each time.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

// The pages' modules have no package of their own that says that they are modules.
const source = await readFile(new URL("../../../assets/web/counter/scanner.js", import.meta.url), "utf8");
const { learn, recogniser, SILENCE_MS, textOf, UNLEARNT } = await import(
  `data:text/javascript,${encodeURIComponent(source)}`
);

const SCANS = 500;
const PACES_MS = [5, 30, 70, 110];

/** Chance that is the same in each run (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const between = (random, least, most) => least + random() * (most - least);
const one = (random, list) => list[Math.floor(random() * list.length)];
const written = (random, letters, length) => Array.from({ length }, () => one(random, letters)).join("");

const DIGITS = "0123456789";
const CODES = [
  (random) => `8944${written(random, DIGITS, 15)}`, // a data card
  (random) => `89860${written(random, DIGITS, 14)}F`, // one with its padding
  (random) => written(random, DIGITS, 12), // a voucher
  (random) => `2016${written(random, DIGITS, 10)}`, // an order
  (random) => `${written(random, "ABCDEFGHJKLMNPQR", 4)}-${written(random, DIGITS, 8)}`, // a course's coupon
  (random) => `https://outlet.example/counter?code=${written(random, `${DIGITS}abcdef`, 10)}`,
];

const codeOf = (letter) =>
  /[a-z]/i.test(letter) ? `Key${letter.toUpperCase()}` : /\d/.test(letter) ? `Digit${letter}` : "";
const needsShift = (letter) => /[A-Z?:_]/.test(letter);

/** Someone at the keys: types into a recogniser, and keeps what came of it. */
function typist(focus, learnt = UNLEARNT, at = 1000) {
  const watch = recogniser(() => learnt);
  const it = { at, scans: [], buttons: 0, focus, watch, ups: [] };
  it.press = (key, gap, hold, more = {}) => {
    it.at += gap;
    // Keys go up when their time has come, and before they go down again.
    it.ups = it.ups.filter(
      (up) => (up.at > it.at && up.key !== key) || watch.up({ ...up, at: Math.min(up.at, it.at) }),
    );
    const given = { key, code: codeOf(key), at: it.at, shift: needsShift(key), focus: it.focus, ...more };
    const { scan, isTaken } = watch.down(given);
    if (scan) it.scans.push(textOf(scan, learnt));
    if ((key === "Enter" || key === " ") && it.focus === "nowhere" && !isTaken) it.buttons += 1;
    it.ups.push({ ...given, at: it.at + hold });
    return isTaken;
  };
  it.pause = (ms) => {
    for (const up of it.ups) watch.up(up);
    it.ups = [];
    const scan = ms >= SILENCE_MS ? watch.silence() : null;
    if (scan) it.scans.push(textOf(scan, learnt));
    it.at += ms;
  };
  return it;
}

/** A scan: the pace with a third of jitter, now and then a key that a busy machine holds back and the next at once. */
function scanInto(it, random, pace, code, end) {
  let late = 0;
  const gap = () => {
    const wanted = pace * between(random, 0.67, 1.33) - late;
    late = random() < 0.05 ? between(random, 0, Math.min(140 - wanted, 60)) : 0;
    return Math.max(0, wanted + late);
  };
  for (const letter of code) {
    if (needsShift(letter)) it.press("Shift", gap(), 3);
    it.press(letter, gap(), Math.min(pace / 3, between(random, 1, 12)));
  }
  return end === null || it.press(end, gap(), 3);
}

for (const pace of PACES_MS) {
  test(`a scanner of ${pace} ms a key: ${SCANS} scans, none lost or misread, no button pressed`, () => {
    const random = chance(pace);
    const ends = { nowhere: ["Enter", "Tab"], scan: ["Enter", "Tab", null], amount: ["Enter", "Tab"], text: ["Enter"] };
    for (let count = 0; count < SCANS; count += 1) {
      const focus = one(random, Object.keys(ends));
      const it = typist(focus);
      if (random() < 0.3) it.press(one(random, "12ab"), 0, 90); // A hand was at the keys a moment before.
      it.pause(between(random, 210, 900));
      it.scans.length = 0;
      const end = one(random, ends[focus]);
      const kinds = focus === "text" ? CODES.slice(0, 4) : CODES;
      const code = one(random, kinds)(random);
      const isTaken = scanInto(it, random, pace, code, end);
      it.pause(300);
      assert.deepEqual(it.scans, [code], `${focus}, ended by ${end}, at ${pace} ms`);
      assert.ok(isTaken, "what ends a scan is not the page's");
      assert.equal(it.buttons, 0, "no button is pressed");
    }
  });
}

test("two scans that follow one another are two", () => {
  const it = typist("nowhere");
  const random = chance(7);
  for (const code of ["8944200012789700101", "8944200012789700102"]) scanInto(it, random, 30, code, "Enter");
  assert.deepEqual(it.scans, ["8944200012789700101", "8944200012789700102"]);
});

/** A hand: 120 to 300 ms a key, and as long on each as hands are. */
function typeInto(it, random, text, least = 120, most = 300) {
  for (const letter of text) it.press(letter, between(random, least, most), between(random, 60, 130));
}

test("a hand at 120 to 300 ms a key is no scanner, and its Enter presses the button", () => {
  const random = chance(11);
  for (let count = 0; count < 600; count += 1) {
    const it = typist(one(random, ["nowhere", "scan", "text", "amount", "secret"]));
    typeInto(
      it,
      random,
      written(random, one(random, [DIGITS, "abcdefgh ,.", "abc123"]), 4 + Math.floor(random() * 16)),
    );
    const isTaken = it.press("Enter", between(random, 120, 300), 80);
    it.pause(400);
    assert.deepEqual(it.scans, []);
    assert.equal(isTaken, false);
  }
});

test("Enter alone, and Enter after a hand's three keys, press the button", () => {
  const it = typist("nowhere");
  assert.equal(it.press("Enter", 500, 90), false);
  typeInto(it, chance(3), "100", 90, 140);
  assert.equal(it.press("Enter", 120, 90), false);
  assert.equal(it.buttons, 2);
});

test("a quick hand's amount is an amount, its sentence a sentence, and its password stays one", () => {
  const random = chance(13);
  for (let count = 0; count < 150; count += 1) {
    for (const [focus, text] of [
      ["amount", `${Math.floor(between(random, 1, 1_000_000))}.50`],
      ["amount", "1000.50"],
      ["text", "room 1204 calls back at noon"],
      ["text", "13900000077"],
      ["secret", "hunter2016abc99"],
      ["scan", "13900000077"],
    ]) {
      const it = typist(focus);
      typeInto(it, random, text, 80, 140);
      assert.equal(it.press("Enter", between(random, 80, 140), 80), false, text);
      it.pause(400);
      assert.deepEqual(it.scans, [], text);
    }
  }
});

test("a key that is held down is no scan", () => {
  const it = typist("amount");
  for (let count = 0; count < 12; count += 1) it.press("0", 30, 10, { repeat: count > 0 });
  assert.equal(it.press("Enter", 30, 10), false);
  assert.deepEqual(it.scans, []);
});

test("an Enter that comes late after a scan presses nothing, and neither does a second one", () => {
  const it = typist("nowhere");
  scanInto(it, chance(5), 70, "20160010000123", null);
  it.at += 250;
  assert.ok(it.press("Enter", 100, 5));
  assert.ok(it.press("Tab", 20, 5));
  assert.deepEqual(it.scans, ["20160010000123"]);
  assert.equal(it.buttons, 0);
});

test("a learnt prefix makes a scan of a short code in any field, and is not part of it", () => {
  const learnt = { prefix: "~", suffix: "#", end: "Enter", reads: "key" };
  for (const focus of ["amount", "text", "secret", "nowhere"]) {
    const it = typist(focus, learnt);
    scanInto(it, chance(9), 110, "~1234#", "Enter");
    assert.deepEqual(it.scans, ["1234"]);
  }
  const unlearnt = typist("amount");
  scanInto(unlearnt, chance(9), 110, "123456", "Enter");
  assert.deepEqual(unlearnt.scans, [], "without it the same digits are an amount");
});

test("the focus that moves within a scan loses nothing of it", () => {
  const it = typist("nowhere");
  scanInto(it, chance(2), 70, "894420001", null);
  it.focus = "scan";
  assert.ok(scanInto(it, chance(4), 70, "2789700101", "Enter"));
  assert.deepEqual(it.scans, ["8944200012789700101"]);
});

/** The scan of a text whose keys this computer reads by another layout. */
function raw(text, read, { caps = false, end = "Enter" } = {}) {
  const watch = recogniser();
  let at = 0;
  for (const letter of text) {
    at += 10;
    const isUpper = needsShift(letter) !== (caps && /[a-z]/i.test(letter));
    const seen = read(letter);
    const key = [...seen].length > 1 ? seen : caps ? (isUpper ? seen.toUpperCase() : seen.toLowerCase()) : seen;
    watch.down({
      key,
      code: letter === "-" ? "Minus" : codeOf(letter),
      at,
      shift: needsShift(letter),
      caps,
      focus: "scan",
    });
  }
  return end === "silence" ? watch.silence() : watch.down({ key: end, code: end, at: at + 10, focus: "scan" }).scan;
}

const TEST = "TEST-azqy-2958";
const FRENCH = { a: "q", q: "a", z: "w", "-": ")", 2: "é", 9: "ç", 5: "(", 8: "_" };

test("the test code shows prefix, suffix, end and layout", () => {
  assert.deepEqual(
    learn(
      raw(`~${TEST}#`, (it) => it, { end: "Tab" }),
      TEST,
    ),
    {
      prefix: "~",
      suffix: "#",
      end: "Tab",
      reads: "key",
    },
  );
  const foreign = raw(TEST, (letter) => FRENCH[letter] ?? letter, { end: "Enter" });
  assert.deepEqual(learn(foreign, TEST), { prefix: "", suffix: "", end: "Enter", reads: "code" });
  assert.equal(
    learn(
      raw("TEST-other-1234", (it) => it),
      TEST,
    ),
    null,
  );
});

test("an input method and caps lock change nothing of a scan", () => {
  const swallowed = raw("ABc123456", () => "Process");
  assert.equal(textOf(swallowed, UNLEARNT), "ABc123456");
  const turned = raw("ABc-123456", (it) => it, { caps: true });
  assert.equal(textOf(turned, UNLEARNT), "ABc-123456");
  assert.ok(turned.caps);
});

test("what a scanner says of the kind of a code is not part of it", () => {
  const it = typist("scan");
  scanInto(it, chance(8), 30, "]C1894420001278", "Enter");
  assert.deepEqual(it.scans, ["894420001278"]);
});
