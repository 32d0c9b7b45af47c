// From an empty folder to the first sale of a product that the owner made himself, with a picture.

import { fileURLToPath } from "node:url";
import { firstSale, WAYS } from "./support/first-run.mjs";

export const name = "An owner begins with empty shelves, makes a product with its picture and sells it";
export const command = "serve";
export const ways = WAYS;

const PICTURE = fileURLToPath(new URL("../../assets/images/shop/hotel.png", import.meta.url));

const NAMES = {
  zh: {
    name: "名称",
    map: "城市地图",
    category: "第一个分类",
    maps: "地图",
    price: "现在起的价格",
    stock: "库存",
    cut: "裁剪图片",
    use: "使用这张图片",
  },
  en: {
    name: "Name",
    map: "City map",
    category: "The first category",
    maps: "Maps",
    price: "Price from now on",
    stock: "Stock",
    cut: "Cut the picture",
    use: "Use this picture",
  },
};

async function stock({ page, check, shot }, words, { language }) {
  const names = NAMES[language];
  await page.getByRole("button", { name: words.own }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(names.name, { exact: true }).fill(names.map);
  await dialog.getByLabel(names.category).fill(names.maps);
  await dialog.getByLabel(names.price).fill("12");
  await dialog.getByLabel(names.stock, { exact: true }).fill("30");
  await dialog.locator('input[type="file"]').first().setInputFiles(PICTURE);
  const cutting = page.getByRole("dialog", { name: names.cut });
  await cutting.getByRole("button", { name: names.use }).waitFor();
  await check("admin-first-crop");
  await shot(`admin-first-crop-${language}`);
  await cutting.getByRole("button", { name: names.use }).click();
  await cutting.waitFor({ state: "detached" });
  await page.locator('.picture-field img[src^="/images/own/"]').waitFor();
  await check("admin-first-product");
  await shot(`admin-first-product-${language}`);
  await dialog.getByRole("button", { name: words.save, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

async function choose(page, language) {
  await page.locator(".product.card", { hasText: NAMES[language].map }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands, way) => firstSale(hands, { ...way, stock, choose });
