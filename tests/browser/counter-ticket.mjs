// Tickets at the counter: an agency's order that is paid in cash, and one that leaves on the agency's account.

import { createHash, createHmac, randomBytes } from "node:crypto";
import { logIn, scan } from "./support/counter.mjs";
import { becomes } from "./support/must.mjs";

export const name = "A clerk takes cash for tickets, and hands others over on an agency's account";

const BOOKED = "20261101000002"; // of the demonstration
const AGENCY = "上海示例旅行网络有限公司";

/** An agency orders tickets for two people, signed as its partner document says; the order's number. */
async function agencyOrder(url) {
  const path = "/api/WebInterface/Order/ScenicSpot/AddOrder";
  const { now } = await (await fetch(`${url}/api/pages/today`)).json();
  const ts = Math.floor(Date.parse(`${now.replace(" ", "T")}+08:00`) / 1000);
  const nonce = randomBytes(6).toString("hex");
  const { hostname, port } = new URL(url);
  const key = `S3ss10nK3y${createHash("md5").update("demo-agent").digest("hex").toUpperCase()}`;
  const text = ["hawk.1.header", ts, nonce, "POST", path, hostname, port, "", "", ""].join("\n");
  const mac = createHmac("sha256", key).update(text).digest("base64");
  const visitor = (fullname, identificationnumber) => ({
    productid: "T002",
    amount: 1,
    fullname,
    identificationnumber,
  });
  const orderdetails = [visitor("林晓舟", "110101199003070134"), visitor("周一帆", "110101199105080272")];
  const answer = await fetch(url + path, {
    method: "POST",
    headers: {
      Authorization: `Hawk id="agent01", ts="${ts}", nonce="${nonce}", mac="${mac}"`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ dwlx: 2, dwid: "AGENT01", orderinfo: { senderid: "walk-1", orderdetails } }),
  });
  const { orderid } = await answer.json();
  return orderid;
}

async function takeCash({ page, check, shot }) {
  await page.locator(".lists .row", { hasText: BOOKED }).waitFor();
  await check("counter-tickets-today");
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, BOOKED);
  await page.getByRole("heading", { name: `Order ${BOOKED}` }).waitFor();
  await becomes(
    async () => await page.getByText("With the money the tickets are handed over.").isVisible(),
    "cash hands tickets over",
  );
  await check("counter-ticket-cash");
  await shot("counter-ticket-cash");
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.getByText("¥120.00 taken, the tickets are handed over.").waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /F8/ }).count()) === 0,
    "they are handed over once",
  );
  await check("counter-ticket-done");
}

async function onAccount({ page, check, shot }, number) {
  await page.keyboard.press("F2");
  await scan(page, number);
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
  await page.getByText("2 visitors").waitFor();
  await becomes(
    async () => await page.getByText("**************0134").isVisible(),
    "a clerk compares the end of a document",
  );
  await page.keyboard.press("F8");
  await page.getByText("No money is taken; the agency owes it.").waitFor();
  await check("counter-ticket-deal");
  await shot("counter-ticket-deal");
  await page.keyboard.press("F8");
  await page.getByText("The tickets are handed over.").waitFor();
  await page.getByText("Everything was handed over").waitFor();
  await shot("counter-ticket-dealt");
  await becomes(
    async () => (await page.getByRole("button", { name: /F8/ }).count()) === 0,
    "they are handed over once",
  );
}

/** The walk. */
export async function walk(tools) {
  const { page, url } = tools;
  const number = await agencyOrder(url);
  await logIn(page, url);
  await becomes(
    async () => await page.locator(".lists .row", { hasText: AGENCY }).first().isVisible(),
    "the list names the agency",
  );
  await takeCash(tools);
  await onAccount(tools, number);
}
