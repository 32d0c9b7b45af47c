// From an empty folder to the first sale of a tour desk.

import { firstSale, WAYS } from "./support/first-run.mjs";

export const name = "An owner opens a tour desk and sells the first tour";
export const command = "serve";
export const ways = WAYS;

const TOUR = { zh: "湖景两日自由行", en: "Two days at the lake" };
const CARDS = ["110101199003070134", "11010119910508027X"];

async function choose(page, language) {
  await page.locator(".product.card", { hasText: TOUR[language] }).getByRole("button").click();
  await page.getByRole("button", { name: /^(?:7月)?10/ }).click();
  await page.locator(".sum .money").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".traveller").first().waitFor();
  for (const [place, card] of CARDS.entries()) {
    const traveller = page.locator(".traveller").nth(place);
    await traveller
      .getByRole("textbox")
      .first()
      .fill(`Sample ${place + 1}`);
    await traveller.getByRole("textbox").last().fill(card);
  }
  await page.locator(".phone .main-action").click();
}

export const walk = (hands, way) => firstSale(hands, { ...way, template: "tour-desk", choose });
