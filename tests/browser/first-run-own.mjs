// From an empty folder to the first sale of a product that the owner made himself, with a picture.

import { fileURLToPath } from "node:url";
import { firstSale, PHONE } from "./support/first-run.mjs";

export const name = "An owner begins with empty shelves, makes a product with its picture and sells it";
export const command = "serve";

const PICTURE = fileURLToPath(new URL("../../assets/images/shop/hotel.png", import.meta.url));

async function stock({ page, check, shot }, words) {
  await page.getByRole("button", { name: words.own }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("City map");
  await dialog.getByLabel("The first category").fill("Maps");
  await dialog.getByLabel("Price from now on (yuan)").fill("12");
  await dialog.getByLabel("Stock", { exact: true }).fill("30");
  await dialog.locator('input[type="file"]').first().setInputFiles(PICTURE);
  const cutting = page.getByRole("dialog", { name: "Cut the picture" });
  await cutting.getByRole("button", { name: "Use this picture" }).waitFor();
  await check("admin-first-crop");
  await shot("admin-first-crop");
  await cutting.getByRole("button", { name: "Use this picture" }).click();
  await cutting.waitFor({ state: "detached" });
  await page.locator('.picture-field img[src^="/images/own/"]').waitFor();
  await check("admin-first-product");
  await shot("admin-first-product");
  await dialog.getByRole("button", { name: words.save, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}

async function choose(page) {
  await page.locator(".product.card", { hasText: "City map" }).getByRole("button").click();
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

export const walk = (hands) => firstSale(hands, { language: "en", size: PHONE, stock, choose });
