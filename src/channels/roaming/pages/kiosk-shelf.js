// The shelf of cards, data, minutes and numbers, with today's prices.

import { categoryCaption, productCaption } from "/web/channels/roaming/pages/kiosk-words.js";
import { addressOf } from "/web/lib/pictures.js";
import { symbol } from "/web/lib/symbol.js";
import { belowOf } from "/web/lib/texts.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PLACEHOLDERS = 8;

/** Cards, data, minutes and numbers, by category. */
export function Shelf({ language, words, shop, go }) {
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
  const below = belowOf(language, "products", "subname", product, caption);
  return html`
    <li class="product card">
      <button class="whole" onClick=${() => go({ name: "product", id: product.id })}>
        <span class="picture">
          <img src=${addressOf(product.image, caption)} alt="" width="640" height="640" decoding="async" />
        </span>
        <span class="words">
          <span class="name">${caption}</span>
          <span class="subname quiet" lang=${below.lang}>${below.text}</span>
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
      ${product.is_package && words.from} <strong class="money">${symbol()}${price.price}</strong> ${unit}
    </span>
    ${price.tier && html`<span class="badge">${words.tier(price)}</span>`}
  `;
}
