// A new owner's way from an empty folder to the first paid order with its slip: everything at the browser, nothing at a
// terminal.

import { typePhone } from "./kiosk.mjs";
import { becomes, must } from "./must.mjs";

const LAPTOP = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };

/** Each walk of a new outlet is taken in both languages at both sizes. */
export const WAYS = [
  { told: "in Chinese on a laptop", language: "zh", size: LAPTOP },
  { told: "in Chinese on a phone", language: "zh", size: PHONE },
  { told: "in English on a laptop", language: "en", size: LAPTOP },
  { told: "in English on a phone", language: "en", size: PHONE },
];

const PASSWORD = "seven-gates-of-glass";

const ZH = {
  tongue: "中文",
  name: "门店名称",
  user: "用户名",
  password: "密码",
  again: "再输一次密码",
  open: "开张",
  steps: "开店步骤",
  place: "填写地址",
  address: "地址",
  telephone: "电话",
  regions: [
    ["省份", "浙江"],
    ["城市", "杭州"],
    ["区县", "萧山"],
  ],
  find: "输入名称查找",
  save: "保存",
  templates: {
    "sim-counter": "上网卡柜台",
    "ticket-window": "售票窗口",
    "tour-desk": "旅游咨询台",
    "course-school": "课程学校",
  },
  own: "添加自己的商品",
  slip: "打印",
  done: "已完成",
  logIn: "登录",
};

const EN = {
  tongue: "English",
  name: "Name",
  user: "User name",
  password: "Password",
  again: "The password again",
  open: "Open the outlet",
  steps: "First steps",
  place: "Type the address",
  address: "Address",
  telephone: "Telephone",
  regions: [
    ["Province", "浙江"],
    ["City", "杭州"],
    ["District", "萧山"],
  ],
  find: "Type a name to find it",
  save: "Save",
  templates: {
    "sim-counter": "SIM card counter",
    "ticket-window": "Ticket window",
    "tour-desk": "Tour desk",
    "course-school": "Course school",
  },
  own: "Add a product of my own",
  slip: "Print it",
  done: "Done",
  logIn: "Log in",
};

const WORDS = { zh: ZH, en: EN };

/** The name of a picture: what is seen, in which language, with which shelves. */
const seen = (what, { language, template }) => `${what}-${language}-${template ?? "own"}`;

/** A picture is taken at every size by itself, so that one way in each language takes them. */
const handsFor = (hands, { size }) => (size === LAPTOP ? hands : { ...hands, shot: async () => {} });

/** The door of a new outlet: from the kiosk, as a new owner would find it. */
async function open(hands, plan) {
  const { page, url, check, shot } = hands;
  const { language } = plan;
  const words = WORDS[language];
  await page.goto(url);
  await page.locator(".nothing").waitFor();
  await page.getByRole("button", { name: words.tongue, exact: true }).click();
  await check("kiosk-new");
  await shot(seen("kiosk-new", plan));
  await page.locator(".nothing a").click();
  await page.getByLabel(words.name, { exact: true }).fill("Gate 7");
  await check("admin-first-run");
  await shot(seen("admin-first-run", plan));
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
  await page.getByLabel(words.again, { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: words.open, exact: true }).click();
  await page.getByRole("heading", { name: words.steps, level: 1 }).waitFor();
  await page.locator(".step").first().waitFor();
}

const step = (page, place) => page.locator(".step").nth(place);
const isDone = (page, place, words) => step(page, place).getByText(words.done, { exact: true }).waitFor();

async function typeAddress({ page, check }, words) {
  await page.getByRole("button", { name: words.place }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(words.address, { exact: true }).fill("出发大厅二层");
  await dialog.getByLabel(words.telephone, { exact: true }).fill("0571-12345678");
  for (const [label, text] of words.regions) {
    await dialog.getByRole("searchbox", { name: new RegExp(`^${words.find}.*${label}`) }).fill(text);
    const choice = dialog.getByRole("combobox", { name: label, exact: true });
    await choice.locator("option", { hasText: text }).first().waitFor({ state: "attached" });
    await choice.selectOption({ label: await choice.locator("option", { hasText: text }).first().textContent() });
  }
  await check("admin-first-place");
  await dialog.getByRole("button", { name: words.save, exact: true }).click();
  await isDone(page, 1, words);
}

/** Shelves from a template, the address, a slip to try. */
async function prepare(hands, plan) {
  const { language, template, stock } = plan;
  const { page, check, shot } = hands;
  const words = WORDS[language];
  await check("admin-first-steps");
  await shot(seen("admin-first-steps", plan));
  if (template) await page.locator(".template", { hasText: words.templates[template] }).click();
  else await stock(hands, words, plan);
  await isDone(page, 0, words);
  await typeAddress(hands, words);
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "yes");
  });
  await page.getByRole("button", { name: words.slip, exact: true }).click();
  must((await page.locator("body").getAttribute("data-printed")) === "yes", "the test slip goes to the printer");
  await check("admin-first-steps-filled");
  await shot(seen("admin-first-steps-filled", plan));
}

/** At the kiosk: what is chosen, the phone number, pay at the counter; the number on the slip. */
async function buy({ page, url, check, shot }, plan) {
  await page.goto(url);
  await page.locator(".product.card, .places .card").first().waitFor();
  await shot(seen("kiosk-first-shelf", plan));
  await plan.choose(page, plan.language);
  await typePhone(page, "13900000088");
  await page.locator(".phone .main-action").click();
  await page.locator(".way").last().click();
  await page.locator(".slip .serial").first().waitFor();
  await check(seen("kiosk-first-slip", plan));
  await shot(seen("kiosk-first-slip", plan));
  return (await page.locator(".slip .serial").allTextContents())[0];
}

/** At the counter: the order by its number, the money, the receipt. */
async function takeMoney({ page, url, check, shot }, plan, number) {
  const words = WORDS[plan.language];
  await page.goto(`${url}/counter`);
  await page.getByLabel(words.user).fill("admin");
  await page.getByLabel(words.password, { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: words.logIn, exact: true }).click();
  await page.locator(".search input").fill(number);
  await page.keyboard.press("Enter");
  await page.locator("button", { hasText: "F4" }).waitFor();
  await page.keyboard.press("F6");
  await page.keyboard.press("F4");
  await page.locator(".receipt").waitFor({ state: "attached" });
  await becomes(
    async () => (await page.locator(".receipt").textContent()).includes("Gate 7"),
    "the receipt has the outlet's name",
  );
  await check("counter-first-order");
  await shot(seen("counter-first-order", plan));
}

/**
 * The whole way, in one of `WAYS`: with `template` or `stock`, what makes a first product by hand, and `choose`, from
 * the kiosk's first shelf to the phone number.
 */
export async function firstSale(given, plan) {
  const hands = handsFor(given, plan);
  const { page, url } = hands;
  const words = WORDS[plan.language];
  await page.setViewportSize(plan.size);
  await open(hands, plan);
  await prepare(hands, plan);
  const number = await buy(hands, plan);
  await takeMoney(hands, plan, number);
  await page.goto(`${url}/admin`);
  await page.locator(".side").waitFor();
  await becomes(
    async () => (await page.locator(".side").getByRole("link", { name: words.steps }).count()) === 0,
    "the first steps are behind the owner",
  );
}
