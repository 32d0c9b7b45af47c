// Handing over the tickets of an order. An agency's tickets may leave without money, on its account: that is asked
// twice.

import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

export function Deal({ words, order, act, busy, keyed, isNext }) {
  const [asks, setAsks] = useState(false);
  const seen = useRef(keyed);
  const isOnAccount = order.paid === null;
  const isSure = asks || !isOnAccount;
  const deal = () => (isSure ? act("deal", { orderid: order.id }, words.dealt) : setAsks(true));
  useEffect(() => {
    if (keyed !== seen.current) deal();
    seen.current = keyed;
  }, [keyed]);
  return html`
    <div class="panel">
      <p>${isOnAccount ? words.dealOnAccount(order.tickets.agency) : words.dealHint}</p>
      ${asks && isOnAccount && html`<p class="trouble" role="alert">${words.dealSure}</p>`}
      <button type="button" class=${isNext || asks ? "main-action" : ""} disabled=${busy} onClick=${deal}>
        ${asks && isOnAccount ? words.dealAnyway : words.deal} <kbd>F8</kbd>
      </button>
    </div>
  `;
}

/** Who will come, as the server lets this account see them. */
export function Visitors({ words, visitors }) {
  return html`
    <section class="visitors">
      <h3>${words.visitors(visitors.length)}</h3>
      <ul>
        ${visitors.map(
          ({ name, document }, place) => html`
            <li key=${place}><span lang="zh-CN">${name}</span> <span class="quiet">${document}</span></li>
          `,
        )}
      </ul>
    </section>
  `;
}
