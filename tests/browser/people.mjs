// An owner renames a clerk, gives and takes permissions; the clerk sets a PIN and takes over at the counter with it.

import { enterOffice } from "./support/admin.mjs";
import { must } from "./support/must.mjs";

export const name = "An owner sees to people, and a clerk takes over at the counter with a PIN";

async function change({ page, check, shot }) {
  await page.locator(".side").getByRole("link", { name: "Accounts" }).click();
  await page.getByRole("button", { name: "Change clerk" }).click();
  await page.getByLabel("Display name").fill("Lin");
  await page.getByLabel("Till report").check();
  await check("admin-person");
  await shot("admin-person");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.locator("tbody tr", { hasText: "Lin" }).getByText("Refunds, Till report").waitFor();
  await check("admin-people");
  await shot("admin-people");
}

/** Logs in at the page of log-ins and sets a PIN there. */
async function setPin({ page, url, check, shot }, username, password, pin) {
  await page.goto(`${url}/security`);
  await page.getByLabel("User name").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("New PIN").fill(pin);
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Set the PIN" }).click();
  await page.getByText("It is set.").waitFor();
  await check("security-pin");
  await shot("security-pin");
  await page.getByRole("button", { name: "Log out" }).click();
}

async function enrol({ page, url }) {
  await page.goto(`${url}/security`);
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill("demo-admin");
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByLabel("Name of this machine").fill("Gate 7");
  await page.getByRole("button", { name: "Enrol this browser" }).click();
  await page.getByText("This browser is a counter now.").waitFor();
  await page.getByRole("button", { name: "Log out" }).click();
}

async function takeOver({ page, url, check, shot, allow }) {
  allow(/status of 403/);
  await page.goto(`${url}/counter`);
  await page.getByRole("button", { name: "Change clerk" }).click();
  await page.getByRole("button", { name: "Lin" }).waitFor();
  await check("counter-clerks");
  await page.getByRole("button", { name: "Lin" }).click();
  await page.locator(".pin input").fill("9988");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The PIN is wrong: try again.").waitFor();
  await check("counter-pin");
  await shot("counter-pin");
  for (const digit of "2580") await page.locator(".keys").getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("Scan a voucher to begin").waitFor();
  must(await page.locator(".who", { hasText: "Lin" }).isVisible(), "the counter says who works");
  await check("counter-by-pin");
  await shot("counter-by-pin");
}

export async function walk(hands) {
  await hands.context.addInitScript(() => localStorage.setItem("outpost.language", JSON.stringify("en")));
  await enterOffice(hands);
  await change(hands);
  await enrol(hands);
  await setPin(hands, "clerk", "demo-clerk", "2580");
  await takeOver(hands);
}
