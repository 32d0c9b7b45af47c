// A traveller who walks away, and one who only reads slowly.

import { toPayment } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A kiosk that is left alone counts down and returns to the start";

const PATIENCE_MS = 91_000;
const COUNTDOWN_MS = 21_000;

export async function walk({ page, url, check, shot }) {
  await page.clock.install();
  await toPayment(page, url);
  await page.clock.runFor(PATIENCE_MS);
  await page.locator(".dialog").waitFor();
  await check("kiosk-idle");
  await shot("kiosk-idle");
  await page.locator(".dialog .main-action").click();
  await page.locator(".dialog").waitFor({ state: "hidden" });
  await becomes(
    async () => await page.locator(".way").first().isVisible(),
    "a touch during the countdown changes nothing",
  );
  await page.clock.runFor(PATIENCE_MS);
  await page.locator(".dialog").waitFor();
  await page.clock.runFor(COUNTDOWN_MS);
  await page.locator(".places .card").first().waitFor();
  const kept = await page.evaluate(() => [
    sessionStorage.getItem("outpost.order"),
    sessionStorage.getItem("outpost.cart"),
  ]);
  must(kept[0] === null && kept[1] === "[]", "the next traveller finds nothing of the last one");
  await becomes(async () => !(await page.locator(".dialog").isVisible()), "the start does not count down");
}
