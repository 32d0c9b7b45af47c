// From an empty folder to the first sale of a SIM card counter.

import { firstSale, WAYS } from "./support/first-run.mjs";

export const name = "An owner opens a SIM card counter and sells the first adapter";
export const command = "serve";
export const ways = WAYS;

const NAMES = {
  zh: { place: "日本", shelf: "上网与通话", adapter: "转换插头" },
  en: { place: "Japan", shelf: "Data and calls", adapter: "Travel adapter" },
};

async function choose(page, language) {
  const names = NAMES[language];
  await page.locator(".places .card", { hasText: names.place }).waitFor();
  await page.locator(".shelves").getByRole("button", { name: names.shelf, exact: true }).click();
  await page.locator(".product.card", { hasText: names.adapter }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands, way) => firstSale(hands, { ...way, template: "sim-counter", choose });
