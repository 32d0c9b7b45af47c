// From an empty folder to the first sale of a ticket window.

import { firstSale, PHONE } from "./support/first-run.mjs";

export const name = "An owner opens a ticket window and sells the first ticket, in English on a phone";
export const command = "serve";

async function choose(page) {
  await page.locator(".shelves").getByRole("button", { name: "Tickets", exact: true }).click();
  await page.locator(".product.card", { hasText: "Adult" }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands) => firstSale(hands, { language: "en", size: PHONE, template: "ticket-window", choose });
