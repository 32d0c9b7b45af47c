// A manager's morning: log-in, a new price that the kiosk shows, a file with one bad line, the till report; and an
// operator's first log-in.

import { sendLogIn } from "./support/admin.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A manager changes a price, imports a table and reads the till";

const CARD = "8944200012789700101";

async function post(url, path, fields, headers = {}) {
  const answer = await fetch(url + path, { method: "POST", body: new URLSearchParams(fields), headers });
  return answer.json();
}

/** Two orders of two cards each, the first of them paid at the counter; answers that one's number. */
async function sell(url) {
  const numbers = [];
  const { userid, sessionid } = await post(url, "/uc/services/login", {
    username: "traveller",
    password: "demo-traveller",
  });
  const boss = await post(url, "/om/services/login", { username: "admin", password: "demo-admin" });
  for (const slip of ["S-1", null]) {
    const { result } = await post(url, "/uc/services/order_submit", { userid, sessionid, productid: 1, quantity: 2 });
    if (slip)
      await post(url, "/om/services/order_paid", {
        userid: boss.userid,
        sessionid: boss.sessionid,
        orderid: result.order.id,
        payvoucher: slip,
        amount: "100.00",
      });
    numbers.push(String(result.order.id));
  }
  return numbers[0];
}

/** A course voucher for 200 yuan that is worth 2000, paid and redeemed. */
async function redeem(url) {
  const bearer = ({ sessionid }) => ({ Authorization: `Bearer ${sessionid}` });
  const { sessionid } = await post(url, "/api/pages/walk-in", { phone: "13900000066" });
  const { id } = await post(
    url,
    "/v1/order/create",
    { mobile: "13900000066", courses_id: 52, rebate_id: 2, num: 1 },
    bearer({ sessionid }),
  );
  const clerk = bearer(await post(url, "/uc/services/login", { username: "clerk", password: "demo-clerk" }));
  const { order } = await post(
    url,
    "/api/pages/counter/cash",
    { orderid: id, amount: "200.00", reference: "S-2" },
    clerk,
  );
  const { coupon } = await post(url, "/api/pages/counter/redeem", { code: order.coupons[0].code }, clerk);
  must(coupon.state === "used", "the voucher is redeemed");
}

const to = (page, section) => page.locator(".side").getByRole("link", { name: section, exact: true }).click();

async function comeIn({ page, url, check, shot }) {
  await page.goto(`${url}/admin`);
  await page.getByRole("button", { name: "English" }).click();
  await sendLogIn(page, "admin", "wrong");
  await page.getByText("The password is wrong").waitFor();
  await check("admin-login");
  await shot("admin-login");
  await sendLogIn(page);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}

async function readTill({ page, check, shot }) {
  await page.locator(".figures").getByText("¥300.00").first().waitFor();
  const coupons = page.locator("section", { has: page.getByRole("heading", { name: "Course vouchers redeemed" }) });
  await coupons.getByText("1 in all, worth ¥2,000.00").waitFor();
  await becomes(
    async () => (await coupons.locator("tbody td").allTextContents()).join() === "2026-07-06,1,¥2,000.00",
    "the day of the voucher is told",
  );
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "已核销的课程券" }).waitFor();
  await page.getByText("1 张，共 ¥2,000.00").waitFor();
  await shot("admin-overview-chinese");
  await page.getByRole("button", { name: "English" }).click();
  await becomes(
    async () => (await page.locator(".chart .paid").count()) === 7,
    "the chart has a bar for each day of the week",
  );
  await page.getByText("As a table").click();
  await page.getByRole("button", { name: "Today" }).click();
  await page.locator(".chart .paid").nth(1).waitFor({ state: "detached" });
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  must((await download).suggestedFilename().endsWith(".csv"), "the report is handed over as a CSV file");
  await check("admin-overview");
  await shot("admin-overview");
}

async function changePrice({ page, url, check, shot }) {
  await to(page, "Products and prices");
  await page.getByRole("link", { name: "全球上网卡" }).click();
  await page.getByRole("button", { name: "Add price" }).click();
  await page.getByLabel("Price (a piece)").fill("48.5");
  await check("admin-product");
  await shot("admin-product");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.locator("tr", { hasText: "¥48.50" }).getByText("Valid now").waitFor();
  const kiosk = await page.context().newPage();
  await kiosk.goto(url);
  await kiosk.getByRole("button", { name: /^(上网与通话|Data and calls)$/ }).click();
  await kiosk.locator(".product", { hasText: "全球上网卡" }).getByText("¥48.50").first().waitFor();
  await kiosk.close();
  await page.getByRole("spinbutton", { name: "Counted" }).fill("90");
  await page.getByRole("button", { name: "Adjust the stock" }).click();
  await page.getByText("In the system: 90").waitFor();
  await page.getByRole("link", { name: "All products" }).click();
  await page.locator("tr", { hasText: "全球上网卡" }).getByText("¥48.50 a piece").waitFor();
  await check("admin-products");
  await shot("admin-products");
}

const file = (text) => ({ name: "reasons.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

async function importReasons({ page, check, shot, allow }) {
  allow?.(/status of 422/); // The answer to the file with the bad line.
  await to(page, "Import & export");
  await page.getByLabel("Table").selectOption("refund-reasons");
  await page.getByLabel("CSV file").setInputFiles(file("id,reason\n41,天气不好\nforty-two,改签\n"));
  await page.getByRole("button", { name: "Check the file" }).click();
  const bad = page.locator("tr", { hasText: "forty-two" });
  await bad.getByText("this must be a whole number above 0").waitFor();
  await becomes(async () => (await bad.locator("td").first().textContent()) === "3", "the line of the mistake is told");
  await check("admin-import-mistake");
  await shot("admin-import-mistake");
  await page.getByLabel("CSV file").setInputFiles(file("id,reason\n41,天气不好\n42,改签\n"));
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByText("2 rows: 2 would be added, 0 changed.").waitFor();
  await check("admin-import");
  await shot("admin-import");
  await page.getByRole("button", { name: "Import 2 rows" }).click();
  await page.getByText("Imported: 2 rows added, 0 changed.").waitFor();
}

async function lookAround({ page, check, shot }, order) {
  await to(page, "Stock");
  await page.getByRole("link", { name: "Data cards", exact: true }).first().click();
  await page.getByRole("button", { name: `Block ${CARD}` }).click();
  await page.locator("tr", { hasText: CARD }).getByText("Blocked").waitFor();
  for (const [tab, words] of [
    ["Exclusive numbers", "numbers are free now"],
    ["Redeem codes", "A new template"],
  ]) {
    await page.getByRole("link", { name: tab, exact: true }).click();
    await page.getByText(words).waitFor();
    await check(`admin-${tab.split(" ")[1]}`);
    await shot(`admin-${tab.split(" ")[1]}`);
  }
  await page.getByLabel("Count").fill("3");
  await page.getByRole("button", { name: "Make codes" }).click();
  await page.getByText(": 3 codes").waitFor();
  await to(page, "Orders");
  await page.getByRole("link", { name: order, exact: true }).click();
  await page.getByText("S-1").waitFor();
  await check("admin-order");
  await shot("admin-order");
  await to(page, "Other services");
  await page.locator(".month .open").first().waitFor();
  await check("admin-tours");
  await shot("admin-tours");
  await to(page, "System");
  await page.locator(".trail .told", { hasText: "price" }).first().waitFor();
  await check("admin-audit");
  await shot("admin-audit");
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.locator("tr", { hasText: "gateways.sandbox_key" }).first().waitFor();
  await becomes(
    async () => !(await page.locator("main").textContent()).includes("demo-sandbox-key"),
    "no secret is shown",
  );
  await page.getByRole("link", { name: "Backups", exact: true }).click();
  await page.getByText("There are no backups yet").waitFor();
  await check("admin-backups");
  await shot("admin-backups");
}

/** A new operator: made by the admin, first log-in with a change of the password, no section that is the admin's. */
async function newOperator({ page, check, shot }) {
  await to(page, "Accounts");
  const form = page.locator("section", { hasText: "A new account of the staff" });
  await form.getByLabel("User name").fill("night-shift");
  await form.getByLabel("Role").selectOption("3");
  await form.getByRole("button", { name: "Add" }).click();
  const password = await page.locator(".secret").textContent();
  must(/^\d{12}$/.test(password), "a one-time password is shown");
  await check("admin-one-time-password");
  await shot("admin-users");
  await page.getByRole("button", { name: "Noted" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await sendLogIn(page, "night-shift", password);
  await page.getByLabel("New password", { exact: true }).fill("after-midnight");
  await page.getByLabel("The new password again").fill("after-midnight");
  await check("admin-first-password");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await becomes(
    async () => (await page.locator(".side").getByRole("link", { name: "Accounts" }).count()) === 0,
    "an operator does not see the accounts",
  );
}

export async function walk(hands) {
  await hands.page.setViewportSize({ width: 1366, height: 768 });
  const order = await sell(hands.url);
  await redeem(hands.url);
  await comeIn(hands);
  await readTill(hands);
  await changePrice(hands);
  await importReasons(hands);
  await lookAround(hands, order);
  await newOperator(hands);
}
