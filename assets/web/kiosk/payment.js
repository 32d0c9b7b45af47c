// How the order is paid: by a code that the traveller's phone scans, or at the counter.

import { tradeOf } from "/web/kiosk/channel-of.js";
import { StartOver } from "/web/kiosk/dialog.js";
import { refusalText } from "/web/kiosk/words.js";
import { page } from "/web/lib/api.js";
import { symbol } from "/web/lib/symbol.js";
import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

const ASK_EVERY_MS = 2000;

/** How often the payment of an order was refused so far; a refusal is no notice of the provider's, only a hint. */
const refusalsOf = (order) =>
  page(`refusals?orderid=${order.id}`, null, order.session.sessionid).then((answer) => answer.refusals);

/** The choice of a way to pay, then the code. */
export function Payment({ words, shop, order, setOrder, start }) {
  const trade = tradeOf(order);
  const [found, setFound] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    trade.state(order).then(setFound, (refusal) => setTrouble(refusalText(words, refusal)));
  }, []);
  useEffect(() => {
    if (!order.code) return undefined;
    let timer = null;
    let wanted = true;
    const ask = async () => {
      try {
        const { paid } = await trade.state(order);
        if (wanted && paid) return setOrder({ ...order, finished: true });
        const refusals = await refusalsOf(order);
        if (wanted) setRefused(refusals > order.refusals);
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
  const begin = async (way) => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setTrouble(null);
    try {
      const code = await way(order);
      if (code && way === trade.payByCode) setOrder({ ...order, code, refusals: await refusalsOf(order) });
      else setOrder({ ...order, finished: true });
      setRefused(false);
    } catch (refusal) {
      setTrouble(refusalText(words, refusal));
    }
    busy.current = false;
    setSending(false);
  };
  // What is not paid is given back at once; if that fails, it is given back by the clock.
  const leave = () => trade.cancel(order).catch(() => {});
  const out = html`<${StartOver} words=${words} start=${start} leave=${leave} />`;

  if (order.code) return html`<${Code} ...${{ words, shop, order, setOrder, found, trouble, refused, out }} />`;
  return html`
    <section class="pay">
      <p class="due">${words.due} <strong class="money">${found ? `${symbol()}${found.due}` : "…"}</strong></p>
      <h2>${words.how}</h2>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <div class="ways">
        ${
          shop.scan &&
          html`<button class="card way" disabled=${sending} onClick=${() => begin(trade.payByCode)}>
          <strong>${words.payCode}</strong><span class="quiet">${words.payCodeHint[trade.codeOf]}</span>
        </button>`
        }
        <button class="card way" disabled=${sending} onClick=${() => begin(trade.payAtCounter)}>
          <strong>${words.payCounter}</strong><span class="quiet">${words.payCounterHint}</span>
        </button>
      </div>
      ${out}
    </section>
  `;
}

function Code({ words, shop, order, setOrder, found, trouble, refused, out }) {
  return html`
    <section class="pay">
      <p class="due">${words.due} <strong class="money">${found ? `${symbol()}${found.due}` : "…"}</strong></p>
      <h2>${words.scan}</h2>
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`}
      <img
        class="code card"
        data-text=${order.code}
        src=${`/api/pages/qr?text=${encodeURIComponent(order.code)}`}
        alt=${words.scan}
        width="360"
        height="360"
      />
      <p class="quiet" role="status"><span class="pulse" aria-hidden="true"></span> ${words.waiting}</p>
      ${
        refused
          ? html`
            <p class="trouble refused" role="alert">${words.payRefused}</p>
          `
          : html`<p class="quiet hint">${words.payHint}</p>`
      }
      <div class="actions">
        <button class=${refused ? "main-action" : ""} onClick=${() => setOrder({ ...order, code: null })}>
          ${words.otherWay}
        </button>
        ${shop.demo && html`<a class="button" href=${order.code} target="_blank" rel="noopener">${words.demoPay}</a>`}
      </div>
      ${out}
    </section>
  `;
}
