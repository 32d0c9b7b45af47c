// Taking cash: exactly what is due goes into the books; with it stays what the customer handed over, and the change.

import { useKeys } from "/web/counter/hooks.js";
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

const NOTES = [10, 20, 50, 100, 200].map((yuan) => yuan * 100);
const MOST_NOTES = 4;

/** What people hand over for an amount: the next sums of whole banknotes above it, the smallest first. */
export function handedOver(due) {
  const sums = NOTES.map((note) => Math.ceil(due / note) * note).filter((sum) => sum > due);
  return [...new Set(sums)].sort((one, other) => one - other).slice(0, MOST_NOTES);
}

/** What is wrong with what was typed; nothing where it is enough, and while nothing was typed. */
function faultOf(words, received, given, order) {
  if (received.trim() === "") return null;
  return given === null ? words.noAmount : given < fenOf(order.due) ? words.notEnough(order.due) : null;
}

export function Cash({ words, order, act, busy, keyed, isNext }) {
  // One name for one payment: sending it twice pays once.
  const [reference] = useState(() => `counter-${freshName()}`);
  const [received, setReceived] = useState("");
  const [asks, setAsks] = useState(false);
  const field = useRef(null);
  const seen = useRef(keyed);
  const due = fenOf(order.due);
  const given = fenOf(received.trim());
  const isEnough = given !== null && given >= due;
  const fault = faultOf(words, received, given, order);
  const take = () => {
    if (isEnough) {
      const money = { orderid: order.id, amount: order.due, tendered: textOf(given), reference };
      return act("cash", atThisTill(money), words.cashDone(order.due));
    }
    // Nothing is booked that nobody has counted.
    setAsks(true);
    field.current?.focus();
  };
  useEffect(() => {
    if (keyed !== seen.current) take();
    seen.current = keyed;
  }, [keyed]);
  const put = (text) => {
    setReceived(text);
    setAsks(false);
  };
  const choose = (fen) => () => {
    put(textOf(fen));
    field.current?.focus();
  };
  useKeys({ F6: choose(due) });
  const send = (event) => {
    event.preventDefault();
    take();
  };
  return html`
    <form class="panel cash" onSubmit=${send}>
      <p class="amount"><span>${words.toTake}</span> <strong class="money">${symbol()}${order.due}</strong></p>
      <label>
        ${words.received}
        <input
          ref=${field}
          type="text"
          inputmode="decimal"
          autocomplete="off"
          maxlength="10"
          value=${received}
          aria-invalid=${String(Boolean(fault || asks))}
          aria-describedby="change"
          onInput=${(event) => put(event.target.value)}
        />
      </label>
      <div class="notes-of-money" role="group" aria-label=${words.banknotes}>
        <button type="button" onClick=${choose(due)}>${words.exact} <kbd>F6</kbd></button>
        ${handedOver(due).map(
          (fen) => html`<button type="button" key=${fen} onClick=${choose(fen)}>${symbol()}${wholeOf(fen)}</button>`,
        )}
      </div>
      <p class="change" id="change" aria-live="polite">
        ${isEnough ? words.change(textOf(given - due)) : (fault ?? (asks ? words.countFirst : ""))}
      </p>
      ${words.cashHandsOver && html`<p class="quiet">${words.cashHandsOver}</p>`}
      <button class=${isNext ? "main-action" : ""} disabled=${busy || Boolean(fault)}>
        ${words.takeCash} <kbd>F4</kbd>
      </button>
    </form>
  `;
}

const wholeOf = (fen) => textOf(fen).replace(/\.00$/, "");
