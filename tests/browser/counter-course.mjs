// Course vouchers and tours at the counter: paid in cash, printed, redeemed once, and given back as a whole.

import { logIn, logOut, post, scan, walkIn } from "./support/counter.mjs";
import { doubleTap, enter, typePhone } from "./support/kiosk.mjs";
import { becomes, must } from "./support/must.mjs";

export const name =
  "A clerk takes cash for a tour and a course, redeems the voucher once, and another course goes back";

const PHONE = "13900000066";

/** A course order that nobody has paid: its id, which the kiosk's slip shows. */
async function courseOrder(url) {
  const { sessionid } = await walkIn(url, PHONE);
  const wish = { mobile: PHONE, courses_id: 52, rebate_id: 2, num: 2 };
  const made = await post(url, "/v1/order/create", wish, { Authorization: `Bearer ${sessionid}` });
  return String(made.id);
}

/** A family books a tour at the kiosk and chooses to pay at the counter; the number on its slip. */
async function tourOrder(page, url) {
  await enter(page, url);
  await page.getByRole("button", { name: "旅游套餐" }).click();
  await page.locator(".product.card").getByRole("button").click();
  await page.getByRole("button", { name: /^10 / }).click();
  await page.locator(".bar .main-action").click();
  await page.locator(".traveller").first().waitFor();
  for (const [place, card] of ["110101199003070134", "11010119910508027X"].entries()) {
    await page
      .locator(".traveller")
      .nth(place)
      .getByLabel("姓名")
      .fill(`示例${place + 1}`);
    await page.locator(".traveller").nth(place).getByLabel("身份证号").fill(card);
  }
  await page.getByLabel("电子邮箱").fill("family@example.com");
  await page.locator(".phone .main-action").click();
  await typePhone(page, "13900000055");
  await page.locator(".phone .main-action").click();
  await page.locator(".way").last().click();
  await page.locator(".slip .serial").last().waitFor();
  const number = await page.locator(".slip .serial").last().textContent();
  const total = await page.locator(".slip .total .money").textContent();
  return { number, total };
}

async function payTour({ page, check, shot }, tour) {
  await page.getByRole("button", { name: /13900000055/ }).waitFor();
  await scan(page, tour.number);
  await page.getByRole("heading", { name: /Order LT/ }).waitFor();
  await becomes(
    async () => (await page.locator(".amount .money").textContent()) === tour.total,
    "the amount is the slip's",
  );
  await check("counter-tour");
  await shot("counter-tour");
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.getByText(`${tour.total} taken.`).waitFor();
  await page.getByText("The tour is paid").waitFor();
  await becomes(
    async () => await page.getByRole("button", { name: /Receipt/ }).isVisible(),
    "a receipt can be printed",
  );
}

async function payCourse({ page, check, shot }, id) {
  await page.keyboard.press("F2");
  await scan(page, id);
  // The word stands in the day's list, too: only what is due says that the order is open.
  await page.locator(".amount .money", { hasText: "400.00" }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.getByText("¥400.00 taken.").waitFor();
  await page.locator(".coupons strong").first().waitFor();
  await check("counter-course-paid");
  await shot("counter-course-paid");
  await page.emulateMedia({ media: "print" });
  await becomes(
    async () => (await page.locator(".receipt-code").count()) === 2,
    "the receipt has every voucher's code",
  );
  await becomes(async () => await page.locator(".receipt").isVisible(), "it is printed");
  await becomes(async () => !(await page.locator(".top").isVisible()), "nothing else is printed");
  await page.setViewportSize({ width: 320, height: 700 });
  await shot("counter-receipt");
  await page.emulateMedia({ media: "screen" });
  return page.locator(".coupons strong").allTextContents();
}

async function redeemOnce({ page, url, check, shot }, code) {
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, `${url}/counter?coupon=${code}`);
  await page.getByText("Next: check the customer, then redeem.").waitFor();
  await check("counter-coupon");
  await shot("counter-coupon");
  let sent = 0;
  page.on("request", (request) => (sent += request.url() === `${url}/api/pages/counter/redeem` ? 1 : 0));
  await doubleTap(page.getByRole("button", { name: /^Redeem/ }));
  await page.getByText("Redeemed: 色彩基础, tuition of ¥2000.00.").waitFor();
  must(sent === 1, "a double click redeems once");
  await scan(page, code);
  await page.locator(".why", { hasText: "by clerk. It cannot be used again." }).waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /^Redeem/ }).count()) === 0,
    "a used voucher offers nothing",
  );
  await check("counter-coupon-used");
  await shot("counter-coupon-used");
}

/** The voucher is shown as ready, and somebody else at the school is faster. */
async function tooLate({ page, url, check, allow }, code) {
  await scan(page, code);
  await page.getByRole("button", { name: /^Redeem/ }).waitFor();
  const session = await post(url, "/uc/services/login", { username: "admin", password: "demo-admin" });
  await post(url, "/api/pages/counter/redeem", { code }, { Authorization: `Bearer ${session.sessionid}` });
  allow(/409/); // What the browser says of the refusal.
  await page.keyboard.press("F8");
  await page.getByRole("alert").getByText("by admin. It cannot be used again.").waitFor();
  await check("counter-coupon-late");
}

/** A clerk asks for the money of two vouchers, which are worth nothing from then on; an operator agrees. */
async function giveBack({ page, url, check, shot }) {
  const id = await courseOrder(url);
  await scan(page, id);
  await page.locator(".amount .money", { hasText: "400.00" }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.getByText("¥400.00 taken.").waitFor();
  const code = await page.locator(".coupons strong").first().textContent();
  await page.getByRole("button", { name: "Refund…" }).press("Enter");
  await page.locator(".quote .money", { hasText: "¥400.00" }).waitFor();
  await becomes(async () => (await page.locator(".choice").count()) === 0, "vouchers go back together");
  await page.getByLabel("Reason").selectOption("Bought by mistake");
  await check("counter-course-refund");
  await shot("counter-course-refund");
  await page.getByRole("button", { name: "Ask for the refund" }).press("Enter");
  await page.getByText("A refund of ¥400.00 was asked for").waitFor();
  await page.locator(".coupons").getByText("money asked back").first().waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /Agree/ }).count()) === 0,
    "a clerk does not decide on refunds",
  );
  await check("counter-course-refund-asked");
  await shot("counter-course-refund-asked");
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, code);
  await page.locator(".why", { hasText: "only after a refusal" }).waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: /^Redeem/ }).count()) === 0,
    "nothing is given for it meanwhile",
  );
  await check("counter-coupon-back");
  await shot("counter-coupon-back");
  await logOut(page);
  await logIn(page, url, "operator", "demo-operator");
  await scan(page, id);
  const agree = page.getByRole("button", { name: "Agree, hand ¥400.00 back now" });
  await agree.waitFor();
  await becomes(
    async () => await page.getByText("was asked for: Bought by mistake").isVisible(),
    "the operator reads the reason",
  );
  await agree.press("Enter");
  await page.getByRole("button", { name: "Yes, ¥400.00 goes back in cash" }).press("Enter");
  await page.getByText("Hand ¥400.00 back to the customer now.").waitFor();
  await page.locator(".state-refunded").waitFor();
  await page.locator(".refunds").getByText("paid back").waitFor();
  await becomes(async () => (await page.locator(".coupons").count()) === 0, "no code is left to print");
  await becomes(async () => (await page.getByRole("button", { name: "Refund…" }).count()) === 0, "it goes back once");
  await check("counter-course-refunded");
  await shot("counter-course-refunded");
  await page.getByRole("button", { name: "English" }).focus();
  await scan(page, code);
  await page.locator(".why", { hasText: "The money of this voucher went back." }).waitFor();
}

/** The walk. */
export async function walk(tools) {
  const { page, url } = tools;
  const tour = await tourOrder(page, url);
  const course = await courseOrder(url);
  await logIn(page, url);
  await payTour(tools, tour);
  const [code, other] = await payCourse(tools, course);
  await page.setViewportSize({ width: 1366, height: 768 });
  await redeemOnce(tools, code);
  await tooLate(tools, other);
  await page.goto(`${url}/counter?coupon=${code}`);
  await page.locator(".why").waitFor();
  must(!page.url().includes("coupon"), "a reload does not bring the voucher back");
  await page.getByRole("button", { name: /^Open order/ }).press("Enter");
  await page.locator(".coupons").getByText("redeemed").first().waitFor();
  await becomes(
    async () => (await page.getByRole("button", { name: "Refund…" }).count()) === 0,
    "what a school has taken does not go back",
  );
  await page.keyboard.press("F2");
  await giveBack(tools);
}
