// A clerk's day at the counter: first log-in, a voucher, cash, a card, hand-over; each by keyboard and scanner.

import { logIn, logOut, scan, service, walkIn } from "./support/counter.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A clerk logs in for the first time, takes cash, hands a card over and completes";

const CARD = "8944200012789700101";

/**
 * A customer's order that is picked up and paid at the counter, of one card and, if wanted, some of another product.
 */
async function orderOf(url, phone, more = []) {
  const session = await walkIn(url, phone);
  const { order } = await service(url, session, "order_submit", { productid: 1, quantity: 1 });
  for (const line of more) await service(url, session, "orderdetail_set", { orderid: order.id, ...line });
  const { now } = await (await fetch(`${url}/api/pages/today`)).json();
  await service(url, session, "order_shipping", {
    orderid: order.id,
    obtainvoucher: true,
    outletid: 2,
    obtaintime: now,
  });
  await service(url, session, "order_paying", { orderid: order.id, payid: 1 });
  const { evouchers } = await service(url, session, "evoucher_gets", { orderid: order.id });
  return { id: String(order.id), serial: String(evouchers[0].evoucher_sn) };
}

async function firstLogIn({ page, url, check, shot }) {
  await page.goto(`${url}/counter`);
  await page.getByRole("button", { name: "English" }).click();
  await page.getByLabel("User name").fill("82936715");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByText("The password is wrong").waitFor();
  await check("counter-login");
  await shot("counter-login");
  await page.getByLabel("Password").fill("666666");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByText("choose your own password").waitFor();
  await page.getByLabel("New password").fill("counter-2016");
  await page.getByLabel("Once more").fill("counter-2017");
  await page.getByRole("button", { name: "Save and start" }).click();
  await page.getByText("The two passwords differ").waitFor();
  await check("counter-first-password");
  await shot("counter-first-password");
  await page.getByLabel("Once more").fill("counter-2016");
  await page.getByRole("button", { name: "Save and start" }).click();
  await page.getByText("Scan a voucher to begin").waitFor();
  await becomes(async () => await page.getByText("82936715").isVisible(), "the clerk's name is shown");
}

async function cash({ page, url, check, shot }, order) {
  await page
    .getByRole("button", { name: /13900000077/ })
    .first()
    .waitFor();
  await check("counter-today");
  await shot("counter-today");
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, order.serial);
  await page.getByRole("heading", { name: `Order ${order.id}` }).waitFor();
  await page.keyboard.press("F4");
  await page.getByText("Type what the customer hands over first").waitFor();
  await check("counter-cash-empty");
  await page.getByLabel("Received", { exact: true }).fill("40");
  await becomes(
    async () => await page.getByRole("button", { name: /Take cash/ }).isDisabled(),
    "less than is due is not taken",
  );
  await page.getByLabel("Received", { exact: true }).fill("100");
  await becomes(async () => await page.getByText("Change ¥50.00").isVisible(), "the change is worked out");
  await check("counter-cash");
  await shot("counter-cash");
  await page.getByLabel("Received", { exact: true }).focus();
  const searched = page.waitForResponse(/counter\/find/);
  await scan(page, order.serial);
  await searched;
  await becomes(
    async () => (await page.getByLabel("Received", { exact: true }).inputValue()) === "100",
    "a scan leaves the field that it was typed into",
  );
  let payments = 0;
  page.on("request", (request) => (payments += request.url() === `${url}/api/pages/counter/cash` ? 1 : 0));
  await page.keyboard.press("F4");
  await page.keyboard.press("F4");
  await page.getByText("¥50.00 taken.").waitFor();
  must(payments === 1, "a double press sends one payment");
  await page.locator(".change-due", { hasText: "¥50.00" }).waitFor();
  await check("counter-change");
  await shot("counter-change");
  await page.emulateMedia({ colorScheme: "dark" });
  await shot("counter-change-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "中文" }).click();
  await shot("counter-change-zh");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name: "Taken by mistake…" }).click();
  await page.getByText("Take the payment of ¥50.00 back?").waitFor();
  await check("counter-void");
  await shot("counter-void");
  await page.getByRole("button", { name: "Take the payment back" }).press("Enter");
  await page.getByText("is taken back. The order waits for its money.").waitFor();
  await becomes(async () => (await page.locator(".change-due").count()) === 0, "the change is gone with the next step");
  await page.getByRole("button", { name: "¥100", exact: true }).click();
  await page.keyboard.press("F4");
  await page.locator(".change-due", { hasText: "¥50.00" }).waitFor();
}

async function handOver({ page, check, shot }, order) {
  await page.keyboard.press("F8");
  await page.getByText("1 card was not scanned").waitFor();
  await check("counter-card");
  await shot("counter-card");
  await page.locator("body").focus();
  await scan(page, "8944200012789799999");
  await page.getByText("Nothing is known of").waitFor();
  await scan(page, order.serial);
  await page.getByRole("heading", { name: `Order ${order.id}` }).waitFor();
  await scan(page, CARD);
  await page.getByText(`Card ${CARD} goes with this order.`).waitFor();
  await becomes(async () => await page.getByText(`card ${CARD}`).first().isVisible(), "the line shows its card");
  await check("counter-complete");
  await shot("counter-complete");
  await page.keyboard.press("F8");
  await page.getByText("Handed over.", { exact: true }).waitFor();
  await becomes(async () => await page.getByText("Everything was handed over").isVisible(), "nothing is left to do");
  await check("counter-done");
  await shot("counter-done");
}

/** A clerk asks for the money of one of two lines, by keyboard alone; an operator agrees. */
async function refundOneLine({ page, url, check, shot }) {
  const order = await orderOf(url, "13900000088", [{ productid: 1, quantity: 2 }]);
  await logIn(page, url);
  await scan(page, order.id);
  await page.getByRole("heading", { name: `Order ${order.id}` }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.getByText("¥150.00 taken.").waitFor();
  await page.getByRole("button", { name: "Refund…" }).press("Enter");
  await page.locator(".quote .money", { hasText: "¥150.00" }).waitFor();
  await page.locator(".choice input").first().focus();
  await page.keyboard.press("Space");
  await page.locator(".quote .money", { hasText: "¥100.00" }).waitFor();
  await becomes(async () => (await page.getByLabel("Reason").inputValue()) === "Trip cancelled", "a reason is chosen");
  await page.getByLabel("Reason").selectOption("Not satisfied");
  await becomes(
    async () => await page.getByText("in cash, at this counter").isVisible(),
    "the way of the money is told before",
  );
  await check("counter-refund");
  await shot("counter-refund");
  await page.locator(".choice input").last().focus();
  await page.keyboard.press("Space");
  await page.getByText("Choose one line at least.").waitFor();
  await becomes(
    async () => await page.getByRole("button", { name: "Ask for the refund" }).isDisabled(),
    "nothing goes back for nothing",
  );
  await page.keyboard.press("Space");
  await page.locator(".quote .money", { hasText: "¥100.00" }).waitFor();
  await page.getByRole("button", { name: "Ask for the refund" }).press("Enter");
  await page.getByText("A refund of ¥100.00 was asked for").waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /Agree/ }).count()) === 0,
    "a clerk does not decide on refunds",
  );
  await page.locator(".lists .row", { hasText: "to be decided" }).waitFor();
  await check("counter-refund-asked");
  await shot("counter-refund-asked");
  await logOut(page);
  await logIn(page, url, "operator", "demo-operator");
  await page.locator(".lists .row", { hasText: "to be decided" }).waitFor();
  await page.keyboard.press("F2");
  while (!(await page.locator(".row:focus", { hasText: "to be decided" }).count()))
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Agree, hand ¥100.00 back now" }).waitFor();
  await becomes(
    async () => await page.getByText("was asked for: Not satisfied").isVisible(),
    "the operator reads the reason",
  );
  await check("counter-decide");
  await shot("counter-decide");
  await page.getByRole("button", { name: "Agree, hand ¥100.00 back now" }).press("Enter");
  await page.getByText("Count ¥100.00 first.").waitFor();
  await page.getByRole("button", { name: "Yes, ¥100.00 goes back in cash" }).press("Enter");
  await page.getByText("Hand ¥100.00 back to the customer now.").waitFor();
  await page.getByText("money went back").first().waitFor();
  await becomes(
    async () => await page.getByRole("button", { name: "Refund…" }).isVisible(),
    "the other line can still go back",
  );
  await shot("counter-refunded-line");
}

/** The walk. */
export async function walk(tools) {
  const { page, url } = tools;
  await firstLogIn(tools);
  const order = await orderOf(url, "13900000077");
  await cash(tools, order);
  await handOver(tools, order);
  await page.keyboard.press("F2");
  await page.keyboard.type("13900000077");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Order ${order.id}` }).waitFor();
  await becomes(async () => await page.getByText("used").first().isVisible(), "the phone finds the order again");
  await logOut(page);
  await refundOneLine(tools);
}
