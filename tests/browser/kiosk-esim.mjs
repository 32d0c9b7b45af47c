// An owner sells an eSIM: makes the product, puts codes in, and a traveller buys one at the kiosk and sees it on the
// slip once it is paid. The counter shows it, too.

import { enterOfficeFirst } from "./support/admin.mjs";
import { enter, onThePhone, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A traveller buys an eSIM, and its code shows after the payment";

const CODE = "LPA:1$rsp.carrier.example$K2-9F7Q1M-00A";
const side = (page, name) => page.locator(".side").getByRole("link", { name, exact: true }).click();
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

async function makeProduct({ page, check, shot }) {
  await side(page, "Products and prices");
  await press(page, "New product");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("日本 eSIM 5GB");
  await dialog.getByLabel("Name in English", { exact: true }).fill("Japan eSIM 5 GB");
  await dialog.getByRole("combobox", { name: "Kind", exact: true }).selectOption({ label: "eSIM" });
  await dialog.getByLabel("Price from now on", { exact: true }).fill("68");
  await press(page, "Save");
  await dialog.waitFor({ state: "detached" });
  await page.goto(`${new URL(page.url()).origin}/admin#stock/esims`);
  await page.getByLabel("Activation codes, one a line").fill(`${CODE}1\nLPA:1$rsp.carrier.example$lower\n${CODE}2`);
  await press(page, "Add");
  await page.getByText("2 added.").waitFor();
  await page.getByText("the matching id has capital letters").waitFor();
  must(!(await page.locator("main table").textContent()).includes("K2-9F7Q1M"), "no list shows a whole code");
  await check("admin-esims");
  await shot("admin-esims");
  await page.setViewportSize({ width: 390, height: 844 });
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing sticks out on a phone",
  );
  await shot("admin-esims-phone");
  await page.setViewportSize({ width: 1366, height: 768 });
}

async function buy({ page, url, check, shot, context }) {
  await page.setViewportSize({ width: 1080, height: 1920 });
  await enter(page, url, "en");
  await page.locator(".product.card", { hasText: "Japan eSIM 5 GB" }).getByRole("button").click();
  await page.locator(".sum .money").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
  await typePhone(page);
  await page.locator(".phone .main-action").click();
  await page.locator(".way").first().click();
  await page.locator("img.code").waitFor();
  await onThePhone(page, context, "pay");
  const show = page.getByRole("button", { name: "Show the eSIM's QR code" });
  await show.waitFor();
  must((await page.locator(".esim-code").count()) === 0, "nobody has asked for the code yet");
  await check("kiosk-esim-before");
  await shot("kiosk-esim-before");
  await show.click();
  await page.locator(".esim-code svg").waitFor();
  await becomes(async () => (await page.locator(".esim-whole").textContent()) === `${CODE}1`, "the code is there");
  await check("kiosk-esim");
  await shot("kiosk-esim");
  await page.setViewportSize({ width: 390, height: 844 });
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing sticks out on a phone",
  );
  await shot("kiosk-esim-phone");
  await page.emulateMedia({ media: "print" });
  must(await page.locator(".esim-code svg").isVisible(), "the code is printed");
  await shot("kiosk-esim-slip");
  await page.emulateMedia({ media: "screen" });
  return (await page.locator(".slip .serial").last().textContent()).trim();
}

async function atTheCounter({ page, url, check, shot }, number) {
  await page.setViewportSize({ width: 1366, height: 768 });
  await page.goto(`${url}/counter`);
  await page.getByLabel("User name").fill("operator");
  await page.getByLabel("Password", { exact: true }).fill("demo-operator");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.locator("[data-scan]").fill(number);
  await page.locator(".search .main-action").click();
  await page.locator(".esims").waitFor();
  must(!(await page.locator(".esims").textContent()).includes("LPA:"), "the order shows no code by itself");
  await press(page, "Show the activation code");
  await page.locator(".esim-slip svg").waitFor();
  await becomes(
    async () => (await page.locator(".receipt").textContent()).includes(`${CODE}1`),
    "the receipt has the code",
  );
  await check("counter-esim");
  await shot("counter-esim");
  await page.getByLabel("Reason").last().fill("The phone takes no eSIM");
  await press(page, "Allow the refund");
  await becomes(async () => (await page.locator(".esims form").count()) === 0, "the reason is written down");
}

export async function walk(hands) {
  await enterOfficeFirst(hands);
  await makeProduct(hands);
  const number = await buy(hands);
  await atTheCounter(hands, number);
}
