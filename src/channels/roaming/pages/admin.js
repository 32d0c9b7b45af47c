// The shop on the manager's page: what its store room has, and which vouchers were used.

import { counted } from "/web/admin/redeemed.js";
import { Table } from "/web/admin/ui.js";
import { words } from "/web/channels/roaming/pages/admin-words.js";
import { PRODUCT } from "/web/lib/constants.js";
import { html } from "/web/vendor/preact-htm.module.js";

const IN_STOCK = "in stock";
const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);

/** The vouchers that were used, by sort. */
function Redeemed({ words, report }) {
  if (report.vouchers_redeemed.length === 0) return null;
  return html`
    <section class="card">
      <h2>${words.vouchersRedeemed}</h2>
      <${Table}
        caption=${words.vouchersRedeemed}
        rows=${report.vouchers_redeemed}
        columns=${counted(words, "name", words.name)}
      />
    </section>
  `;
}

/** @type {import("/types/channels.d.ts").AdminChannel} */
export const channel = {
  words,
  stock: {
    cards: async (api, words) => {
      const { states } = await api.page("admin/cards");
      return [
        {
          name: words.stockRows.cards,
          left: states.find((it) => it.state === IN_STOCK)?.count ?? 0,
          all: sum(states, "count"),
          href: "#stock/cards",
        },
      ];
    },
    numbers: async (api, words) => {
      const { numbers } = await api.page("admin/numbers");
      return [
        {
          name: words.stockRows.numbers,
          left: numbers.filter((it) => !it.holds.some((hold) => hold.current)).length,
          all: numbers.length,
          href: "#stock/numbers",
        },
      ];
    },
    products: async (api) => {
      const { products, low } = await api.page("admin/products?counted=true&size=200");
      return products.map((it) => ({
        name: it.name,
        left: it.stock,
        isLow: it.stock <= low,
        href: it.kind === PRODUCT.ESIM ? "#stock/esims" : `#products/${it.id}`,
      }));
    },
    codes: async (api, words) => {
      const { templates } = await api.page("admin/templates");
      return [
        {
          name: words.stockRows.codes,
          left: sum(templates, "open"),
          all: sum(templates, "made"),
          usual: true,
          href: "#stock/codes",
        },
      ];
    },
  },
  Redeemed,
};
