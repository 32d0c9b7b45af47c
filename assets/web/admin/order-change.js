// What is put right of an order: how it reaches its customer, a shipment or a hand-over that was none; and its slip
// once more.

import { ByRate } from "/web/admin/books-parts.js";
import { Ask, Dialog, fromField, Loading, Trouble, toField, useAction, useLoad, yuan } from "/web/admin/ui.js";
import { CODE, PAYMENT } from "/web/lib/constants.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** The buttons of an order, for what the server allows now. */
export function Change({ words, api, order, again }) {
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const may = (name) => order.corrections.includes(name);
  const undo = (to) => async () => {
    await api.page("admin/order-change", { orderid: order.id, to });
    again();
  };
  const button = (name, label) => may(name) && html`<button onClick=${() => setOpen(name)}>${label}</button>`;
  return html`
    ${button("delivery", words.changeDelivery)} ${button("unship", words.unship)} ${button("take-back", words.takeBack)}
    <button onClick=${() => setOpen("slip")}>${words.printSlip}</button>
    ${open === "delivery" && html`<${Delivery} ...${{ words, api, order, again, close }} />`}
    ${
      open === "unship" &&
      html`<${Ask} ...${{ words, close }} title=${words.unship} text=${words.unshipHint} go=${undo("unship")} />`
    }
    ${
      open === "take-back" &&
      html`<${Ask} ...${{ words, close }} title=${words.takeBack} text=${words.takeBackHint} go=${undo("take-back")} />`
    }
    ${open === "slip" && html`<${Slip} ...${{ words, api, order, close }} />`}
  `;
}

/** The delivery of an order, chosen anew. */
function Delivery({ words, api, order, again, close }) {
  const state = useLoad(() => api.page(`admin/order-ways?orderid=${order.id}`), [order.id]);
  const [way, setWay] = useState(order.pick_up === false ? "courier" : "pick-up");
  const action = useAction();
  const send = (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    if (values.at) values.at = fromField(String(values.at));
    action.run(async () => {
      await api.page("admin/order-change", { orderid: order.id, ...values });
      close();
      again();
    });
  };
  if (!state.value) {
    return html`
      <${Dialog} title=${words.changeDelivery} close=${close}><${Loading} ...${{ words, state }} /><//>
    `;
  }
  const { outlets, addresses, carriers } = state.value;
  const pick = (name, label, options, now) => html`
    <label class="whole">
      ${label}
      <select name=${name} required>
        ${options.map((it) => html`<option value=${it.id} selected=${it.id === now}>${it.name}</option>`)}
      </select>
    </label>
  `;
  const radio = (value, label) => html`
    <label class="tick">
      <input type="radio" name="to" value=${value} checked=${way === value} onChange=${() => setWay(value)} />${label}
    </label>
  `;
  return html`
    <${Dialog} title=${words.changeDelivery} close=${close}>
      <p class="quiet">
        ${order.pay_status === PAYMENT.PAID ? words.deliveryPaidHint : words.deliveryOpenHint}
      </p>
      <form class="inline" onSubmit=${send}>
        <fieldset class="whole">
          <legend>${words.deliveryWay}</legend>
          ${radio("pick-up", words.pickUp)} ${radio("courier", words.courier)}
        </fieldset>
        ${
          way === "pick-up"
            ? html`
              ${pick("outletid", words.pickUpAt, outlets, order.outlet_id)}
              <label class="whole">
                ${words.pickUpTime}
                <input
                  type="datetime-local"
                  name="at"
                  required
                  defaultValue=${toField(order.obtain_at ?? "").slice(0, 16)}
                />
              </label>
            `
            : addresses.length > 0
              ? html`
                ${pick("addressid", words.sendTo, addresses, order.address_id)}
                ${pick("carrierid", words.carrier, carriers, order.carrier_id)}
              `
              : html`<p class="whole">${words.noAddress}</p>`
        }
        <div class="whole">
          <${Trouble} words=${words} error=${faultOf(words, action.error)} />
        </div>
        <div class="actions">
          <button type="button" onClick=${close}>${words.cancel}</button>
          <button class="main-action" disabled=${action.busy || (way === "courier" && addresses.length === 0)}>
            ${words.save}
          </button>
        </div>
      </form>
    <//>
  `;
}

/** A rule's refusal comes as its number. */
function faultOf(words, error) {
  if (error?.message !== String(CODE.ORDER_STATE)) return error;
  return Object.assign(new Error(), { told: words.deliveryPaidHint });
}

/** The slip, to be looked at and printed. */
function Slip({ words, api, order, close }) {
  const state = useLoad(() => api.page("admin/order-slip", { orderid: order.id }), [order.id]);
  const slip = state.value?.order;
  return html`
    <${Dialog} title=${words.orderSlip} close=${close}>
      ${slip ? html`<${Paper} ...${{ words, slip }} ...${state.value} />` : html`<${Loading} ...${{ words, state }} />`}
      <div class="actions no-print">
        <button type="button" onClick=${close}>${words.close}</button>
        <button class="main-action" disabled=${!slip} onClick=${() => window.print()}>${words.print}</button>
      </div>
    <//>
  `;
}

function Paper({ words, slip, outlet, heading, note, address, tax_id }) {
  const code = slip.voucher?.serial ?? slip.number;
  return html`
    <section class="paper">
      <p class="paper-head">
        <strong>${outlet}</strong>
        ${heading && html`<br />${heading}`}
        ${address && html`<br />${address}`}
        ${tax_id && html`<br />${words.taxNumber} ${tax_id}`}
        <br />${words.order} ${slip.number}<br />${slip.created}
      </p>
      <table>
        <caption class="unseen">${words.lines}</caption>
        <tbody>
          ${slip.lines.map(
            (line) => html`
              <tr key=${line.id}>
                <th scope="row">${line.title} × ${line.quantity}</th>
                <td class="amount">${yuan(Number(line.price))}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <p class="paper-sum">
        <span>${slip.paid === null ? words.notPaidYet : (words.ways[slip.pay_way] ?? words.paid)}</span>
        <strong>${yuan(Number(slip.due))}</strong>
      </p>
      ${slip.receipts.map(
        (it) => html`
          <p key=${it.id}>
            ${Number(it.gross) < 0 ? words.refundReceipt : words.receiptPaper} ${it.number} · ${yuan(Number(it.gross))}
          </p>
          <${ByRate} ...${{ words, rates: it.rates }} />
        `,
      )}
      ${
        slip.delivery === "courier"
          ? slip.address && html`<p>${slip.carrier} ${slip.waybill}<br />${slip.address}</p>`
          : html`
            <p class="paper-code">
              <img src=${`/api/pages/qr?text=${encodeURIComponent(code)}`} alt="" width="132" height="132" />
              <span>${words.showAtCounter}<br /><strong>${code}</strong><br />${slip.outlet} ${slip.obtain_at}</span>
            </p>
          `
      }
      ${note && html`<p>${note}</p>`}
    </section>
  `;
}
