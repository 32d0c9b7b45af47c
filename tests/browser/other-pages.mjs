// The pages on no other walk: the documentation, the provider's page in the sandbox, the manager's lists and settings;
// and whether the counter's and the manager's pages stay where they were painted.

import { sendLogIn } from "./support/admin.mjs";
import { logIn } from "./support/counter.mjs";
import { toPayment } from "./support/kiosk.mjs";
import { isAtRest } from "./support/measures.mjs";
import { becomes } from "./support/must.mjs";

export const name = "Every other page is accessible, and nothing moves on the staff's pages";

/** The page that a traveller's phone opens to pay. */
async function sandbox({ page, url, check, shot }) {
  await toPayment(page, url);
  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await page.goto(await page.locator("img.code").getAttribute("data-text"));
  await page.locator('button[value="refuse"]').waitFor();
  await check("sandbox");
  await shot("sandbox");
  await page.locator('button[value="pay"]').click();
  await page.locator(".sign").waitFor();
  await check("sandbox-paid");
  await shot("sandbox-paid");
}

async function documentation({ page, url, check, shot }) {
  await page.goto(`${url}/docs`);
  await page.getByRole("heading").first().waitFor();
  await check("docs");
  await shot("docs");
}

/** An address with a slip in it. */
async function lost({ page, url, check, shot, allow }) {
  allow(/404.*\/admim/);
  await page.goto(`${url}/admim`);
  await page.getByRole("heading", { name: "找不到这个页面" }).waitFor();
  await check("missing");
  await shot("missing");
  await page.goto(`${url}/admin/`);
  await page.locator(".door").waitFor();
}

async function staff({ page, url, check, shot }) {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${url}/admin`);
  await isAtRest(page, page.locator(".door"), "the manager's log-in");
  await page.getByRole("button", { name: "English" }).click();
  await sendLogIn(page);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  for (const [hash, shown, picture, content] of [
    ["orders", "Orders", "admin-orders", "table"],
    ["stock/cards", "Stock", "admin-cards", "table"],
    ["system/settings", "System", "admin-settings", "table"],
    ["system/health", "System", "admin-health", ".facts"],
  ]) {
    await page.goto(`${url}/admin#${hash}`);
    await page.getByRole("heading", { name: shown }).first().waitFor();
    await page.locator(content).first().waitFor();
    await check(picture);
    await shot(picture);
  }
  await logIn(page, url);
  await isAtRest(page, page.getByText("Scan a voucher to begin"), "the counter");
  await becomes(async () => (await page.locator(".trouble").count()) === 0, "the counter has nothing to complain of");
}

export async function walk(hands) {
  await sandbox(hands);
  await documentation(hands);
  await lost(hands);
  await staff(hands);
}
