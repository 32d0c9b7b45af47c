// A scanner of any pace at the counter: whatever has the focus, a scan is searched for and presses nothing.

import { logIn, post, scan, service, typeByHand, walkIn } from "./support/counter.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "Scanners of 5 to 110 ms a key are read wherever the focus is, and press no button";

const PACES_MS = [5, 30, 70, 110];
const TEST_CODE = "TEST-azqy-2958";

/** An order that is to be paid at the counter, with its pick-up voucher. */
async function orderOf(url, phone) {
  const session = await walkIn(url, phone);
  const { order } = await service(url, session, "order_submit", { productid: 1, quantity: 1 });
  const { now } = await (await fetch(`${url}/api/pages/today`)).json();
  const delivery = { orderid: order.id, obtainvoucher: true, outletid: 2, obtaintime: now };
  await service(url, session, "order_shipping", delivery);
  await service(url, session, "order_paying", { orderid: order.id, payid: 1 });
  const { evouchers } = await service(url, session, "evoucher_gets", { orderid: order.id });
  return { id: String(order.id), serial: String(evouchers[0].evoucher_sn) };
}

const isOpen = ({ id }, page) => page.getByRole("heading", { name: `Order ${id}`, exact: true }).waitFor();

/** Scans of one pace, with the focus on everything that a clerk may have left it on. */
async function everywhere({ page }, [one, other], pace) {
  const take = page.getByRole("button", { name: /Take cash/ });
  const received = page.getByLabel(/^Received/);
  await page.keyboard.press("F2");
  await scan(page, one.serial, { pace });
  await isOpen(one, page);
  await take.focus();
  await scan(page, other.serial, { pace });
  await isOpen(other, page);
  await received.fill("100");
  await received.focus();
  await scan(page, one.serial, { pace, end: "Tab" });
  await isOpen(one, page);
  await received.fill("100");
  await received.focus();
  await scan(page, one.serial, { pace });
  await becomes(async () => (await received.inputValue()) === "100", "the amount is what it was");
  await page.getByText("Add a note").first().click();
  await page.getByLabel("Staff see it").fill("calls back");
  await scan(page, other.serial, { pace });
  await isOpen(other, page);
  await page.keyboard.press("F2");
  await scan(page, one.serial, { pace, end: null });
  await isOpen(one, page);
  await page.getByRole("button", { name: "Change clerk" }).click();
  await page.getByRole("dialog").waitFor();
  await page.getByRole("button", { name: "Back", exact: true }).focus();
  await scan(page, other.serial, { pace });
  await isOpenBehind(other, page);
  must(await page.getByRole("dialog").isVisible(), "a scan closes no dialog");
  await page.getByRole("button", { name: "Back", exact: true }).click();
}

/** As `isOpen` behind a dialog, where nothing has a role. */
const isOpenBehind = ({ id }, page) => page.locator("h2", { hasText: `Order ${id}` }).waitFor({ state: "attached" });

/** Two scans, the second while the first one's order is on its way. */
async function whileItLoads({ page }, [one, other], pace) {
  const slow = async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  };
  await page.route(/counter\/find/, slow);
  const found = [];
  const note = (request) => request.url().includes("counter/find") && found.push(request.url());
  page.on("request", note);
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, one.serial, { pace });
  await scan(page, other.serial, { pace });
  await becomes(() => found.length >= 2, "both scans are searched for");
  await isOpen(other, page);
  page.off("request", note);
  must(found.length === 2, `both scans are searched for, not ${found.length}`);
  must(found[0].endsWith(one.serial) && found[1].endsWith(other.serial), "in their order");
  await page.unroute(/counter\/find/, slow);
}

/** A hand is a hand: what it types stays, and its Enter presses what it stands on. */
async function byHand({ page, payments }, order) {
  await page.keyboard.press("F2");
  await typeByHand(page, order.serial, { pace: 110 });
  await isOpen(order, page);
  const received = page.getByLabel(/^Received/);
  await received.fill("");
  await received.focus();
  await typeByHand(page, "1000.50", { pace: 90, end: null });
  await becomes(async () => (await received.inputValue()) === "1000.50", "an amount that a hand types is an amount");
  must(payments() === 0, "no scan has taken any money");
  await page.getByRole("button", { name: /Take cash/ }).focus();
  await typeByHand(page, "", { pace: 120 });
  await page.getByText("taken.").waitFor();
  must(payments() === 1, "Enter on the button takes it once");
}

async function learns({ page, check, shot }, order) {
  await page.getByRole("button", { name: "Set up the scanner…" }).click();
  await scan(page, `~${TEST_CODE}#`, { pace: 70, end: "Tab" });
  await page.getByText("This scanner is known now").waitFor();
  await page.getByText("Tab key").waitFor();
  await scan(page, `~${order.serial}#`, { pace: 70, end: "Tab" });
  await page.getByText("Read:").waitFor();
  await page.getByText(order.serial, { exact: true }).waitFor();
  await check("counter-scanner");
  await shot("counter-scanner");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot("counter-scanner-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Finish" }).click();
  await page.keyboard.press("Escape");
  await scan(page, `~${order.serial}#`, { pace: 110, end: "Tab" });
  await isOpen(order, page);
  await page.reload();
  await page.getByText("Scan a voucher to begin").waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("button", { name: "设置扫描枪…" }).click();
  await page.getByText("已记住这把扫描枪").waitFor();
  await shot("counter-scanner-zh");
  await page.getByRole("button", { name: "忘记这把扫描枪" }).click();
  await page.getByText("还没有扫描测试码").waitFor();
}

/** The walk. */
export async function walk(tools) {
  const { page, url, allow } = tools;
  allow(/the server responded with a status of 4\d\d.*counter\/clerks/); // This browser is no enrolled counter.
  await post(url, "/api/pages/walk-in", { phone: "13900000070" });
  const orders = [await orderOf(url, "13900000071"), await orderOf(url, "13900000072")];
  let count = 0;
  page.on("request", (request) => (count += request.url() === `${url}/api/pages/counter/cash` ? 1 : 0));
  await page.addInitScript(() => localStorage.setItem("outpost.counter.device", '"no-counter"'));
  await logIn(page, url);
  const given = { ...tools, payments: () => count };
  for (const pace of PACES_MS) {
    await everywhere(given, orders, pace);
    await whileItLoads(given, orders, pace);
  }
  await learns(given, orders[1]);
  await page.getByRole("button", { name: "设置完毕" }).click();
  await page.getByRole("button", { name: "English" }).click();
  await byHand(given, orders[0]);
}
