// The catalogue: the products with today's prices, one of them, and what they are sorted by.

import { Destinations } from "/web/admin/destinations.js";
import { EditDialog } from "/web/admin/edit.js";
import { Ended, Noun } from "/web/admin/noun.js";
import { isChinese } from "/web/admin/nouns.js";
import { Pager } from "/web/admin/pager.js";
import { Pictures } from "/web/admin/pictures.js";
import { Product } from "/web/admin/product.js";
import { newProduct } from "/web/admin/product-new.js";
import { Done, Field, Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { STATE } from "/web/lib/constants.js";
import { addressOf } from "/web/lib/pictures.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const ON_A_PAGE = 50;
/** What products are sorted by and made of, each with a tab of its own. */
const SHELVES = ["categories", "brands", "stores", "attributes"];
const PICTURES = "pictures";
const DESTINATIONS = "destinations";
/** All nouns that have their place here. */
export const CATALOGUE = [
  ...SHELVES,
  DESTINATIONS,
  "products",
  "product-parts",
  "product-attributes",
  "prices",
  "discounts",
  "destination-countries",
  "product-destinations",
  "plans",
];

export function Products(shared) {
  const { words, at } = shared;
  const shelf = [...SHELVES, PICTURES, DESTINATIONS].find((it) => it === at.split("/")[0]);
  const tab = (name, label, current) => html`
    <a href=${`#products${name && `/${name}`}`} aria-current=${current ? "true" : undefined}>${label}</a>
  `;
  return html`
    <nav class="tabs" aria-label=${words.products}>
      ${tab("", words.allProducts, !shelf)}
      ${tab(DESTINATIONS, words.destinations, shelf === DESTINATIONS)}
      ${SHELVES.map((it) => tab(it, words.kinds[it], it === shelf))}
      ${tab(PICTURES, words.pictures, shelf === PICTURES)}
    </nav>
    ${
      shelf === PICTURES
        ? html`<${Pictures} ...${shared} />`
        : shelf === DESTINATIONS
          ? html`<${Destinations} ...${shared} />`
          : shelf
            ? html`<${Noun} key=${shelf} ...${shared} kind=${shelf} />`
            : at
              ? html`<${One} key=${at} ...${shared} id=${at} />`
              : html`<${All} ...${shared} />`
    }
  `;
}

function One({ words, api, id }) {
  const state = useLoad(() => api.page(`admin/products?id=${encodeURIComponent(id)}&archived=false`), [id]);
  const gone = useLoad(() => api.page(`admin/products?id=${encodeURIComponent(id)}&archived=true`), [id]);
  if (!state.value || !gone.value) return html`<${Loading} words=${words} state=${state.error ? state : gone} />`;
  const again = () => {
    state.again();
    gone.again();
  };
  const isArchived = state.value.products.length === 0;
  const catalogue = isArchived ? gone.value : state.value;
  const product = catalogue.products[0];
  if (!product) return html`<p class="empty">${words.noSuchProduct}</p>`;
  return html`<${Product} ...${{ words, api, product, catalogue, again, isArchived }} />`;
}

function All({ words, api }) {
  const [marks, setMarks] = useState({ search: "", ended: false, page: 1 });
  const [making, setMaking] = useState(null);
  const [done, setDone] = useState("");
  const state = useLoad(async () => {
    const { search, ended, page: number } = marks;
    const query = new URLSearchParams({
      search,
      archived: String(ended),
      page: String(number),
      size: String(ON_A_PAGE),
    });
    const [catalogue, { prices }, { texts }] = await Promise.all([
      api.page(`admin/products?${query}`),
      page("prices"),
      page("texts"),
    ]);
    const english = texts.en?.products?.name ?? {};
    return {
      english,
      ...catalogue,
      today: new Map(prices.map((price) => [price.productid, price])),
    };
  }, [marks]);
  const make = async () => {
    setDone("");
    setMaking(await newProduct({ words, api }));
  };
  const close = (text) => {
    setMaking(null);
    setDone(text ?? "");
    if (text !== null) state.again();
  };
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  return html`
    <div class="head">
      <div class="tools">
        <${Field}
          label=${words.findProduct}
          type="search"
          value=${marks.search}
          maxlength="60"
          onInput=${(event) => setMarks({ ...marks, search: event.currentTarget.value, page: 1 })}
        />
        <${Ended} ...${{ words, marks, setMarks }} />
      </div>
      <button class="main-action" onClick=${make}>${words.newProduct}</button>
    </div>
    <${Done} text=${done} />
    <${Rows} words=${words} catalogue=${state.value} />
    <${Pager}
      words=${words}
      page=${marks.page}
      size=${ON_A_PAGE}
      total=${state.value.total}
      turn=${(number) => setMarks({ ...marks, page: number })}
    />
    ${making && html`<${EditDialog} ...${{ words, ...making, close }} />`}
  `;
}

function Rows({ words, catalogue }) {
  const { products, today, prices, now, english } = catalogue;
  // A product that is not on sale has no price in the shop, but its row of today is known all the same.
  const rowOf = (product) => prices.find((row) => row.product === product.id && isValid(row, now))?.price;
  const priceOf = (product) => today.get(product.id)?.price ?? rowOf(product);
  return html`
    <${Table}
      caption=${words.products}
      rows=${products}
      empty=${words.noProducts}
      keyOf=${(product) => product.id}
      columns=${[
        {
          name: "image",
          label: words.picture,
          show: (it) => html`<img class="thumb" src=${pictureOf(it)} alt="" width="44" height="44" loading="lazy" />`,
        },
        {
          name: "name",
          label: words.name,
          by: (it) => it.name,
          show: (it) =>
            html`
              <a href=${`#products/${it.id}`}><strong>${it.name}</strong></a>
              <small class="quiet">${it.subname}</small>
              ${isChinese(it.name) && !english[it.id] && html`<${Pill} tone="soon">${words.noEnglish}<//>`}
            `,
        },
        { name: "category", label: words.category, by: (it) => it.category },
        {
          name: "price",
          label: words.priceToday,
          amount: true,
          by: (it) => Number(priceOf(it) ?? -1),
          show: (it) =>
            priceOf(it) === undefined
              ? it.sale_state === STATE.PRODUCT_ON_SALE
                ? html`<${Pill} tone="bad">${words.noPriceToday}<//>`
                : "—"
              : `${yuan(priceOf(it))} ${words.per[it.kind]}`,
        },
        {
          name: "stock",
          label: words.stockLeft,
          amount: true,
          by: (it) => (it.counted ? it.stock : -1),
          show: (it) => {
            if (!it.counted) return "—";
            return it.stock > catalogue.low
              ? it.stock
              : html`<${Pill} tone=${it.stock ? "soon" : "bad"}>${it.stock}<//>`;
          },
        },
        {
          name: "sale_state",
          label: words.state,
          by: (it) => it.sale_state,
          show: (it) =>
            it.sale_state === STATE.PRODUCT_ON_SALE
              ? html`<${Pill} tone="good">${words.onSale}<//>`
              : html`<${Pill}>${words.offSale}<//>`,
        },
      ]}
    />
  `;
}

/** The address of a product's picture. */
export const pictureOf = (product) => addressOf(product.image, product.name);

/**
 * Whether a dated row counts at a moment; of several the one that took effect last does, and the list has these first.
 */
export const isValid = (row, now) => row.from <= now && (row.until === null || now <= row.until);
