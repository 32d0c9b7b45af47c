// "Where are you going?": found in either language, by pinyin and on the screen's keys; the plans of a country beside
// each other, and from there to the cart. The owner adds a country, and it is on the first shelf.

import { enterOffice } from "./support/admin.mjs";
import { arrive, chooseDays } from "./support/kiosk.mjs";
import { isAtRest, isTouchable } from "./support/measures.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller finds a country by pinyin and buys a plan for it; an owner adds another one";

const PHONE = { width: 390, height: 844 };
const SCREEN = { width: 1080, height: 1920 };
const LAPTOP = { width: 1366, height: 768 };

const field = (page) => page.locator(".where-field");
const tiles = (page) => page.locator(".places .card");
const tile = (page, name) => page.locator(".places .card", { has: page.getByText(name, { exact: true }) });

/** Fails unless this finds these, the first of them first. */
async function finds(page, typed, names) {
  await field(page).fill(typed);
  await becomes(
    async () => JSON.stringify(await page.locator(".places .name").allTextContents()) === JSON.stringify(names),
    `“${typed}” finds ${names}`,
  );
}

async function fits({ page }, name) {
  await page.setViewportSize(PHONE);
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    `nothing of ${name} sticks out on a phone`,
  );
  await isTouchable(page, `${name} on a phone`);
  await page.setViewportSize(SCREEN);
}

/** The first shelf in Chinese: pinyin, first letters, cities, both languages. */
async function search(hands) {
  const { page, url, check, shot } = hands;
  await arrive(page, url);
  await isAtRest(page, tiles(page).first(), "the first shelf");
  await page.getByRole("heading", { name: "您要去哪里？" }).waitFor();
  const all = await tiles(page).count();
  must(all === 13, `every destination that something is sold for has a tile (${all})`);
  await isTouchable(page, "the first shelf");
  await check("kiosk-destinations");
  await shot("kiosk-destinations");
  await fits(hands, "kiosk-destinations");
  await finds(page, "taiguo", ["泰国"]);
  await finds(page, "tg", ["泰国"]);
  await finds(page, "曼谷", ["泰国"]);
  await finds(page, "Thai", ["泰国"]);
  await finds(page, "ou", ["欧洲"]);
  await finds(page, "MEDF", ["马尔代夫"]);
  await finds(page, "yate", []);
  await page.getByText("没有找到。请换个写法，或询问柜台。").waitFor();
  await check("kiosk-destinations-none");
  await finds(page, "", ALL);
  await page.getByRole("button", { name: "多国通用" }).click();
  await becomes(async () => (await tiles(page).count()) === 1, "regions are shown alone");
  await page.getByRole("button", { name: "全部" }).click();
}

const ALL = "泰国 新加坡 马尔代夫 美国 欧洲 法国 意大利 德国 西班牙 瑞士 英国 荷兰 奥地利".split(" ");

/** A plan for Europe, found under France; back leads back. */
async function buy(hands) {
  const { page, check, shot } = hands;
  await finds(page, "faguo", ["法国"]);
  await tile(page, "法国").getByRole("button").click();
  await page.getByRole("heading", { name: "法国" }).waitFor();
  const plan = page.locator(".plan", { has: page.getByText("上网卡流量", { exact: true }) });
  const text = await plan.textContent();
  for (const fact of ["每天 1 GB", "4G/5G", "当地主流运营商", "购买后 365 天内启用", "欧洲", "30.10"])
    must(text.includes(fact), `the plan says ${fact}: ${text}`);
  await isTouchable(page, "the plans");
  await check("kiosk-plans");
  await shot("kiosk-plans");
  await fits(hands, "kiosk-plans");
  await plan.getByRole("button").click();
  const area = page.getByRole("button", { name: "欧洲", exact: true });
  await becomes(async () => (await area.getAttribute("aria-pressed")) === "true", "where to is known already");
  await page.locator(".bar").getByRole("button", { name: "返回" }).click();
  await plan.getByRole("button").click();
  await chooseDays(page);
  await page.locator(".bar .main-action").click();
  await page.locator(".line", { hasText: "欧洲" }).waitFor();
}

async function inEnglish(hands) {
  const { page, url, check, shot } = hands;
  await arrive(page, url, "en");
  await page.getByRole("heading", { name: "Where are you going?" }).waitFor();
  await finds(page, "xinjiapo", ["Singapore"]);
  await finds(page, "新加坡", ["Singapore"]);
  await finds(page, "sing", ["Singapore"]);
  await shot("kiosk-destinations-english");
  await tile(page, "Singapore").getByRole("button").click();
  await page.locator(".plan", { hasText: "Leading local networks" }).first().waitFor();
  must((await page.locator(".plan").first().textContent()).includes("1 GB a day"), "plans are told in English");
  await check("kiosk-plans-english");
  await shot("kiosk-plans-english");
}

/** The outlet's own screen has no other keys. */
async function onTheScreen({ page, url, check, shot }) {
  await page.goto(`${url}/?kiosk`);
  await field(page).click();
  const keys = page.locator(".keyboard");
  for (const key of ["t", "g"]) await keys.getByRole("button", { name: key, exact: true }).click();
  await becomes(async () => (await tiles(page).count()) === 1, "the keys on the screen find a country");
  await check("kiosk-destinations-keys");
  await shot("kiosk-destinations-keys");
  await page.goto(`${url}/?kiosk=0`);
}

/** The owner adds Japan, puts the card there by hand, and says what the plan brings. */
async function manage({ page, url, check, shot }) {
  await page.setViewportSize(LAPTOP);
  await enterOffice({ page, url });
  await page.goto(`${url}/admin#products/destinations`);
  await page.getByRole("heading", { name: "Destinations", exact: true }).waitFor();
  await check("admin-destinations");
  await shot("admin-destinations");
  await page.getByRole("button", { name: "Add countries and regions" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Find by name, code or pinyin").fill("riben");
  await dialog.getByRole("checkbox", { name: "Japan · 日本" }).check();
  await check("admin-destinations-add");
  await shot("admin-destinations-add");
  await dialog.getByRole("button", { name: "Add 1", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Open 日本" }).click();
  await page.getByText("Nothing is on sale for it yet").waitFor();
  await page.goto(`${url}/admin#products/1`);
  await page.getByRole("checkbox", { name: "Japan", exact: true }).check();
  await page
    .locator(".card", { has: page.getByRole("heading", { name: "Where it goes" }) })
    .getByRole("button", { name: "Save" })
    .click();
  await page.getByText("Saved.").first().waitFor();
  await page.getByRole("button", { name: "Change Plan" }).click();
  await dialog.getByLabel("Days", { exact: true }).fill("7");
  await dialog.getByLabel("Data", { exact: true }).fill("10");
  await dialog.getByLabel("Network", { exact: true }).fill("SoftBank");
  await check("admin-plan");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("SoftBank").waitFor();
  await check("admin-product-plan");
  await shot("admin-product-plan");
  await page.goto(`${url}/admin#products/destinations/5`);
  await page.getByRole("heading", { name: "Its countries" }).waitFor();
  await page.getByRole("checkbox", { name: "Japan", exact: true }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved.").first().waitFor();
  await check("admin-destination");
  await shot("admin-destination");
  await page.setViewportSize(PHONE);
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing of a destination sticks out on a phone",
  );
  await shot("admin-destination-phone");
  await page.setViewportSize(SCREEN);
}

/** What was added is on the first shelf; a card of which nothing is left says so. */
async function isThere({ page, url, shot }) {
  await arrive(page, url);
  await finds(page, "rb", ["日本"]);
  await tile(page, "日本").getByRole("button").click();
  const card = page.locator(".plan", { has: page.getByText("全球上网卡", { exact: true }) });
  const text = await card.textContent();
  for (const fact of ["7 天", "共 10 GB", "SoftBank"]) must(text.includes(fact), `the plan says ${fact}: ${text}`);
  await page.evaluate(async () => {
    const post = async (path, fields, session) => {
      const headers = session ? { Authorization: `Bearer ${session}` } : {};
      return (await fetch(path, { method: "POST", body: new URLSearchParams(fields), headers })).json();
    };
    const { sessionid: session } = await post("/uc/services/login", { username: "admin", password: "demo-admin" });
    const { products } = await (
      await fetch("/api/pages/admin/products?id=1", { headers: { Authorization: `Bearer ${session}` } })
    ).json();
    const count = { id: 1, seen: products[0].stock, counted: 0, reason: "lost" };
    await post("/api/pages/admin/product-stock", count, session);
  });
  await page.reload();
  await card.getByText("已售完").waitFor();
  must(await card.getByRole("button").isDisabled(), "nobody chooses what nobody can buy");
  await shot("kiosk-plans-sold-out");
}

export async function walk(hands) {
  await search(hands);
  await buy(hands);
  await hands.page.evaluate(() => sessionStorage.clear());
  await hands.page.goto("about:blank"); // The next traveller: the same address again would stay where it was.
  await inEnglish(hands);
  await onTheScreen(hands);
  await manage(hands);
  await isThere(hands);
}
