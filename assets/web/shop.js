// The shop's first page: what the outlet sells and what it costs today, out of the shop's own services.
// Prices and the present come from the server alone; this browser's clock is never asked.

import { texts, productCaptions, categoryCaptions } from "/web/shop-texts.js";

const REFRESH_MS = 60_000; // A kiosk stands all day: a price that changes at midnight shows within a minute.
const RETRY_MS = 3_000;
const PATIENCE_MS = 10_000;
const ON_SALE = 1; // product.sale_state
const PLACEHOLDERS = 8;
const LANGUAGE_KEY = "outpost.language";

const byId = (id) => document.getElementById(id);

/** What the page knows. `shop` is null until the first answer; `away` tells whether the last attempt failed. */
const state = { language: rememberedLanguage(), category: null, shop: null, away: false };

// ---- language ----

function rememberedLanguage() {
  try {
    return localStorage.getItem(LANGUAGE_KEY) === "en" ? "en" : "zh";
  } catch {
    return "zh"; // A locked-down kiosk may forbid storage; the switch then holds until the next load.
  }
}

function chooseLanguage(language) {
  state.language = language;
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // See rememberedLanguage.
  }
  render();
}

function say(key, ...values) {
  const text = texts[state.language][key];
  return typeof text === "function" ? text(...values) : text;
}

/** The caption of a product or category: the services speak Chinese, so English comes from our own list if it has one. */
function captionOf(row, captions) {
  return (state.language === "en" && captions[row.id]) || row.name;
}

// ---- the server ----

async function ask(path) {
  const response = await fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

/** A call of the recorded services, which answer 200 even to a failure and tell it in error_no. */
async function askService(name) {
  const answer = await ask(`/uc/services/${name}`);
  if (answer.error_no !== 0) throw new Error(`${name}: ${answer.error_no} ${answer.error_info}`);
  return answer.result;
}

async function loadShop() {
  const [{ products }, { prdcategorys }, { prices }, today] = await Promise.all([
    askService("product_gets?summary=true"),
    askService("prdcategory_gets"),
    ask("/api/pages/prices"),
    ask("/api/pages/today"),
  ]);
  return {
    products: products.filter((product) => product.sale_state === ON_SALE && !product.is_delete),
    categories: prdcategorys,
    prices: Object.fromEntries(prices.map((price) => [price.productid, price])),
    date: today.now.slice(0, 10),
    outlet: today.outlet,
  };
}

async function refresh() {
  const wasAway = state.away;
  try {
    const shop = await loadShop();
    const same = JSON.stringify(shop) === JSON.stringify(state.shop);
    state.shop = shop;
    state.away = false;
    if (!same || wasAway) render();
  } catch (error) {
    console.warn("The server is away:", error.message);
    state.away = true;
    if (!wasAway) render();
  }
  setTimeout(refresh, state.away ? RETRY_MS : REFRESH_MS);
}

// ---- drawing ----

function render() {
  const { shop, away, language } = state;
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  document.title = say("title");
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === language));
  }
  byId("outlet").textContent = shop?.outlet ?? "";
  byId("date").textContent = shop ? say("date", ...shop.date.split("-").map(Number)) : "";

  // With products on the screen a lost server is a remark; without, it is all there is to tell.
  byId("toast").hidden = !(away && shop);
  byId("away").hidden = !(away && !shop);
  byId("empty").hidden = !(shop && shop.products.length === 0);
  byId("products").hidden = (away && !shop) || shop?.products.length === 0;
  byId("products").setAttribute("aria-busy", String(!shop));
  renderCategories();
  byId("products").replaceChildren(...(shop ? chosenProducts().map(productCard) : placeholders()));
}

/** The categories that have something on sale, in the order in which the shop lists them. */
function filledCategories() {
  const { categories, products } = state.shop;
  return categories.filter((category) => products.some((product) => product.categoryid === category.id));
}

/** The products of the chosen category or of all, category by category. */
function chosenProducts() {
  const rank = new Map(state.shop.categories.map((category, index) => [category.id, index]));
  const rankOf = (product) => rank.get(product.categoryid) ?? rank.size;
  return state.shop.products
    .filter((product) => state.category === null || product.categoryid === state.category)
    .sort((a, b) => rankOf(a) - rankOf(b) || a.id - b.id);
}

function renderCategories() {
  const nav = byId("categories");
  nav.setAttribute("aria-label", say("categories"));
  if (!state.shop) return;
  const filled = filledCategories();
  if (!filled.some((category) => category.id === state.category)) state.category = null;
  const focused = [...nav.children].indexOf(document.activeElement);
  const entries = [{ id: null, caption: say("all") }];
  for (const category of filled) entries.push({ id: category.id, caption: captionOf(category, categoryCaptions) });
  nav.replaceChildren(...(filled.length > 1 ? entries.map(categoryButton) : []));
  nav.children[focused]?.focus(); // Redrawing must not throw a keyboard out of the row.
}

function categoryButton({ id, caption }) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = caption;
  button.setAttribute("aria-pressed", String(id === state.category));
  button.addEventListener("click", () => {
    state.category = id;
    render();
  });
  return button;
}

function placeholders() {
  return Array.from({ length: PLACEHOLDERS }, () => byId("placeholder").content.cloneNode(true));
}

function productCard(product) {
  const card = byId("product").content.cloneNode(true);
  const put = (className, text) => (card.querySelector(`.${className}`).textContent = text);
  const category = state.shop.categories.find(({ id }) => id === product.categoryid);
  const caption = captionOf(product, productCaptions);
  put("category", category ? captionOf(category, categoryCaptions) : "");
  put("name", caption);
  // Under an English caption stands the Chinese name, so that a traveller can point at it when asking the clerk.
  const translated = caption !== product.name;
  put("subname", translated ? product.name : product.subname);
  if (translated) card.querySelector(".subname").lang = "zh-CN";

  const picture = card.querySelector("img");
  picture.addEventListener("error", () => picture.classList.add("missing"));
  if (product.image) picture.src = `/${product.image}`;
  else picture.classList.add("missing");

  const price = state.shop.prices[product.id];
  put("from", price && product.is_package ? say("from") : "");
  put("amount", price ? `¥${price.price}` : say("noPrice"));
  put("unit", price ? say(product.is_package ? "packageUnit" : "unit", price) : "");
  card.querySelector(".price").classList.toggle("unknown", !price);
  put("badge", price?.tier ? say("tier", price) : "");
  return card;
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => chooseLanguage(button.dataset.language));
}
render();
refresh();
