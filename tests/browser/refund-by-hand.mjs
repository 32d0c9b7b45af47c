// Goods that come back to the counter with their money, and money that a provider pays back without telling anybody.

import { createHash } from "node:crypto";
import { sendLogIn } from "./support/admin.mjs";
import { logIn, logOut, post, service, walkIn } from "./support/counter.mjs";
import { becomes, must } from "./support/must.mjs";

export const name = "An operator takes goods back, and says of money by WeChat that it was sent";

const KEY = "a key of this walk";

export const settings = {
  "gateways.wechat_app": "wx1",
  "gateways.wechat_merchant": "1900",
  "gateways.wechat_key": KEY,
};

async function staff(url) {
  const { userid, sessionid } = await post(url, "/om/services/login", { username: "admin", password: "demo-admin" });
  return { userid, sessionid };
}

/** WeChat's signed notice that an order of 50.00 was paid. */
async function wechatPays(url, order) {
  const fields = {
    out_trade_no: order,
    result_code: "SUCCESS",
    return_code: "SUCCESS",
    total_fee: 5000,
    transaction_id: `T${order}`,
  };
  const text = Object.entries(fields).map(([field, value]) => `${field}=${value}`);
  const sign = createHash("md5")
    .update(`${text.join("&")}&key=${KEY}`)
    .digest("hex")
    .toUpperCase();
  const tags = Object.entries({ ...fields, sign }).map(([field, value]) => `<${field}>${value}</${field}>`);
  const answer = await fetch(`${url}/uc/services/wxpay/notify`, {
    method: "POST",
    body: `<xml>${tags.join("")}</xml>`,
  });
  must((await answer.text()).includes("SUCCESS"), "the notice was taken");
}

/** An order of one card whose money is asked back; `pay` takes the money before. */
async function askedBack(url, phone, pay) {
  const session = await walkIn(url, phone);
  const { order } = await service(url, session, "order_submit", { productid: 1 });
  await pay(order.id);
  await service(url, session, "refund", { orderid: order.id, reason: "Trip cancelled" });
  return order.id;
}

const show = async (page, number) => {
  await page.keyboard.press("F2");
  await page.keyboard.type(String(number));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
};

/** The customer brings the card back and gets cash. */
async function goodsComeBack({ page, url, check, shot }) {
  const boss = await staff(url);
  const order = await askedBack(url, "13900000066", async (orderid) => {
    await post(url, "/om/services/order_paid", { ...boss, orderid, payvoucher: "S1", amount: "50.00" });
    await post(url, "/om/services/order_shipped", { ...boss, orderid, invoice_no: "SF1" });
  });
  await logIn(page, url, "operator", "demo-operator");
  await show(page, order);
  await page.getByLabel("The goods are back").check();
  await check("counter-goods-back");
  await shot("counter-goods-back");
  await page.getByRole("button", { name: "Agree, hand ¥50.00 back now" }).click();
  await page.getByRole("button", { name: "Yes, ¥50.00 goes back in cash" }).click();
  await page.getByText("Hand ¥50.00 back to the customer now.").waitFor();
  const { result } = await post(url, "/om/services/refund_gets", { ...boss, status: 4 });
  must(result.refunds[0].shipping_status === 2, "the goods are written down");
}

/** Money by WeChat: sent on WeChat's own page, and said so at the counter. */
async function sentAtTheCounter({ page, url, check, shot }) {
  const order = await askedBack(url, "13900000067", (number) => wechatPays(url, number));
  await show(page, order);
  await becomes(
    async () => (await page.getByLabel("The goods are back").count()) === 0,
    "goods that never left cannot come back",
  );
  await page.getByRole("button", { name: "Agree and pay back" }).click();
  await page.getByText("tells nobody when it has paid back").waitFor();
  await page.getByRole("button", { name: "The money was sent…" }).click();
  await page.getByText("Was ¥50.00 really sent back?").waitFor();
  await check("counter-by-hand");
  await shot("counter-by-hand");
  await page.getByRole("button", { name: "Yes, it was sent" }).click();
  await page.getByText("Written down: ¥50.00 went back.").waitFor();
  await page.getByText("The money went back. Nothing is left to do.").waitFor();
  await logOut(page);
}

/** The same on the manager's page. */
async function sentOnTheManagersPage({ page, url, check, shot }) {
  const order = await askedBack(url, "13900000068", (number) => wechatPays(url, number));
  const boss = await staff(url);
  const { result } = await post(url, "/om/services/refund_gets", { ...boss, status: 0 });
  await post(url, "/om/services/refund_audit", { ...boss, refundid: result.refunds[0].id });
  await page.goto(`${url}/admin#orders/refunds`);
  await sendLogIn(page);
  await page.getByRole("button", { name: "Going back", exact: true }).click();
  await page.getByRole("button", { name: /^Was sent by hand/ }).click();
  await page.getByText(`Was ¥50.00 of order ${order} sent back`).waitFor();
  await check("admin-by-hand");
  await shot("admin-by-hand");
  await page.getByRole("button", { name: "Yes" }).click();
  await page.getByText("No refunds here.").waitFor();
  await page.getByRole("button", { name: "Paid back", exact: true }).click();
  await page.getByRole("link", { name: String(order), exact: true }).waitFor();
}

/** The walk. */
export async function walk(tools) {
  await goodsComeBack(tools);
  await sentAtTheCounter(tools);
  await sentOnTheManagersPage(tools);
}
