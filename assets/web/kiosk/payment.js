// How the order is paid: by a code that the traveller's phone scans, or at the counter.

import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";
import { service } from "/web/lib/api.js";
import { fenOf, moneyText } from "/web/lib/money.js";
import { StartOver } from "/web/kiosk/dialog.js";
import { refusalText } from "/web/kiosk/words.js";

const COUNTER = 1;
const WECHAT = 5;
const PAID = 2; // pay_status
const ASK_EVERY_MS = 2000;

const readOrder = (order) => service("order_gets", { orderid: order.id }, order.session).then(({ orders }) => orders[0]);

/** What is due, as the server says it. */
function dueOf(found) {
  return moneyText(fenOf(found.payable_amount) + fenOf(found.shipping_fee) - fenOf(found.voucher_amount));
}

/** The choice of a way to pay, then the code. */
export function Payment({ words, shop, order, setOrder, start }) {
  const [found, setFound] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [sending, setSending] = useState(false);
  useEffect(() => {
    readOrder(order).then(setFound, (refusal) => setTrouble(refusalText(words, refusal)));
  }, []);
  useEffect(() => {
    if (!order.code) return undefined;
    let timer = null;
    let wanted = true;
    const ask = async () => {
      try {
        const now = await readOrder(order);
        if (wanted && now.pay_status === PAID) return setOrder({ ...order, finished: true });
      } catch (refusal) {
        if (wanted) setTrouble(refusalText(words, refusal));
      }
      if (wanted) timer = setTimeout(ask, ASK_EVERY_MS); // one question at a time, also while the server is away
      return undefined;
    };
    timer = setTimeout(ask, ASK_EVERY_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [order.code]);

  const busy = useRef(false); // at once, where a state would come after the second tap
  const begin = async (payid) => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setTrouble(null);
    try {
      const answer = await service("order_paying", { orderid: order.id, payid }, order.session);
      const code = payid === WECHAT ? JSON.parse(answer.payparams).sandbox_url : null;
      setOrder(payid === COUNTER ? { ...order, finished: true } : { ...order, code });
    } catch (refusal) {
      setTrouble(refusalText(words, refusal));
    }
    busy.current = false;
    setSending(false);
  };
  // What is not paid is given back at once; if that fails, it is given back by the clock.
  const leave = () => service("order_cancel", { orderid: order.id }, order.session).catch(() => {});
  const out = html`<${StartOver} words=${words} start=${start} leave=${leave} />`;

  if (order.code) return html`<${Code} ...${{ words, shop, order, setOrder, found, trouble, out }} />`;
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
      ${out}
    </section>
  `;
}

function Code({ words, shop, order, setOrder, found, trouble, out }) {
  return html`
    <section class="pay">
      <p class="due">${words.due} <strong class="money">${found ? `¥${dueOf(found)}` : "…"}</strong></p>
      <h2>${words.scan}</h2>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <img class="code card" data-text=${order.code} src=${`/api/pages/qr?text=${encodeURIComponent(order.code)}`} alt=${words.scan} width="360" height="360" />
      <p class="quiet" role="status"><span class="pulse" aria-hidden="true"></span> ${words.waiting}</p>
      <p class="quiet hint">${words.payHint}</p>
      <div class="actions">
        <button onClick=${() => setOrder({ ...order, code: null })}>${words.otherWay}</button>
        ${shop.demo && html`<a class="button" href=${order.code} target="_blank" rel="noopener">${words.demoPay}</a>`}
      </div>
      ${out}
    </section>
  `;
}
