// Ticket orders with what was handed over of each, and what the counter may do with one.

import { Editor } from "/web/admin/edit.js";
import { Pager } from "/web/admin/pager.js";
import { Read } from "/web/admin/rooms/room.js";
import { Dialog, Field, Loading, Pill, Table, useLoad, yuan } from "/web/admin/ui.js";
import { PAYMENT, TICKETS } from "/web/lib/constants.js";
import { fenOf, moneyText } from "/web/lib/money.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const PAGE = 50;
const TONES = { 0: "soon", 3: "good", D: "good", X: "good", 7: "bad", B: "bad" };
const isPaid = (row) => row.paystatus === PAYMENT.PAID;
const isOwn = (row) => row.customertypecode === TICKETS.OWN_CUSTOMER;
// Which moves a state allows, and where not every order of the state; the server has the same table and the last word.
const MOVES = {
  deal: { from: ["0", "5"], call: "ticket_order_deal", fits: (row) => !isOwn(row) || isPaid(row) },
  cash: { from: ["0"], call: "ticket_order_cash", fits: (row) => !isPaid(row) },
  rebate: { from: ["3"], call: "ticket_order_deal", more: { rebate: true } },
  askRefund: {
    from: ["0", "5"],
    call: "ticket_refund_request",
    fits: (row) => (isOwn(row) ? row.status === "0" && isPaid(row) : row.status !== "0"),
  },
  startRefund: { from: ["7"], call: "ticket_refund_start" },
  rejectRefund: { from: ["7"], call: "ticket_refund_reject" },
  close: { from: ["0", "B"], call: "ticket_order_close", fits: (row) => row.status !== "0" || !isPaid(row) },
};

export function TicketOrders({ words, api }) {
  const [marks, setMarks] = useState({ status: "", date_from: "", date_to: "", page: 1 });
  const [shown, setShown] = useState(null);
  const { page, ...filter } = marks;
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  const load = () => api.om("ticket_order_gets", { ...given, pageindex: page - 1, pagesize: PAGE });
  const mark = (name) => (event) => setMarks({ ...marks, [name]: event.currentTarget.value, page: 1 });
  const move = (name, row) => {
    const { from, call, more, fits } = MOVES[name];
    if (!from.includes(row.status) || (fits && !fits(row))) return null;
    const label = words.ticketMoves[name];
    const sum = moneyText(fenOf(row.summary));
    if (name === "cash") {
      const fields = [{ name: "payvoucher", label: words.slip, maxlength: 64, required: true }];
      return {
        label,
        note: words.takeCash(yuan(row.summary)),
        fields,
        save: (values) => api.om(call, { orderid: row.orderid, amount: sum, ...values }).then(() => undefined),
      };
    }
    return {
      label,
      ask: words.askTicketMove(label, row.orderid),
      go: () => api.om(call, { orderid: row.orderid, ...more }).then(() => null),
    };
  };
  return html`
    <div class="tools">
      <label>
        ${words.state}
        <select value=${marks.status} onChange=${mark("status")}>
          <option value="">${words.all}</option>
          ${Object.entries(words.ticketStates).map(([letter, name]) => html`<option value=${letter}>${name}</option>`)}
        </select>
      </label>
      <${Field}
        label=${words.from}
        type="date"
        value=${marks.date_from}
        max=${marks.date_to || undefined}
        onChange=${mark("date_from")}
      />
      <${Field}
        label=${words.until}
        type="date"
        value=${marks.date_to}
        min=${marks.date_from || undefined}
        onChange=${mark("date_to")}
      />
    </div>
    <${Read}
      words=${words}
      load=${load}
      keys=${[JSON.stringify(marks)]}
      show=${({ orders, count }, again) => html`
        <${Editor}
          ...${{ words, again, rows: orders }}
          title=${words.orders}
          note=${words.found(count)}
          empty=${words.noOrders}
          keyOf=${(it) => it.orderid}
          nameOf=${(it) => it.orderid}
          actions=${(row) => [
            { label: words.visitors, run: () => setShown(row.orderid) },
            ...Object.keys(MOVES).map((name) => move(name, row)),
          ]}
          columns=${[
            {
              name: "orderid",
              label: words.order,
              by: (it) => it.orderid,
              show: (it) =>
                html`<a href=${`#orders/${it.orderid}`}>${it.orderid}</a><small class="quiet">${it.ordertime}</small>`,
            },
            {
              name: "customername",
              label: words.customer,
              by: (it) => it.customername,
              show: (it) => html`${it.customername}<small class="quiet">${it.sendid}</small>`,
            },
            {
              name: "lines",
              label: words.lines,
              show: (it) =>
                html`
                  <ul class="plain">
                    ${it.lines.map(
                      (line) => html`
                        <li>
                          ${line.productname} × ${line.num}
                          <small class="quiet">
                            ${line.dealnum === null ? words.notDealt : words.dealt(line.dealnum, line.dealtime)}
                          </small>
                        </li>
                      `,
                    )}
                  </ul>
                `,
            },
            {
              name: "summary",
              label: words.due,
              amount: true,
              by: (it) => Number(it.summary),
              show: (it) => yuan(it.summary),
            },
            {
              name: "status",
              label: words.state,
              by: (it) => it.status,
              show: (it) => html`<${Pill} tone=${TONES[it.status]}>${words.ticketStates[it.status] ?? it.status}<//>`,
            },
          ]}
        >
          <${Pager}
            ...${{ words, page, size: PAGE, total: count, turn: (next) => setMarks({ ...marks, page: next }) }}
          />
        <//>
      `}
    />
    ${shown && html`<${Visitors} key=${shown} ...${{ words, api, orderid: shown }} close=${() => setShown(null)} />`}
  `;
}

/** Who comes with an order; their papers are kept sealed, and shown to the staff alone. */
function Visitors({ words, api, orderid, close }) {
  const state = useLoad(() => api.om("ticket_order_get", { orderid }), []);
  const rows = state.value?.order.visitors;
  const cell = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "—"));
  const names = [...new Set((Array.isArray(rows) ? rows : []).flatMap((row) => Object.keys(row)))];
  return html`
    <${Dialog} title=${words.visitorsOf(orderid)} close=${close} wide>
      ${
        state.value
          ? html`
            <${Table}
              caption=${words.visitors}
              rows=${Array.isArray(rows) ? rows : []}
              empty=${words.noVisitors}
              columns=${names.map((name) => ({
                name,
                label: words.visitorFields[name] ?? name,
                show: (it) => cell(it[name]),
              }))}
            />
          `
          : html`<${Loading} words=${words} state=${state} />`
      }
      <div class="actions"><button class="main-action" onClick=${close}>${words.close}</button></div>
    <//>
  `;
}
