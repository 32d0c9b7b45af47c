// The smaller actions on an order: hand over a card, complete, ship.

import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

/** A form of one scanned or typed text. */
function OneField({ caption, hint, button, busy, isNext, isNumber, send }) {
  const [text, setText] = useState("");
  const field = useRef(null);
  const submit = async (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    if (await send(text.trim())) setText("");
    else field.current?.select(); // Typing starts anew.
  };
  return html`
    <form class="panel" onSubmit=${submit}>
      <label>
        ${caption}
        <input
          ref=${field}
          type="text"
          data-scan
          required
          inputmode=${isNumber ? "numeric" : "text"}
          maxlength="100"
          autocomplete="off"
          spellcheck=${false}
          value=${text}
          onInput=${(event) => setText(event.target.value)}
        />
      </label>
      ${hint && html`<p class="quiet">${hint}</p>`}
      <button class=${isNext ? "main-action" : ""} disabled=${busy}>${button}</button>
    </form>
  `;
}

/** A card of the store goes with the order; a scan anywhere does the same. */
export function Card({ words, order, act, busy, isNext }) {
  const give = (iccid) => act("card", { orderid: order.id, iccid }, words.cardGiven(iccid));
  const hint =
    order.cards_missing > 0 ? words.cardsMissing(order.cards_missing) : words.cardsPossible(order.cards_possible);
  return html`
    <${OneField}
      caption=${words.cardNumber}
      button=${words.giveCard}
      isNumber=${true}
      send=${give}
      ...${{ hint, busy, isNext }}
    />
  `;
}

/** The customer has everything: the voucher is used up. Asks once more where bought cards were not scanned. */
export function Complete({ words, order, act, busy, keyed, isNext }) {
  const [asks, setAsks] = useState(false);
  const seen = useRef(keyed);
  const isSure = asks || order.cards_missing === 0;
  const what = order.voucher ? { serial: order.voucher.serial } : { orderid: order.id };
  const complete = () => (isSure ? act("complete", what, words.completed) : setAsks(true));
  useEffect(() => {
    if (keyed !== seen.current) complete();
    seen.current = keyed;
  }, [keyed]);
  return html`
    <div class="panel">
      <p>${order.voucher ? words.completeHint : words.completeNoVoucher}</p>
      ${
        asks &&
        order.cards_missing > 0 &&
        html`
          <p class="trouble" role="alert">${words.completeSure(order.cards_missing)}</p>
        `
      }
      <button type="button" class=${isNext || asks ? "main-action" : ""} disabled=${busy} onClick=${complete}>
        ${asks && order.cards_missing > 0 ? words.completeAnyway : words.complete} <kbd>F8</kbd>
      </button>
    </div>
  `;
}

/** The parcel goes with the carrier. */
export function Ship({ words, order, act, busy, isNext }) {
  const ship = (waybill) => act("ship", { orderid: order.id, waybill }, words.shipped(waybill));
  return html`
    <${OneField}
      caption=${words.waybill}
      button=${words.ship}
      hint=${order.carrier}
      send=${ship}
      ...${{ busy, isNext }}
    />
  `;
}

/** Nobody will pay for it: goods and vouchers are free again. Asks once more, because it cannot be taken back. */
export function Cancel({ words, order, act, busy }) {
  const [asks, setAsks] = useState(false);
  if (!asks) {
    const ask = () => setAsks(true);
    return html`<div class="panel slim"><button type="button" onClick=${ask}>${words.cancelOrder}</button></div>`;
  }
  const go = () => act("cancel", { orderid: order.id }, words.orderCancelled(order.number));
  return html`
    <div class="panel">
      <p role="alert">${words.cancelSure}</p>
      <div class="pair">
        <button type="button" class="main-action" disabled=${busy} onClick=${go}>${words.cancelNow}</button>
        <button type="button" onClick=${() => setAsks(false)}>${words.keepOrder}</button>
      </div>
    </div>
  `;
}
