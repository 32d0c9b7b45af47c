// Tickets, from the shelf to the slip: in Chinese by code with a server that is killed twice, in English at the
// counter.

import { doubleTap, enter, onThePhone, readAnew, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller buys tickets by code in Chinese and at the counter in English, each once";

const TEXTS = {
  zh: { shelf: "门票", ticket: "湖区门票", other: "增加: 游船票 ¥55.00", more: "增加: 数量" },
  en: { shelf: "Tickets", ticket: "Lake park ticket", other: "More: Boat trip ticket ¥55.00", more: "More: Quantity" },
};
const TOTAL = "¥405.00"; // two of the lake at 120, three of the boat at 55

/** From the first screen to the phone number: two tickets of the lake, three of the boat. */
async function chooseTickets(page, url, language, { check, shot }) {
  const texts = TEXTS[language];
  await enter(page, url, language);
  await page.locator(".shelves").getByRole("button", { name: texts.shelf, exact: true }).click();
  await page.locator(".product.card", { hasText: texts.ticket }).waitFor();
  await check(`kiosk-tickets-${language}`);
  await shot(`kiosk-tickets-${language}`);
  await page.locator(".product.card", { hasText: texts.ticket }).getByRole("button").click();
  await page.getByRole("button", { name: texts.more, exact: true }).click();
  for (let count = 0; count < 3; count += 1) await page.getByRole("button", { name: texts.other, exact: true }).click();
  await becomes(
    async () => (await page.locator(".sum .money").textContent()) === TOTAL,
    "five tickets cost what five tickets cost",
  );
  await check(`kiosk-ticket-${language}`);
  await shot(`kiosk-ticket-${language}`);
  await page.locator(".bar .main-action").click();
  await typePhone(page);
}

/** The ticket orders that the outlet knows, asked by its operator. */
async function soldTickets(page) {
  return page.evaluate(async () => {
    const post = async (path, fields) =>
      (await fetch(path, { method: "POST", body: new URLSearchParams(fields) })).json();
    const { sessionid } = await post("/uc/services/login", { username: "operator", password: "demo-operator" });
    const till = await (await fetch("/api/pages/till", { headers: { Authorization: `Bearer ${sessionid}` } })).json();
    return till.channels.find((row) => row.channel === "ticket");
  });
}

/** Counts the calls of the kiosk that end in a word. */
function countCalls(page, end) {
  const calls = { count: 0 };
  page.on("request", (request) => (calls.count += request.url().endsWith(end) ? 1 : 0));
  return calls;
}

async function inChinese({ page, url, check, shot, server, context }) {
  await chooseTickets(page, url, "zh", { check, shot });
  // The order reaches the server, the answer does not reach the page; the finger taps twice.
  server.away = true;
  const loseTheAnswer = async (route) => {
    await route.fetch();
    await server.kill();
    await route.abort("connectionreset");
  };
  await page.route("**/tickets/order", loseTheAnswer, { times: 1 });
  await doubleTap(page.locator(".phone .main-action"));
  await page.locator(".toast").waitFor();
  await server.restart();
  await page.locator(".due", { hasText: TOTAL }).waitFor();
  await page.locator(".toast").waitFor({ state: "hidden" });
  server.away = false;
  await becomes(
    async () => (await soldTickets(page)).orders === 1,
    "an order whose answer was lost is not ordered again",
  );

  const payments = countCalls(page, "/tickets/pay");
  await doubleTap(page.locator(".way").first());
  await page.locator("img.code").waitFor();
  must(payments.count === 1, "a double tap on the way to pay asks for one payment");
  await onThePhone(page, context, "refuse");
  await page.locator(".refused").waitFor();
  await check("kiosk-ticket-refused");
  await shot("kiosk-ticket-refused");
  await server.kill();
  await page.locator(".toast").waitFor();
  await server.restart();
  await page.reload();
  await page.locator("img.code").waitFor();
  server.away = false;
  await onThePhone(page, context, "pay");
  await page.locator(".slip .slip-code").waitFor();
  const number = await page.locator(".slip .serial").textContent();
  must(/^20260706\d{6}$/.test(number), `the slip says the order's number (${number})`);
  const code = await page.locator(".slip-code").getAttribute("src");
  must(code.endsWith(`text=${number}`), `the code is the number (${code})`);
  await becomes(
    async () => (await page.locator(".slip .total .money").textContent()) === TOTAL,
    "the slip says what was paid",
  );
  await check("kiosk-ticket-slip");
  await shot("kiosk-ticket-slip");
  const sold = await soldTickets(page);
  must(sold.orders === 1 && sold.paid === 405, "there is one order after all, and it is paid once");
}

async function inEnglish({ page, url, check, shot }) {
  await page.locator(".slip .main-action").click();
  await chooseTickets(page, url, "en", { check, shot });
  const orders = countCalls(page, "/tickets/order");
  await doubleTap(page.locator(".phone .main-action"));
  await page.locator(".due", { hasText: TOTAL }).waitFor();
  must(orders.count === 1, "a double tap on the order button sends one order");
  await check("kiosk-ticket-payment");
  await shot("kiosk-ticket-payment");
  await doubleTap(page.locator(".way").nth(1));
  await page.locator(".slip .slip-code").waitFor();
  await becomes(
    async () => (await page.locator(".next").textContent()).includes("pay at the counter"),
    "the slip says where to pay",
  );
  await check("kiosk-ticket-slip-english");
  await shot("kiosk-ticket-slip-english");
  await becomes(async () => (await soldTickets(page)).orders === 2, "the second purchase is a second order");
}

/** A ticket that is taken off the shelf while somebody looks at it: a sentence, and the way back. */
async function takenOff({ page, check }) {
  await page.locator(".slip .main-action").click();
  await page.locator(".shelves").getByRole("button", { name: TEXTS.en.shelf, exact: true }).click();
  await page.locator(".product.card", { hasText: TEXTS.en.ticket }).getByRole("button").click();
  await page.route("**/api/pages/window", async (route) => {
    const response = await route.fetch();
    const shop = await response.json();
    await route.fulfill({ response, json: { ...shop, tickets: shop.tickets.slice(1) } });
  });
  await readAnew(page, page.locator(".notice", { hasText: "not for sale" }));
  await check("kiosk-ticket-gone");
  await page.getByRole("button", { name: "Back", exact: true }).click();
  await becomes(async () => (await page.locator(".product.card").count()) === 1, "the shelf shows what is left");
}

export async function walk(tools) {
  await tools.page.clock.install();
  await inChinese(tools);
  await inEnglish(tools);
  await takenOff(tools);
}
