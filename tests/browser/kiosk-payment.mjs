// A payment that is refused and tried again, and a finger that taps twice.

import { choose, chooseDays, doubleTap, enter, onThePhone, ordersOf, toCheckout, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A double tap is one order, and a refused payment can be tried again";

export async function walk({ page, url, check, shot, context }) {
  await enter(page, url);
  await choose(page);
  await chooseDays(page);
  await toCheckout(page);
  await typePhone(page);
  await doubleTap(page.locator(".phone .main-action"));
  await page.locator(".way").first().waitFor();
  await becomes(async () => (await ordersOf(page)).length === 1, "a double tap on the order button is one order");

  let payments = 0;
  page.on("request", (request) => (payments += request.url().endsWith("/order_paying") ? 1 : 0));
  await doubleTap(page.locator(".way").first());
  await page.locator("img.code").waitFor();
  must(payments === 1, "a double tap on the way to pay asks for one payment");

  await onThePhone(page, context, "refuse");
  await page.locator(".refused").waitFor();
  await check("kiosk-refused");
  await shot("kiosk-refused");
  await onThePhone(page, context, "pay");
  await page.locator(".slip .slip-code").waitFor();
  const orders = await ordersOf(page);
  must(orders.length === 1 && orders[0].pay_status === 2, "there is one order, and it is paid");
}
