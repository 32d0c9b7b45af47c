// One order at a glance: lines, sums, money that moved, refunds.

import { captionOf, channelOf, wordsFor } from "/web/admin/channel-of.js";
import { EditDialog } from "/web/admin/edit.js";
import { Change } from "/web/admin/order-change.js";
import { Notes } from "/web/admin/order-notes.js";
import { Ask, Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";
import { CODE, ORDER, PAYMENT } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Glance({ words, api, at }) {
  const state = useLoad(() => api.page(`admin/order?number=${encodeURIComponent(at)}`), [at]);
  return html`
    <p><a href="#orders">← ${words.allOrders}</a></p>
    ${
      state.value
        ? state.value.orders.map(
            (order) => html`
              <${Order} key=${order.id} ...${{ words, order }}>
                <div class="actions">
                  <${GiveBack} ...${{ words, api, order, again: state.again }} />
                  <${Cancel} ...${{ words, api, order, again: state.again }} />
                  <${Change} ...${{ words, api, order, again: state.again }} />
                </div>
              <//>
              <${Notes} key=${`notes ${order.id}`} ...${{ words, api, order, again: state.again }} />
            `,
          )
        : html`<${Loading} words=${words} state=${state} />`
    }
  `;
}

/** Gives the money of an order back in one step, where its channel has one; that of others goes back by refunds. */
function GiveBack({ words: pageWords, api, order, again }) {
  const [open, setOpen] = useState(false);
  const channel = channelOf(order.channel);
  const way = channel?.wayBack;
  if (!way || order.pay_status !== PAYMENT.PAID) return null;
  const close = (text) => {
    setOpen(false);
    if (text !== null) again();
  };
  const words = wordsFor(pageWords, channel);
  const fields = [{ name: "reason", label: words.reason, maxlength: 200, required: true }];
  const label = words[way.label];
  const save = (values) => api.om(way.call, { orderid: order.id, ...values }).then(() => undefined);
  return html`
    <button onClick=${() => setOpen(true)}>${label}</button>
    ${
      open &&
      html`
        <${EditDialog}
          ...${{ words, fields, save, close }}
          faults=${{ [CODE.ORDER_STATE]: words[way.refused] }}
          title=${label}
          note=${words[way.hint](yuan(order.due))}
          caption=${label}
        />
      `
    }
  `;
}

/** @type {Set<number>} */
const UNPAID = new Set([PAYMENT.UNPAID, PAYMENT.PAYING]);
/** @type {Set<number>} */
const ENDED = new Set([ORDER.CANCELLED, ORDER.CLOSED]);

/** Cancels an order that nobody will pay for; its goods and vouchers are free again. */
function Cancel({ words, api, order, again }) {
  const [open, setOpen] = useState(false);
  if (!UNPAID.has(order.pay_status) || ENDED.has(order.order_status)) return null;
  const close = () => setOpen(false);
  const go = async () => {
    await api.om("order_cancel", { orderid: order.id });
    again();
  };
  const title = `${words.cancelUnpaid} ${order.number}`;
  return html`
    <button onClick=${() => setOpen(true)}>${words.cancelUnpaid}</button>
    ${open && html`<${Ask} ...${{ words, go, close, title }} text=${words.cancelUnpaidHint} />`}
  `;
}

/** How the goods leave the house; nothing for what needs no way. */
const wayOut = (words, order) => {
  if (order.pick_up === null) return "";
  return order.pick_up ? words.pickUp : words.courier;
};

/** What the staff calls the way that money went. */
const wayName = (words, { way, way_id }) => words.ways[way_id] ?? way ?? "—";

/** The number of a payment, and who took it. */
const trade = ({ trade_no, actor }) => `${trade_no}${actor ? ` · ${actor}` : ""}`;

/** A walk-in account's own name says nothing to anybody. */
const nameOf = (words, { username }) => (username.startsWith("walk-in-") ? words.walkIn : username);

function Order({ words, order, children }) {
  const facts = [
    [words.created, order.created],
    [words.channel, captionOf(words, order.channel)],
    [
      words.customer,
      order.customer ? [nameOf(words, order.customer), order.customer.phone].filter(Boolean).join(" · ") : "—",
    ],
    [words.payment, html`<${PayState} ...${{ words, order }} />`],
    [
      words.delivery,
      [wayOut(words, order), words.shippingStates[order.shipping_status], order.waybill].filter(Boolean).join(" · "),
    ],
  ];
  if (order.expires && order.pay_status === PAYMENT.UNPAID) facts.push([words.expires, order.expires]);
  const money = (field, label) => ({ name: field, label, amount: true, show: (it) => yuan(it[field]) });
  return html`
    <section class="card">
      <h2>${words.order} ${order.number}</h2>
      <dl class="facts">${facts.map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>
      <${Table} caption=${words.lines} rows=${order.lines} empty="—" keyOf=${(it) => it.id} columns=${[
        {
          name: "title",
          label: words.product,
          show: (it) =>
            html`${it.title}${choices(words, it) && html`<small class="quiet">${choices(words, it)}</small>`}`,
        },
        { name: "quantity", label: words.quantity, amount: true },
        money("price", words.price),
        money("discount", words.discount),
      ]} />
      <dl class="sums">
        <div><dt>${words.price}</dt><dd>${yuan(order.price)}</dd></div>
        <div><dt>${words.discount}</dt><dd>${order.discount > 0 ? "−" : ""}${yuan(order.discount)}</dd></div>
        ${order.fee !== null && html`<div><dt>${words.fee}</dt><dd>${yuan(order.fee)}</dd></div>`}
        ${order.voucher > 0 && html`<div><dt>${words.vouchers}</dt><dd>−${yuan(order.voucher)}</dd></div>`}
        <div class="whole"><dt>${words.due}</dt><dd>${yuan(order.due)}</dd></div>
      </dl>
      ${children}
    </section>
    <div class="halves">
      <section class="card"><h2>${words.moneyMoves}</h2>
        <${Table} caption=${words.moneyMoves} rows=${order.money} empty=${words.noMoney} columns=${[
          { name: "at", label: words.when },
          { name: "kind", label: words.kind, show: (it) => words.moneyKinds[it.kind] ?? it.kind },
          {
            name: "way",
            label: words.way,
            show: (it) => html`${wayName(words, it)}<small class="quiet">${trade(it)}</small>`,
          },
          money("amount", words.amount),
        ]} />
      </section>
      <section class="card"><h2>${words.refunds}</h2>
        <${Table} caption=${words.refunds} rows=${order.refunds} empty=${words.noRefundsHere} columns=${[
          { name: "id", label: words.number },
          { name: "created", label: words.when },
          { name: "status", label: words.state, show: (it) => words.refundStates[it.status] },
          money("money", words.amount),
        ]} />
      </section>
    </div>
  `;
}

function choices(words, line) {
  const parts = [
    line.area,
    line.from && `${line.from}${line.until ? ` – ${line.until}` : ""}`,
    line.minutes && words.minutes(line.minutes),
    line.phone,
  ];
  return parts.filter(Boolean).join(" · ");
}

const HAS_ENDED = new Set([ORDER.CANCELLED, ORDER.CLOSED]);

/** Whether an order is paid, or has ended; of one whose money went back it says that. */
export function PayState({ words, order }) {
  if (order.pay_status !== PAYMENT.REFUNDED && HAS_ENDED.has(order.order_status))
    return html`<${Pill}>${words.orderStates[order.order_status]}<//>`;
  return html`
    <${Pill} tone=${["soon", "soon", "good", "plain"][order.pay_status]}>${words.payStates[order.pay_status]}<//>
  `;
}
