// A manager reads what was sold and what lies in the store, by every report, on a laptop and a phone, by day and night,
// takes it along as a file and on paper, and goes from a row to its orders.

import { enterOffice } from "./support/admin.mjs";
import { post, service, walkIn } from "./support/counter.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A manager reads what was sold, what went back and what runs out, and takes it along";

const PHONE = "13900004722";
const SIZES = { laptop: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const A4 = { width: 794, height: 1123 }; // pixels at 96 to the inch
const SALES = ["By day", "By hour", "By product", "By category", "By channel", "By clerk", "By way of paying"];

async function login(url, username, password) {
  const answer = await post(url, "/uc/services/login", { username, password });
  return { Authorization: `Bearer ${answer.sessionid}` };
}

/** Five orders: cards at the counter, data for Thailand by courier, and one that goes back. */
async function sell(url) {
  const buyer = await walkIn(url, PHONE);
  const clerk = await login(url, "clerk", "demo-clerk");
  const operator = await login(url, "operator", "demo-operator");
  const days = { effect_datetime: "2026-07-10 00:00:00", failure_datetime: "2026-07-14 23:59:59" };
  const wishes = [
    { productid: 1, quantity: 2 },
    { productid: 1, quantity: 1 },
    { productid: 2, areaname: "泰国", ...days },
    { productid: 5, areaname: "欧洲", ...days },
    { productid: 3, call_duration: 120 },
  ];
  for (const [index, wish] of wishes.entries()) {
    const { order } = await service(url, buyer, "order_submit", wish);
    const who = index % 2 === 0 ? clerk : operator;
    const due = Number(order.payable_amount).toFixed(2);
    const cash = { orderid: order.id, amount: due, reference: `slip ${order.id}` };
    await post(url, "/api/pages/counter/cash", cash, who);
    if (index !== 1) continue;
    const back = { orderid: order.id, reason: "行程取消" };
    const asked = await post(url, "/api/pages/counter/refund", back, operator);
    const refund = { refundid: asked.order.refunds[0].id, agreed: "true", goods_back: "true" };
    await post(url, "/api/pages/counter/refund/decide", refund, operator);
  }
}

/** Pictures by day and by night, on a laptop and on a phone, with a look at what nobody sees. */
async function look({ page, check, shot }, name) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    await check(`${name}-${size}`); // by day and by night
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    must(wide <= viewport.width, `${name} fits a ${size} (${wide})`);
  }
  await page.setViewportSize(SIZES.laptop);
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme });
    await shot(`${name}-${colorScheme}`);
  }
}

const report = (page, label) => page.getByRole("navigation", { name: "Looked at" }).getByRole("link", { name: label });

async function readSales(hands) {
  const { page } = hands;
  await page.locator(".side").getByRole("link", { name: "Reports" }).click();
  await page.getByRole("heading", { name: "Sales by day" }).waitFor();
  await page.getByRole("button", { name: "Today", exact: true }).click();
  await page.getByText(/compared with 2026-07-05/).waitFor();
  const figures = page.locator(".figures");
  await figures.getByText("Net sales").waitFor();
  await look(hands, "admin-report-day");
  for (const label of SALES) {
    await report(page, label).focus();
    await page.keyboard.press("Enter");
    await becomes(async () => (await page.locator("tfoot tr").count()) === 1, `${label} has a total`);
    await hands.check(`admin-report ${label}`);
  }
  await report(page, "By product").click();
  await page.getByRole("heading", { name: "Sales by product" }).waitFor();
  await page.locator("tbody tr", { hasText: "全球上网卡" }).waitFor();
  await look(hands, "admin-report-product");
  await page.getByRole("button", { name: "Pieces" }).click();
  await page.locator("th[aria-sort=ascending]", { hasText: "Pieces" }).waitFor();
  await report(page, "By destination").click();
  await page.locator("tbody tr", { hasText: "Thailand" }).waitFor();
  await look(hands, "admin-report-destination");
}

async function goToOrders({ page }) {
  await report(page, "By clerk").click();
  await page.getByRole("link", { name: "Orders of operator" }).click();
  await page.getByRole("heading", { name: "Orders", exact: true }).waitFor();
  await becomes(
    async () => (await page.getByRole("combobox", { name: "Clerk" }).inputValue()) !== "",
    "the list of orders is the operator's",
  );
  await page.goBack();
  await page.getByRole("heading", { name: "Sales by clerk" }).waitFor();
}

async function takeAlong({ page }) {
  for (const [button, ending] of [
    ["Export CSV", "csv"],
    ["Export Excel", "xlsx"],
  ]) {
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: button }).click(),
    ]);
    must(file.suggestedFilename() === `report.${ending}`, `${button} hands over a file`);
  }
}

async function onPaper({ page }, label, file) {
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize(A4);
  must(await page.getByText(/Printed |打印于/).isVisible(), "paper says when it was printed");
  must(!(await page.locator(".side").isVisible()), "no menu is printed");
  const high = await page.evaluate(() => document.documentElement.scrollHeight);
  must(high <= A4.height, `${label} fits a sheet (${high})`);
  await page.screenshot({ path: new URL(`../../target/screenshots/${file}.png`, import.meta.url).pathname });
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize(SIZES.laptop);
}

async function readRefunds(hands) {
  const { page } = hands;
  await page.getByRole("navigation", { name: "What is reported" }).getByRole("link", { name: "Refunds" }).click();
  await page.locator("tbody tr", { hasText: "行程取消" }).waitFor();
  await look(hands, "admin-report-refunds");
  await report(page, "By product").click();
  await page.locator("tbody tr", { hasText: "33.3%" }).waitFor(); // 50 of 150 for cards
}

async function readStock(hands) {
  const { page } = hands;
  await page.getByRole("navigation", { name: "What is reported" }).getByRole("link", { name: "Stock" }).click();
  await page.locator("tbody tr", { hasText: "全球上网卡" }).waitFor();
  await look(hands, "admin-report-stock");
  await page.getByLabel("Runs out within days").fill("365");
  await page.keyboard.press("Tab");
  await page.getByText(/within 365 days/).waitFor();
  await page.getByRole("button", { name: /^Sold out/ }).click();
  await page.getByText("There are no such products.").or(page.locator("tbody .pill.bad").first()).waitFor();
}

async function readNothing(hands) {
  const { page } = hands;
  await page.goto(`${hands.url}/admin#reports/day`);
  await page.getByRole("button", { name: "Yesterday" }).click();
  await page.getByText("Nothing was sold in these days.").waitFor();
  await look(hands, "admin-report-nothing");
  await page.getByRole("button", { name: "Look at 30 days" }).click();
  await page.locator("svg.chart").waitFor();
}

async function inChinese(hands) {
  const { page } = hands;
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "每日销售" }).waitFor();
  await look(hands, "admin-report-day-zh");
  await onPaper(hands, "每日销售", "admin-report-paper-zh");
  await page.getByRole("link", { name: "按付款方式" }).click();
  await page.getByRole("heading", { name: "各付款方式收款" }).waitFor();
  await look(hands, "admin-report-way-zh");
  await page.getByRole("navigation", { name: "报表内容" }).getByRole("link", { name: "库存" }).click();
  await page.locator("tbody tr", { hasText: "全球上网卡" }).waitFor();
  await look(hands, "admin-report-stock-zh");
}

export async function walk(hands) {
  await hands.context.addInitScript(() => {
    if (!localStorage.getItem("outpost.language")) localStorage.setItem("outpost.language", JSON.stringify("en"));
  });
  await sell(hands.url);
  await enterOffice(hands);
  await readSales(hands);
  await goToOrders(hands);
  await takeAlong(hands);
  await report(hands.page, "By product").click();
  await hands.page.getByRole("heading", { name: "Sales by product" }).waitFor();
  await onPaper(hands, "Sales by product", "admin-report-paper");
  await readRefunds(hands);
  await readStock(hands);
  await readNothing(hands);
  await inChinese(hands);
}
