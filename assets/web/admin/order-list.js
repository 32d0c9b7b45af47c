// The list of orders: narrowed by date, state, channel, delivery, way and clerk, searched by any part, and exported as
// it is shown.

import { captionOf, channels } from "/web/admin/channel-of.js";
import { isNarrowed, picker, Span } from "/web/admin/filters.js";
import { queryOf, useLeave } from "/web/admin/leave.js";
import { PayState } from "/web/admin/order.js";
import { Pager } from "/web/admin/pager.js";
import { Field, Table, Trouble, useLoad, yuan } from "/web/admin/ui.js";
import { page as ask } from "/web/lib/api.js";
import { plusDays } from "/web/lib/days.js";
import { keep, recall } from "/web/lib/keep.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** Filters that stand behind the fold. */
const FOLDED = ["channel", "delivery", "way", "clerk"];
const SPANS = [
  ["today", 0],
  ["sevenDays", 6],
  ["thirtyDays", 29],
];
const KEPT = "admin.orders";

export function OrderList({ words, api, language }) {
  // What somebody looked for is still there after a look at one order.
  const [marks, setMarks] = useState(() => recall(KEPT, { page: 1 }));
  const state = useLoad(() => api.page(`admin/orders?${queryOf(marks)}`), [queryOf(marks)]);
  const choices = useLoad(() => api.page("admin/filters"), []);
  const narrow = (more) => {
    const next = { ...marks, page: 1, ...more };
    keep(KEPT, next);
    setMarks(next);
  };
  return html`
    <${Filters} ...${{ words, marks, narrow }} choices=${choices.value} />
    <${Trouble} words=${words} error=${state.error} />
    ${
      state.value
        ? html`<${Found} ...${{ words, api, language, marks, narrow }} found=${state.value} />`
        : !state.error && html`<p class="quiet" role="status">${words.loading}</p>`
    }
  `;
}

function Filters({ words, marks, narrow, choices }) {
  const [today, setToday] = useState(null);
  const form = useRef(null);
  useEffect(() => void ask("today").then(({ now }) => setToday(now.slice(0, 10))), []);
  const change = (event) => narrow({ [event.currentTarget.name]: event.currentTarget.value });
  const send = (event) => {
    event.preventDefault();
    narrow({ text: event.currentTarget.elements.text.value.trim() });
  };
  const clear = () => {
    form.current.reset();
    form.current.elements.text.value = "";
    narrow(Object.fromEntries(Object.keys(marks).map((name) => [name, ""])));
  };
  const folded = FOLDED.filter((name) => marks[name]);
  const isNarrow = isNarrowed(marks);
  const pick = picker(words, marks, change);
  const isSpan = (days) => marks.to === today && marks.from === plusDays(today, -days);
  return html`
    <form class="filters" ref=${form} onSubmit=${send} role="search">
      <div class="tools">
        <${Field}
          label=${words.findOrdersLabel}
          name="text"
          type="search"
          maxlength="60"
          placeholder=${words.findOrders}
          value=${marks.text ?? ""}
        />
        <button class="main-action">${words.search}</button>
        ${pick("state", words.stage, Object.entries(words.stages))}
        <${Span} ...${{ words, marks, change }} />
      </div>
      ${
        today &&
        html`
          <div class="row" role="group" aria-label=${words.date}>
            ${SPANS.map(
              ([name, days]) => html`
                <button
                  type="button"
                  aria-pressed=${String(isSpan(days))}
                  onClick=${() => narrow({ from: plusDays(today, -days), to: today })}
                >
                  ${words[name]}
                </button>
              `,
            )}
            <button
              type="button"
              aria-pressed=${String(!marks.from && !marks.to)}
              onClick=${() => narrow({ from: "", to: "" })}
            >
              ${words.anyTime}
            </button>
            ${isNarrow && html`<button type="button" onClick=${clear}>${words.clearFilters}</button>`}
          </div>
        `
      }
      <details open=${folded.length > 0}>
        <summary>
          ${words.moreFilters}
          ${folded.length > 0 && html` · <span class="quiet">${words.filtersOn(folded.length)}</span>`}
        </summary>
        <div class="tools">
          ${pick(
            "channel",
            words.channel,
            channels.map(({ name }) => [name, captionOf(words, name)]),
          )}
          ${pick("delivery", words.deliveryWay, Object.entries(words.deliveries))}
          ${pick(
            "way",
            words.way,
            (choices?.ways ?? []).map(({ id, name }) => [id, words.ways[id] ?? name]),
          )}
          ${pick(
            "clerk",
            words.clerk,
            (choices?.clerks ?? []).map(({ id, name }) => [id, name]),
          )}
        </div>
      </details>
    </form>
  `;
}

function Found({ words, api, language, marks, narrow, found }) {
  const { orders, page, size, total } = found;
  const query = queryOf({ ...marks, page: "", language });
  const leave = useLeave({ words, api, path: "order-export", name: "orders", query, isEmpty: total === 0 });
  return html`
    <div class="head">
      <p class="quiet" role="status">${words.ordersFound(total)}</p>
      <div class="row">${leave.buttons}</div>
    </div>
    ${leave.said}
    <${Table}
      caption=${words.orders}
      rows=${orders}
      empty=${words.noOrders}
      keyOf=${(it) => it.id}
      columns=${columnsOf(words)}
    />
    <${Pager} ...${{ words, page, size, total }} turn=${(to) => narrow({ page: to })} />
  `;
}

function columnsOf(words) {
  const goods = (order) => order.goods.map((line) => `${line.title} × ${line.quantity}`).join("、");
  return [
    {
      name: "number",
      label: words.order,
      show: (it) =>
        html`
          <a href=${`#orders/${it.number}`}>${it.number}</a>
          <small class="quiet">${captionOf(words, it.channel)}</small>
        `,
    },
    { name: "created", label: words.created, show: (it) => it.created.slice(0, 16) },
    { name: "goods", label: words.product, show: (it) => html`<span lang="zh-CN">${goods(it)}</span>` },
    { name: "customer", label: words.customer, show: (it) => customerOf(words, it) },
    { name: "due", label: words.amount, amount: true, show: (it) => yuan(it.due) },
    {
      name: "payment",
      label: words.payment,
      show: (it) =>
        html`
          <${PayState} words=${words} order=${it} />
          ${
            it.way !== null &&
            html`<small class="quiet">${[words.ways[it.way], it.clerk].filter(Boolean).join(" · ")}</small>`
          }
        `,
    },
    {
      name: "delivery",
      label: words.delivery,
      show: (it) =>
        html`
          ${words.shippingStates[it.shipping_status]}
          ${it.pick_up !== null && html`<small class="quiet">${it.pick_up ? words.pickUp : words.courier}</small>`}
        `,
    },
  ];
}

/** Who ordered: a walk-in account's own name says nothing to anybody. */
function customerOf(words, { customer, phone }) {
  const name = customer?.startsWith("walk-in-") ? words.walkIn : customer;
  return html`${name ?? "—"}${phone && html`<small class="quiet">${phone}</small>`}`;
}
