// The receipt of a paid order, for the printer alone: the screen has it all already.

import { html } from "/web/vendor/preact-htm.module.js";

/** Codes of course vouchers: who pays at the counter gets them here for the first time. */
function Codes({ words, coupons }) {
  return coupons.map(
    ({ code, used }) => html`
      <p class="receipt-code" key=${code}>
        <img src=${`/api/pages/qr?text=${code}`} alt="" width="120" height="120" />
        <span>
          ${words.couponCode}
          <br />
          <strong>${code}</strong>
          ${used ? html`<br />${words.couponStates.used}` : ""}
        </span>
      </p>
    `,
  );
}

export function Receipt({ words, order, outlet, clerk }) {
  const goesBack = order.refunds.filter((it) => it.paid_back_at);
  return html`
    <section class="receipt" aria-hidden="true">
      <p class="receipt-head"><strong>${outlet}</strong><br />${words.receipt}</p>
      <p>${words.number(order.number)}<br />${order.paid_at?.slice(0, 16)}</p>
      <table>
        <tbody>
          ${order.lines.map(
            (line) => html`<tr key=${line.id}><td>${line.title} × ${line.quantity}</td><td>¥${line.price}</td></tr>`,
          )}
          ${goesBack.map(
            (it) => html`
              <tr key=${`-${it.id}`}><td>${words.refundStates[it.status]}</td><td>−¥${it.money}</td></tr>
            `,
          )}
        </tbody>
      </table>
      <p class="receipt-sum">
        <span>${words.paid} · ${words.ways[order.pay_way] ?? ""}</span>
        <strong>¥${order.paid}</strong>
      </p>
      <${Codes} words=${words} coupons=${order.coupons} />
      <p class="receipt-slip">${words.servedBy(clerk)}<br />${order.reference}</p>
    </section>
  `;
}
