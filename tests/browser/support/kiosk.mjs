// What a traveller does at the kiosk, step by step, in either language.

export const WORDS = {
  zh: { tongue: "中文", shelf: "上网与通话", product: "上网卡+流量", area: "泰国", later: "下个月" },
  en: {
    tongue: "English",
    shelf: "Data and calls",
    product: "Data card with data",
    area: "Thailand",
    later: "Month after",
  },
};
const PHONE = "13900000009";
const REFRESH_MS = 61_000; // the kiosk reads the shop anew every minute
const LOOK_MS = 5_000;
const ROUNDS = 10;

/** The first screen, in a language: where to. */
export async function arrive(page, url, language = "zh") {
  await page.goto(url);
  await page.getByRole("button", { name: WORDS[language].tongue }).click();
  await page.locator(".places .card").first().waitFor();
}

/** The shelf of cards, data, minutes and numbers. */
export async function toShelf(page, language = "zh") {
  await page.locator(".shelves").getByRole("button", { name: WORDS[language].shelf, exact: true }).click();
  await page.locator(".product.card").first().waitFor();
}

/** The first screen in a language, and from there the shelf of cards, data, minutes and numbers. */
export async function enter(page, url, language = "zh") {
  await arrive(page, url, language);
  await toShelf(page, language);
}

/** Opens the data card with data, for Thailand. */
export async function choose(page, language = "zh") {
  const words = WORDS[language];
  await page
    .locator(".product.card", { has: page.getByText(words.product, { exact: true }) })
    .getByRole("button")
    .click();
  await page.getByRole("button", { name: words.area, exact: true }).click();
}

/** Taps the tenth and the nineteenth of the month, or the first and the tenth of the next: ten days. */
export async function chooseDays(page, first = 10, last = 19) {
  await page.getByRole("button", { name: new RegExp(`^${first} `) }).click();
  await page.getByRole("button", { name: new RegExp(`^${last} `) }).click();
  await page.locator(".sum .money").waitFor();
}

/** Puts the choice into the cart and goes to the phone number. */
export async function toCheckout(page) {
  await page.locator(".bar .main-action").click();
  await page.locator(".line").waitFor();
  await page.locator(".bar .main-action").click();
  await page.locator(".phone").waitFor();
}

/** Types a phone number on the page's own keys. */
export async function typePhone(page, phone = PHONE) {
  for (const digit of phone) await page.locator(".keypad button", { hasText: digit }).click();
}

/** Everything up to the question how to pay. */
export async function toPayment(page, url, language = "zh") {
  await enter(page, url, language);
  await choose(page, language);
  await chooseDays(page);
  await toCheckout(page);
  await typePhone(page);
  await page.locator(".phone .main-action").click();
  await page.locator(".way").first().waitFor();
}

/** What the traveller's phone does with the code on the screen: opens the payment page, and pays or refuses. */
export async function onThePhone(page, context, choice) {
  const phone = await context.newPage();
  await phone.goto(await page.locator("img.code").getAttribute("data-text"));
  await phone.locator(`button[value="${choice}"]`).click();
  await phone.locator(".sign").waitFor();
  await phone.close();
}

const DOUBLE_TAP_MS = 30;

/** What an impatient finger does. The second tap meets the same button or nothing, however busy this machine is. */
export async function doubleTap(target) {
  await target.waitFor();
  await target.evaluate(async (button, pause) => {
    button.click();
    await new Promise((done) => setTimeout(done, pause));
    if (button.isConnected) button.click();
  }, DOUBLE_TAP_MS);
}

/** The orders of the traveller at the kiosk, as the server has them. */
export function ordersOf(page) {
  return page.evaluate(async () => {
    const { session } = JSON.parse(sessionStorage.getItem("outpost.order"));
    const body = new URLSearchParams({ userid: session.userid, sessionid: session.sessionid });
    const answer = await fetch("/uc/services/order_gets", { method: "POST", body });
    return (await answer.json()).result.orders;
  });
}

/**
 * Lets minutes pass until the kiosk has read the shop anew and shows what it then has to show. One minute need not do:
 * on a slow machine the reading before it is still under way, and the kiosk then leaves that minute's out. A key in
 * between says that somebody still stands there.
 */
export async function readAnew(page, shown) {
  for (let round = 1; ; round += 1) {
    await page.clock.runFor(REFRESH_MS);
    const seen = await shown.waitFor({ timeout: LOOK_MS }).then(
      () => true,
      () => false,
    );
    if (seen) return;
    if (round === ROUNDS) throw new Error("The kiosk should have read the shop anew.");
    await page.keyboard.press("Shift");
  }
}
