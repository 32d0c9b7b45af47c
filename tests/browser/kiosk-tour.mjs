// A tour, from the calendar to the slip.

import { doubleTap, enter, onThePhone, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A family books a tour on a day with seats left";

export async function walk({ page, url, check, shot, context }) {
  await enter(page, url);
  await page.getByRole("button", { name: "旅游套餐" }).click();
  await page.locator(".product.card").waitFor();
  await check("kiosk-tours");
  await shot("kiosk-tours");
  await page.locator(".product.card").getByRole("button").click();
  await page.getByRole("button", { name: "增加: 儿童" }).click();
  await page.getByRole("button", { name: /^10 / }).click();
  // Three seats at 550, two rooms for two nights at 300.
  await becomes(
    async () => (await page.locator(".sum .money").textContent()) === "¥2850.00",
    "seats and nights are counted",
  );
  await check("kiosk-tour");
  await shot("kiosk-tour");
  await page.locator(".bar .main-action").click();
  await page.locator(".traveller").first().waitFor();
  await page.locator(".phone .main-action").click();
  await page.locator(".trouble").first().waitFor();
  for (const [place, card] of ["110101199003070134", "11010119910508027X", "110101201506010395"].entries()) {
    await page
      .locator(".traveller")
      .nth(place)
      .getByLabel("姓名")
      .fill(`示例${place + 1}`);
    await page.locator(".traveller").nth(place).getByLabel("身份证号").fill(card);
  }
  await page.getByLabel("电子邮箱").fill("family@example.com");
  await check("kiosk-travellers");
  await shot("kiosk-travellers");
  await page.locator(".phone .main-action").click();
  await typePhone(page);
  await doubleTap(page.locator(".phone .main-action"));
  await page.locator(".due", { hasText: "¥2850.00" }).waitFor();
  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await onThePhone(page, context, "pay");
  await page.locator(".slip .slip-code").waitFor();
  await becomes(
    async () => (await page.locator(".slip .total .money").textContent()) === "¥2850.00",
    "the slip says what was paid",
  );
  const number = await page.locator(".slip .serial").textContent();
  must(/^LT\d{18}$/.test(number), `the slip says the number that the counter knows (${number})`);
  await check("kiosk-tour-slip");
  await shot("kiosk-tour-slip");
}
