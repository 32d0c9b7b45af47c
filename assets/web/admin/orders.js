// Orders: search, one at a glance, and refunds that wait for a decision.

import { Glance } from "/web/admin/order.js";
import { OrderList } from "/web/admin/order-list.js";
import { Ask, Done, Field, Loading, Table, Trouble, useAction, useLoad, valuesOf, yuan } from "/web/admin/ui.js";
import { PAY_WAY, REFUND } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

export function Orders(shared) {
  const { words, at } = shared;
  if (at !== "" && at !== "refunds") return html`<${Glance} key=${at} ...${shared} />`;
  return html`
    <nav class="tabs" aria-label=${words.orders}>
      <a href="#orders" aria-current=${at === "" ? "true" : undefined}>${words.searchOrders}</a>
      <a href="#orders/refunds" aria-current=${at === "refunds" ? "true" : undefined}>${words.refunds}</a>
    </nav>
    ${at === "refunds" ? html`<${Refunds} ...${shared} />` : html`<${OrderList} ...${shared} />`}
  `;
}

/** WeChat and Credtrip send no notice of money that they have paid back. */
const TELLS_NOBODY = new Set([PAY_WAY.WECHAT, PAY_WAY.CREDTRIP]);
const STATES = [REFUND.OPEN, REFUND.CONFIRMED, REFUND.REFUNDING, REFUND.REFUNDED, REFUND.REJECTED];

function Refunds({ words, api }) {
  const [status, setStatus] = useState(/** @type {number} */ (REFUND.OPEN));
  const [asked, setAsked] = useState(null);
  const state = useLoad(() => api.om("refund_gets", { status, pagesize: 500 }), [status]);
  const action = useAction();
  const decide = (refund, word) => async () => {
    await api.om("refund_audit", { refundid: refund.id, ...word });
    state.again();
  };
  const question = (it, agree) => ({
    title: agree ? words.agree : words.refuse,
    text: words.askRefund(agree, it.orderid, yuan(it.money)),
    go: decide(it, { confirmed: agree }),
  });
  const byHand = (it) => ({
    title: words.byHand,
    text: words.askByHand(it.orderid, yuan(it.money)),
    go: decide(it, { refunded: true }),
  });
  const receive = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { ids, waybill } = valuesOf(event);
    action.run(async () => {
      const { refunds } = await api.om("refund_received", { refundids: ids.replace(/\s+/g, ","), invoice_no: waybill });
      form.reset();
      state.again();
      return words.received((refunds ?? []).length);
    });
  };
  const columns = [
    { name: "id", label: words.number, by: (it) => it.id },
    {
      name: "orderid",
      label: words.order,
      by: (it) => it.orderid,
      show: (it) => html`<a href=${`#orders/${it.orderid}`}>${it.orderid}</a>`,
    },
    { name: "createtime", label: words.created, by: (it) => it.createtime },
    { name: "money", label: words.amount, amount: true, by: (it) => it.money, show: (it) => yuan(it.money) },
    { name: "reason", label: words.reason, show: (it) => it.reason || "—" },
    {
      name: "goods",
      label: words.goods,
      show: (it) => (it.is_real ? words.goodsStates[it.shipping_status] : words.service),
    },
  ];
  if (status === REFUND.OPEN) {
    columns.push({
      name: "decide",
      label: words.decision,
      show: (it) => html`
        <div class="row">
          <button onClick=${() => setAsked(question(it, true))} aria-label=${`${words.agree} ${it.id}`}>
            ${words.agree}
          </button>
          <button onClick=${() => setAsked(question(it, false))} aria-label=${`${words.refuse} ${it.id}`}>
            ${words.refuse}
          </button>
        </div>
      `,
    });
  }
  if (status === REFUND.REFUNDING) {
    const button = (it) =>
      html`
        <button onClick=${() => setAsked(byHand(it))} aria-label=${`${words.byHand} ${it.id}`}>${words.byHand}</button>
      `;
    columns.push({
      name: "decide",
      label: words.decision,
      show: (it) => (TELLS_NOBODY.has(it.refund_type) ? button(it) : words.providerTells),
    });
  }
  return html`
    <div class="row" role="group" aria-label=${words.state}>
      ${STATES.map(
        (it) => html`
          <button aria-pressed=${String(it === status)} onClick=${() => setStatus(it)}>
            ${words.refundStates[it]}
          </button>
        `,
      )}
    </div>
    ${
      state.value
        ? html`
          <${Table}
            caption=${words.refunds}
            rows=${state.value.refunds}
            empty=${words.noRefunds}
            keyOf=${(it) => it.id}
            columns=${columns}
          />
        `
        : html`<${Loading} words=${words} state=${state} />`
    }
    <section class="card">
      <h2>${words.goodsBack}</h2>
      <form class="inline" onSubmit=${receive}>
        <${Field}
          label=${words.refundNumbers}
          name="ids"
          pattern="[0-9 ,]+"
          title=${words.refundNumbersHint}
          hint=${words.refundNumbersHint}
          required
        />
        <${Field} label=${words.waybill} name="waybill" maxlength="60" required />
        <div class="actions"><button class="main-action" disabled=${action.busy}>${words.goodsArrived}</button></div>
      </form>
      <${Trouble} words=${words} error=${action.error} />
      <${Done} text=${action.done} />
    </section>
    ${asked && html`<${Ask} words=${words} ...${asked} close=${() => setAsked(null)} />`}
  `;
}
