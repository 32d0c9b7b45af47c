// A session that ends in the middle of the work: the page says so and asks for the log-in, and what was typed is still
// there afterwards. Nobody else finds it.

import { enterOffice } from "./support/admin.mjs";
import { logIn, post, scan, service, walkIn } from "./support/counter.mjs";
import { doubleTap } from "./support/kiosk.mjs";
import { becomes } from "./support/must.mjs";

export const name = "A clerk and a manager log in again in the middle of their work, and go on where they were";

/** Ends the session that a page has, as somebody else does who logs it out. */
async function endSession(page, url, kept) {
  const { userid, sessionid } = await page.evaluate(
    (item) => JSON.parse(sessionStorage.getItem(item)),
    `outpost.${kept}`,
  );
  await post(url, "/uc/services/logout", { userid, sessionid });
}

const over = (page) => page.locator("dialog.over");

/** Fills the log-in over the page in; the name is there already. */
async function comeBack(page, password, username = null) {
  if (username) await over(page).getByLabel("User name").fill(username);
  await over(page).getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
  await over(page).waitFor({ state: "detached" });
}

async function order(url) {
  const session = await walkIn(url, "13900000044");
  const made = await service(url, session, "order_submit", { productid: 1, quantity: 1 });
  await service(url, session, "order_paying", { orderid: made.order.id, payid: 1 });
  return String(made.order.id);
}

async function atTheCounter({ page, url, check, shot }) {
  const number = await order(url);
  await logIn(page, url);
  await scan(page, number);
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
  const received = page.getByLabel("Received", { exact: true });
  await received.fill("100");
  await endSession(page, url, "counter.session");
  await page.keyboard.press("F4");
  await over(page).getByText("Your session has ended. Please log in again.").waitFor();
  await becomes(
    async () => (await over(page).getByLabel("User name").inputValue()) === "clerk",
    "the name is there already",
  );
  await becomes(
    async () =>
      await over(page)
        .getByLabel("Password")
        .evaluate((it) => it === document.activeElement),
    "the password is asked for",
  );
  await check("counter-session-ended");
  await shot("counter-session-ended");
  for (const key of ["Escape", "Escape", "F4", "F2"]) await page.keyboard.press(key);
  await over(page).waitFor();
  await comeBack(page, "demo-clerk");
  await becomes(async () => (await received.inputValue()) === "100", "what was typed is still there");
  await becomes(
    async () => (await page.locator(".message .trouble").count()) === 0,
    "nothing says any more that the session has ended",
  );
  await page.keyboard.press("F4");
  await page.getByText("¥50.00 taken.").waitFor();
  await endSession(page, url, "counter.session");
  await page.getByRole("button", { name: "Find" }).click();
  await over(page).waitFor();
  await comeBack(page, "demo-operator", "operator");
  await page.getByText("Scan a voucher to begin").waitFor();
  await page.locator(".who", { hasText: "operator" }).waitFor();
  await becomes(
    async () => (await page.getByRole("heading", { name: `Order ${number}` }).count()) === 0,
    "somebody else begins anew",
  );
}

async function inTheOffice({ page, url, check, shot }) {
  await page.setViewportSize({ width: 1366, height: 768 });
  await enterOffice({ page, url });
  await page.locator(".side").getByRole("link", { name: "Other services" }).click();
  await page.locator(".tabs").getByRole("link", { name: "Course vouchers", exact: true }).click();
  await page.locator(".parts").getByRole("link", { name: "Schools", exact: true }).click();
  await page.getByRole("button", { name: "Add a school" }).click();
  const form = page.locator("dialog:not(.over)");
  await form.getByLabel("Name", { exact: true }).fill("夜校");
  await form.getByLabel("Service phone", { exact: true }).fill("0571-1234567");
  await endSession(page, url, "admin.session");
  await doubleTap(form.getByRole("button", { name: "Save" }));
  await over(page).getByText("The session has ended. Please log in again.").waitFor();
  await check("admin-session-ended");
  await shot("admin-session-ended");
  await comeBack(page, "demo-admin");
  await becomes(
    async () => (await form.getByLabel("Name", { exact: true }).inputValue()) === "夜校",
    "what was typed is still there",
  );
  await becomes(
    async () => (await form.locator(".trouble").count()) === 0,
    "nothing says any more that the session has ended",
  );
  await doubleTap(form.getByRole("button", { name: "Save" }));
  await form.waitFor({ state: "detached" });
  const made = page.locator("tbody tr", { hasText: "0571-1234567" });
  await made.waitFor();
  await becomes(async () => (await made.count()) === 1, "the school was made once");
  // A section whose tables were asked for in vain is filled after the log-in.
  await endSession(page, url, "admin.session");
  await page.locator(".side").getByRole("link", { name: "Accounts" }).click();
  await over(page).waitFor();
  await comeBack(page, "demo-admin");
  await page.locator("tbody tr", { hasText: "operator" }).first().waitFor();
  // Somebody else gets a page of his own.
  await endSession(page, url, "admin.session");
  await page.locator(".side").getByRole("link", { name: "Products and prices" }).click();
  await over(page).waitFor();
  await comeBack(page, "demo-operator", "operator");
  await page.locator(".who", { hasText: "operator" }).waitFor();
  await page.getByRole("link", { name: "全球上网卡" }).waitFor();
  await becomes(
    async () => (await page.locator(".side").getByRole("link", { name: "Accounts" }).count()) === 0,
    "an operator does not see the accounts",
  );
  // A page that is loaded anew shows nothing of the ended session.
  await endSession(page, url, "admin.session");
  await page.locator(".side").getByRole("link", { name: "Stock", exact: true }).click();
  await over(page).waitFor();
  await page.reload();
  await page.locator("main.door").waitFor();
  await becomes(async () => (await page.locator(".side").count()) === 0, "behind the door there is nothing");
}

/** The walk. */
export async function walk(tools) {
  // The pages' own calls answer 401 for an ended session, on purpose.
  tools.allow(/status of 401/);
  await atTheCounter(tools);
  await inTheOffice(tools);
}
