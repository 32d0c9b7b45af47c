// Second thoughts: a purchase that is left after it was ordered.

import { ordersOf, toPayment } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller starts over, and the order that was left is cancelled";

const CANCELLED = 2; // order_status

export async function walk({ page, url, check }) {
  await toPayment(page, url);
  const [order] = await ordersOf(page);
  const kept = await page.evaluate(() => sessionStorage.getItem("outpost.order"));
  await page.getByRole("button", { name: "重新开始" }).click();
  await check("kiosk-start-over");
  await page.locator(".dialog .main-action").click();
  await becomes(async () => await page.locator(".way").first().isVisible(), "nothing is lost by a wrong tap");
  await page.getByRole("button", { name: "重新开始" }).click();
  const cancelled = page.waitForResponse("**/order_cancel");
  await page.locator(".dialog").getByRole("button", { name: "重新开始" }).click();
  await page.locator(".places .card").first().waitFor();
  must((await (await cancelled).json()).error_no === 0, "the server takes the order back");
  await becomes(
    async () => (await page.evaluate(() => sessionStorage.getItem("outpost.order"))) === null,
    "the kiosk forgets the order",
  );
  await page.evaluate((text) => sessionStorage.setItem("outpost.order", text), kept);
  const [left] = await ordersOf(page);
  must(left.id === order.id && left.order_status === CANCELLED, `the order is cancelled (${left.order_status})`);
}
