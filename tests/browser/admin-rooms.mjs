// A manager fills the other rooms: a school with a course that the kiosk then sells, a tour's offer with its days, a
// ticket customer with its key, prices and wallets of leases. Nothing here needs a file.

import { readFile } from "node:fs/promises";
import { enterOfficeFirst } from "./support/admin.mjs";
import { post, walkIn } from "./support/counter.mjs";
import { doubleTap, enter } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A manager fills the rooms: courses, tours, tickets, leases";

const dialogOf = (page) => page.getByRole("dialog");

/** Goes to a part of a room. */
async function part({ page }, room, name) {
  await page.locator(".side").getByRole("link", { name: "Other services" }).click();
  await page.locator(".tabs").getByRole("link", { name: room, exact: true }).click();
  await page.locator(".parts").getByRole("link", { name, exact: true }).click();
  await page.locator(`.parts a[aria-current]`, { hasText: name }).waitFor();
}

/** Fills the open form in: texts by their labels, an array for a choice. */
async function fill(page, values) {
  const dialog = dialogOf(page);
  for (const [label, value] of Object.entries(values)) {
    if (Array.isArray(value)) await dialog.getByRole("combobox", { name: label }).selectOption({ label: value[0] });
    else await dialog.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Presses a button of the table, fills its form in and saves; clicks twice, as impatient people do. */
async function edit(page, button, values) {
  await page.getByRole("button", { name: button, exact: true }).click();
  await fill(page, values);
  await doubleTap(dialogOf(page).getByRole("button", { name: "Save" }));
  await dialogOf(page).waitFor({ state: "detached" });
}

const row = (page, text) => page.locator("tbody tr", { hasText: text });

async function teach(hands) {
  const { page, check, shot, context, url } = hands;
  await part(hands, "Course vouchers", "Schools");
  await edit(page, "Add a school", { Name: "夜校", "Service phone": "0571-1234567" });
  await row(page, "夜校").first().waitFor();
  await becomes(async () => (await row(page, "夜校").count()) === 1, "two clicks made one school");
  await edit(page, "Add who redeems 夜校", {});
  await row(page, "夜校").getByText("admin").waitFor();
  await check("admin-schools");
  await shot("admin-schools");
  await part(hands, "Course vouchers", "Gifts");
  await edit(page, "Add a gift", { "When it is given": "报名后", "What is given": "画板一块" });
  await shot("admin-gifts");
  await part(hands, "Course vouchers", "Course offers");
  await page.getByRole("button", { name: "Add an offer", exact: true }).click();
  const span = {
    "Sold from": "2026-07-01T00:00:00",
    "Sold until": "2026-12-31T23:59:59",
    "Taken from": "2026-07-01T00:00:00",
    "Taken until": "2027-12-31T23:59:59",
  };
  await fill(page, { Name: "夜校抵扣券", "Price (no fractions)": "900", "Worth (no fractions)": "90", ...span });
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await dialogOf(page).getByText("cannot cost more than it is worth").waitFor();
  await becomes(
    async () => (await dialogOf(page).getByLabel("Name", { exact: true }).inputValue()) === "夜校抵扣券",
    "what was typed survives the error",
  );
  await check("admin-offer-mistake");
  await shot("admin-offer-mistake");
  await fill(page, { "Price (no fractions)": "80", "Worth (no fractions)": "800" });
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await row(page, "夜校抵扣券").getByText("Worth ¥800.00").waitFor();
  await check("admin-course-offers");
  await shot("admin-course-offers");
  await part(hands, "Course vouchers", "Courses");
  await edit(page, "Add a course", {
    Name: "水彩夜课",
    School: [await labelled(page, "Add a course", "School", "夜校")],
  });
  await edit(page, "Sell an offer 水彩夜课", {
    Offer: [await labelled(page, "Sell an offer 水彩夜课", "Offer", "夜校抵扣券")],
    Gift: [await labelled(page, "Sell an offer 水彩夜课", "Gift", "报名后")],
  });
  await row(page, "水彩夜课").getByText("Gift: 报名后").waitFor();
  await check("admin-courses");
  await shot("admin-courses");
  const kiosk = await context.newPage();
  await enter(kiosk, url);
  await kiosk.getByRole("button", { name: "课程券" }).click();
  await kiosk.locator(".product.card", { hasText: "水彩夜课" }).getByText("¥80").first().waitFor();
  await edit(page, "Stop an offer 水彩夜课", {});
  await row(page, "水彩夜课").getByText("夜校抵扣券").waitFor({ state: "detached" });
  await kiosk.reload();
  await kiosk.locator(".product.card").first().waitFor();
  await becomes(
    async () => (await kiosk.locator(".product.card", { hasText: "水彩夜课" }).count()) === 0,
    "a course without an offer is not on the shelf",
  );
  await kiosk.close();
  for (const [name, file] of [
    ["Orders", "course-orders"],
    ["Gift claims", "gift-claims"],
  ]) {
    await part(hands, "Course vouchers", name);
    await page.getByRole("heading", { name, level: 2 }).waitFor();
    await check(`admin-${file}`);
    await shot(`admin-${file}`);
  }
}

/** Two course orders that are paid: one goes back from the room's list, the other from its own page. */
async function giveBack(hands) {
  const { page, url, check, shot } = hands;
  const { sessionid } = await walkIn(url, "13900000044");
  const { sessionid: boss, userid } = await post(url, "/om/services/login", {
    username: "admin",
    password: "demo-admin",
  });
  const paid = async (slip) => {
    const wish = { mobile: "13900000044", courses_id: 52, rebate_id: 2, num: 2 };
    const order = await post(url, "/v1/order/create", wish, { Authorization: `Bearer ${sessionid}` });
    const answer = await post(url, "/om/services/order_paid", {
      userid,
      sessionid: boss,
      orderid: order.id,
      payvoucher: slip,
      amount: "400.00",
    });
    must(answer.error_no === 0, `the money is taken (${JSON.stringify(answer)})`);
    return order.order_sn;
  };
  const [first, second] = [await paid("C-1"), await paid("C-2")];
  await part(hands, "Course vouchers", "Orders");
  await page.getByRole("button", { name: `Refund ${first}`, exact: true }).click();
  await dialogOf(page).getByText("The vouchers end at once").waitFor();
  await fill(page, { Reason: "moved away" });
  await check("admin-course-refund");
  await shot("admin-course-refund");
  await dialogOf(page).getByRole("button", { name: "Refund", exact: true }).click();
  await page.getByText("¥400.00 went back.").waitFor();
  await row(page, first).getByText("Refunded").waitFor();
  await becomes(
    async () => (await row(page, first).getByRole("button").count()) === 0,
    "nothing more is to be done with it",
  );
  await row(page, second).getByText("Paid", { exact: true }).waitFor();
  await check("admin-course-refunded");
  await shot("admin-course-refunded");
  await row(page, second).getByRole("link", { name: second }).click();
  await page.getByRole("heading", { name: `Order ${second}` }).waitFor();
  await page.getByRole("button", { name: "Refund", exact: true }).click();
  await fill(page, { Reason: "course moved" });
  await dialogOf(page).getByRole("button", { name: "Refund", exact: true }).click();
  await dialogOf(page).waitFor({ state: "detached" });
  await page.locator("td", { hasText: "−¥400.00" }).first().waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: "Refund", exact: true }).count()) === 0,
    "it goes back once",
  );
  await check("admin-order-refunded");
  await shot("admin-order-refunded");
}

/** The whole text of a choice that ends with something: numbers stand before names. */
async function labelled(page, button, label, ending) {
  await page.getByRole("button", { name: button, exact: true }).click();
  await dialogOf(page).waitFor();
  const texts = await dialogOf(page).getByRole("combobox", { name: label }).locator("option").allTextContents();
  await page.keyboard.press("Escape");
  await dialogOf(page).waitFor({ state: "detached" });
  await becomes(
    async () =>
      await page.getByRole("button", { name: button, exact: true }).evaluate((it) => it === document.activeElement),
    "the focus is back where it was",
  );
  const found = texts.find((text) => text.endsWith(ending));
  must(found, `${ending} is among ${texts}`);
  return found;
}

async function tour(hands) {
  const { page, check, shot } = hands;
  await part(hands, "Tours", "Packages");
  await edit(page, "Add a package", { Name: "三亚五日", "Destination's name": "三亚" });
  await check("admin-tour-packages");
  await shot("admin-tour-packages");
  await part(hands, "Tours", "Offers");
  await page.getByRole("combobox", { name: "Tour" }).selectOption({ label: "500 杭州四日自由行" });
  await edit(page, "Add an offer", {
    Kind: ["Hotel"],
    Name: "湖畔小院",
    Price: "320",
    Pieces: "4",
    "Open days from": "2026-07-10",
    "Open days until": "2026-07-12",
  });
  await row(page, "湖畔小院").getByText("¥320.00").waitFor();
  await check("admin-tour-offers");
  await shot("admin-tour-offers");
  await part(hands, "Tours", "Calendar");
  await page.getByRole("combobox", { name: "Offer" }).selectOption({ label: "Hotel · 湖畔小院" });
  await becomes(
    async () => (await page.locator(".month .open").count()) === 3,
    "the three days that were opened are in the month",
  );
  await page.getByRole("button", { name: "13, Change 2026-07-13" }).press("Enter");
  await fill(page, { Price: "400", Pieces: "2" });
  await page.keyboard.press("Enter");
  await page.locator(".month .open", { hasText: "¥400.00" }).getByText("2 of 2 left").waitFor();
  await check("admin-tours");
  await shot("admin-tours");
  await part(hands, "Tours", "Coupons");
  await edit(page, "Add a batch", {
    Name: "暑期",
    Worth: "50",
    From: "2026-07-01T00:00:00",
    Until: "2026-08-31T23:59:59",
  });
  await page.getByRole("button", { name: "Issue 暑期" }).click();
  await fill(page, { Count: "3" });
  await doubleTap(dialogOf(page).getByRole("button", { name: "Save" }));
  const codes = (await dialogOf(page).getByLabel("Redeem codes").inputValue()).split("\n");
  must(
    codes.length === 3 && codes.every((code) => /^[A-Za-z0-9]{12}$/.test(code)),
    `two clicks issued three coupons once (${codes})`,
  );
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  await row(page, "暑期").locator("td").nth(4).getByText("3", { exact: true }).waitFor();
  await check("admin-tour-coupons");
  await shot("admin-tour-coupons");
  await part(hands, "Tours", "Partners");
  await page.getByRole("button", { name: "Add a partner" }).click();
  await fill(page, { Name: "另一个平台", "Numbers of its accounts": "629" });
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await secret(hands, "partner");
  await row(page, "另一个平台").getByText("629").waitFor();
  await check("admin-tour-partners");
  await shot("admin-tour-partners");
}

/** Reads the key that is shown this once; Escape does not lose it. */
async function secret({ page, check, shot }, name) {
  const key = await dialogOf(page).locator(".secret").textContent();
  await page.keyboard.press("Escape");
  await becomes(
    async () => key.length >= 12 && (await dialogOf(page).locator(".secret").isVisible()),
    "a key stays until it is noted",
  );
  if (name) {
    await check(`admin-key-${name}`);
    await shot(`admin-key-${name}`);
  }
  await dialogOf(page).getByRole("button", { name: "Noted" }).click();
  await dialogOf(page).waitFor({ state: "detached" });
  return key;
}

async function tickets(hands) {
  const { page, check, shot } = hands;
  await part(hands, "Tickets", "Ticket customers");
  const customer = {
    Kind: ["Guide"],
    Number: "G-1",
    Name: "李导",
    "User name": "guide-li",
    Password: "a long half of a key",
    "Limit a day": "40",
  };
  await edit(page, "Add a customer", customer);
  await row(page, "guide-li").getByText("40").waitFor();
  await page.getByRole("button", { name: "Add a customer" }).click();
  await fill(page, customer);
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await dialogOf(page).getByText("is there already").waitFor();
  await shot("admin-ticket-customer");
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  const keys = [];
  for (const _ of [1, 2]) {
    await page.getByRole("button", { name: "New key 李导" }).click();
    await dialogOf(page).getByText("The old one ends at once").waitFor();
    await dialogOf(page).getByRole("button", { name: "Yes" }).click();
    await page.locator(".secret").waitFor();
    keys.push(await secret(hands, keys.length === 0 ? "ticket" : null));
  }
  must(keys[0] !== keys[1], "each rotation makes another key");
  await row(page, "guide-li").locator("td").nth(4).getByText("Yes").waitFor();
  await check("admin-ticket-customers");
  await shot("admin-ticket-customers");
  await part(hands, "Tickets", "Ticket products");
  await edit(page, "Add a ticket", { Number: "T-9", Name: "夜游票", Price: "66.6" });
  await row(page, "夜游票").getByText("¥66.60 / piece").waitFor();
  await check("admin-ticket-products");
  await shot("admin-ticket-products");
}

const CSV = "number,kind,code,ordered_at,product,quantity\n20260706000777,7,G-1,2026-07-06 09:00:00,T-9,3\n";

/** An order of the guide's comes in, and is paid in cash at the counter. */
async function ticketOrders(hands) {
  const { page, url, check, shot } = hands;
  const login = await fetch(`${url}/om/services/login`, {
    method: "POST",
    body: new URLSearchParams({ username: "admin", password: "demo-admin" }),
  });
  const headers = { Authorization: `Bearer ${(await login.json()).sessionid}`, "Content-Type": "text/csv" };
  const imported = await fetch(`${url}/api/pages/admin/import?kind=ticket-orders&mode=import`, {
    method: "POST",
    headers,
    body: CSV,
  });
  must(imported.ok, `the order comes in (${await imported.text()})`);
  await part(hands, "Tickets", "Orders");
  const order = row(page, "20260706000777");
  await order.getByText("夜游票 × 3").waitFor();
  await order.getByText("not handed over").waitFor();
  await page.getByRole("button", { name: "Take cash 20260706000777" }).click();
  await dialogOf(page).getByText("Take ¥199.80 in cash").waitFor();
  await fill(page, { Slip: "C-1" });
  await check("admin-ticket-cash");
  await doubleTap(dialogOf(page).getByRole("button", { name: "Save" }));
  await order.getByText("Paid in cash").waitFor();
  await order.getByText("3 handed over").waitFor();
  await becomes(async () => (await order.getByRole("button").count()) === 1, "nothing more is to be done with it");
  await page.getByRole("button", { name: "Visitors 20260706000777" }).click();
  await dialogOf(page).getByText("Nobody is named.").waitFor();
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "Booked" });
  await order.waitFor({ state: "detached" });
  await page.getByRole("combobox", { name: "State" }).selectOption({ label: "All" });
  await order.waitFor();
  await check("admin-ticket-orders");
  await shot("admin-ticket-orders");
}

async function leases(hands) {
  const { page, check, shot } = hands;
  await part(hands, "IP leases", "Stock");
  await page.getByRole("button", { name: "Add addresses" }).click();
  await fill(page, { Region: "th", Addresses: "203.0.113.300" });
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await dialogOf(page).getByText("Some address or range is not right").waitFor();
  await becomes(
    async () => (await dialogOf(page).getByLabel("Region", { exact: true }).inputValue()) === "th",
    "a refusal by the server leaves what was typed",
  );
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  await edit(page, "Add addresses", { Region: "th", Addresses: "203.0.113.240/30\n203.0.113.99" });
  await page.getByText("5 addresses added; 0 were there already.").waitFor();
  await row(page, "th").waitFor();
  await page.getByLabel("IP address").fill("203.0.113.99");
  await page.getByRole("button", { name: "Retire", exact: true }).click();
  await page.getByText("203.0.113.99 is retired.").waitFor();
  await row(page, "th").locator("td").nth(6).getByText("1").waitFor();
  await becomes(
    async () => (await row(page, "th").locator("td").allTextContents()).slice(3, 7).join() === "4,0,0,1",
    "four are free and one is retired",
  );
  await check("admin-lease-stock");
  await shot("admin-lease-stock");
  await part(hands, "IP leases", "Prices");
  await edit(page, "New price", { Region: "th", Duration: ["A week"], Price: "12.3" });
  await row(page, "th").getByText("¥12.30").waitFor();
  await check("admin-lease-prices");
  await shot("admin-lease-prices");
  await part(hands, "IP leases", "Wallets");
  await edit(page, "Top up demo_user", { Amount: "100.01", Slip: "S-100" });
  await page.getByText("Topped up: the balance is ¥10,100.01.").waitFor();
  await page.getByRole("button", { name: "Moves demo_user" }).click();
  await dialogOf(page).getByText("S-100").waitFor();
  await check("admin-wallet-moves");
  await shot("admin-wallet-moves");
  await dialogOf(page).getByRole("button", { name: "Close" }).click();
  await check("admin-wallets");
  await shot("admin-wallets");
  await part(hands, "IP leases", "App keys");
  await page.getByRole("button", { name: "Make a key" }).click();
  await fill(page, { "Account number": "7" });
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await page.locator(".secret").waitFor();
  await secret(hands);
  await row(page, "traveller").waitFor();
  await check("admin-app-keys");
  await shot("admin-app-keys");
}

/** What was made above leaves as a file. */
async function takeAway(hands) {
  const { page, check, shot } = hands;
  await page.locator(".side").getByRole("link", { name: "Import & export" }).click();
  await page.getByRole("combobox", { name: "What to export" }).selectOption("lease-prices");
  const files = [];
  for (const _ of [1, 2]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    files.push(await download);
    await page.getByText("Handed to the browser's downloads").waitFor();
    await page.getByLabel("byte order mark").uncheck();
  }
  must(files[0].suggestedFilename() === "lease-prices.csv", "the file is called like its table");
  const [marked, plain] = await Promise.all(files.map(async (file) => readFile(await file.path(), "utf8")));
  must(
    marked === `\uFEFF${plain}` && plain.split("\n").some((line) => line.includes("th,week,12.30")),
    `the file has the new price (${plain})`,
  );
  await check("admin-export");
  await shot("admin-export");
  await page.getByRole("combobox", { name: "What to export" }).selectOption("all");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download" }).click();
  const whole = await readFile(await (await download).path(), "utf8");
  must(whole.includes("水彩夜课") && !whole.includes("$argon2id$"), "the whole outlet leaves without its secrets");
  await page.locator(".side").getByRole("link", { name: "Stock", exact: true }).click();
  await row(page, "Residential · th").waitFor();
  await check("admin-stock");
  await shot("admin-stock");
}

/** An operator sees the same rooms without what only admins may change. */
async function asOperator(hands) {
  const { page } = hands;
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByLabel("User name").fill("operator");
  await page.getByLabel("Password", { exact: true }).fill("demo-operator");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("heading", { name: "Stock" }).waitFor();
  await part(hands, "Tours", "Partners");
  await page.getByText("Admins alone may change this.").waitFor();
  await becomes(
    async () => (await page.locator("main button", { hasText: /Add|Change|New key/ }).count()) === 0,
    "an operator does not change partners",
  );
}

export async function walk(hands) {
  await hands.page.setViewportSize({ width: 1366, height: 768 });
  await enterOfficeFirst(hands);
  await teach(hands);
  await giveBack(hands);
  await tour(hands);
  await tickets(hands);
  await ticketOrders(hands);
  await leases(hands);
  await takeAway(hands);
  await asOperator(hands);
}
