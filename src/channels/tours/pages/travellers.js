// Who travels: a name and an identity card each, and where the papers are sent.

import { StartOver } from "/web/kiosk/dialog.js";
import { html, useState } from "/web/vendor/preact-htm.module.js";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** Whether a number can be an identity card's: seventeen digits and the check character of GB 11643. */
export function isCard(text) {
  if (!/^\d{17}[\dXx]$/.test(text)) return false;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(text[place]), 0);
  return CHECKS[sum % CHECKS.length] === text[17].toUpperCase();
}

/** Grown-ups come first; both are counted from 1. */
const captionOf = (words, adults, place) =>
  place < adults ? `${words.adult} ${place + 1}` : `${words.child} ${place - adults + 1}`;

/** The form before the phone number. */
export function Travellers({ words, order, setOrder, go, start }) {
  const count = order.choice.adults + order.choice.children;
  const typed = order.typed ?? []; // what was given before the traveller went back
  const [rows, setRows] = useState(() =>
    Array.from({ length: count }, (_, place) => typed[place] ?? { name: "", card: "" }),
  );
  const [email, setEmail] = useState(order.email ?? "");
  const [tried, setTried] = useState(false);
  const cardFault = ({ card }) =>
    !isCard(card)
      ? words.cardWrong
      : rows.filter((row) => row.card.toUpperCase() === card.toUpperCase()).length > 1
        ? words.cardTwice
        : null;
  const isMailWrong = order.emailNeeded && !EMAIL.test(email);
  const whole = rows.every((row) => row.name.trim() && !cardFault(row)) && !isMailWrong;
  const put = (place, change) => setRows(rows.map((row, at) => (at === place ? { ...row, ...change } : row)));
  const submit = (event) => {
    event.preventDefault();
    setTried(true);
    if (whole)
      setOrder({
        ...order,
        typed: rows,
        travellers: rows.map((row) => ({ name: row.name.trim(), card: row.card })),
        email: email || undefined,
      });
  };
  const back = () => {
    setOrder(null);
    go({ name: "tour", id: order.choice.id, choice: { ...order.choice, typed: rows, email } });
  };
  return html`
    <form class="phone card" onSubmit=${submit} noValidate>
      <h2>${words.travellers}</h2>
      <p class="quiet">${words.name}: ${words.nameHint}</p>
      ${rows.map(
        (row, place) => html`
          <fieldset class="traveller" key=${place}>
            <legend>${captionOf(words, order.choice.adults, place)}</legend>
            <label>
              ${words.name}
              <input
                type="text"
                autocomplete="off"
                maxlength="60"
                value=${row.name}
                aria-invalid=${String(tried && !row.name.trim())}
                onInput=${(event) => put(place, { name: event.target.value })}
              />
            </label>
            ${tried && !row.name.trim() && html`<p class="trouble" role="alert">${words.nameWrong}</p>`}
            <label>
              ${words.card}
              <input
                type="text"
                autocomplete="off"
                maxlength="18"
                value=${row.card}
                aria-invalid=${String(Boolean(tried && cardFault(row)))}
                onInput=${(event) => put(place, { card: event.target.value.trim() })}
              />
            </label>
            ${tried && cardFault(row) && html`<p class="trouble" role="alert">${cardFault(row)}</p>`}
          </fieldset>
        `,
      )}
      ${
        order.emailNeeded &&
        html`
          <label>
            ${words.email}
            <input
              type="email"
              autocomplete="off"
              maxlength="254"
              value=${email}
              aria-invalid=${String(tried && isMailWrong)}
              onInput=${(event) => setEmail(event.target.value.trim())}
            />
          </label>
        `
      }
      ${tried && isMailWrong && html`<p class="trouble" role="alert">${words.emailWrong}</p>`}
      <div class="actions">
        <button type="button" onClick=${back}>${words.back}</button>
        <button class="main-action">${words.goAhead}</button>
      </div>
    </form>
    <${StartOver} words=${words} start=${start} />
  `;
}
