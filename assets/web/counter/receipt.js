// The receipts of a paid order, for the printer alone: the screen has it all already. Each refund has one of its own.

import { watchPaper } from "/web/lib/paper.js";
import { symbol } from "/web/lib/symbol.js";
import { saidIn } from "/web/lib/texts.js";
import { html, useEffect } from "/web/vendor/preact-htm.module.js";

/** An amount that came as text, the sign before the currency. */
const money = (text) => (text.startsWith("-") ? `−${symbol()}${text.slice(1)}` : `${symbol()}${text}`);

/** The slip; `channel` may print more on it. `printing` is new for each print, and says whether it is a copy. */
export function Receipt({ words, channel, order, outlet, clerk, printing }) {
  useEffect(() => watchPaper(".receipt"), []);
  useEffect(() => {
    if (printing) print();
  }, [printing]);
  // A payment that was taken back as a mistake has its papers too: what counts begins with the last one.
  const at = order.receipts.findLastIndex((it) => it.kind === "sale");
  const sale = order.receipts[at];
  const refunds = order.receipts.slice(at + 1).filter((it) => it.kind === "refund");
  return html`
    <section class="receipt" aria-hidden="true">
      <${Head} ...${{ words, outlet, order, printing }} title=${words.receipt} receipt=${sale} at=${order.paid_at} />
      <table>
        <tbody>
          ${order.lines.map(
            (line) =>
              html`<tr key=${line.id}>
                <td>${saidIn(words.language, line.title)} × ${line.quantity}</td>
                <td>${symbol()}${line.price}</td>
              </tr>`,
          )}
          ${Number(order.tax) > 0 && html`<tr><td>${words.taxOnTop}</td><td>${money(order.tax)}</td></tr>`}
        </tbody>
      </table>
      <p class="receipt-sum">
        <span>${words.paid} · ${words.ways[order.pay_way] ?? ""}</span>
        <strong>${symbol()}${order.paid}</strong>
      </p>
      ${
        order.payment?.tendered &&
        html`
          <p class="receipt-sum"><span>${words.tendered}</span><span>${symbol()}${order.payment.tendered}</span></p>
          <p class="receipt-sum"><span>${words.changeIs}</span><span>${symbol()}${order.payment.change}</span></p>
        `
      }
      ${sale && html`<${Taxes} ...${{ words, receipt: sale }} />`}
      ${channel.ReceiptParts && html`<${channel.ReceiptParts} ...${{ words, order }} />`}
      ${outlet?.receipt_note && html`<p>${outlet.receipt_note}</p>`}
      <p class="receipt-slip">${words.servedBy(clerk)}<br />${order.reference}</p>
      ${refunds.map(
        (it) => html`<${Refund} key=${it.id} ...${{ words, outlet, order, clerk, printing, receipt: it }} />`,
      )}
    </section>
  `;
}

function Head({ words, outlet, order, title, receipt, at, printing }) {
  return html`
    <p class="receipt-head">
      <strong>${outlet?.outlet}</strong>
      ${outlet?.receipt_heading && html`<br />${outlet.receipt_heading}`}
      ${outlet?.receipt_address && html`<br />${outlet.receipt_address}`}
      ${outlet?.receipt_tax_id && html`<br />${words.taxNumber(outlet.receipt_tax_id)}`}
      <br />${title}
      ${printing?.copy && html`<br /><strong>${words.receiptCopy}</strong>`}
    </p>
    <p>
      ${receipt && html`${words.receiptNumber(receipt.number)}<br />`}
      ${words.number(order.number)}<br />${at?.slice(0, 16)}
    </p>
  `;
}

/** Net and tax by rate, and the number from outside. */
function Taxes({ words, receipt }) {
  return html`
    ${
      receipt.rates.length > 0 &&
      html`
        <table>
          <tbody>
            ${receipt.rates.map(
              (it) => html`
                <tr key=${it.rate}><td>${words.taxOf(it.rate, money(it.net))}</td><td>${money(it.tax)}</td></tr>
              `,
            )}
          </tbody>
        </table>
      `
    }
    ${receipt.fiscal_number && html`<p>${words.fiscalNumber(receipt.fiscal_number)}</p>`}
  `;
}

function Refund({ words, outlet, order, clerk, printing, receipt }) {
  return html`
    <div class="receipt-next">
      <${Head} ...${{ words, outlet, order, printing, receipt }} title=${words.refundReceipt} at=${receipt.at} />
      <p class="receipt-sum">
        <span>${words.ways[receipt.way] ?? ""}</span>
        <strong>${money(receipt.gross)}</strong>
      </p>
      <${Taxes} ...${{ words, receipt }} />
      <p class="receipt-slip">${words.servedBy(clerk)}</p>
    </div>
  `;
}
