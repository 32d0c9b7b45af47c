// Taking cash: exactly what is due goes into the books; what the customer hands over only tells the change.

import { atThisTill } from "/web/counter/pin.js";
import { freshName } from "/web/lib/keep.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const AMOUNT = /^\d{1,7}([.,]\d{1,2})?$/;
const GROUPED = /^\d{1,3}([,\u2009 ]\d{3})+(\.\d{1,2})?$/;

/**
 * An amount's text in fen, also one like 1,000.50; null for what is none. Digits are counted, so no float rounds money.
 */
export function fenOf(text) {
  const plain = GROUPED.test(text) ? text.replace(/[,\u2009 ]/g, "") : text;
  if (!AMOUNT.test(plain)) return null;
  const [yuan, part = ""] = plain.replace(",", ".").split(".");
  return Number(yuan) * 100 + Number(part.padEnd(2, "0"));
}

/** Fen as the text of an amount. */
export function textOf(fen) {
  const digits = String(fen).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function Cash({ words, order, act, busy, keyed, isNext }) {
  // One name for one payment: sending it twice pays once.
  const [reference] = useState(() => `counter-${freshName()}`);
  const [received, setReceived] = useState("");
  const seen = useRef(keyed);
  const due = fenOf(order.due);
  const given = received.trim() === "" ? due : fenOf(received.trim());
  const isEnough = given !== null && given >= due;
  const take = () =>
    isEnough && act("cash", atThisTill({ orderid: order.id, amount: order.due, reference }), words.cashDone(order.due));
  useEffect(() => {
    if (keyed !== seen.current) take();
    seen.current = keyed;
  }, [keyed]);
  const send = (event) => {
    event.preventDefault();
    take();
  };
  return html`
    <form class="panel" onSubmit=${send}>
      <p class="amount"><span>${words.toTake}</span> <strong class="money">${symbol()}${order.due}</strong></p>
      <label>
        ${words.received}
        <input
          type="text"
          inputmode="decimal"
          autocomplete="off"
          maxlength="10"
          placeholder=${order.due}
          value=${received}
          aria-invalid=${String(!isEnough)}
          aria-describedby="change"
          onInput=${(event) => setReceived(event.target.value)}
        />
      </label>
      <p class="change" id="change" aria-live="polite">
        ${isEnough ? words.change(textOf(given - due)) : given === null ? words.noAmount : words.notEnough(order.due)}
      </p>
      ${words.cashHandsOver && html`<p class="quiet">${words.cashHandsOver}</p>`}
      <button class=${isNext ? "main-action" : ""} disabled=${busy || !isEnough}>
        ${words.takeCash} <kbd>F4</kbd>
      </button>
    </form>
  `;
}
