// From an empty folder to the first sale of a course school.

import { firstSale, PHONE } from "./support/first-run.mjs";

export const name = "An owner opens a course school and sells the first voucher, in Chinese on a phone";
export const command = "serve";

async function choose(page) {
  await page.locator(".product.card", { hasText: "素描入门" }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands) => firstSale(hands, { language: "zh", size: PHONE, template: "course-school", choose });
