// How the order is paid: by a code that the traveller's phone scans, or at the counter.

import { html, useEffect, useState } from "/web/vendor/preact-htm.module.js";
import { service } from "/web/lib/api.js";
import { refusalText } from "/web/kiosk/words.js";

const COUNTER = 1;
const WECHAT = 5;
const PAID = 2;
const ASK_EVERY_MS = 2000;

const readOrder = (order) => service("order_gets", { orderid: order.id }, order.session).then(({ orders }) => orders[0]);

/** What is due, as the server says it. */
function dueOf(found) {
  const hundredths = (value) => Math.round((value ?? 0) * 100);
  const due = hundredths(found.payable_amount) + hundredths(found.shipping_fee) - hundredths(found.voucher_amount);
  return (due / 100).toFixed(2);
}

/** The choice of a way to pay, then the code. */
export function Payment({ words, shop, order, setOrder }) {
  const [found, setFound] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    readOrder(order).then(setFound, (refusal) => setTrouble(refusalText(words, refusal)));
  }, []);
  useEffect(() => {
    if (!order.code) return undefined;
    const timer = setInterval(async () => {
      const now = await readOrder(order);
      if (now.pay_status === PAID) setOrder({ ...order, finished: true });
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [order.code]);

  const begin = async (payid) => {
    if (sending) return;
    setSending(true);
    try {
      const answer = await service("order_paying", { orderid: order.id, payid }, order.session);
      const code = payid === WECHAT ? JSON.parse(answer.payparams).sandbox_url : null;
      setOrder(payid === COUNTER ? { ...order, finished: true } : { ...order, code });
    } catch (refusal) {
      setTrouble(refusalText(words, refusal));
    }
    setSending(false);
  };

  if (order.code) return html`<${Code} ...${{ words, shop, order, setOrder, found }} />`;
  return html`
    <section class="pay">
      <p class="due">${words.due} <strong class="money">${found ? `¥${dueOf(found)}` : "…"}</strong></p>
      <h2>${words.how}</h2>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <div class="ways">
        ${shop.scan &&
        html`<button class="card way" disabled=${sending} onClick=${() => begin(WECHAT)}>
          <strong>${words.payCode}</strong><span class="quiet">${words.payCodeHint}</span>
        </button>`}
        <button class="card way" disabled=${sending} onClick=${() => begin(COUNTER)}>
          <strong>${words.payCounter}</strong><span class="quiet">${words.payCounterHint}</span>
        </button>
      </div>
    </section>
  `;
}

function Code({ words, shop, order, setOrder, found }) {
  return html`
    <section class="pay">
      <p class="due">${words.due} <strong class="money">${found ? `¥${dueOf(found)}` : "…"}</strong></p>
      <h2>${words.scan}</h2>
      <img class="code card" src=${`/api/pages/qr?text=${encodeURIComponent(order.code)}`} alt=${words.scan} width="360" height="360" />
      <p class="quiet" role="status"><span class="pulse" aria-hidden="true"></span> ${words.waiting}</p>
      <div class="actions">
        <button onClick=${() => setOrder({ ...order, code: null })}>${words.otherWay}</button>
        ${shop.demo && html`<a class="button" href=${order.code} target="_blank" rel="noopener">${words.demoPay}</a>`}
      </div>
    </section>
  `;
}
