// Who travels: a name and an identity card each, and where the papers are sent.

import { html, useState } from "/web/vendor/preact-htm.module.js";
import { StartOver } from "/web/kiosk/dialog.js";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const CARD = /^[0-9A-Za-z]{6,30}$/;

/** Grown-ups come first; both are counted from 1. */
const captionOf = (words, adults, place) => (place < adults ? `${words.adult} ${place + 1}` : `${words.child} ${place - adults + 1}`);

/** The form before the phone number. */
export function Travellers({ words, order, setOrder, go, start }) {
  const count = order.choice.adults + order.choice.children;
  const [rows, setRows] = useState(() => Array.from({ length: count }, () => ({ name: "", card: "" })));
  const [email, setEmail] = useState("");
  const [tried, setTried] = useState(false);
  const lacks = (row) => !row.name.trim() || !CARD.test(row.card);
  const whole = !rows.some(lacks) && (!order.emailNeeded || EMAIL.test(email));
  const put = (place, change) => setRows(rows.map((row, at) => (at === place ? { ...row, ...change } : row)));
  const submit = (event) => {
    event.preventDefault();
    setTried(true);
    if (whole) setOrder({ ...order, travellers: rows.map((row) => ({ name: row.name.trim(), card: row.card })), email: email || undefined });
  };
  const back = () => {
    setOrder(null);
    go({ name: "tour", id: order.choice.id });
  };
  return html`
    <form class="phone card" onSubmit=${submit} noValidate>
      <h2>${words.travellers}</h2>
      ${rows.map(
        (row, place) => html`
          <fieldset class="traveller" key=${place}>
            <legend>${captionOf(words, order.choice.adults, place)}</legend>
            <label>${words.name}
              <input type="text" autocomplete="off" maxlength="60" value=${row.name} aria-invalid=${String(tried && !row.name.trim())}
                onInput=${(event) => put(place, { name: event.target.value })} />
            </label>
            <label>${words.card}
              <input type="text" autocomplete="off" maxlength="30" value=${row.card} aria-invalid=${String(tried && !CARD.test(row.card))}
                onInput=${(event) => put(place, { card: event.target.value.trim() })} />
            </label>
          </fieldset>
        `,
      )}
      ${order.emailNeeded &&
      html`<label>${words.email}
        <input type="email" autocomplete="off" maxlength="254" value=${email} aria-invalid=${String(tried && !EMAIL.test(email))}
          onInput=${(event) => setEmail(event.target.value.trim())} />
      </label>`}
      ${tried && !whole && html`<p class="trouble" role="alert">${words.travellersWrong}</p>`}
      <div class="actions">
        <button type="button" onClick=${back}>${words.back}</button>
        <button class="main-action">${words.goAhead}</button>
      </div>
    </form>
    <${StartOver} words=${words} start=${start} />
  `;
}
