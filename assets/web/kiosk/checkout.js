// From the cart to the slip. The order in the making is kept by the browser after every step, and every step may be
// done twice: a reload, a double tap or a server that restarts in between costs nothing and orders nothing twice.

import { channelOf, tradeOf, wordsFor } from "/web/kiosk/channel-of.js";
import { StartOver } from "/web/kiosk/dialog.js";
import { Payment } from "/web/kiosk/payment.js";
import { Slip } from "/web/kiosk/slip.js";
import { refusalText } from "/web/kiosk/words.js";
import { page } from "/web/lib/api.js";
import { freshName, recall } from "/web/lib/keep.js";
import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";

const PHONE = /^1[3-9]\d{9}$/;

/** The screen on which an order was put together, with all that was typed. */
const beginningOf = (order) =>
  tradeOf(order).beginning?.(order) ?? {
    name: order.trade,
    id: order.choice.id,
    choice: { ...order.choice, typed: order.typed, email: order.email },
  };

/** Goes on with an order where it stopped; `save` keeps each step. */
async function place(order, shop, save) {
  let made = order;
  const step = (change) => {
    made = { ...made, ...change };
    save(made);
  };
  if (!made.session) {
    // A browser of the house says so: what its travellers leave unpaid is not counted together.
    const device = recall("counter.device", null, "localStorage");
    step({ session: await page("walk-in", { phone: made.phone, ...(device && { device }) }) });
  }
  await tradeOf(made).place(made, shop, step);
  step({ placed: true });
}

/** The screens from the phone number to the slip. */
export function Checkout(props) {
  const { shop, order, setOrder, go } = props;
  const words = order ? wordsFor(props.words, channelOf(order)) : props.words;
  const [trouble, setTrouble] = useState(null);
  const running = Boolean(shop && order?.ref && !order.placed && !trouble);
  useEffect(() => {
    if (!running) return;
    let wanted = true; // A traveller who has left must not get the order back.
    const save = (made) => wanted && setOrder(made);
    place(order, shop, save).catch((refusal) => wanted && setTrouble(refusalText(words, refusal)));
    return () => (wanted = false);
  }, [running]);

  if (!shop || !order) return html`<p class="notice">${words.ordering}</p>`;
  if (trouble) {
    const again = () => {
      setOrder(null);
      go(beginningOf(order));
    };
    return html`<p class="trouble" role="alert">${trouble}</p>
      <p class="centred"><button class="main-action" onClick=${again}>${words.back}</button></p>`;
  }
  const Form = tradeOf(order).form?.(order);
  if (Form) return html`<${Form} ...${props} words=${words} />`;
  if (!order.ref) return html`<${Phone} ...${props} />`;
  if (!order.placed) return html`<p class="notice" role="status">${words.ordering}</p>`;
  return order.finished
    ? html`<${Slip} ...${props} words=${words} />`
    : html`<${Payment} ...${props} words=${words} />`;
}

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0"];

function Phone({ words, order, setOrder, go, start }) {
  const [phone, setPhone] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event) => {
    event.preventDefault();
    if (PHONE.test(phone)) setOrder({ ...order, phone, ref: freshName() });
    else setWrong(true);
  };
  // A number may be pasted with the country's code.
  const type = (text) =>
    setPhone(
      text
        .replace(/\D/g, "")
        .replace(/^(00)?86(?=1)/, "")
        .slice(0, 11),
    );
  const back = () => {
    const before = tradeOf(order).back?.(order);
    if (before) return setOrder(before);
    setOrder(null);
    return go(beginningOf(order));
  };
  const press = (key) => setPhone(key === "⌫" ? phone.slice(0, -1) : (phone + key).slice(0, 11));
  return html`
    <form class="phone card" onSubmit=${submit}>
      <label>
        ${words.phone}
        <input
          type="tel"
          inputmode="numeric"
          autocomplete="off"
          maxlength="17"
          value=${phone}
          aria-describedby="phone-hint"
          aria-invalid=${String(wrong)}
          onInput=${(event) => type(event.target.value)}
        />
      </label>
      <p class="quiet" id="phone-hint">${words.phoneHint}</p>
      ${wrong && !PHONE.test(phone) && html`<p class="trouble" role="alert">${words.phoneWrong}</p>`}
      <div class="keypad">
        ${KEYS.map((key) => html`<button type="button" onClick=${() => press(key)}>${key}</button>`)}
      </div>
      <div class="actions">
        <button type="button" onClick=${back}>${words.back}</button>
        <button class="main-action">${words.order}</button>
      </div>
    </form>
    <${StartOver} words=${words} start=${start} />
  `;
}
