// The outlet's own screen, which has no keyboard but the one that it shows, and belongs to the next traveller at once.

import { becomes } from "./support/must.mjs";

export const name = "A kiosk writes names with keys on its screen, and begins anew in the first language";

export async function walk({ page, url, check, shot }) {
  await page.goto(`${url}/?kiosk`);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Tours", exact: true }).click();
  await page.locator(".product.card").getByRole("button").click();
  await page.getByRole("button", { name: /^10 / }).click();
  await page.locator(".bar .main-action").click();
  const who = page.locator(".traveller").first();
  const keys = page.locator(".keyboard");
  const press = (key) => keys.getByRole("button", { name: key, exact: true }).click();
  await who.getByLabel("Name").click();
  for (const key of ["Capitals", "L", "i", "n", "Space", "x", "Erase", "y"]) await press(key);
  await becomes(async () => (await who.getByLabel("Name").inputValue()) === "Lin y", "the keys write what they show");
  await who.getByLabel("Identity card number").click();
  for (let count = 0; count < 20; count += 1) await press("1");
  await becomes(
    async () => (await who.getByLabel("Identity card number").inputValue()).length === 18,
    "no more is written than the field takes",
  );
  await check("kiosk-keyboard");
  await shot("kiosk-keyboard");
  await press("Hide");
  await keys.waitFor({ state: "detached" });
  await page.goBack();
  await page.locator(".bar .main-action").click();
  await page.getByRole("button", { name: "Start over" }).click();
  await page.locator(".dialog").getByRole("button", { name: "Start over" }).click();
  await page.locator("html[lang=zh-CN]").waitFor();
  await page.getByRole("button", { name: "旅游套餐" }).waitFor();
}
