// An owner fills the shop without a file: an adapter with a barcode that the kiosk then sells, a copy of it, a shelf, a
// carrier with its fees. What would give something away is asked about first.

import { fileURLToPath } from "node:url";
import { enterOfficeFirst } from "./support/admin.mjs";
import { enter } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

const PICTURE = fileURLToPath(new URL("../../assets/images/shop/hotel.png", import.meta.url));

export const name = "An owner makes products, shelves and what the outlet is run with, by hand";

const dialogOf = (page) => page.getByRole("dialog");
const row = (page, text) => page.locator("tbody tr", { hasText: text });
const side = (page, name) => page.locator(".side").getByRole("link", { name, exact: true }).click();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Fills the open form in: texts by their labels, an array for a choice. */
async function fill(page, values) {
  const dialog = dialogOf(page);
  for (const [label, value] of Object.entries(values)) {
    const choice = dialog.getByRole("combobox", { name: label, exact: true });
    if (Array.isArray(value)) await choice.selectOption({ label: value[0] });
    else await dialog.getByLabel(label, { exact: true }).fill(value);
  }
}

async function save(page, caption = "Save") {
  await dialogOf(page).getByRole("button", { name: caption, exact: true }).click();
  await dialogOf(page).waitFor({ state: "detached" });
}

/** A picture in both languages and both colour schemes. */
async function everyLook({ page, check, shot }, name) {
  await check(name);
  await shot(name);
  await page.emulateMedia({ colorScheme: "dark" });
  await shot(`${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
}

async function makeAdapter(hands) {
  const { page, check, shot } = hands;
  await side(page, "Products and prices");
  await press(page, "New product");
  await fill(page, {
    Name: "转换插头",
    Kind: ["Plain goods"],
    Category: ["上网卡"],
    "Price from now on": "0",
    Stock: "20",
    Barcode: "6901234567892",
  });
  await dialogOf(page).getByRole("button", { name: "Save", exact: true }).click();
  await dialogOf(page).getByText("it is given away").waitFor();
  await everyLook(hands, "admin-new-product");
  await dialogOf(page).locator('input[type="file"]').first().setInputFiles(PICTURE);
  const cutting = page.getByRole("dialog", { name: "Cut the picture" });
  await cutting.getByLabel("Zoom").fill("1.5");
  await cutting.getByLabel("Left and right").press("ArrowLeft");
  await cutting.getByLabel("What it shows").fill("A white adapter");
  await everyLook(hands, "admin-crop");
  await cutting.getByRole("button", { name: "Use this picture" }).click();
  await cutting.waitFor({ state: "detached" });
  await page.locator('.picture-field img[src^="/images/own/"]').waitFor();
  await fill(page, { "Price from now on": "39.5", "Name in English": "Travel adapter" });
  await save(page, "Save all the same");
  await page.getByLabel("Name or barcode").fill("69012345");
  await row(page, "转换插头").getByText("¥39.50").waitFor();
  await becomes(async () => (await page.locator("tbody tr").count()) === 1, "the search finds it alone");
  await everyLook(hands, "admin-products-found");
  await page.getByRole("link", { name: "转换插头" }).click();
  await page.getByRole("heading", { name: "About the product" }).waitFor();
  await page.getByRole("spinbutton", { name: "Counted" }).fill("70");
  await page.getByRole("combobox", { name: "Reason" }).selectOption({ label: "Delivered" });
  await press(page, "Adjust the stock");
  await page.getByText("In the system: 70").waitFor();
  await everyLook(hands, "admin-product-goods");
  await press(page, "Copy");
  await fill(page, { Name: "转换插头（欧标）" });
  await check("admin-product-copy");
  await save(page);
  await page.getByRole("heading", { name: "转换插头（欧标）", level: 2 }).waitFor();
  await page.getByText("¥39.50").first().waitFor();
  await press(page, "Archive");
  await shot("admin-product-archive");
  await save(page, "Archive");
  await press(page, "Bring back");
  await save(page, "Bring back");
  await page.getByRole("button", { name: "Archive", exact: true }).waitFor();
}

async function makeShelf(hands) {
  const { page, check } = hands;
  await page.locator(".tabs").getByRole("link", { name: "Categories" }).click();
  await press(page, "New: Categories");
  await fill(page, { Name: "旅行用品", "Place in lists": "9" });
  await save(page);
  await row(page, "旅行用品").waitFor();
  await press(page, "Change 旅行用品");
  await fill(page, { Description: "插头、地图和雨衣" });
  await save(page);
  await row(page, "插头、地图和雨衣").waitFor();
  await press(page, "Remove 上网卡");
  await dialogOf(page).getByRole("button", { name: "Remove", exact: true }).click();
  await dialogOf(page).getByText("other rows name this one").waitFor();
  await check("admin-shelf-named");
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  await press(page, "Remove 旅行用品");
  await save(page, "Remove");
  await becomes(async () => (await row(page, "旅行用品").count()) === 0, "an empty shelf can be taken away");
  await everyLook(hands, "admin-categories");
}

async function setUp(hands) {
  const { page, check } = hands;
  await side(page, "Set-up");
  await page.locator(".parts").getByRole("link", { name: "Outlets" }).click();
  await press(page, "New: Outlets");
  await fill(page, { Name: "机场二号柜台", Address: "萧山机场 T4", Telephone: "0571-12345678" });
  for (const [label, text] of [
    ["Province", "浙江"],
    ["City", "杭州"],
    ["District", "萧山"],
  ]) {
    await dialogOf(page)
      .getByRole("searchbox", { name: `Type a name to find it: ${label}` })
      .fill(text);
    const choice = dialogOf(page).getByRole("combobox", { name: label, exact: true });
    await choice.locator("option", { hasText: text }).first().waitFor({ state: "attached" });
    await choice.selectOption({ label: await choice.locator("option", { hasText: text }).first().textContent() });
  }
  await everyLook(hands, "admin-new-outlet");
  await fill(page, { Kind: ["Own office"] });
  await save(page);
  await row(page, "机场二号柜台").waitFor();
  await press(page, "Archive 机场二号柜台");
  await save(page, "Archive");
  await becomes(async () => (await row(page, "机场二号柜台").count()) === 0, "an outlet that closed is off the list");
  await page.locator(".parts").getByRole("link", { name: "Carriers" }).click();
  await page
    .getByRole("button", { name: /^Delivery fees / })
    .first()
    .click();
  await press(page, "New: Delivery fees");
  await fill(page, { Places: "香港", Fee: "30" });
  await save(page);
  await row(page, "香港").getByText("¥30.00").waitFor();
  await everyLook(hands, "admin-fees");
  for (const link of await page.locator(".parts a").all()) {
    await link.click();
    const caption = await link.textContent();
    await page.getByRole("heading", { name: caption, level: 2 }).waitFor();
    const heads = await page.locator("thead th").allInnerTexts();
    must(!heads.some((head) => /^[a-z_]+$/.test(head)), `every column of ${caption} has a name: ${heads}`);
    // Texts in other languages belong to rows that are made elsewhere.
    if (caption === "Other languages") continue;
    const add = page.getByRole("button", { name: `New: ${caption}` });
    await add.click();
    const labels = await dialogOf(page).locator("label").allInnerTexts();
    must(!labels.some((label) => /^[a-z_]+(\n|$)/.test(label)), `every field of ${caption} has a name: ${labels}`);
    await check(`admin-setup-${caption}`);
    await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  }
  await press(page, "中文");
  await everyLook(hands, "admin-setup-zh");
  await side(page, "商品与价格");
  await page.locator("tbody tr").first().waitFor();
  await everyLook(hands, "admin-products-zh");
  await page.getByRole("link", { name: "转换插头", exact: true }).click();
  await page.getByRole("heading", { name: "商品资料" }).waitFor();
  await everyLook(hands, "admin-product-goods-zh");
  await press(page, "修改");
  await everyLook(hands, "admin-product-change-zh");
  await dialogOf(page).getByRole("button", { name: "取消" }).click();
}

export async function walk(hands) {
  hands.allow(/status of (409|422)/); // what is worth a look, and what is refused
  await enterOfficeFirst(hands);
  await makeAdapter(hands);
  await makeShelf(hands);
  await side(hands.page, "Products and prices");
  await hands.page.locator(".tabs").getByRole("link", { name: "Pictures" }).click();
  await hands.page.getByText("Products: 转换插头").waitFor();
  await everyLook(hands, "admin-pictures");
  await setUp(hands);
  const kiosk = await hands.context.newPage();
  await enter(kiosk, hands.url);
  const tile = kiosk.locator(".product.card", { has: kiosk.getByText("转换插头", { exact: true }) });
  await tile.getByText("¥39.50").waitFor();
  await tile.getByText("每件").waitFor();
  await kiosk.getByRole("button", { name: "English" }).click();
  const english = kiosk.locator(".product.card", { has: kiosk.getByText("Travel adapter", { exact: true }) });
  await english.getByText("¥39.50").waitFor();
  await english.click();
  await kiosk.getByRole("img", { name: "A white adapter" }).waitFor();
  await kiosk.close();
}
