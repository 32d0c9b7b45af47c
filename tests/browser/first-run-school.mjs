// From an empty folder to the first sale of a course school.

import { firstSale, WAYS } from "./support/first-run.mjs";

export const name = "An owner opens a course school and sells the first voucher";
export const command = "serve";
export const ways = WAYS;

const COURSE = { zh: "素描入门", en: "Drawing for beginners" };

async function choose(page, language) {
  await page.locator(".product.card", { hasText: COURSE[language] }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands, way) => firstSale(hands, { ...way, template: "course-school", choose });
