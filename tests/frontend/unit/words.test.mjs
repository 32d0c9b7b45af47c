// The words of the manager's page come together: a text that two lists name alike would take a button's word away, and
// the page refuses to be built.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const ASSETS = new URL("../../../assets", import.meta.url);

/** A module of the pages as an address that Node takes, with all that it imports. */
async function addressOf(path) {
  let text = await readFile(`${ASSETS.pathname}${path}`, "utf8");
  for (const [, imported] of text.matchAll(/from "(\/web\/[^"]+)"/g)) {
    text = text.replaceAll(`"${imported}"`, JSON.stringify(await addressOf(imported)));
  }
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

test("no two lists of words name a text alike, and both languages have every text", async () => {
  const { wordsOf } = await import(await addressOf("/web/admin/words.js"));
  const [zh, en] = [wordsOf("zh"), wordsOf("en")];
  assert.deepEqual(Object.keys(en).sort(), Object.keys(zh).sort());
  assert.ok(Object.keys(en).length > 500);
});

test("a text that is named twice is told by its name", async () => {
  const { together } = await import(await addressOf("/web/lib/words.js"));
  assert.throws(() => together({ one: 1, two: 2 }, { two: 3 }), /two texts are called two/);
});
