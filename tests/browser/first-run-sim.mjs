// From an empty folder to the first sale of a SIM card counter.

import { firstSale, LAPTOP } from "./support/first-run.mjs";

export const name = "An owner opens a SIM card counter and sells the first adapter, in Chinese on a laptop";
export const command = "serve";

async function choose(page) {
  await page.locator(".places .card", { hasText: "日本" }).waitFor();
  await page.locator(".shelves").getByRole("button", { name: "上网与通话", exact: true }).click();
  await page.locator(".product.card", { hasText: "转换插头" }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands) => firstSale(hands, { language: "zh", size: LAPTOP, template: "sim-counter", choose });
