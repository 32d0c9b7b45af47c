// Handing over all that an order bought. What somebody ordered on account may leave without money: that is asked twice.

import { html, useEffect, useRef, useState } from "/web/vendor/preact-htm.module.js";

export function Deal({ words, channel, order, act, busy, keyed, isNext }) {
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
      <p>${isOnAccount ? words.dealOnAccount(channel.orderedBy?.(order) ?? "") : words.dealHint}</p>
      ${asks && isOnAccount && html`<p class="trouble" role="alert">${words.dealSure}</p>`}
      <button type="button" class=${isNext || asks ? "main-action" : ""} disabled=${busy} onClick=${deal}>
        ${asks && isOnAccount ? words.dealAnyway : words.deal} <kbd>F8</kbd>
      </button>
    </div>
  `;
}
