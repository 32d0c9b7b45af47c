// The receipt of a paid order, for the printer alone: the screen has it all already.

import { symbol } from "/web/lib/symbol.js";
import { saidIn } from "/web/lib/texts.js";
import { html } from "/web/vendor/preact-htm.module.js";

/** The slip; `channel` may print more on it. */
export function Receipt({ words, channel, order, outlet, clerk }) {
  const goesBack = order.refunds.filter((it) => it.paid_back_at);
  return html`
    <section class="receipt" aria-hidden="true">
      <p class="receipt-head">
        <strong>${outlet?.outlet}</strong>
        ${outlet?.receipt_heading && html`<br />${outlet.receipt_heading}`}
        <br />${words.receipt}
      </p>
      <p>${words.number(order.number)}<br />${order.paid_at?.slice(0, 16)}</p>
      <table>
        <tbody>
          ${order.lines.map(
            (line) =>
              html`<tr key=${line.id}>
                <td>${saidIn(words.language, line.title)} × ${line.quantity}</td>
                <td>${symbol()}${line.price}</td>
              </tr>`,
          )}
          ${goesBack.map(
            (it) => html`
              <tr key=${`-${it.id}`}><td>${words.refundStates[it.status]}</td><td>−${symbol()}${it.money}</td></tr>
            `,
          )}
        </tbody>
      </table>
      <p class="receipt-sum">
        <span>${words.paid} · ${words.ways[order.pay_way] ?? ""}</span>
        <strong>${symbol()}${order.paid}</strong>
      </p>
      ${channel.ReceiptParts && html`<${channel.ReceiptParts} ...${{ words, order }} />`}
      ${outlet?.receipt_note && html`<p>${outlet.receipt_note}</p>`}
      <p class="receipt-slip">${words.servedBy(clerk)}<br />${order.reference}</p>
    </section>
  `;
}
