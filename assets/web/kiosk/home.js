// The first screen: everything that is sold, with pictures and today's prices.

import {
  categoryCaption,
  courseCaption,
  coursePicture,
  productCaption,
  ticketCaption,
  ticketPicture,
  tourCaption,
} from "/web/kiosk/words.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PLACEHOLDERS = 8;

/** The shelves that have something on them, each with its picture. */
function Shelves({ words, shop, shelf, go }) {
  if (!shop) return html`<div class="shelves"></div>`;
  const filled = ["roaming", "tours", "tickets", "courses"].filter(
    (name) => name === "roaming" || shop[name].length > 0,
  );
  if (filled.length < 2) return null;
  return html`
    <nav class="shelves" aria-label=${words.shelves}>
      ${filled.map(
        (name) => html`
          <button
            type="button"
            key=${name}
            aria-pressed=${String(name === shelf)}
            onClick=${() => go({ name: "home", shelf: name })}
          >
            <img src=${`/images/shop/category-${name}.png`} alt="" width="96" height="96" />
            ${words.shelf[name]}
          </button>
        `,
      )}
    </nav>
  `;
}

/** The first screen: the shelves, and what is on the chosen one. */
export function Home(props) {
  const { screen, shop, words } = props;
  const shelf = screen.shelf ?? "roaming";
  return html`
    <${Shelves} ...${props} shelf=${shelf} />
    ${
      shelf === "roaming"
        ? html`<${Roaming} ...${props} />`
        : html`<ul class="products">
      ${(shop?.[shelf] ?? []).map((row) => html`<${WindowTile} key=${row.id} ...${props} shelf=${shelf} row=${row} />`)}
    </ul>`
    }
    ${shop && shelf !== "roaming" && shop[shelf].length === 0 && html`<p class="notice">${words.empty}</p>`}
  `;
}

/**
 * How the things of a shelf look: their screen, caption, picture, what stands around the price, and the badge below it.
 */
const LOOKS = {
  courses: {
    screen: "course",
    caption: courseCaption,
    picture: coursePicture,
    badge: (words, row) => words.worth(row.worth),
  },
  tickets: {
    screen: "ticket",
    caption: ticketCaption,
    picture: ticketPicture,
    after: (words, row) => ` ${words.perTicket(row.unit)}`,
    badge: (words, row) => row.left !== null && words.leftToday(row.left),
  },
  tours: {
    screen: "tour",
    caption: tourCaption,
    picture: (row) => `/${row.image}`,
    before: (words) => words.from,
    after: (words) => words.fromAfter,
  },
};

function WindowTile({ language, words, shelf, row, go }) {
  const { screen, caption, picture, before, after, badge } = LOOKS[shelf];
  const name = caption(language, row);
  const below = badge?.(words, row);
  return html`
    <li class="product card">
      <button class="whole" onClick=${() => go({ name: screen, id: row.id })}>
        <span class="picture"><img src=${picture(row)} alt="" width="640" height="640" /></span>
        <span class="words">
          <span class="name">${name}</span>
          <span class="subname quiet" lang="zh-CN">${row.subname ?? (name === row.name ? "" : row.name)}</span>
          <span class="price quiet">
            ${before?.(words)} <strong class="money">¥${row.price}</strong>
            ${after?.(words, row)}
          </span>
          ${below && html`<span class="badge">${below}</span>`}
        </span>
      </button>
    </li>
  `;
}

/** Cards, data, minutes and numbers, by category. */
function Roaming({ language, words, shop, go }) {
  const [category, setCategory] = useState(null);
  if (!shop) {
    return html`<div class="categories" aria-hidden="true"></div>
      <ul class="products" aria-busy="true">${Array.from({ length: PLACEHOLDERS }, Placeholder)}</ul>`;
  }
  if (shop.products.length === 0) return html`<p class="notice">${words.empty}</p>`;
  const filled = shop.categories.filter(({ id }) => shop.products.some((product) => product.categoryid === id));
  const tab = (id, caption) => html`
    <button type="button" aria-pressed=${String(id === category)} onClick=${() => setCategory(id)}>${caption}</button>
  `;
  const shown = shop.products.filter((product) => category === null || product.categoryid === category);
  return html`
    <nav class="categories">
      ${tab(null, words.all)} ${filled.map((row) => tab(row.id, categoryCaption(language, row)))}
    </nav>
    <ul class="products">
      ${shown.map((product) => html`<${Tile} key=${product.id} ...${{ language, words, shop, product, go }} />`)}
    </ul>
  `;
}

const Placeholder = (_, index) => html`
  <li class="product placeholder" key=${index} aria-hidden="true">
    <div class="picture"></div>
    <div class="words"><p class="name">\u00a0</p><p class="subname">\u00a0</p><p class="price">\u00a0</p></div>
  </li>
`;

function Tile({ language, words, shop, product, go }) {
  const caption = productCaption(language, product);
  const translated = caption !== product.name;
  return html`
    <li class="product card">
      <button class="whole" onClick=${() => go({ name: "product", id: product.id })}>
        <span class="picture"><img src=${`/${product.image}`} alt="" width="640" height="640" decoding="async" /></span>
        <span class="words">
          <span class="name">${caption}</span>
          <span class="subname quiet" lang="zh-CN">${translated ? product.name : product.subname}</span>
          <${PriceTag} words=${words} product=${product} price=${shop.prices[product.id]} />
        </span>
      </button>
    </li>
  `;
}

/** Today's price of a product, with its first tier. */
export function PriceTag({ words, product, price }) {
  if (!price) return html`<span class="price quiet">${words.noPrice}</span>`;
  const unit = product.is_package ? words.packageUnit(price) : words.unit(price);
  return html`
    <span class="price quiet">
      ${product.is_package && words.from} <strong class="money">¥${price.price}</strong> ${unit}
    </span>
    ${price.tier && html`<span class="badge">${words.tier(price)}</span>`}
  `;
}
