// An admin makes a rate, gives it to a product, and sells; the receipt has tax and number, a fapiao number is typed in,
// the order gets an invoice that a credit note takes back, and the journal leaves.

import { enterOfficeFirst } from "./support/admin.mjs";
import { ADMIN_SIDE, isTouchable } from "./support/measures.mjs";
import { must } from "./support/must.mjs";

export const name = "An admin sets tax up, sells, types a fapiao number in, makes an invoice and exports the journal";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const part = (page, name) => page.locator(".parts").getByRole("link", { name, exact: true }).click();

/** Calls of the services, as their clients make them. */
const caller =
  (address) =>
  async (path, fields, headers = {}) => {
    const form = { method: "POST", body: new URLSearchParams(fields), headers };
    return (await fetch(`${address}${path}`, form)).json();
  };

/** A traveller buys a card and pays in cash at the counter; the order's number. */
async function sells(address) {
  const call = caller(address);
  const who = await call("/uc/services/login", { username: "traveller", password: "demo-traveller" });
  const own = { userid: who.userid, sessionid: who.sessionid };
  const made = await call("/uc/services/order_submit", { ...own, productid: "1" });
  const { order } = made.result ?? made;
  const clerk = await call("/uc/services/login", { username: "clerk", password: "demo-clerk" });
  const paid = await call(
    "/api/pages/counter/cash",
    { orderid: order.id, amount: "50.00", reference: "walk" },
    { Authorization: `Bearer ${clerk.sessionid}` },
  );
  must(paid.order?.receipts.length === 1, `the sale has a receipt: ${JSON.stringify(paid)}`);
  return paid.order;
}

async function makesRate(page) {
  await part(page, "Tax rates");
  await press(page, "New: Tax rates");
  const form = page.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("VAT 13%");
  await form.getByLabel("Per cent").fill("13");
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("cell", { name: "VAT 13%" }).first().waitFor();
}

async function asksForNumbers(page) {
  await page.evaluate(() => {
    window.location.hash = "#system/settings";
  });
  const field = page.getByLabel("Receipts wait for a fiscal number");
  await field.waitFor();
  await field.check();
  const card = page.locator("form").filter({ has: field });
  await card.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved", { exact: false }).first().waitFor();
}

async function givesRate(page) {
  await page.evaluate(() => {
    window.location.hash = "#products/1";
  });
  await press(page, "Change");
  const form = page.getByRole("dialog");
  const rate = form.getByLabel("Tax rate", { exact: false });
  await rate.selectOption({ label: "VAT 13%" });
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".facts").getByText("VAT 13%").waitFor();
}

export async function walk(hands) {
  const { page, check, shot, url } = hands;
  await enterOfficeFirst(hands);
  await page.locator(".side").getByRole("link", { name: "Accounting", exact: true }).click();
  await makesRate(page);
  await check("admin-accounting-rates");
  await shot("admin-accounting-rates");
  await asksForNumbers(page);
  await givesRate(page);
  const order = await sells(url);
  await page.locator(".side").getByRole("link", { name: "Accounting", exact: true }).click();
  await page.getByRole("cell", { name: order.receipts[0].number }).waitFor();
  await check("admin-accounting-receipts");
  await shot("admin-accounting-receipts");
  await page.getByRole("button", { name: "Show and print" }).first().click();
  await page.locator(".paper").getByText("13%").waitFor();
  must((await page.locator(".paper").textContent()).includes("5.75"), "the paper tells the tax");
  await check("admin-accounting-receipt");
  await shot("admin-accounting-receipt");
  await press(page, "Close");

  await part(page, "Waiting for fiscal numbers");
  await page.getByLabel(`Fiscal number ${order.receipts[0].number}`).fill("FP-2026-0001");
  await check("admin-accounting-fiscal");
  await shot("admin-accounting-fiscal");
  await press(page, "Save");
  await page.getByText("1 taken.").waitFor();
  await page.getByText("No receipt waits.").waitFor();

  await part(page, "Invoices");
  await page.getByLabel("Invoice for the order").fill(order.number);
  await press(page, "New invoice");
  await page.getByLabel("Buyer", { exact: true }).fill("Example Travel");
  await page.getByLabel("The buyer's tax number").fill("91310000000000000X");
  await check("admin-accounting-invoice-form");
  await press(page, "Make the invoice");
  await page.locator(".paper.a4").waitFor();
  await check("admin-accounting-invoice");
  await shot("admin-accounting-invoice");
  await press(page, "Close");
  await press(page, "Take back");
  await press(page, "Yes");
  await page.getByText("CN-00000001 took INV-00000001 back.").waitFor();
  await shot("admin-accounting-invoices");

  await part(page, "Tax report");
  await page.getByRole("cell", { name: "13%", exact: true }).first().waitFor();
  await check("admin-accounting-tax");
  await shot("admin-accounting-tax");
  await part(page, "Journal");
  await page.getByText(/entries?, debits/).waitFor();
  await check("admin-accounting-journal");
  await shot("admin-accounting-journal");
  const leaves = page.waitForEvent("download");
  await press(page, "Export CSV");
  must((await leaves).suggestedFilename() === "journal.csv", "the journal leaves");

  await page.getByRole("button", { name: "中文" }).click();
  for (const [caption, picture] of [
    ["收据", "receipts"],
    ["待开税务号码", "fiscal"],
    ["发票", "invoices"],
    ["税额报表", "tax"],
    ["记账凭证", "journal"],
    ["税率", "rates"],
  ]) {
    await part(page, caption);
    await page.locator("main table, main .empty").first().waitFor();
    await isTouchable(page, `admin-accounting-${picture}-zh`, ADMIN_SIDE);
    await shot(`admin-accounting-${picture}-zh`);
  }
}
