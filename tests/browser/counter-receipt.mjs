// Receipts on paper: one page, however much stands beside them on the screen, and a second one is a copy.

import { logIn, scan, service, walkIn } from "./support/counter.mjs";
import { must } from "./support/must.mjs";
import { isOnePage } from "./support/paper.mjs";

export const name = "A receipt is one page of the roll, and a reprint says that it is a copy";

/** An order of so many lines that is paid at the counter. */
async function orderOf(url, lines) {
  const session = await walkIn(url, "13900000066");
  const { order } = await service(url, session, "order_submit", { productid: 1, quantity: 1 });
  for (let line = 1; line < lines; line += 1) {
    await service(url, session, "orderdetail_set", { orderid: order.id, productid: 1, quantity: 1 });
  }
  await service(url, session, "order_paying", { orderid: order.id, payid: 1 });
  return String(order.id);
}

/** Prints with F9; the browser's own dialog has no place in a walk. */
async function print(page) {
  const asked = page.waitForResponse(/counter\/receipt/);
  const printed = await page.evaluate(() => window.prints ?? 0);
  await page.keyboard.press("F9");
  await asked;
  await page.waitForFunction((before) => window.prints > before, printed);
  return page.locator(".receipt").evaluate((it) => it.textContent);
}

async function ofOrder({ page, url, shot }, lines) {
  const id = await orderOf(url, lines);
  await scan(page, id);
  await page.getByRole("heading", { name: `Order ${id}`, exact: true }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.locator(".change-due").waitFor();
  const first = await print(page);
  must(!first.includes("COPY"), "the first one is the receipt");
  must(first.includes("Received in cash") && first.includes("Change given"), "tender and change stand on it");
  const length = await isOnePage(page, `a receipt of ${lines} lines`);
  must((await print(page)).includes("COPY"), "the second one is a copy");
  await isOnePage(page, "a copy");
  await page.emulateMedia({ media: "print" });
  await shot(`counter-receipt-paper-${lines}`);
  await page.emulateMedia({ media: null });
  await page.keyboard.press("Escape");
  return length;
}

/** The walk. */
export async function walk(tools) {
  const { page, url } = tools;
  await page.addInitScript(() => {
    window.print = () => {
      window.prints = (window.prints ?? 0) + 1;
    };
  });
  for (let count = 0; count < 12; count += 1) await orderOf(url, 1); // Long lists beside it.
  await logIn(page, url);
  const short = await ofOrder(tools, 1);
  await page.setViewportSize({ width: 390, height: 844 });
  const long = await ofOrder(tools, 12);
  must(long > short + 20, `a longer receipt is longer paper: ${long} mm and ${short} mm`);
}
