// A course voucher, from the shelf to its code.

import { doubleTap, enter, onThePhone, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller buys two course vouchers and gets their codes";

export async function walk({ page, url, check, shot, context }) {
  await enter(page, url);
  await page.getByRole("button", { name: "课程券" }).click();
  await page.locator(".product.card", { hasText: "色彩基础" }).waitFor();
  await check("kiosk-courses");
  await shot("kiosk-courses");
  await page.locator(".product.card", { hasText: "色彩基础" }).getByRole("button").click();
  await page.getByRole("button", { name: "增加: 数量" }).click();
  await becomes(
    async () => (await page.locator(".sum .money").textContent()) === "¥400.00",
    "two vouchers cost twice as much",
  );
  await check("kiosk-course");
  await shot("kiosk-course");
  await page.locator(".bar .main-action").click();
  await typePhone(page);
  await doubleTap(page.locator(".phone .main-action"));
  await page.locator(".due", { hasText: "¥400.00" }).waitFor();
  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await onThePhone(page, context, "pay");
  await page.locator(".slip").waitFor();
  const codes = await page.locator(".slip .serial").allTextContents();
  must(codes.filter((code) => /^08\d{14}$/.test(code)).length === 2, `the slip has two codes (${codes})`);
  await check("kiosk-course-slip");
  await shot("kiosk-course-slip");
}
