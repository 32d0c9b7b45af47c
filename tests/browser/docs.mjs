// The page of the APIs, as an integrator uses it who has never seen the outlet: find a call, read it, try it.

import { becomes, must } from "./support/must.mjs";

export const name = "An integrator finds a call, reads what it takes and answers, and tries it against the outlet";

/** A call's entry. */
const entry = (page, path) => page.locator(`details[id="${path}"]`);

/** Opens a call, found by a word of its own. */
async function open(page, word, path) {
  await page.getByRole("searchbox").fill(word);
  await entry(page, path).locator("summary").click();
  await entry(page, path).locator(".inside").waitFor();
  return entry(page, path);
}

async function send(call, values) {
  for (const [field, value] of Object.entries(values)) await call.locator(`input[name="${field}"]`).fill(value);
  await call.getByRole("button", { name: "Send" }).click();
  await call.locator(".answered pre").waitFor();
  return call.locator(".answered").textContent();
}

async function reads({ page, check, shot }) {
  const call = await open(page, "log in by user name", "/uc/services/login");
  const text = await call.textContent();
  for (const word of ["password", "error_no", "1011", "wrong password", "curl -d"]) {
    must(text.includes(word), `the call says ${word}`);
  }
  await check("docs-call");
  await shot("docs-call");
}

async function tries({ page, shot }) {
  const login = entry(page, "/uc/services/login");
  const answer = await send(login, { username: "traveller", password: "demo-traveller" });
  must(answer.includes("200") && answer.includes("sessionid"), `the log-in is answered: ${answer}`);
  const addresses = await open(page, "address_gets", "/uc/services/address_gets");
  const sent = await addresses.locator('input[name="sessionid"]').inputValue();
  must(sent.length === 36, "the session of the log-in stands in the next form");
  const found = await send(addresses, {});
  must(found.includes("林晓舟"), `the traveller's addresses come: ${found}`);
  await shot("docs-tried");
  const prices = await open(page, "dated prices of a product", "/uc/services/prdunitprice_gets");
  const money = await send(prices, { productid: "2" });
  must(money.includes('"price": 30.10') || money.includes("30.10"), `money keeps its two decimals: ${money}`);
}

async function inEveryLight({ page, url, check, shot }) {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(`${url}/docs#/om/services/login`);
  await page.reload();
  await entry(page, "/om/services/login").locator(".inside").waitFor();
  await check("docs-dark");
  await shot("docs-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await becomes(
    () => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    "nothing stands beside a telephone's screen",
  );
  await check("docs-phone");
  await shot("docs-phone");
}

export async function walk(hands) {
  const { page, url, check, shot } = hands;
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/docs`);
  await page.getByRole("heading", { name: "接口文档" }).waitFor();
  await page.locator("details").first().waitFor();
  await check("docs-chinese");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("heading", { name: "APIs" }).waitFor();
  const all = await page.locator("details").count();
  must(all > 250, `all calls are there: ${all}`);
  await shot("docs-first");
  await page.getByRole("searchbox").fill("xylophone");
  await page.getByText("No call fits.").waitFor();
  await reads(hands);
  await tries(hands);
  await inEveryLight(hands);
}
