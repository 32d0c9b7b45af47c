// Every place of the manager's page that a link of its menus leads to, in both languages: it opens, it is accessible in
// light and dark, everything can be touched, and Tab alone leads from its heading through all that can be used. With
// GALLERY=1 in the environment it takes pictures of all, which a run has no time for.

import { enterOfficeFirst } from "./support/admin.mjs";
import { ADMIN_SIDE, isTouchable } from "./support/measures.mjs";
import { must } from "./support/must.mjs";

export const name = "A manager looks at every place of the page, in both languages, light and dark";

const SECTIONS = 10; // fewer would mean that the menu was not read
const PLACES = 40;
const TRIED = 30;
const LANGUAGES = [
  ["en", undefined],
  ["zh", "中文"],
];

const placesOf = (page, menu) => page.locator(menu).evaluateAll((links) => links.map((link) => link.hash));

async function open(page, hash) {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
  await page.waitForLoadState("networkidle");
  await page.locator("main h1").waitFor();
  must((await page.locator("main [role=alert]").count()) === 0, `${hash} opens without trouble`);
}

/**
 * Whether Tab reaches all that a page offers, in its order, beginning at its heading; so many things at most are tried.
 * It stops at other places too: at tables that scroll, and at each part of a date.
 */
async function isReachedByKeyboard(page, hash) {
  const wanted = await page.evaluate((most) => {
    document.querySelector("main h1").focus();
    const usable = "a[href], button:enabled, input:enabled, select:enabled, summary";
    const all = document.querySelectorAll(`main :is(${usable})`);
    const shown = [...all].filter((it) => it.checkVisibility() && it.tabIndex >= 0);
    for (const [place, it] of shown.entries()) it.dataset.place = place;
    return Math.min(shown.length, most);
  }, TRIED);
  const reached = new Set();
  for (let stops = 0; reached.size < wanted && stops < 5 * TRIED; stops += 1) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(() => document.activeElement?.dataset.place);
    if (place !== undefined) reached.add(Number(place));
  }
  const found = [...reached].join(" ");
  must(found === Array.from({ length: wanted }, (_, place) => place).join(" "), `Tab goes through ${hash}: ${found}`);
}

async function look({ page, check, shot }, hash, language) {
  const picture = `admin-at-${hash.slice(1).replaceAll("/", "-")}-${language}`;
  await open(page, hash);
  if (language === "en") {
    await check(picture);
    await isReachedByKeyboard(page, hash);
  } else await isTouchable(page, picture, ADMIN_SIDE);
  if (!process.env.GALLERY) return;
  await shot(picture);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(`${picture}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

export async function walk(hands) {
  const { page } = hands;
  await enterOfficeFirst(hands);
  const sections = await placesOf(page, ".side nav a");
  must(sections.length >= SECTIONS, `the menu has its sections (${sections.length})`);
  const faults = []; // all of them: mending one after the other would take as many runs
  for (const [language, button] of LANGUAGES) {
    if (button) await page.getByRole("button", { name: button, exact: true }).click();
    const waiting = [...sections];
    const seen = new Set();
    while (waiting.length > 0) {
      const hash = waiting.shift();
      if (seen.has(hash)) continue;
      seen.add(hash);
      await look(hands, hash, language).catch((error) => faults.push(error.message));
      waiting.push(...(await placesOf(page, "main nav a[href^='#']")));
    }
    must(seen.size >= PLACES, `all places were seen (${seen.size})`);
  }
  must(faults.length === 0, `every place is good:\n${faults.join("\n")}`);
}
