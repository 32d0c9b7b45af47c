// The server is killed while an order is being placed, and again while the payment is awaited.

import { choose, chooseDays, enter, onThePhone, ordersOf, toCheckout, typePhone } from "./support/kiosk.mjs";
import { becomes } from "./support/must.mjs";

export const name = "The server is killed during the checkout, and nothing is lost or ordered twice";

/** Kills the server; the page says so, by itself, and goes on when it is back. */
async function interrupt(page, server, shot) {
  await server.kill();
  await page.locator(".toast").waitFor();
  if (shot) await shot("kiosk-away");
  await page.waitForTimeout(1000);
  await server.restart();
  await page.locator(".toast").waitFor({ state: "hidden" });
  server.away = false;
}

export async function walk({ page, url, shot, server, context }) {
  await enter(page, url);
  await choose(page);
  await chooseDays(page);
  await toCheckout(page);
  await typePhone(page);
  // The order reaches the server, the answer does not reach the page.
  server.away = true;
  const loseTheAnswer = async (route) => {
    await route.fetch();
    await server.kill();
    await route.abort("connectionreset");
  };
  await page.route("**/order_submit", loseTheAnswer, { times: 1 });
  await page.locator(".phone .main-action").click();
  await page.locator(".toast").waitFor();
  await shot("kiosk-away");
  await server.restart();
  await page.locator(".way").first().waitFor();
  await page.locator(".toast").waitFor({ state: "hidden" });
  server.away = false;
  await becomes(async () => (await ordersOf(page)).length === 1, "an order whose answer was lost is not ordered again");

  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await interrupt(page, server, null);
  await page.reload();
  await page.locator("img.code").waitFor();
  await onThePhone(page, context, "pay");
  await page.locator(".slip .slip-code").waitFor();
  await becomes(async () => (await ordersOf(page)).length === 1, "there is one order after all");
}
