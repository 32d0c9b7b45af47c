// Everything that can run out, in one table: cards, numbers, pieces, codes, addresses, tours, tickets, courses.

import { Loading, Pill, Table, Trouble, useLoad } from "/web/admin/ui.js";
import { page } from "/web/lib/api.js";
import { html } from "/web/vendor/preact-htm.module.js";

const IN_STOCK = "in stock";
/** Packages whose calendar is read for this table. */
const MOST_PACKAGES = 30;
const sum = (rows, name) => rows.reduce((all, row) => all + row[name], 0);

/**
 * The seats of a tour's month, day by day: rooms and insurances are counted in nights and pieces, which do not add up
 * with them.
 */
async function seatsOf(api, packageid, month) {
  const [{ offers }, { days }] = await Promise.all([
    api.om("tour_offer_gets", { packageid }),
    api.om("tour_calendar_gets", { packageid, month }),
  ]);
  const flights = new Set(offers.filter((it) => it.kind === "flight").map((it) => it.offerid));
  return days.filter((day) => flights.has(day.offerid));
}

/**
 * What each kind of stock has, row by row: what it is, how much is left, how much there was, where to look; `usual`
 * where none left is no trouble.
 */
const KINDS = {
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
    const { products } = await api.page("admin/products");
    return products
      .filter((it) => it.counted)
      .map((it) => ({ name: it.name, left: it.stock, href: `#products/${it.id}` }));
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
  leases: async (api, words) => {
    const { stock } = await api.om("lease_stock");
    const regions = new Map();
    for (const pool of stock) {
      const name = `${words.leaseKinds[pool.kind] ?? pool.kind} · ${pool.region}`;
      regions.set(name, [...(regions.get(name) ?? []), pool]);
    }
    return [...regions].map(([name, pools]) => ({
      name,
      left: sum(pools, "free"),
      all: sum(pools, "free") + sum(pools, "leased") + sum(pools, "cooling"),
      href: "#rooms/leases/stock",
    }));
  },
  tours: async (api, _words) => {
    const [{ packages }, { now }] = await Promise.all([api.om("tour_package_gets"), page("today")]);
    const sold = packages.filter((it) => it.enabled).slice(0, MOST_PACKAGES);
    const seats = await Promise.all(sold.map((it) => seatsOf(api, it.packageid, now.slice(0, 7))));
    return sold.map((it, index) => ({
      name: `${it.title} · ${now.slice(0, 7)}`,
      left: sum(seats[index], "free"),
      all: sum(seats[index], "stock"),
      href: "#rooms/tours/calendar",
    }));
  },
  tickets: async (api, _words) => {
    const { products } = await api.om("ticket_product_gets");
    return products.filter((it) => it.onsale).map((it) => ({ name: it.productname, href: "#rooms/tickets/products" }));
  },
  courses: async (api) => {
    const { offers } = await api.om("course_offer_gets", { all: true, pagesize: 500 });
    return offers
      .filter((it) => it.active)
      .map((it) => ({ name: it.name, gone: it.sold, href: "#rooms/courses/offers" }));
  },
};

export function Everything({ words, api }) {
  const state = useLoad(async () => {
    const names = Object.keys(KINDS);
    const found = await Promise.allSettled(names.map((name) => KINDS[name](api, words)));
    const rows = found.flatMap((it, index) =>
      it.status === "fulfilled" ? it.value.map((row) => ({ ...row, kind: names[index] })) : [],
    );
    return { rows, failed: found.find((it) => it.status === "rejected")?.reason };
  }, []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const left = (it) => {
    if (it.left === undefined) return html`<span class="quiet">${words.notCounted}</span>`;
    return it.left === 0 && !it.usual ? html`<${Pill} tone="bad">0<//>` : it.left;
  };
  return html`
    <${Trouble} words=${words} error=${state.value.failed} />
    <p class="quiet">${words.everythingHint}</p>
    <${Table} caption=${words.everything} rows=${state.value.rows} empty=${words.nothingInStock} columns=${[
      {
        name: "kind",
        label: words.kind,
        by: (it) => words.stockKinds[it.kind],
        show: (it) => words.stockKinds[it.kind],
      },
      { name: "name", label: words.name, by: (it) => it.name, show: (it) => html`<a href=${it.href}>${it.name}</a>` },
      { name: "left", label: words.left, amount: true, by: (it) => it.left ?? Infinity, show: left },
      { name: "all", label: words.inAll, amount: true, by: (it) => it.all ?? -1, show: (it) => it.all ?? "—" },
      {
        name: "gone",
        label: words.soldCount,
        amount: true,
        by: (it) => it.gone ?? -1,
        show: (it) => it.gone ?? (it.all === undefined ? "—" : it.all - it.left),
      },
    ]} />
  `;
}
