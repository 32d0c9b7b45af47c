// From the first screen to the slip.

import { choose, chooseDays, enter, onThePhone, ordersOf, typePhone } from "./support/kiosk.mjs";
import { isAtRest, isTouchable } from "./support/measures.mjs";
import { becomes } from "./support/must.mjs";
import { isOnePage } from "./support/paper.mjs";

export const name = "A traveller buys a data card at the kiosk and pays by code";

export async function walk({ page, url, check, shot, context }) {
  await enter(page, url);
  await isAtRest(page, page.locator(".product.card").first(), "the first screen");
  await isTouchable(page, "the first screen");
  await check("kiosk");
  await shot("kiosk");
  await choose(page);
  await chooseDays(page);
  await isTouchable(page, "the product");
  await page.setViewportSize({ width: 390, height: 844 });
  await isTouchable(page, "the product on a phone");
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing sticks out on a phone",
  );
  await page.setViewportSize({ width: 1080, height: 1920 });
  await check("kiosk-product");
  await shot("kiosk-product");
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await check("kiosk-cart");
  await shot("kiosk-cart");

  await page.reload();
  await page.locator(".line").waitFor();
  await becomes(
    async () => (await page.locator(".line").count()) === 1,
    "the cart survives a reload, and the screen, too",
  );

  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
  await typePhone(page);
  await check("kiosk-phone");
  await shot("kiosk-phone");
  await page.locator(".phone .main-action").click();
  await page.locator(".way").first().waitFor();
  await page.locator(".due", { hasText: "¥" }).waitFor();
  await check("kiosk-payment");
  await shot("kiosk-payment");
  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await check("kiosk-code");
  await shot("kiosk-code");
  const due = await page.locator(".due .money").textContent();
  await onThePhone(page, context, "pay");

  await page.locator(".slip .slip-code").waitFor();
  await page.locator(".slip img.voucher").evaluate((image) => image.decode());
  await becomes(
    async () => (await page.locator(".slip .total .money").textContent()) === due,
    "the slip says what was paid",
  );
  await becomes(async () => (await ordersOf(page)).length === 1, "there is one order");
  await isTouchable(page, "the slip");
  await check("kiosk-slip");
  await shot("kiosk-slip");
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 302, height: 900 }); // 80 mm paper
  await becomes(async () => !(await page.locator(".slip .actions").isVisible()), "the paper has no buttons");
  await page.screenshot({
    path: new URL("../../target/screenshots/kiosk-paper.png", import.meta.url).pathname,
    fullPage: true,
  });
  await page.emulateMedia({ media: null });
  await isOnePage(page, "the slip");

  await page.locator(".slip .main-action").click();
  await page.locator(".places .card").first().waitFor();
  await becomes(
    async () => (await page.evaluate(() => sessionStorage.getItem("outpost.order"))) === null,
    "nothing is left for the next traveller",
  );
}
