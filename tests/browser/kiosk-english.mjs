// The same in English, at the counter's till; the language may change at any step and changes nothing else.

import { choose, chooseDays, enter, toCheckout, typePhone, WORDS } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller buys in English and pays at the counter";

const CHINESE = /[\u4e00-\u9fff]/;

/** Fails unless all that stands outside passages marked as Chinese is English. */
async function isEnglish(page, screen) {
  await page.locator("html[lang=en]").waitFor();
  const texts = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const { parentElement } = walker.currentNode;
      if (!parentElement.closest("noscript") && parentElement.closest("[lang]").lang === "en")
        found.push(walker.currentNode.data);
    }
    return found;
  });
  const wrong = texts.filter((text) => CHINESE.test(text));
  must(texts.length > 5 && wrong.length === 0, `${screen} is in English: ${wrong.join(", ")}`);
}

export async function walk({ page, url, check, shot }) {
  await enter(page, url, "en");
  await isEnglish(page, "the first screen");
  await shot("kiosk-english");
  await choose(page, "en");
  await chooseDays(page);
  const price = await page.locator(".sum .money").textContent();
  await page.getByRole("button", { name: WORDS.zh.tongue }).click();
  await page.getByRole("button", { name: WORDS.en.tongue }).click();
  await becomes(
    async () => (await page.locator(".sum .money").textContent()) === price,
    "the choice survives a change of language",
  );
  await isEnglish(page, "the product");
  await shot("kiosk-english-product");
  await toCheckout(page);
  await typePhone(page, "13900000010");
  await page.getByRole("button", { name: WORDS.zh.tongue }).click();
  await page.getByRole("button", { name: WORDS.en.tongue }).click();
  await becomes(
    async () => (await page.locator(".phone input").inputValue()) === "13900000010",
    "the phone number survives a change of language",
  );
  await isEnglish(page, "the phone number");
  await page.locator(".phone .main-action").click();
  await page.locator(".way").nth(1).click();
  await page.locator(".slip .slip-code").waitFor();
  await isEnglish(page, "the slip");
  await check("kiosk-english-slip");
  await shot("kiosk-english-slip");
}
