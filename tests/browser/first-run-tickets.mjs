// From an empty folder to the first sale of a ticket window.

import { firstSale, WAYS } from "./support/first-run.mjs";

export const name = "An owner opens a ticket window and sells the first ticket";
export const command = "serve";
export const ways = WAYS;

const NAMES = { zh: { shelf: "门票", ticket: "成人票" }, en: { shelf: "Tickets", ticket: "Adult" } };

async function choose(page, language) {
  const names = NAMES[language];
  await page.locator(".shelves").getByRole("button", { name: names.shelf, exact: true }).click();
  await page.locator(".product.card", { hasText: names.ticket }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands, way) => firstSale(hands, { ...way, template: "ticket-window", choose });
