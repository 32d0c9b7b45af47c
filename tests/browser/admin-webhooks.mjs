// An admin names a target, takes its secret along, tries it out, and sends again what did not arrive.

import { createServer } from "node:http";
import { enterOfficeFirst } from "./support/admin.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "An admin names who is told of what happens, and sends a message again";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Somebody who listens on this machine, and at first takes nothing. */
async function receiver() {
  const state = { status: 503, bodies: [] };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      state.bodies.push(JSON.parse(body));
      response.writeHead(state.status).end("not now");
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { state, url: `http://127.0.0.1:${server.address().port}/in`, end: () => server.close() };
}

export async function walk(hands) {
  const { page, check, shot, allow } = hands;
  allow(/status of 400/); // the address that may not be called
  const target = await receiver();
  await enterOfficeFirst(hands);
  await page.locator(".side").getByRole("link", { name: "Webhooks", exact: true }).click();
  await page.getByText("There is no target: nothing is sent.").waitFor();
  await check("admin-webhooks-none");
  await shot("admin-webhooks-none");
  await press(page, "Add a target");
  await page.getByLabel("Address", { exact: true }).fill("http://10.0.0.1/in");
  await check("admin-webhooks-form");
  await shot("admin-webhooks-form");
  await press(page, "Save");
  await page.getByText("The address begins with https://").waitFor();
  await page.getByLabel("Address", { exact: true }).fill(target.url);
  await press(page, "Save");
  await page.locator(".secret").waitFor();
  must((await page.locator(".secret").textContent()).startsWith("whsec_"), "the secret is shown");
  await check("admin-webhooks-secret");
  await press(page, "Noted");
  await page.getByRole("button", { name: /^Send a test/ }).click();
  await becomes(async () => target.state.bodies.length === 1, "the test arrives");
  await becomes(async () => {
    await page.locator(".side").getByRole("link", { name: "Overview", exact: true }).click();
    await page.locator(".side").getByRole("link", { name: "Webhooks", exact: true }).click();
    await page.getByRole("button", { name: /^Send again/ }).waitFor();
    return (await page.locator("main").textContent()).includes("HTTP 503 not now");
  }, "the last answer is shown");
  await check("admin-webhooks");
  await shot("admin-webhooks");
  await page.setViewportSize({ width: 390, height: 844 });
  await becomes(
    async () => await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
    "nothing sticks out on a phone",
  );
  await shot("admin-webhooks-phone");
  target.state.status = 204;
  await page.getByRole("button", { name: /^Send again/ }).click();
  await becomes(async () => target.state.bodies.length === 2, "it is sent again");
  must(target.state.bodies[0].id === target.state.bodies[1].id, "under the same id");
  target.end();
}
