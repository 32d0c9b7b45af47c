// The page of log-ins: an admin sets a second factor up, logs in with it, ends a session, enrols the counter.

import { createHmac } from "node:crypto";
import { becomes, must } from "./support/must.mjs";

export const name = "An admin sets up a second factor, logs in with it, and enrols the counter's browser";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that a telephone shows for a secret at a time of the outlet's clock. */
function code(secret, at) {
  const bits = [...secret].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** The outlet's present in milliseconds. */
async function present(url) {
  const { now } = await (await fetch(`${url}/api/pages/today`)).json();
  return Date.parse(`${now.replace(" ", "T")}+08:00`);
}

async function enter(page, otp = null) {
  await page.getByLabel("User name").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill("demo-admin");
  await page.getByRole("button", { name: "Log in" }).click();
  if (!otp) return;
  await page.locator('input[name="otp"]').fill(otp);
  await page.getByRole("button", { name: "Log in" }).click();
}

export async function walk({ page, url, check, shot }) {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/security`);
  await check("security-door");
  await shot("security-door");
  await page.getByRole("button", { name: "English" }).click();
  await enter(page);
  await page.getByRole("button", { name: "Set it up" }).click();
  const secret = await page.locator("code.secret").textContent();
  await check("security-begin");
  await shot("security-begin");
  await page.locator("#factor input").fill(code(secret, await present(url)));
  await page.getByRole("button", { name: "Switch it on" }).click();
  await page.locator(".recovery li").first().waitFor();
  const recovery = await page.locator(".recovery li").allTextContents();
  must(recovery.length === 10, "ten recovery codes are shown");
  await check("security-recovery");
  await shot("security-recovery");
  await page.getByRole("button", { name: "I have written them down" }).click();

  await page.locator("#devices input").fill("Gate 7");
  await page.getByRole("button", { name: "Enrol this browser" }).click();
  await page.getByText("This browser is a counter now.").waitFor();
  const kept = await page.evaluate(() => localStorage.getItem("outpost.counter.device"));
  must(kept?.length > 60, "the browser keeps its token");
  await check("security-all");
  await shot("security-all");

  await page.getByRole("button", { name: "Log out" }).click();
  await enter(page, recovery[0]);
  await page.locator("#sessions").waitFor();
  await becomes(async () => (await page.locator("#sessions tbody tr").count()) === 1, "one session is open");
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "我的登录" }).waitFor();
  await check("security-chinese");
  await shot("security-chinese");

  // The manager's page asks for the code, too.
  await page.goto(`${url}/admin`);
  await page.getByRole("button", { name: "English" }).click();
  await enter(page);
  await page.locator('input[name="otp"]').waitFor();
  await check("admin-second-factor");
  await shot("admin-second-factor");
  await page.locator('input[name="otp"]').fill(recovery[1]);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.getByRole("link", { name: "Log-in and sessions" }).waitFor();
}
