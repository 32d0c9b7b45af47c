// A member's voucher: it names no order, a card of the stock is handed over for it.

import { useKeys } from "/web/counter/hooks.js";
import { html } from "/web/vendor/preact-htm.module.js";

export function MemberVoucher({ words, voucher, act, busy, leave }) {
  const isReady = voucher.state === "ready";
  const complete = () => isReady && act("complete", { serial: voucher.serial }, words.memberDone);
  useKeys({ F8: complete });
  return html`
    <article class="card order">
      <header class="order-head">
        <h2 lang="zh-CN">${voucher.name}</h2>
        <span class="badge">${words.voucherStates[voucher.state]}</span>
        <div class="leave"><button type="button" onClick=${leave}>${words.close} <kbd>Esc</kbd></button></div>
      </header>
      <p>${words.serial(voucher.serial)}</p>
      <p class="quiet">${isReady ? words.memberHint : voucher.used_at ? words.usedAt(voucher.used_at) : ""}</p>
      ${
        isReady &&
        html`
          <button class="main-action" disabled=${busy} onClick=${complete}>${words.giveMember} <kbd>F8</kbd></button>
        `
      }
    </article>
  `;
}
