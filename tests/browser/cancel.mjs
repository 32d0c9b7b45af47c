// An order that nobody will pay for: cancelled at the counter by the clerk, and on the manager's page.

import { enterOffice } from "./support/admin.mjs";
import { logIn, scan, service, walkIn } from "./support/counter.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "A clerk and a manager cancel orders that nobody pays";

/** A card that somebody wanted to pay at the counter, who never came. */
async function abandoned(url, phone) {
  const session = await walkIn(url, phone);
  const { order } = await service(url, session, "order_submit", { productid: 1, quantity: 1 });
  await service(url, session, "order_paying", { orderid: order.id, payid: 1 });
  return String(order.id);
}

async function atTheCounter({ page, url, check, shot }) {
  const id = await abandoned(url, "13900000091");
  await logIn(page, url);
  await scan(page, id);
  await page.getByRole("heading", { name: `Order ${id}` }).waitFor();
  await page.getByRole("button", { name: "Cancel the order…" }).press("Enter");
  await page.getByText("it cannot be taken back").waitFor();
  await check("counter-cancel");
  await shot("counter-cancel");
  await page.getByRole("button", { name: "Keep the order" }).click();
  await becomes(
    async () => (await page.getByText("it cannot be taken back").count()) === 0,
    "a clerk may think better of it",
  );
  await page.getByRole("button", { name: "Cancel the order…" }).press("Enter");
  await page.getByRole("button", { name: "Cancel the order now" }).press("Enter");
  await page.getByText(`Order ${id} is cancelled.`).waitFor();
  await becomes(
    async () => await page.getByText("The order was cancelled. The customer may order again.").isVisible(),
    "nothing is left to do",
  );
  must((await page.getByRole("button", { name: "Cancel the order…" }).count()) === 0, "it is cancelled once");
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByText("订单已取消，请顾客重新下单。").waitFor();
  await page.getByRole("button", { name: "English" }).click();
}

async function onTheManagersPage({ page, url, check, shot }) {
  const id = await abandoned(url, "13900000092");
  await enterOffice({ page, url });
  await page.goto(`${url}/admin#orders/${id}`);
  await page.getByRole("heading", { name: `Order ${id}` }).waitFor();
  await shot("admin-unpaid-order");
  await page.getByRole("button", { name: "Cancel the order" }).click();
  await page.getByText("it cannot be taken back").waitFor();
  await check("admin-cancel");
  await shot("admin-cancel");
  await page.getByRole("dialog").getByRole("button", { name: "Yes" }).click();
  await page.getByText("Cancelled", { exact: true }).first().waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: "Cancel the order" }).count()) === 0,
    "the button is gone",
  );
}

/** The walk. */
export async function walk(tools) {
  await atTheCounter(tools);
  await onTheManagersPage(tools);
}
