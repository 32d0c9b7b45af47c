// A manager looks for orders, exports them, writes notes, puts deliveries right and reads in the trail what was done.

import { enterOffice } from "./support/admin.mjs";
import { post, service, walkIn } from "./support/counter.mjs";
import { doubleTap } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A manager finds orders by any part, exports them, and puts them right; the trail tells of it";

const PHONE = "13900004711";

async function login(url, username, password) {
  const answer = await post(url, "/uc/services/login", { username, password });
  return { userid: answer.userid, sessionid: answer.sessionid };
}

/** An order that is paid at the counter and waits to be picked up. */
async function sell(url) {
  const buyer = await walkIn(url, PHONE);
  const { order } = await service(url, buyer, "order_submit", { productid: 1 });
  const pickUp = { obtainvoucher: "true", outletid: 2, obtaintime: "2026-07-08 10:30:00" };
  await service(url, buyer, "order_shipping", { orderid: order.id, ...pickUp });
  const clerk = await login(url, "clerk", "demo-clerk");
  const bearer = { Authorization: `Bearer ${clerk.sessionid}` };
  const cash = { orderid: order.id, amount: "50.00", reference: `slip ${order.id}` };
  await post(url, "/api/pages/counter/cash", cash, bearer);
  return String(order.id);
}

const row = (page, text) => page.locator("tbody tr", { hasText: text });

async function find({ page, check, shot }, order) {
  await page.locator(".side").getByRole("link", { name: "Orders", exact: true }).click();
  await row(page, order).first().waitFor();
  const search = page.getByRole("searchbox", { name: "Search" });
  for (const typed of ["4711", "139 0000 4711", "＋86 13900004711", order]) {
    await search.fill(typed);
    await page.keyboard.press("Enter");
    await page.getByText("1 order", { exact: true }).waitFor();
    await row(page, order).waitFor();
  }
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "To hand over" });
  await page.getByText("More filters").click();
  await page.getByRole("combobox", { name: "Clerk" }).selectOption({ label: "clerk" });
  await page.getByText("1 order", { exact: true }).waitFor();
  await check("admin-order-list");
  await shot("admin-order-list");
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Refunded" });
  await page.getByText("No such orders.").waitFor();
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "All" });
  await row(page, order).waitFor();
}

async function leave({ page }) {
  for (const [button, ending] of [
    ["Export CSV", "csv"],
    ["Export Excel", "xlsx"],
  ]) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button }).click(),
    ]);
    must(file.suggestedFilename() === `orders.${ending}`, `${button} hands over a file`);
    await page.getByText(`orders.${ending}`).waitFor();
  }
}

async function putRight({ page, check, shot }, order) {
  await page.getByRole("link", { name: order, exact: true }).click();
  await page.getByRole("heading", { name: `Order ${order}` }).waitFor();
  await page.getByRole("textbox", { name: "Add a note" }).fill("Calls before he comes");
  await doubleTap(page.getByRole("button", { name: "Add a note" }));
  await page.getByText("Calls before he comes").waitFor();
  await becomes(async () => (await page.locator(".notes li").count()) === 1, "two clicks wrote one note");
  await page.getByRole("button", { name: "Change the delivery" }).click();
  await page.getByLabel("Pick-up time").fill("2026-07-09T12:00");
  await check("admin-delivery");
  await shot("admin-delivery");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Print the slip again" }).click();
  await page.locator(".paper-code img").waitFor();
  await check("admin-slip");
  await shot("admin-slip");
  await page.getByRole("button", { name: "Close" }).click();
  await check("admin-order-glance");
  await shot("admin-order-glance");
}

async function readTheTrail({ page, check, shot }, order) {
  await page.locator(".side").getByRole("link", { name: "System" }).click();
  const told = (text) => page.locator(".trail .told", { hasText: text }).first();
  await told(`admin changed the delivery of order ${order}`).waitFor();
  await told(`clerk took the cash of order ${order}`).waitFor();
  await check("admin-trail");
  await shot("admin-trail");
  await page.getByRole("combobox", { name: "Person" }).selectOption({ label: "clerk" });
  await becomes(async () => (await page.locator(".trail li").count()) === 1, "the clerk did one thing");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByRole("searchbox", { name: "Object" }).fill(`order ${order}`);
  await page.keyboard.press("Enter");
  await told(`admin wrote a note on order ${order}`).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export CSV" }).click(),
  ]);
  must(file.suggestedFilename() === "audit.csv", "the trail leaves as a file");
}

async function inChinese({ page, check, shot }) {
  await page.getByRole("button", { name: "中文" }).click();
  await page.locator(".trail .told", { hasText: "写了备注" }).first().waitFor();
  await check("admin-trail-zh");
  await shot("admin-trail-zh");
  await page.locator(".side").getByRole("link", { name: "订单" }).click();
  await page.getByText(/共 \d+ 个订单/).waitFor();
  await check("admin-order-list-zh");
  await shot("admin-order-list-zh");
}

export async function walk(hands) {
  await hands.context.addInitScript(() => localStorage.setItem("outpost.language", JSON.stringify("en")));
  const order = await sell(hands.url);
  await enterOffice(hands);
  await find(hands, order);
  await leave(hands);
  await putRight(hands, order);
  await readTheTrail(hands, order);
  await inChinese(hands);
}
