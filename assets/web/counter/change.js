// The change that a customer gets, big and there until the next action; and a payment that was a mistake.

import { symbol } from "/web/lib/symbol.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

/** What goes back over the counter now; `change` is the payment as the server keeps it. */
export function ChangeDue({ words, change }) {
  return html`
    <section class="change-due" role="status">
      <p>${words.changeBack}</p>
      <p class="money">${symbol()}${change.change}</p>
      <p class="quiet">${words.changeOf(change.tendered, change.amount)}</p>
    </section>
  `;
}

/** Takes a payment back that was a mistake: the order waits for its money again. Asks once more. */
export function Void({ words, order, act, busy }) {
  const [asks, setAsks] = useState(false);
  if (!asks) {
    const ask = () => setAsks(true);
    return html`<div class="panel slim"><button type="button" onClick=${ask}>${words.voidAsk}</button></div>`;
  }
  const { amount, reference } = order.payment;
  const go = () => act("void", { orderid: order.id, reference }, words.voidDone(amount));
  return html`
    <div class="panel">
      <p role="alert">${words.voidSure(amount)}</p>
      <div class="pair">
        <button type="button" class="main-action" disabled=${busy} onClick=${go}>${words.voidNow}</button>
        <button type="button" onClick=${() => setAsks(false)}>${words.cancel}</button>
      </div>
    </div>
  `;
}
