// Money that goes back by a button of the staff: a lease's to its wallet, and a ticket's by the way it came.

import { enterOffice } from "./support/admin.mjs";
import { logIn, logOut, post, scan, walkIn } from "./support/counter.mjs";
import { doubleTap } from "./support/kiosk.mjs";
import { becomes } from "./support/must.mjs";

export const name =
  "A manager gives a lease's money back, and tickets' money goes back from the counter and from the office";

const PHONE = "13900000099";
const KEY = "demo-appkey";
const BY_PHONE = 5; // payid

/** A partner's call of the lease shop; what it answers. */
async function lease(url, call, fields) {
  const headers = { "Content-Type": "application/json" };
  const answer = await (
    await fetch(`${url}/api/open/${call}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ appkey: KEY, ...fields }),
    })
  ).json();
  if (answer.ret !== 0) throw new Error(`${call}: ${JSON.stringify(answer)}`);
  return answer.ret_data;
}

/** A traveller's order of one ticket, paid on the phone; its number. */
async function paidTicket({ url, context }) {
  const { sessionid } = await walkIn(url, PHONE);
  const bearer = { Authorization: `Bearer ${sessionid}` };
  const lines = JSON.stringify([{ productid: "T001", quantity: 1 }]);
  const { order } = await post(
    url,
    "/api/pages/tickets/order",
    { client_ref: crypto.randomUUID(), lines, phone: PHONE },
    bearer,
  );
  const { pay_url } = await post(url, "/api/pages/tickets/pay", { orderid: order.id, payid: BY_PHONE }, bearer);
  const phone = await context.newPage();
  await phone.goto(pay_url);
  await phone.locator('button[value="pay"]').click();
  await phone.locator(".sign").waitFor();
  await phone.close();
  return order.number;
}

const dialogOf = (page) => page.getByRole("dialog");
const row = (page, text) => page.locator("tbody tr", { hasText: text });
const card = (page, heading) => page.locator("section.card", { has: page.getByRole("heading", { name: heading }) });

/** A clerk asks for a ticket's money, and an operator agrees; nobody at the desk touches cash. */
async function atTheCounter(tools, number) {
  const { page, url, check, shot } = tools;
  await logIn(page, url);
  await scan(page, number);
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
  await page.getByRole("button", { name: "Refund…" }).click();
  await page.locator(".quote .money", { hasText: "¥120.00" }).waitFor();
  await becomes(async () => (await page.locator(".choice").count()) === 0, "tickets go back together");
  await becomes(
    async () => await page.getByText("through WeChat Pay").isVisible(),
    "the way of the money is told before",
  );
  await page.getByLabel("Reason").selectOption("Trip cancelled");
  await check("counter-ticket-refund");
  await shot("counter-ticket-refund");
  await doubleTap(page.getByRole("button", { name: "Ask for the refund" }));
  await page.getByText("A refund of ¥120.00 was asked for").waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /F8/ }).count()) === 0,
    "tickets whose money may go back are not handed over",
  );
  await check("counter-ticket-refund-asked");
  await shot("counter-ticket-refund-asked");
  await logOut(page);
  await logIn(page, url, "operator", "demo-operator");
  await page.locator(".lists .row", { hasText: "to be decided" }).click();
  await becomes(
    async () => (await page.locator(".lists .row", { hasText: number }).count()) === 1,
    "it waits for a decision alone, and not to be handed over",
  );
  await page.getByText("was asked for: Trip cancelled").waitFor();
  await check("counter-ticket-decide");
  await shot("counter-ticket-decide");
  await page.getByRole("button", { name: "Agree and pay back" }).click();
  await page.getByText("Agreed. ¥120.00 goes back by its way.").waitFor();
  await page.locator(".refunds li", { hasText: "paid back" }).waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /F8|Refund…/ }).count()) === 0,
    "nothing is left to do",
  );
  await check("counter-ticket-refunded");
  await shot("counter-ticket-refunded");
  await logOut(page);
}

/** Goes to a part of a room. */
async function part(page, room, name) {
  await page.locator(".side").getByRole("link", { name: "Other services" }).click();
  await page.locator(".tabs").getByRole("link", { name: room, exact: true }).click();
  await page.locator(".parts").getByRole("link", { name, exact: true }).click();
  await page.locator(".parts a[aria-current]", { hasText: name }).waitFor();
}

/** Goes to an order by its link in a table. */
async function follow(page, number) {
  await page.getByRole("link", { name: number, exact: true }).click();
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
}

/** The manager asks for a ticket's money in the room, and decides on it among the refunds. */
async function inTheOffice({ page, check, shot }, number) {
  await part(page, "Tickets", "Orders");
  await page.getByRole("button", { name: `Ask for a refund ${number}` }).click();
  await dialogOf(page).getByText(`Ask for a refund: order ${number}?`).waitFor();
  await check("admin-ticket-refund");
  await shot("admin-ticket-refund");
  await doubleTap(dialogOf(page).getByRole("button", { name: "Yes" }));
  await dialogOf(page).waitFor({ state: "detached" });
  await page.locator(".side").getByRole("link", { name: "Orders", exact: true }).click();
  await page.locator(".tabs").getByRole("link", { name: "Refunds" }).click();
  // The refunds know the order by the book's number, not by the one on the ticket.
  const asked = row(page, "¥120.00");
  await asked.getByRole("button", { name: /^Agree/ }).click();
  await dialogOf(page).getByText("¥120.00").waitFor();
  await check("admin-refund-decide");
  await shot("admin-refund-decide");
  await doubleTap(dialogOf(page).getByRole("button", { name: "Yes" }));
  await asked.waitFor({ state: "detached" });
  await part(page, "Tickets", "Orders");
  await row(page, number).getByText("Closed", { exact: true }).waitFor();
  await follow(page, number);
  await card(page, "Refunds").getByText("Paid back").waitFor();
  await card(page, "Money").getByText("−¥120.00").waitFor();
  await check("admin-ticket-refunded");
  await shot("admin-ticket-refunded");
}

async function giveBack(page, number, reason) {
  await part(page, "IP leases", "Wallets");
  await page.getByRole("button", { name: "Moves demo_user" }).click();
  await dialogOf(page).getByRole("link", { name: number }).first().click();
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
  await page.getByRole("button", { name: "Give the money back" }).click();
  await dialogOf(page).getByLabel("Reason", { exact: true }).fill(reason);
  await doubleTap(dialogOf(page).getByRole("button", { name: "Give the money back" }));
}

/** A renewed lease goes back from its end: first the renewal, then what it renewed. */
async function giveLeasesBack({ page, url, check, shot }) {
  const opened = await lease(url, "isp_ip_open", { region: "hk", duration: "week", num: 1 });
  const { data } = await lease(url, "isp_ip_list", { limit: 100 });
  const { eip } = data.find((it) => it.order_id === opened.order_id);
  const renewed = await lease(url, "isp_ip_renew", { renew_ip_list: eip, duration: "week", out_order_id: "r-1" });
  const [first, second] = [opened, renewed].map(({ order_id }) => String(order_id));
  await giveBack(page, first, "does not answer");
  await dialogOf(page).getByText("those orders go back first").waitFor();
  await becomes(
    async () => (await dialogOf(page).getByLabel("Reason", { exact: true }).inputValue()) === "does not answer",
    "what was typed survives a refusal",
  );
  await check("admin-lease-renewed");
  await shot("admin-lease-renewed");
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  for (const number of [second, first]) {
    await giveBack(page, number, "does not answer");
    await dialogOf(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Give the money back" }).waitFor({ state: "detached" });
    await page.locator(".facts").getByText("Refunded").waitFor();
  }
  await check("admin-lease-given-back");
  await shot("admin-lease-given-back");
  await part(page, "IP leases", "Wallets");
  await row(page, "demo_user").getByText("¥10,000.00").first().waitFor();
}

/** The walk. */
export async function walk(tools) {
  const numbers = [await paidTicket(tools), await paidTicket(tools)];
  await atTheCounter(tools, numbers[0]);
  await tools.page.setViewportSize({ width: 1366, height: 768 });
  await enterOffice(tools);
  await inTheOffice(tools, numbers[1]);
  await giveLeasesBack(tools);
}
