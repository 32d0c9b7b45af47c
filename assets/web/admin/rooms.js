// The other rooms: tours by the month, ticket customers and products, leased addresses, course offers. A room that this outlet
// does not have is not shown.

import { html } from "/web/vendor/preact-htm.module.js";
import { Tours } from "/web/admin/tours.js";
import { Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";

const ROOMS = {
  tours: { show: Tours, load: (api) => api.om("tour_package_gets") },
  tickets: { show: Tickets, load: async (api) => ({ ...(await api.om("ticket_customer_gets")), ...(await api.om("ticket_product_gets")) }) },
  leases: { show: Leases, load: (api) => api.om("lease_stock") },
  courses: { show: Courses, load: (api) => api.om("course_order_gets", { pagesize: 50 }) },
};

export function Rooms({ words, api, at }) {
  const state = useLoad(async () => {
    const found = await Promise.allSettled(Object.values(ROOMS).map((room) => room.load(api)));
    return Object.keys(ROOMS).map((name, index) => ({ name, value: found[index].value })).filter((room) => room.value);
  }, []);
  if (!state.value) return html`<${Loading} words=${words} state=${state} />`;
  const room = state.value.find((it) => it.name === at) ?? state.value[0];
  if (!room) return html`<p class="empty">${words.noRooms}</p>`;
  return html`
    <nav class="tabs" aria-label=${words.rooms}>
      ${state.value.map((it) => html`<a href=${`#rooms/${it.name}`} aria-current=${it === room ? "true" : undefined}>${words[it.name]}</a>`)}
    </nav>
    <${ROOMS[room.name].show} key=${room.name} ...${{ words, api, value: room.value }} />
  `;
}

const yes = (words, truth) => (truth ? html`<${Pill} tone="good">${words.is}<//>` : html`<${Pill}>${words.isNot}<//>`);

function Tickets({ words, value }) {
  return html`
    <section class="card"><h2>${words.ticketCustomers}</h2>
      <${Table} caption=${words.ticketCustomers} rows=${value.customers} empty=${words.noTicketCustomers} columns=${[
        { name: "customerid", label: words.number, by: (it) => it.customerid },
        { name: "customername", label: words.name, by: (it) => it.customername },
        { name: "customertypename", label: words.kind, by: (it) => it.customertypecode },
        { name: "username", label: words.username, by: (it) => it.username },
        { name: "daylimit", label: words.dayLimit, amount: true, show: (it) => it.daylimit ?? "—" },
        { name: "haskey", label: words.hasKey, show: (it) => yes(words, it.haskey) },
        { name: "enabled", label: words.active, show: (it) => yes(words, it.enabled) },
      ]} />
    </section>
    <section class="card"><h2>${words.ticketProducts}</h2>
      <${Table} caption=${words.ticketProducts} rows=${value.products} empty=${words.noProducts} columns=${[
        { name: "productid", label: words.number, by: (it) => it.productid },
        { name: "productname", label: words.name, by: (it) => it.productname },
        { name: "price", label: words.price, amount: true, by: (it) => it.price, show: (it) => `${yuan(it.price)} / ${it.unit}` },
        { name: "valid", label: words.validWhen, show: (it) => (it.initdate || it.enddate ? `${it.initdate ?? ""} – ${it.enddate || words.openEnd}` : words.always) },
        { name: "onsale", label: words.onSale, show: (it) => yes(words, it.onsale) },
      ]} />
    </section>
  `;
}

function Leases({ words, value }) {
  const count = (name) => ({ name, label: words.leaseStates[name], amount: true, by: (it) => it[name] });
  return html`<${Table} caption=${words.leases} rows=${value.stock} empty=${words.noLeases} columns=${[
    { name: "kind", label: words.kind, by: (it) => it.kind },
    { name: "region", label: words.region, by: (it) => it.region },
    { name: "pool_tag", label: words.pool, by: (it) => it.pool_tag },
    ...["free", "leased", "cooling", "retired"].map(count),
  ]} />`;
}

function Courses({ words, value }) {
  return html`
    <p class="quiet">${words.found(value.count)}</p>
    <${Table} caption=${words.courses} rows=${value.orders} empty=${words.noOrders} keyOf=${(it) => it.id} columns=${[
      { name: "order_sn", label: words.order, by: (it) => it.order_sn, show: (it) => html`<a href=${`#orders/${it.order_sn}`}>${it.order_sn}</a>` },
      { name: "mobile", label: words.phone, by: (it) => it.mobile },
      { name: "course", label: words.product, by: (it) => it.rebate.courses_name, show: (it) => html`${it.rebate.courses_name}<small class="quiet">${it.rebate.name}</small>` },
      { name: "num", label: words.quantity, amount: true, by: (it) => it.num },
      { name: "used", label: words.used, show: (it) => yes(words, it.rebate.is_use === 1) },
    ]} />
  `;
}
