// Products: the list with today's prices; one of them with its texts, dated prices, discounts and stock.

import { Product } from "/web/admin/product.js";
import { Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { STATE } from "/web/lib/constants.js";
import { html } from "/web/vendor/preact-htm.module.js";

export function Products({ words, api, at }) {
  const state = useLoad(async () => {
    const [catalogue, { prices }] = await Promise.all([api.page("admin/products"), page("prices")]);
    return { ...catalogue, today: new Map(prices.map((price) => [price.productid, price])) };
  }, []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const { products, today, prices } = state.value;
  const chosen = products.find((product) => String(product.id) === at);
  if (chosen)
    return html`
      <${Product} key=${chosen.id} ...${{ words, api, product: chosen, catalogue: state.value, again: state.again }} />
    `;

  // A product that is not on sale has no price in the shop, but its row of today is known all the same.
  const rowOf = (product) => prices.find((row) => row.product === product.id && isValid(row, state.value.now))?.price;
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
          show: (it) => html`<img class="thumb" src=${`/${it.image}`} alt="" width="44" height="44" loading="lazy" />`,
        },
        {
          name: "name",
          label: words.name,
          by: (it) => it.name,
          show: (it) =>
            html`
              <a href=${`#products/${it.id}`}><strong>${it.name}</strong></a>
              <small class="quiet">${it.subname}</small>
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
          show: (it) => (it.counted ? it.stock : "—"),
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

/**
 * Whether a dated row counts at a moment; of several the one that took effect last does, and the list has these first.
 */
export const isValid = (row, now) => row.from <= now && (row.until === null || now <= row.until);
